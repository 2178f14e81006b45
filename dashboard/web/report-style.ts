import { css } from 'lit'

/** Look of a page that answers a question with a verdict and sections; what is normal is grey. */
export const reportStyles = css`
  :host {
    display: block;
    overflow: auto;
    min-height: 0;
  }
  .bar {
    padding: 0.5rem 0.8rem;
    gap: 0.5rem 1.2rem;
    border-bottom: 1px solid var(--line);
  }
  .bar label {
    display: flex;
    align-items: center;
    gap: 0.4rem;
  }
  .bar .end {
    margin-left: auto;
  }
  .fault,
  .empty {
    margin: 0.5rem 0.8rem;
  }
  .empty {
    padding: 1rem 0;
    color: var(--soft);
  }
  .body.waiting {
    opacity: 0.6;
  }
  section {
    background: var(--panel);
    border: 1px solid var(--line);
    padding: 0.7rem 0.9rem;
    display: grid;
    gap: 0.5rem;
    min-width: 0;
  }
  .verdict {
    border-left: 0.5rem solid var(--line-strong);
  }
  .verdict h2 {
    font-size: 1.7rem;
  }
`
