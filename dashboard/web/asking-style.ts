import { css } from 'lit'

/** Look of a dialog that asks for what a step needs. */
export const askingStyles = css`
  dialog {
    border: 1px solid var(--line-strong);
    border-radius: 0.3rem;
    background: var(--panel);
    color: var(--ink);
    width: min(32rem, 92vw);
    padding: 1rem;
  }
  dialog::backdrop {
    background: #0008;
  }
  form,
  label {
    display: grid;
    gap: 0.6rem;
  }
  label {
    gap: 0.2rem;
  }
  textarea {
    min-height: 5rem;
    resize: vertical;
  }
  .end {
    justify-content: flex-end;
  }
`
