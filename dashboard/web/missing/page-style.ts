import { css } from 'lit'

/** Look of the page; what is normal is grey. */
export const pageStyles = css`
  .path {
    padding: 0.4rem 0.8rem;
    gap: 0.4rem;
  }
  .path li {
    display: flex;
    gap: 0.4rem;
    align-items: center;
    overflow-wrap: anywhere;
  }
  .path li + li::before {
    content: '›';
    color: var(--soft);
  }
  .body {
    display: grid;
    gap: 0.6rem;
    padding: 0 0.6rem 0.6rem;
    max-width: 110rem;
  }
  .verdict.owed {
    border-left-color: var(--warn);
  }
  .verdict.wrong {
    border-left-color: var(--monitor);
  }
  .equation {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 0.9rem;
    align-items: baseline;
  }
  .equation span {
    display: grid;
  }
  .equation b {
    font-size: 1.4rem;
  }
  .equation i {
    font-style: normal;
    font-size: 1.4rem;
    color: var(--soft);
  }
  .whole {
    display: grid;
    grid-template-columns: auto minmax(8rem, 24rem) 1fr;
    gap: 0.8rem;
    align-items: center;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th {
    text-align: left;
    font-size: 0.86rem;
    color: var(--soft);
    font-weight: 600;
  }
  th,
  td {
    padding: 0.25rem 0.7rem;
    border-bottom: 1px solid var(--line);
  }
  td:first-child {
    overflow-wrap: anywhere;
  }
  th.number,
  td.number {
    text-align: right;
    white-space: nowrap;
  }
  td.off {
    font-weight: 700;
    box-shadow: inset 0 -0.2rem var(--warn);
  }
  td.bar-cell {
    min-width: 10rem;
    width: 16rem;
  }
  td button.plain {
    padding-left: 0;
    text-align: left;
    text-decoration: underline;
  }
  label:has(input[type='checkbox']) {
    display: flex;
    align-items: center;
    gap: 0.4rem;
  }
  input[type='checkbox'] {
    min-height: 0;
    margin: 0;
  }
  a.csv {
    border: 1px solid var(--line-strong);
    border-radius: 0.2rem;
    padding: 0.25rem 0.6rem;
    background: var(--raised);
    text-decoration: none;
  }
  @media (max-width: 60rem) {
    .whole {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`
