import { css } from 'lit'

/** Look of the map without WebGL. */
export function simpleStyles() {
  return css`
    .ground {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      background: var(--page);
    }
    .district {
      fill: var(--ground);
      stroke: var(--district);
      stroke-dasharray: 4 2;
    }
    .place {
      fill: var(--soft);
      text-anchor: middle;
      font-size: 1rem;
    }
    .station,
    .cluster {
      cursor: pointer;
    }
    .station > path {
      fill: var(--data);
      stroke: var(--outline);
      stroke-width: 1.3;
    }
    .station.hollow > path,
    .station.slashed > path {
      fill: var(--panel);
      stroke: var(--data);
      stroke-width: 2;
    }
    .station > .slash {
      stroke: var(--ink);
      stroke-width: 2.6;
    }
    .station.chosen > path {
      stroke: var(--focus);
      stroke-width: 3;
    }
    .cluster circle {
      fill: var(--raised);
      stroke: var(--data);
      stroke-width: 3;
    }
    .cluster .hollow {
      stroke-dasharray: 4 3;
    }
    .cluster .ring {
      fill: none;
      stroke: var(--level);
      stroke-width: 4;
    }
    text {
      text-anchor: middle;
      font: 600 12px system-ui, sans-serif;
      fill: var(--ink);
    }
    .mark path {
      fill: var(--level);
      stroke: var(--outline);
      stroke-width: 1.5;
    }
    .red {
      --level: var(--red);
      --level-ink: var(--red-ink);
    }
    .orange {
      --level: var(--orange);
      --level-ink: var(--orange-ink);
    }
    .yellow {
      --level: var(--yellow);
      --level-ink: var(--yellow-ink);
    }
    .blue {
      --level: var(--blue);
      --level-ink: var(--blue-ink);
    }
    .mark text {
      fill: var(--level-ink);
      font-size: 10px;
    }
    .why {
      position: absolute;
      right: 0.4rem;
      top: 0.4rem;
      max-width: 24rem;
      background: var(--raised);
      border: 1px solid var(--line-strong);
      padding: 0.2rem 0.5rem;
    }
  `
}
