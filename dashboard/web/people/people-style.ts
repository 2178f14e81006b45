import { css } from 'lit'

/** Look of the parts of the page: tables, forms in a row, and what is told once. */
export const partStyles = css`
  :host {
    display: grid;
    gap: 0.6rem;
    align-content: start;
    min-width: 0;
  }
  section {
    background: var(--panel);
    border: 1px solid var(--line);
    padding: 0.7rem 0.9rem;
    display: grid;
    gap: 0.6rem;
    min-width: 0;
  }
  .wide {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th,
  td {
    text-align: start;
    padding: 0.35rem 0.6rem;
    border-bottom: 1px solid var(--line);
    vertical-align: top;
  }
  thead th {
    color: var(--soft);
    font-size: 0.86rem;
    white-space: nowrap;
  }
  tbody th {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  form {
    display: grid;
    gap: 0.6rem;
    max-width: 44rem;
  }
  label {
    display: grid;
    gap: 0.2rem;
  }
  fieldset {
    border: 1px solid var(--line);
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem 1rem;
    padding: 0.4rem 0.7rem;
    margin: 0;
  }
  label.check {
    display: flex;
    align-items: center;
    gap: 0.4rem;
  }
  label.check input {
    min-height: 1.1rem;
  }
  .told {
    border: 2px solid var(--line-strong);
    padding: 0.6rem 0.8rem;
    display: grid;
    gap: 0.4rem;
  }
  .told code,
  .told li {
    font: 1.05rem var(--mono);
    overflow-wrap: anywhere;
    user-select: all;
  }
  .codes {
    columns: 2;
    max-width: 24rem;
  }
  .qr {
    width: 12rem;
    height: 12rem;
    background: #fff;
    padding: 0.4rem;
  }
  .off {
    color: var(--data);
    text-decoration: line-through;
  }
  .tag {
    border: 1px solid var(--line-strong);
    border-radius: 0.2rem;
    padding: 0 0.4rem;
    font-size: 0.86rem;
    white-space: nowrap;
  }
  .warn {
    border-left: 0.5rem solid var(--warn);
  }
`
