import { css } from 'lit'

export const settingsStyles = css`
  fieldset {
    border: 1px solid var(--line);
    border-radius: 0.2rem;
    margin: 0.8rem 0;
    padding: 0.5rem 0.8rem 0.7rem;
    display: grid;
    gap: 0.4rem;
    justify-items: start;
  }
  .choice {
    display: flex;
    gap: 0.5rem;
    align-items: center;
    min-height: 2rem;
  }
  .choice input,
  input[type='radio'] {
    min-height: 1.2rem;
    width: 1.2rem;
    margin: 0;
  }
  form.row,
  label.row {
    display: flex;
    gap: 0.5rem;
  }
  p.row {
    justify-content: space-between;
    width: 100%;
  }
  @media (max-width: 48rem) {
    .choice,
    button,
    input[type='time'] {
      min-height: 44px;
    }
  }
`
