import { css } from 'lit'

export const stationsStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    min-height: 0;
  }
  .bar {
    padding: 0.5rem 0.8rem;
    gap: 0.5rem 0.9rem;
  }
  .filters {
    padding-top: 0;
  }
  .tabs {
    gap: 0;
  }
  .tabs button {
    border-radius: 0;
    margin-left: -1px;
  }
  .end {
    margin-left: auto;
  }
  input[type='search'] {
    flex: 1 1 12rem;
    max-width: 24rem;
  }
  .body {
    display: grid;
    min-height: 0;
    border-top: 1px solid var(--line);
    background: var(--panel);
  }
  .empty {
    padding: 2rem;
    color: var(--soft);
  }
  station-page,
  gateways-view {
    grid-row: 1 / -1;
    min-height: 0;
  }
  gateways-view {
    grid-row: 2 / -1;
  }
`
