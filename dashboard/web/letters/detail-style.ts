import { css } from 'lit'

/** Look of one letter. */
export const detailStyles = css`
  :host {
    display: grid;
    gap: 0.8rem;
    align-content: start;
    padding: 0.8rem;
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr));
    gap: 0.8rem 1.2rem;
    align-items: start;
  }
  section {
    display: grid;
    gap: 0.5rem;
    min-width: 0;
  }
  dl {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 0.15rem 0.8rem;
    overflow-wrap: anywhere;
  }
  dt {
    color: var(--soft);
  }
  textarea {
    font: 0.93rem/1.5 var(--mono);
    width: 100%;
    min-height: 9rem;
    resize: vertical;
  }
  table {
    border-collapse: collapse;
  }
  td,
  th {
    text-align: left;
    padding: 0.1rem 0.8rem 0.1rem 0;
  }
  code {
    font-family: var(--mono);
  }
  .check .value {
    margin-right: 0.9rem;
    white-space: nowrap;
  }
`
