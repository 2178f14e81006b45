import { css } from 'lit'

/** Height of a row; the list computes with it, so text never changes it. */
export const LIST_ROW_REM = 2.5

export const stationListStyles = css`
  :host {
    display: grid;
    min-height: 0;
    --columns: minmax(14rem, 3fr) minmax(6rem, 1fr) minmax(5rem, 1fr) 7rem minmax(13rem, 1.6fr) 5rem;
  }
  .grid {
    overflow: auto;
    min-height: 0;
    contain: strict;
  }
  .space {
    position: relative;
    min-width: 54rem;
  }
  .row-of {
    display: grid;
    grid-template-columns: var(--columns);
    gap: 0.8rem;
    align-items: center;
    padding: 0 0.8rem;
  }
  .head {
    position: sticky;
    top: 0;
    z-index: 1;
    min-width: 54rem;
    background: var(--panel);
    border-bottom: 1px solid var(--line-strong);
  }
  .head button {
    padding: 0.2rem 0;
    color: var(--soft);
    font-size: 0.86rem;
    font-weight: 600;
  }
  .station {
    position: absolute;
    inset: 0 0 auto;
    height: 2.5rem;
    border-bottom: 1px solid var(--line);
    border-left: 0.25rem solid transparent;
    cursor: pointer;
    overflow: hidden;
    white-space: nowrap;
  }
  .station:hover {
    background: var(--raised);
  }
  .station[aria-selected='true'] {
    border-left-color: var(--focus);
    background: var(--raised);
  }
  .station > span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  code {
    font-family: var(--mono);
    font-size: 0.86rem;
    color: var(--soft);
    margin-left: 0.4rem;
  }
  .tag {
    border: 1px dashed var(--line-strong);
    border-radius: 0.2rem;
    padding: 0 0.3rem;
    font-size: 0.8rem;
  }
  .status i {
    display: inline-block;
    width: 0.8rem;
    height: 0.8rem;
    border-radius: 50%;
    border: 1.5px solid var(--data);
    background: var(--data);
    vertical-align: -0.1rem;
    margin-right: 0.2rem;
  }
  .hollow .status i {
    background: none;
    border-style: dashed;
  }
  .slashed .status i {
    background: linear-gradient(135deg, transparent 42%, var(--ink) 42% 58%, transparent 58%);
    border-color: var(--ink);
  }
  .late {
    opacity: 0.75;
  }
  .stale {
    color: var(--data);
    font-weight: 400;
    text-decoration: line-through;
  }
  .some {
    font-weight: 700;
  }
  @media (max-width: 48rem) {
    :host {
      --columns: minmax(0, 1fr) auto;
    }
    .space,
    .head {
      min-width: 0;
    }
    .head > :nth-child(n + 2),
    .station > :nth-child(2),
    .station > :nth-child(3),
    .station > :nth-child(5),
    .station > :nth-child(6) {
      display: none;
    }
  }
`
