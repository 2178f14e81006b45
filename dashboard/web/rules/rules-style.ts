import { css } from 'lit'

export const rulesStyles = css`
  .bar {
    padding: 0.5rem 0.8rem;
    gap: 0.5rem 1.2rem;
  }
  input[type='search'] {
    flex: 1 1 12rem;
    max-width: 24rem;
  }
  .split {
    grid-template-columns: minmax(0, 1fr) minmax(22rem, 42rem);
  }
  @media (max-width: 60rem) {
    .split {
      grid-template-columns: minmax(0, 1fr);
    }
    .split > :not(rule-detail) {
      display: none;
    }
  }
  .scroll > p {
    margin: 0.5rem 0.9rem;
  }
  ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .rule {
    display: grid;
    grid-template-columns: 2rem minmax(0, 1fr) auto;
    gap: 0.6rem;
    align-items: center;
    width: 100%;
    text-align: start;
    padding: 0.45rem 0.8rem;
    border: 0;
    border-bottom: 1px solid var(--line);
    border-radius: 0;
  }
  .rule[aria-current] {
    background: var(--raised, var(--page));
    box-shadow: inset 3px 0 0 var(--ink);
  }
  .rule.off .what {
    opacity: 0.7;
  }
  .what {
    display: grid;
  }
  .what small {
    color: var(--soft);
  }
  .mark {
    width: 1.4rem;
    height: 1.4rem;
  }
  rule-detail {
    border-left: 1px solid var(--line-strong);
    overflow: auto;
    padding: 0.6rem 0.9rem;
  }
  .empty,
  .fault {
    padding: 1rem;
  }
`

export const detailStyles = css`
  :host {
    display: block;
  }
  header {
    justify-content: space-between;
  }
  h3,
  h4 {
    margin: 0.4rem 0;
  }
  textarea {
    width: 100%;
    box-sizing: border-box;
    font: 0.85rem/1.4 ui-monospace, monospace;
    color: var(--ink);
    background: var(--page);
    border: 1px solid var(--line-strong);
    tab-size: 2;
  }
  textarea[aria-invalid='true'] {
    border-style: dashed;
  }
  form {
    margin: 0.6rem 0;
    flex-wrap: wrap;
  }
  form input {
    flex: 1 1 14rem;
  }
  .history {
    padding-left: 1.2rem;
  }
  .history li {
    margin: 0.2rem 0;
  }
`

export const tryStyles = css`
  section {
    border: 1px solid var(--line);
    padding: 0.5rem 0.7rem;
    margin: 0.5rem 0;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.9rem;
  }
  td {
    padding: 0.2rem 0.4rem;
    border-top: 1px solid var(--line);
  }
  .mark {
    width: 1.1rem;
    height: 1.1rem;
  }
  p {
    margin: 0.4rem 0;
  }
`
