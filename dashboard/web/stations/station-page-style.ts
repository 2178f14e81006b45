import { css } from 'lit'

/** Look of a part of a station's page; what is normal is grey. */
export const partStyles = css`
  :host,
  section {
    background: var(--panel);
    border: 1px solid var(--line);
    padding: 0.7rem 0.9rem;
    display: grid;
    gap: 0.5rem;
    align-content: start;
    min-width: 0;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.15rem 0.9rem;
  }
  dt {
    color: var(--soft);
  }
  dd {
    overflow-wrap: anywhere;
  }
  code {
    font-family: var(--mono);
    font-size: 0.86rem;
    overflow-wrap: anywhere;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th,
  td {
    text-align: left;
    font-weight: 400;
    padding: 0.15rem 0.8rem 0.15rem 0;
    border-top: 1px solid var(--line);
    vertical-align: top;
  }
  thead th {
    border-top: 0;
    color: var(--soft);
  }
  label {
    display: grid;
    gap: 0.2rem;
    min-width: 0;
  }
  :is(.fields, form) :is(input, select, textarea) {
    width: 100%;
    min-width: 0;
  }
  .scroll {
    overflow: auto;
    max-height: 22rem;
  }
`

export const stationPageStyles = css`
  :host {
    display: block;
    overflow: auto;
    min-height: 0;
    padding: 0.6rem 0.8rem 2rem;
  }
  header {
    display: grid;
    gap: 0.3rem;
    padding-bottom: 0.6rem;
  }
  header nav {
    gap: 0.3rem 1.2rem;
  }
  code {
    font-family: var(--mono);
    font-size: 0.86rem;
    overflow-wrap: anywhere;
  }
  .tag {
    border: 1px dashed var(--line-strong);
    border-radius: 0.2rem;
    padding: 0 0.3rem;
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(34rem, 100%), 1fr));
    gap: 0.7rem;
    align-items: start;
  }
  section {
    background: var(--panel);
    border: 1px solid var(--line);
    padding: 0.7rem 0.9rem;
    display: grid;
    gap: 0.5rem;
    min-width: 0;
  }
  .wide {
    grid-column: 1 / -1;
  }
  .bar {
    justify-content: space-between;
  }
  .values button {
    min-height: 1.75rem;
    padding: 0 0.5rem;
  }
  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr));
    gap: 0.8rem 1.2rem;
  }
  figure {
    margin: 0;
    min-width: 0;
  }
  figcaption {
    font-weight: 600;
  }
  .empty {
    padding: 2rem;
    color: var(--soft);
  }
`
