import { css } from 'lit'

/** Where the strip, the page and what stands over them have their place. */
export const appStyles = css`
  :host {
    display: grid;
    grid-template-rows: repeat(4, auto) minmax(0, 1fr);
    grid-template-columns: minmax(0, 1fr);
    height: 100vh;
    height: 100dvh;
  }
  main {
    grid-row: 5;
    grid-column: 1;
    min-height: 0;
    display: grid;
  }
  undo-bar {
    grid-row: 6;
    grid-column: 1;
  }
  @media (min-width: 48.01rem) {
    main:has(~ undo-bar[shown]) {
      --undo-room: 5.6rem;
    }
  }
  .notice {
    padding: 2rem;
  }
  @media print {
    :host,
    main {
      display: block;
      height: auto;
    }
    top-strip,
    connection-bar,
    flood-bar {
      display: none;
    }
  }
  .lost {
    filter: saturate(0.12) opacity(0.82);
  }
`
