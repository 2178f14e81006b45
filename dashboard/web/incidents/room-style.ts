import { css } from 'lit'

export const roomStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    min-height: 0;
    background: var(--panel);
  }
  header {
    display: grid;
    gap: 0.4rem;
    padding: 0.5rem 0.9rem;
    border-bottom: 1px solid var(--line-strong);
  }
  .back {
    justify-self: start;
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem 0.7rem;
    align-items: center;
  }
  .title .mark {
    width: 2rem;
    height: 2rem;
  }
  h1 {
    overflow-wrap: anywhere;
  }
  .handover {
    display: flex;
    gap: 0.8rem;
    align-items: center;
    justify-content: space-between;
    border-left: 0.3rem solid var(--ink);
    background: var(--raised);
    padding: 0.4rem 0.7rem;
  }
  .handover span {
    overflow-wrap: anywhere;
  }
  .columns {
    grid-row: 3;
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(20rem, 2fr);
    min-height: 0;
  }
  .left {
    display: grid;
    grid-template-rows: minmax(0, 3fr) minmax(0, 2fr);
    min-height: 0;
    border-right: 1px solid var(--line-strong);
  }
  city-map {
    background: var(--ground);
  }
  alarm-list {
    border-top: 1px solid var(--line-strong);
  }
  .right {
    overflow-y: auto;
    padding: 0.6rem 0.9rem 1.5rem;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.25rem 0.8rem;
  }
  dt {
    color: var(--soft);
  }
  em {
    font-style: normal;
    color: var(--soft);
  }
  .panel {
    position: absolute;
    inset: 0 0 0 auto;
    width: min(31rem, 100%);
    background: var(--panel);
    border-left: 1px solid var(--line-strong);
    box-shadow: -0.3rem 0 0.8rem #0003;
    overflow-y: auto;
  }
  .panel > button {
    margin: 0 0.9rem 1.2rem;
  }
  .notice {
    padding: 2rem;
  }
  @media (max-width: 60rem) {
    :host {
      overflow-y: auto;
      grid-template-rows: auto auto auto;
    }
    .columns {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: auto auto;
    }
    .left {
      grid-template-rows: 16rem 16rem;
    }
  }
`
