import { css } from 'lit'

export const pageStyles = css`
  .bar {
    padding: 0.5rem 0.8rem;
    justify-content: space-between;
  }
  .split {
    grid-template-columns: minmax(0, 1fr) minmax(24rem, 46rem);
  }
  @media (max-width: 60rem) {
    .split {
      grid-template-columns: minmax(0, 1fr);
    }
    .split > :not(channel-detail) {
      display: none;
    }
  }
  .channel {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.2rem 0.8rem;
    width: 100%;
    text-align: start;
    padding: 0.5rem 0.8rem;
    border: 0;
    border-bottom: 1px solid var(--line);
    border-radius: 0;
  }
  .channel[aria-current] {
    background: var(--raised);
    box-shadow: inset 3px 0 0 var(--ink);
  }
  .channel .fault-line {
    grid-column: 1 / -1;
    overflow-wrap: anywhere;
  }
  .empty,
  .fault {
    padding: 1rem;
  }
  .empty {
    max-width: 44rem;
  }
  channel-detail {
    border-left: 1px solid var(--line-strong);
    overflow: auto;
    padding: 0.6rem 0.9rem 2rem;
  }
`

/** A state: a word with a rim, loud only when something is wrong. */
export const stateStyles = css`
  .state {
    border: 1px solid var(--line-strong);
    border-radius: 0.2rem;
    padding: 0 0.5rem;
    font-size: 0.86rem;
    white-space: nowrap;
    align-self: start;
  }
  .state.retrying {
    border: 2px dashed var(--monitor);
  }
  .state.held {
    background: var(--monitor);
    border-color: var(--monitor);
    color: var(--monitor-ink);
    font-weight: 600;
  }
  .state.off {
    border-style: dotted;
    color: var(--soft);
  }
`

export const detailStyles = css`
  :host {
    display: block;
  }
  header {
    justify-content: space-between;
  }
  h3 {
    margin: 0.9rem 0 0.3rem;
  }
  dl {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 0.15rem 0.9rem;
  }
  dt {
    color: var(--soft);
  }
  dd,
  td {
    overflow-wrap: anywhere;
  }
  .tested {
    border: 1px solid var(--line-strong);
    padding: 0.4rem 0.6rem;
    margin: 0.5rem 0;
    overflow-wrap: anywhere;
  }
  .tested.bad {
    border: 2px solid var(--monitor);
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.86rem;
  }
  th {
    text-align: start;
    font-weight: 600;
    color: var(--soft);
  }
  th,
  td {
    padding: 0.2rem 0.5rem 0.2rem 0;
    border-top: 1px solid var(--line);
    vertical-align: top;
  }
  td.number {
    white-space: nowrap;
  }
`

export const formStyles = css`
  :host {
    display: block;
  }
  form {
    display: grid;
    gap: 0.7rem;
  }
  .field {
    display: grid;
    gap: 0.15rem;
  }
  input:not([type='checkbox']),
  select,
  textarea {
    width: 100%;
  }
  input[type='checkbox'] {
    min-height: 1.5rem;
    width: 1.5rem;
    margin: 0;
  }
  label.check {
    display: inline-flex;
    gap: 0.4rem;
    align-items: center;
    min-height: 1.6rem;
  }
  fieldset {
    border: 1px solid var(--line);
    padding: 0.4rem 0.7rem 0.6rem;
    margin: 0;
    display: grid;
    gap: 0.4rem;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 1rem;
  }
  .hours {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 0.6rem;
  }
  summary {
    cursor: pointer;
    min-height: 1.6rem;
  }
  .mark {
    width: 1.1rem;
    height: 1.1rem;
  }
  textarea {
    font: 0.86rem/1.4 var(--mono);
  }
`
