import { css } from 'lit'

/** Look of a page with a bar, a list, and beside it what is open of it. */
export const listStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    min-height: 0;
  }
  .body {
    grid-row: 3;
    display: grid;
    min-height: 0;
    border-top: 1px solid var(--line);
    background: var(--panel);
  }
  .scroll {
    overflow: auto;
    min-height: 0;
  }
`
