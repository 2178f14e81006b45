import { css } from 'lit'

export const alarmsPageStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto auto auto minmax(0, 1fr);
    grid-template-columns: minmax(0, 1fr);
    min-height: 0;
    position: relative;
  }
  .sum {
    padding: 0 0.9rem 0.4rem;
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 0.8rem;
    align-items: center;
  }
  .sum button {
    min-height: 1.7rem;
    padding-block: 0;
  }
  bulk-bar {
    grid-row: 3;
  }
  .body {
    grid-row: 4;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    min-height: 0;
    border-top: 1px solid var(--line);
    background: var(--panel);
  }
  .split {
    grid-template-columns: minmax(0, 1fr) minmax(20rem, 30rem);
  }
  alarm-detail {
    border-left: 1px solid var(--line-strong);
  }
  .empty {
    padding: 2rem;
    color: var(--soft);
    display: grid;
    gap: 0.8rem;
    align-content: start;
  }
  @media (max-width: 60rem) {
    .split {
      grid-template-columns: minmax(0, 1fr);
    }
    .split alarm-list {
      display: none;
    }
    alarm-detail {
      border-left: 0;
    }
  }
  @media (max-width: 48rem) {
    /* What is open takes the page. */
    :is(filter-bar, .sum, bulk-bar):has(~ .split) {
      display: none;
    }
    .sum {
      padding-inline: 0.5rem;
    }
    .sum button {
      min-height: 44px;
    }
  }
`
