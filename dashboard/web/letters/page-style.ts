import { css } from 'lit'

/** Look of the page of dead letters. */
export const pageStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    min-height: 0;
  }
  .bar {
    padding: 0.5rem 0.8rem;
    gap: 0.5rem 1.2rem;
    border-bottom: 1px solid var(--line);
    grid-row: 1;
  }
  .bar label {
    display: flex;
    align-items: center;
    gap: 0.4rem;
  }
  .bar input {
    width: 9rem;
  }
  .fault {
    margin: 0.5rem 0.8rem;
    grid-row: 2;
  }
  .empty,
  .groups,
  .split {
    grid-row: 3;
  }
  .empty {
    padding: 2rem;
    color: var(--soft);
  }
  .groups {
    overflow: auto;
    background: var(--panel);
    padding: 0.6rem 0.8rem;
  }
  table {
    border-collapse: collapse;
    width: 100%;
    margin-top: 0.4rem;
  }
  th {
    text-align: left;
    font-size: 0.86rem;
    color: var(--soft);
  }
  th,
  td {
    padding: 0.25rem 0.7rem;
    border-bottom: 1px solid var(--line);
    overflow-wrap: anywhere;
  }
  tbody tr {
    cursor: pointer;
  }
  tbody tr:hover {
    background: var(--raised);
  }
  td button {
    padding-left: 0;
    text-align: left;
    text-decoration: underline;
  }
  .number {
    font-weight: 700;
    text-align: right;
    width: 6rem;
  }
  th:first-child {
    text-align: right;
  }
  code {
    font-family: var(--mono);
  }
  .split {
    display: grid;
    grid-template-columns: minmax(16rem, 24rem) minmax(0, 1fr);
    min-height: 0;
    background: var(--panel);
  }
  .list {
    overflow: auto;
    border-right: 1px solid var(--line-strong);
    padding: 0.6rem;
    display: grid;
    gap: 0.6rem;
    align-content: start;
  }
  .back {
    justify-self: start;
  }
  .letter {
    width: 100%;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 0.7rem;
    text-align: left;
    border-bottom: 1px solid var(--line);
    border-radius: 0;
    overflow-wrap: anywhere;
  }
  .letter[aria-current='true'] {
    background: var(--raised);
    border-left: 4px solid var(--ink);
  }
  letter-detail {
    overflow: auto;
    min-height: 0;
  }
  td time {
    white-space: nowrap;
  }
  @media (max-width: 48rem) {
    /* Five columns are too many: the cause with its count and time, and below it whose and where. */
    .groups thead {
      display: none;
    }
    .groups tr {
      display: grid;
      grid-template: 'count reason newest' auto 'count whose value' auto / 3rem minmax(0, 1fr) auto;
      align-items: baseline;
      border-bottom: 1px solid var(--line);
    }
    .groups td {
      border-bottom: 0;
      padding-inline: 0.35rem;
    }
    .groups td:nth-child(1) {
      grid-area: count;
      width: auto;
    }
    .groups td:nth-child(2) {
      grid-area: reason;
    }
    .groups td:nth-child(3) {
      grid-area: whose;
    }
    .groups td:nth-child(4) {
      grid-area: value;
      max-width: 9rem;
      text-align: right;
    }
    .groups td:nth-child(5) {
      grid-area: newest;
      text-align: right;
    }
    .groups button {
      min-height: 44px;
    }
  }
  @media (max-width: 60rem) {
    .split {
      grid-template-columns: minmax(0, 1fr);
      overflow: auto;
    }
    .list {
      max-height: 40vh;
      border-right: none;
    }
  }
`
