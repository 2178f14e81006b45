import { css } from 'lit'

/** Height of a row of the list. */
export const ROW_REM = 2.1

/** Look of the audit; what is whole is grey. */
export const auditStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    overflow: hidden;
  }
  .bar input {
    width: 9rem;
  }
  .proof {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem 1.2rem;
    align-items: center;
    padding: 0.5rem 0.8rem;
    background: var(--panel);
    border-bottom: 1px solid var(--line);
    border-left: 0.4rem solid var(--line-strong);
  }
  .proof.wrong {
    border-left-color: var(--monitor);
    font-weight: 600;
  }
  code {
    font-family: var(--mono, monospace);
    font-size: 0.86rem;
    overflow-wrap: anywhere;
  }
  .main {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-height: 0;
  }
  .split {
    grid-row: 2;
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    min-height: 0;
  }
  .log {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    min-height: 0;
    min-width: 0;
    overflow-x: auto;
  }
  .columns,
  .entry {
    display: grid;
    grid-template-columns: 11.5rem 7rem minmax(10.5rem, 1.2fr) minmax(10rem, 1fr) 5rem minmax(10rem, 1.6fr);
    gap: 0.6rem;
    align-items: center;
    padding: 0 0.8rem;
    min-width: 62rem;
  }
  .columns {
    height: 1.9rem;
    color: var(--soft);
    font-size: 0.86rem;
    border-bottom: 1px solid var(--line);
  }
  .rows {
    overflow: auto;
    min-height: 0;
    min-width: 62rem;
  }
  .space {
    position: relative;
  }
  .entry {
    position: absolute;
    inset: 0 0 auto 0;
    height: 2.1rem;
    width: 100%;
    border: 0;
    border-bottom: 1px solid var(--line);
    border-radius: 0;
    background: none;
    text-align: left;
    min-height: 0;
  }
  .entry span,
  .entry time {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .entry:hover {
    background: var(--raised);
  }
  .entry[aria-current='true'] {
    background: var(--raised);
    box-shadow: inset 0.25rem 0 0 var(--ink);
  }
  .refused,
  .failed {
    font-weight: 600;
  }
  .foot {
    padding: 0.4rem 0.8rem;
    border-top: 1px solid var(--line);
    color: var(--soft);
  }
  aside {
    width: 27rem;
    overflow: auto;
    padding: 0.7rem 0.9rem;
    border-left: 1px solid var(--line);
    background: var(--panel);
    display: grid;
    gap: 0.6rem;
    align-content: start;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.3rem 0.8rem;
  }
  dt {
    color: var(--soft);
  }
  dd {
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  @media (max-width: 60rem) {
    .split {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr) auto;
    }
    aside {
      width: auto;
      max-height: 45vh;
      border-left: 0;
      border-top: 1px solid var(--line);
    }
  }
`
