import { css } from 'lit'

/** Look of the page, on the screen and on paper; what is normal is grey. */
export const pageStyles = css`
  .body {
    display: grid;
    gap: 0.6rem;
    padding: 0.6rem;
    /* Never more than two columns: the first row has no more to fill them with. */
    grid-template-columns: repeat(auto-fit, minmax(min(max(34rem, 40%), 100%), 1fr));
    align-items: start;
  }
  .whole {
    grid-column: 1 / -1;
  }
  .verdict.over {
    border-left-color: var(--warn);
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
    font-weight: 400;
  }
  thead th {
    font-size: 0.86rem;
    color: var(--soft);
    font-weight: 600;
  }
  th,
  td {
    padding: 0.25rem 0.7rem 0.25rem 0;
    border-bottom: 1px solid var(--line);
    overflow-wrap: anywhere;
  }
  thead th {
    overflow-wrap: normal;
    word-break: keep-all;
  }
  .number {
    text-align: right;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .judged {
    white-space: nowrap;
  }
  tr.over td.judged,
  td.off {
    font-weight: 700;
    box-shadow: inset 0 -0.2rem var(--warn);
  }
  tr.manageable td.judged {
    box-shadow: inset 0 -0.12rem var(--line-strong);
  }
  td button.plain,
  th button.plain,
  li button.plain {
    padding: 0;
    min-height: 1.6rem;
    text-align: left;
    text-decoration: underline;
    overflow-wrap: anywhere;
  }
  thead .number {
    white-space: normal;
  }
  th[scope='row'] {
    min-width: 8rem;
  }
  tr[aria-current='true'] th {
    font-weight: 700;
  }
  .bars {
    width: 100%;
    height: 7rem;
    border-bottom: 1px solid var(--line-strong);
  }
  .bars rect {
    fill: var(--data);
  }
  .axis {
    display: flex;
    justify-content: space-between;
  }
  .split {
    gap: 0.2rem 1.4rem;
  }
  .split span {
    display: flex;
    align-items: center;
    gap: 0.35rem;
  }
  .split .mark {
    width: 1.2rem;
    height: 1.2rem;
  }
  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 0.2rem 1.2rem;
  }
  dt {
    color: var(--soft);
  }
  a.csv {
    border: 1px solid var(--line-strong);
    border-radius: 0.2rem;
    padding: 0.25rem 0.6rem;
    background: var(--raised);
    text-decoration: none;
  }
  .paper {
    display: none;
  }
  @media print {
    :host {
      overflow: visible;
      color: #000;
    }
    .bar,
    .fault button {
      display: none;
    }
    .paper {
      display: block;
    }
    .body {
      display: block;
    }
    section {
      break-inside: avoid;
      background: none;
      margin-bottom: 0.6rem;
    }
    section.long {
      break-inside: auto;
    }
    .scroll {
      overflow: visible;
    }
    .bars {
      print-color-adjust: exact;
    }
    td button.plain,
    li button.plain {
      text-decoration: none;
      border: 0;
    }
  }
`
