import { css } from 'lit'

export const listStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    min-height: 0;
  }
  incident-room {
    grid-row: 1 / -1;
    min-height: 0;
  }
  .bar {
    padding: 0.5rem 0.8rem;
    gap: 0.5rem 1.2rem;
  }
  .severity {
    display: flex;
    align-items: center;
    gap: 0.35rem;
  }
  .severity .mark {
    width: 1.2rem;
    height: 1.2rem;
  }
  .scroll,
  .empty {
    grid-row: 3;
    overflow: auto;
    background: var(--panel);
    border-top: 1px solid var(--line);
    min-height: 0;
  }
  .empty {
    padding: 2rem;
    color: var(--soft);
  }
  .incident {
    display: grid;
    grid-template-columns: 6.5rem minmax(10rem, 3fr) 7rem 11rem 8rem 10rem auto;
    gap: 0.2rem 0.8rem;
    align-items: center;
    padding: 0.5rem 0.9rem;
    border-bottom: 1px solid var(--line);
    color: inherit;
    text-decoration: none;
  }
  .incident:hover,
  .incident.waits {
    background: var(--raised);
  }
  .incident:hover .what b {
    text-decoration: underline;
  }
  .sign {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  .what {
    display: grid;
  }
  .what b {
    overflow-wrap: anywhere;
  }
  small,
  em {
    color: var(--soft);
    font-style: normal;
  }
  .when {
    display: grid;
    text-align: end;
    white-space: nowrap;
  }
  @media (max-width: 60rem) {
    .incident {
      grid-template-columns: 6.5rem minmax(0, 1fr) auto;
    }
    .incident > :nth-child(5),
    .incident > :nth-child(6) {
      display: none;
    }
  }
`
