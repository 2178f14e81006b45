import { css } from 'lit'

/** Look of a wall: no control, no pointer; every size grows with the height of the screen. */
export function wallStyles() {
  return css`
    :host {
      display: block;
      height: 100%;
      overflow: hidden;
      cursor: none;
      container-type: size;
      user-select: none;
    }
    .all {
      display: grid;
      grid-template-rows: auto auto minmax(0, 1fr);
      height: calc(100% - 4px);
      padding: 0.3rem 0.5rem;
      gap: 0.4rem;
      pointer-events: none;
    }
    header {
      display: flex;
      align-items: baseline;
      gap: 0.5rem 1.6rem;
      min-width: 0;
    }
    h1 {
      flex: 1;
      font-size: 1.5rem;
      white-space: nowrap;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    h1 span {
      font-weight: 400;
      color: var(--soft);
    }
    .held {
      border: 2px solid var(--ink);
      padding: 0 0.6rem;
      font-weight: 700;
    }
    .turn {
      color: var(--soft);
    }
    .as-at {
      font-size: 1.3rem;
    }
    .as-at span {
      color: var(--soft);
    }
    .as-at time {
      font-weight: 700;
    }
    .no-link {
      grid-row: 2;
      background: var(--monitor);
      color: var(--monitor-ink);
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      justify-content: center;
      gap: 0 2rem;
      padding: 0.4rem 1rem;
    }
    .no-link b {
      font-size: 12cqh;
      line-height: 1.1;
    }
    .no-link span {
      font-size: 6cqh;
      line-height: 1.1;
    }
    .lost {
      outline: 1.2rem solid var(--monitor);
      outline-offset: -1.2rem;
      padding: 1.4rem;
    }
    .lost .grid {
      filter: saturate(0) opacity(0.55);
    }
    .grid {
      grid-row: 3;
      min-height: 0;
      display: flex;
      flex-direction: column;
      gap: 0.5rem;
    }
    .counters {
      display: flex;
      gap: 0.4rem 0.5rem;
    }
    @media (max-aspect-ratio: 3/2) {
      .counters {
        flex-wrap: wrap;
      }
    }
    .panels {
      flex: 1;
      min-height: 0;
      display: flex;
      gap: 0.5rem;
    }
    .panels > * {
      flex: 1 1 0;
    }
    .panels > .map {
      flex-grow: 1.5;
    }
    .count {
      flex: 1 1 auto;
      display: flex;
      align-items: center;
      gap: 0.6rem;
      background: var(--panel);
      border: 1px solid var(--line);
      padding: 0.2rem 0.6rem;
    }
    .count p {
      display: grid;
    }
    .count b {
      font-size: 2rem;
      line-height: 1.15;
      white-space: nowrap;
    }
    .count span {
      color: var(--soft);
      font-size: 0.9rem;
      line-height: 1.2;
    }
    .count .mark {
      flex: none;
      width: 2.6rem;
      height: 2.6rem;
    }
    .none {
      opacity: 0.6;
    }
    section {
      background: var(--panel);
      border: 1px solid var(--line);
      min-height: 0;
      min-width: 0;
      display: flex;
      flex-direction: column;
      overflow: hidden;
    }
    .map {
      display: grid;
      grid-template-rows: minmax(0, 1fr) auto;
    }
    h2 {
      padding: 0.3rem 0.7rem;
      font-size: 1.2rem;
      display: flex;
      justify-content: space-between;
      gap: 1rem;
    }
    h2 span {
      font-weight: 400;
      color: var(--soft);
      font-size: 1rem;
    }
    .empty,
    .notice {
      padding: 1.5rem;
      font-size: 1.3rem;
      color: var(--soft);
    }
  `
}

/** Look of the rows of a panel: what has no room goes into a column that is not seen, so that no row is cut. */
export function rowStyles() {
  return css`
    :host {
      flex: 1;
      min-height: 0;
      display: flex;
      flex-direction: column;
    }
    ol {
      flex: 1;
      min-height: 0;
      display: flex;
      flex-flow: column wrap;
      align-content: flex-start;
      overflow: hidden;
    }
    li {
      width: 100%;
      min-height: 4rem;
      display: grid;
      grid-template: 'sign what age' auto 'sign line line' auto / 3.2rem minmax(0, 1fr) auto;
      align-content: center;
      align-items: center;
      column-gap: 0.7rem;
      padding: 0.3rem 0.7rem;
      border-top: 1px solid var(--line);
    }
    li.waits {
      background: var(--raised);
    }
    li .mark,
    .swatch {
      grid-area: sign;
      width: 2.8rem;
      height: 2.8rem;
    }
    .swatch {
      border: 1px solid var(--outline);
    }
    .unknown {
      background: repeating-linear-gradient(-45deg, var(--data) 0 2px, var(--ground) 2px 9px);
    }
    .what {
      grid-area: what;
      align-self: start;
      font-size: 1.25rem;
      line-height: 1.25;
      overflow-wrap: anywhere;
    }
    .what em {
      font-style: normal;
      font-size: 1rem;
      border: 1px dashed var(--ink);
      padding: 0 0.3rem;
      white-space: nowrap;
    }
    .age {
      grid-area: age;
      align-self: start;
      text-align: end;
      font-size: 1.25rem;
      font-weight: 700;
      white-space: nowrap;
    }
    .line {
      grid-area: line;
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0 1rem;
      font-size: 0.9rem;
      overflow-wrap: anywhere;
    }
    .who {
      color: var(--soft);
    }
    .more {
      padding: 0.3rem 0.7rem;
      border-top: 1px solid var(--line);
      font-weight: 700;
    }
  `
}
