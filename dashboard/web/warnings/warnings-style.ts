import { css } from 'lit'

/** Look of the page: a list, and beside it the messages of one warning. */
export const pageStyles = css`
  .bar {
    padding: 0.5rem 0.8rem;
    gap: 0.5rem 1.2rem;
  }
  .end {
    margin-left: auto;
  }
  .split {
    grid-template-columns: minmax(0, 1fr) minmax(22rem, 42rem);
  }
  @media (max-width: 60rem) {
    .split {
      grid-template-columns: minmax(0, 1fr);
    }
    .split > :not(.detail) {
      display: none;
    }
  }
  .scroll > p {
    margin: 0.5rem 0.9rem;
  }
  .warning {
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
  .warning[aria-current] {
    background: var(--raised);
    box-shadow: inset 3px 0 0 var(--ink);
  }
  .what {
    display: grid;
    overflow-wrap: anywhere;
  }
  .what small {
    color: var(--soft);
  }
  .detail {
    border-left: 1px solid var(--line-strong);
    overflow: auto;
    padding: 0.6rem 0.9rem;
    display: grid;
    gap: 0.5rem;
    align-content: start;
    overflow-wrap: anywhere;
  }
  header {
    justify-content: space-between;
  }
  .empty,
  .fault {
    padding: 1rem;
  }
`
