import { css } from 'lit'

/** Look of the operations page. */
export function pageStyles() {
  return css`
    :host {
      display: block;
      overflow: auto;
      min-height: 0;
      padding: 0.6rem;
    }
    .grid {
      display: grid;
      grid-template-columns: repeat(3, minmax(0, 1fr));
      gap: 0.6rem;
      max-width: 110rem;
    }
    section {
      background: var(--panel);
      border: 1px solid var(--line);
      padding: 0.7rem 0.9rem;
      display: flex;
      flex-direction: column;
      gap: 0.5rem;
    }
    .wide {
      grid-column: span 2;
    }
    .wide + .wide,
    section:nth-child(3) {
      grid-column: span 3;
    }
    .band {
      border: 1px solid var(--line-strong);
      border-radius: 0.2rem;
      padding: 0.1rem 0.6rem;
    }
    .band.off {
      background: var(--monitor);
      border-color: var(--monitor);
      color: var(--monitor-ink);
    }
    .figure b {
      font-size: 1.7rem;
    }
    dl {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr));
      gap: 0.1rem 1.2rem;
    }
    dl > div {
      display: flex;
      justify-content: space-between;
      align-items: baseline;
      gap: 0.8rem;
      border-bottom: 1px solid var(--line);
      padding: 0.2rem 0;
    }
    dt {
      color: var(--soft);
    }
    dd {
      text-align: right;
      overflow-wrap: anywhere;
    }
    dd b {
      white-space: nowrap;
    }
    dl > .off {
      border-bottom-color: var(--monitor);
      box-shadow: inset 0.25rem 0 var(--monitor);
      padding-left: 0.6rem;
    }
    .charts {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr));
      gap: 0.8rem 1.2rem;
    }
    table {
      border-collapse: collapse;
      width: 100%;
    }
    caption {
      text-align: left;
      padding: 0.3rem 0 0.1rem;
    }
    th {
      text-align: right;
      font-weight: 400;
      color: var(--soft);
      padding: 0.2rem 0;
    }
    th[scope='col'] {
      width: 4.5rem;
    }
    th[scope='row'] {
      text-align: left;
    }
    td {
      text-align: right;
      font-weight: 700;
    }
    tbody tr {
      border-top: 1px solid var(--line);
    }
    .troubles button {
      display: flex;
      gap: 0.6rem;
      align-items: center;
      text-align: left;
      width: 100%;
      height: auto;
      padding: 0.3rem;
    }
    .fault {
      margin-bottom: 0.6rem;
    }
    .empty {
      padding: 2rem;
      color: var(--soft);
    }
    @media (max-width: 64rem) {
      .grid {
        grid-template-columns: minmax(0, 1fr);
      }
      section,
      .wide,
      section:nth-child(3) {
        grid-column: auto;
      }
    }
  `
}
