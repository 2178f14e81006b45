import { css } from 'lit'

/** Look of a menu that opens below its word. */
export const menuStyles = css`
  details {
    position: relative;
  }
  summary {
    cursor: pointer;
    list-style: none;
    box-sizing: border-box;
    height: 2rem;
    line-height: calc(2rem - 2px);
    padding: 0 0.6rem;
    border: 1px solid var(--line-strong);
    border-radius: 0.2rem;
    background: var(--raised);
    white-space: nowrap;
    max-width: 18rem;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  .sheet {
    position: absolute;
    z-index: 10;
    top: calc(100% + 0.2rem);
    left: 0;
    width: max-content;
    min-width: 15rem;
    max-width: min(26rem, calc(100vw - 1.5rem));
    max-height: 70dvh;
    overflow-y: auto;
    padding: 0.6rem 0.9rem 0.9rem;
    background: var(--raised);
    border: 1px solid var(--line-strong);
    box-shadow: 0 0.4rem 1.2rem #0004;
    display: grid;
    gap: 0.2rem;
  }
  .sheet a {
    padding: 0.3rem 0;
    text-decoration: none;
    overflow-wrap: anywhere;
  }
  .sheet a:hover {
    text-decoration: underline;
  }
  .sheet a[aria-current] {
    font-weight: 700;
  }
  .sheet h3 {
    margin-top: 0.4rem;
    border-bottom: 1px solid var(--line);
  }
  .own {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
  }
  label.check {
    display: flex;
    gap: 0.5rem;
    align-items: center;
    min-height: 2rem;
  }
  label.check input {
    min-height: 0;
    width: 1.2rem;
    height: 1.2rem;
    margin: 0;
  }
  @media (max-width: 48rem) {
    summary {
      height: 44px;
      line-height: 42px;
    }
    .sheet a,
    .sheet button,
    label.check {
      min-height: 44px;
    }
    .sheet a {
      padding: 0.7rem 0;
    }
  }
`
