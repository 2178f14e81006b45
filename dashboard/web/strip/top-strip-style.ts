import { css } from 'lit'

export const stripStyles = css`
    header {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.2rem 1.1rem;
      padding: 0.3rem 0.8rem;
      background: var(--panel);
      border-bottom: 1px solid var(--line-strong);
    }
    /* The strip keeps to one line: the way to the pages takes what room is left, and shortens first. */
    page-menu {
      flex: 1 1 13.5rem;
    }
    .counters,
    .facts {
      display: flex;
      align-items: center;
      gap: 0.9rem;
    }
    .city {
      font-size: 1.1rem;
      white-space: nowrap;
    }
    .counters {
      gap: 0.2rem;
    }
    .counter {
      display: flex;
      align-items: center;
      gap: 0.35rem;
      background: none;
      border-color: transparent;
      padding: 0.1rem 0.4rem;
    }
    .counter b {
      font-size: 1.3rem;
      line-height: 1;
    }
    .counter span {
      color: var(--soft);
    }
    .counter.none .mark {
      filter: grayscale(1) opacity(0.45);
    }
    .counter.none b {
      font-weight: 400;
      color: var(--soft);
    }
    .aside small {
      font-size: 0.86rem;
      color: var(--soft);
    }
    .aside b {
      font-size: 1.1rem;
    }
    .fact {
      display: grid;
      line-height: 1.2;
      white-space: nowrap;
    }
    .fact small {
      font-size: 0.78rem;
      color: var(--soft);
    }
    .fact b,
    .fact time {
      font-weight: 600;
    }
    .fact em {
      font-style: normal;
      color: var(--page);
      background: var(--monitor);
      padding: 0 0.3em;
    }
    .link.lost b {
      background: var(--monitor);
      color: var(--monitor-ink);
      padding: 0 0.4em;
    }
    .link b::before {
      content: '●';
      margin-right: 0.3em;
    }
    .link.lost b::before {
      content: '✕';
    }
    .link.connecting b::before {
      content: '○';
    }
    .tools {
      flex-wrap: nowrap;
      gap: 0.1rem;
    }
    .tools button {
      white-space: nowrap;
      padding: 0.2rem 0.45rem;
    }
    .off {
      background: var(--red);
      color: var(--red-ink);
      border-color: var(--outline);
      font-weight: 700;
    }
    .muted {
      background: var(--warn);
      color: #1b1f24;
      font-weight: 700;
    }
    .user {
      position: relative;
    }
    .user summary {
      cursor: pointer;
      padding: 0.3rem 0.4rem;
      max-width: 9rem;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .user div {
      position: absolute;
      right: 0;
      z-index: 5;
      background: var(--raised);
      border: 1px solid var(--line-strong);
      padding: 0.6rem;
      display: grid;
      gap: 0.4rem;
      width: max-content;
      max-width: min(18rem, 90vw);
    }
    .user .on-phone {
      display: none;
    }
    @media (min-width: 2201px) {
      page-menu {
        flex-basis: 26rem;
      }
    }
    @media (max-width: 1700px) {
      header {
        column-gap: 0.6rem;
      }
      .facts {
        gap: 0.65rem;
      }
      .counter {
        padding-inline: 0.2rem;
      }
      .find kbd,
      .tools .theme {
        display: none;
      }
    }
    @media (max-width: 1400px) {
      .city,
      .counter.aside small {
        display: none;
      }
      .counter.aside::before {
        content: '‖';
        color: var(--soft);
      }
    }
    @media (max-width: 48rem) {
      header {
        display: grid;
        grid-template: 'menu facts tools' auto 'counters counters counters' auto / minmax(44px, 1fr) auto minmax(0, max-content);
        padding: 0.1rem 0.4rem;
        gap: 0 0.4rem;
      }
      .newest,
      .clock,
      .tools .find,
      .tools .language,
      .tools .help {
        display: none;
      }
      .link small,
      .sound small {
        display: none;
      }
      .sound {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .tools button,
      .user summary,
      .user div button {
        box-sizing: border-box;
        min-height: 44px;
        min-width: 44px;
      }
      .user summary {
        line-height: 32px;
        max-width: 5rem;
        padding-inline: 0.2rem;
      }
      .user .on-phone {
        display: block;
      }
      .counters {
        grid-area: counters;
        justify-content: space-between;
      }
      .counter {
        min-height: 44px;
        flex: 1;
        justify-content: center;
      }
    }
    @media (max-width: 22rem) {
      .counter {
        gap: 0.15rem;
        padding: 0;
      }
      .counter span {
        display: none;
      }
    }
  `
