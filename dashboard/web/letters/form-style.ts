import { css } from 'lit'

/** Look of the form of a field map. */
export const formStyles = css`
  form {
    display: grid;
    gap: 0.7rem;
    justify-items: start;
  }
  label {
    display: flex;
    gap: 0.5rem;
    align-items: center;
    flex-wrap: wrap;
  }
  fieldset {
    border: 1px solid var(--line);
    border-radius: 0.2rem;
    display: grid;
    gap: 0.3rem;
  }
  input[type='checkbox'],
  input[type='radio'] {
    min-height: 0;
    width: 24px;
    height: 24px;
    accent-color: var(--ink);
  }
  input[name='reason'] {
    width: min(28rem, 70vw);
  }
  table {
    border-collapse: collapse;
  }
  th,
  td {
    text-align: left;
    padding: 0.2rem 0.7rem 0.2rem 0;
  }
  thead th {
    font-size: 0.86rem;
    color: var(--soft);
  }
  code {
    font-family: var(--mono);
  }
  .short {
    width: 6rem;
  }
  .check .value {
    margin-right: 0.9rem;
    white-space: nowrap;
  }
`
