import { css } from 'lit'

/** Look of a report: a sheet on the screen, A4 on paper. */
export const sheetStyles = css`
  .sheet {
    display: grid;
    gap: 0.8rem;
    padding: 0.8rem;
    max-width: 78rem;
    margin: 0 auto;
  }
  .sheet > header h1 {
    font-size: 1.5rem;
  }
  .figures h2 {
    display: flex;
    gap: 0.6rem;
    align-items: center;
  }
  .figures dl {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr));
    gap: 0.6rem 1.2rem;
  }
  .figures dl.wide {
    grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr));
  }
  .figures dt {
    color: var(--soft);
    font-size: 0.86rem;
    display: flex;
    gap: 0.3rem;
    align-items: center;
  }
  .figures dd {
    font-size: 1.15rem;
    font-weight: 600;
  }
  .figures .mark,
  td .mark {
    width: 1.2rem;
    height: 1.2rem;
  }
  td.level {
    white-space: nowrap;
  }
  td.level .mark {
    vertical-align: text-bottom;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th,
  td {
    text-align: left;
    vertical-align: top;
    padding: 0.2rem 0.8rem 0.2rem 0;
    border-top: 1px solid var(--line);
    /* A column is as wide as its longest word; only one that is no word is broken. */
    overflow-wrap: break-word;
    max-width: 12rem;
    font-weight: 400;
  }
  th {
    color: var(--soft);
    font-size: 0.86rem;
    border-top: 0;
    overflow-wrap: normal;
  }
  .time,
  time {
    white-space: nowrap;
    color: var(--soft);
  }
  ul:not(.row) > li {
    padding: 0.1rem 0;
    overflow-wrap: anywhere;
  }
  .notes li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.8rem;
    padding: 0.3rem 0;
    border-top: 1px solid var(--line);
    overflow-wrap: anywhere;
    white-space: pre-line;
  }
  .notes form,
  .notes label {
    display: grid;
    gap: 0.4rem;
  }
  /* As on paper, whatever the theme: what is drawn is not drawn anew to be printed. */
  .charts {
    --ink: #1b1f24;
    --soft: #454b53;
    --line: #b4b9bf;
    --line-strong: #868d96;
    --panel: #fff;
    --raised: #fff;
    background: #fff;
    color: var(--ink);
    padding: 0.4rem;
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr));
    gap: 0.8rem;
  }
  .charts playback-chart {
    height: 12rem;
  }
  .signatures {
    display: none;
  }
  .bar a.page {
    border: 1px solid var(--line-strong);
    border-radius: 0.2rem;
    padding: 0.25rem 0.6rem;
    background: var(--raised);
    text-decoration: none;
  }
  @media (max-width: 48rem) {
    section {
      overflow-x: auto;
    }
    .bar .end {
      margin-left: 0;
    }
  }
  @page {
    size: A4;
    margin: 14mm 12mm;
  }
  @media print {
    :host {
      overflow: visible;
      background: #fff;
      color: #000;
      font-size: 9.5pt;
      --ink: #000;
      --soft: #333;
      --line: #999;
      --panel: #fff;
    }
    .bar,
    .notes form,
    .fault {
      display: none;
    }
    .sheet {
      display: block;
      padding: 0;
      max-width: none;
    }
    section {
      background: none;
      border: 0;
      border-top: 1.5pt solid #000;
      padding: 4pt 0;
      margin: 0 0 8pt;
      display: block;
    }
    .sheet > header {
      margin-bottom: 8pt;
    }
    h2,
    thead {
      break-after: avoid;
    }
    thead {
      display: table-header-group;
    }
    tr,
    li,
    playback-chart {
      break-inside: avoid;
    }
    .charts {
      grid-template-columns: 1fr 1fr;
    }
    .mark,
    playback-chart {
      print-color-adjust: exact;
    }
    a {
      text-decoration: none;
    }
    .signatures {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: 12mm;
      margin-top: 14mm;
    }
    .signatures p {
      border-top: 0.75pt solid #000;
      padding-top: 2pt;
    }
  }
`
