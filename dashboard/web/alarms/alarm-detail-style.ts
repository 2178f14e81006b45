import { css } from 'lit'

/** Look of the alarm beside a list; on a phone it takes the page, steps first. */
export function detailStyles() {
  return css`
    :host {
      display: block;
      padding: 0.6rem 0.9rem 1.5rem;
      overflow-y: auto;
      /* What was just done is said below, for a while. */
      margin-bottom: var(--undo-room, 0);
    }
    .back {
      display: none;
    }
    header {
      justify-content: space-between;
    }
    .head {
      display: flex;
      gap: 0.7rem;
      align-items: center;
      margin-bottom: 0.7rem;
      overflow-wrap: anywhere;
    }
    .head > * {
      min-width: 0;
    }
    .head .mark {
      flex: none;
      width: 2.6rem;
      height: 2.6rem;
    }
    dl {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      overflow-wrap: anywhere;
      gap: 0.25rem 0.8rem;
    }
    dt {
      color: var(--soft);
    }
    dd.strong {
      font-weight: 700;
    }
    .link {
      border: 0;
      padding: 0;
      min-height: 0;
      background: none;
      text-decoration: underline;
      text-align: left;
    }
    .response {
      margin: 0.8rem 0;
      padding: 0.5rem 0.7rem;
      border-left: 0.3rem solid var(--ink);
      background: var(--raised);
    }
    .steps {
      margin: 0.8rem 0;
    }
    .steps small {
      border: 1px solid;
      border-radius: 0.2rem;
      padding: 0 0.3em;
      margin-left: 0.2em;
      opacity: 0.8;
    }
    .exercise {
      border: 2px dashed var(--line-strong);
      padding: 0.2rem 0.6rem;
      margin-bottom: 0.6rem;
    }
    .log li {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: 0.6rem;
      padding: 0.3rem 0;
      border-top: 1px solid var(--line);
    }
    @media (max-width: 48rem) {
      /* The steps come before the facts: a thumb has them without scrolling. */
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        padding-top: 0;
      }
      dl,
      .response,
      .steps ~ * {
        order: 1;
      }
      .top {
        position: sticky;
        top: 0;
        z-index: 1;
        padding-block: 0.3rem;
        background: var(--panel);
      }
      .back {
        display: block;
        order: -1;
      }
      .close {
        display: none;
      }
      .head {
        margin-bottom: 0;
      }
      button,
      header button {
        min-height: 44px;
        min-width: 44px;
      }
      .log li {
        grid-template-columns: minmax(0, 1fr) auto;
      }
      .log time {
        grid-column: 1 / -1;
      }
    }
    .log time {
      color: var(--soft);
    }
  `
}
