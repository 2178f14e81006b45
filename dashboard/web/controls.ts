import { css } from 'lit'

/** Look of native controls, shared by every element of the app. */
export const controls = css`
  :host {
    box-sizing: border-box;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  [hidden] {
    display: none !important;
  }
  :focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 1px;
  }
  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ol,
  ul {
    margin: 0;
    padding: 0;
  }
  ol,
  ul {
    list-style: none;
  }
  h1 {
    font-size: 1.25rem;
  }
  h2 {
    font-size: 1.1rem;
    line-height: 1.3;
  }
  h3 {
    font-size: 0.86rem;
    font-weight: 600;
    color: var(--soft);
  }
  a {
    color: inherit;
  }
  button,
  select,
  input,
  textarea {
    font: inherit;
    color: inherit;
    background: var(--raised);
    border: 1px solid var(--line-strong);
    border-radius: 0.2rem;
    min-height: 2rem;
    padding: 0.2rem 0.6rem;
  }
  button {
    cursor: pointer;
  }
  button:hover:enabled {
    border-color: var(--ink);
  }
  button:disabled {
    cursor: not-allowed;
    color: var(--data);
    border-style: dashed;
  }
  button.main {
    background: var(--ink);
    color: var(--page);
    border-color: var(--ink);
    font-weight: 600;
  }
  button.main:disabled {
    background: none;
    color: var(--data);
  }
  button.plain {
    background: none;
    border-color: transparent;
  }
  button[aria-pressed='true'] {
    background: var(--ink);
    color: var(--page);
  }
  .soft {
    color: var(--soft);
  }
  .small {
    font-size: 0.86rem;
  }
  .row {
    display: flex;
    gap: 0.4rem;
    align-items: center;
    flex-wrap: wrap;
  }
  input.hour {
    width: 5rem;
  }
  .time-field {
    display: inline-flex;
    align-items: end;
    position: relative;
  }
  .time-field input[name] {
    width: 11rem;
    max-width: 100%;
    font-variant-numeric: tabular-nums;
  }
  .time-field input.seconds {
    width: 13rem;
  }
  /* The calendar opens beside the field; what the browser would write in it is nowhere to be seen. */
  .time-field input[type='datetime-local'] {
    position: absolute;
    inset: 0;
    width: 100%;
    opacity: 0;
    pointer-events: none;
  }
  .hidden-visually {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .fault {
    border: 2px solid var(--red);
    border-radius: 0.2rem;
    padding: 0.4rem 0.6rem;
    background: var(--raised);
  }
  kbd {
    font: 0.86em var(--mono);
    border: 1px solid var(--line-strong);
    border-radius: 0.2rem;
    padding: 0 0.3em;
    background: var(--raised);
  }
`

/** What a person wrote in a field of a form. */
export function written(data: FormData, field: string): string {
  const value = data.get(field)
  return typeof value === 'string' ? value : ''
}
