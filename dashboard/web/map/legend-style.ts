import { css } from 'lit'

/** Look of the map's legend. */
export function legendStyles() {
  return css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 0.1rem 1.2rem;
        padding: 0.3rem 0.6rem;
        background: var(--panel);
        border-top: 1px solid var(--line);
        font-size: 0.9rem;
      }
      .kinds {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.2rem;
      }
      button {
        display: flex;
        gap: 0.35rem;
        align-items: center;
        min-height: 1.8rem;
        padding: 0.1rem 0.3rem;
      }
      button[aria-pressed='true'] {
        background: none;
        color: inherit;
      }
      button[aria-pressed='false'] .name {
        text-decoration: line-through;
        color: var(--soft);
      }
      .count {
        color: var(--soft);
      }
      .shape {
        width: 1.2rem;
        height: 1.2rem;
        flex: none;
        overflow: visible;
      }
      .shape path {
        fill: var(--data);
        stroke: var(--outline);
        stroke-width: 1.3;
      }
      .shape.hollow path:first-child {
        fill: none;
        stroke: var(--data);
        stroke-width: 2.2;
      }
      .shape .slash {
        stroke: var(--ink);
        stroke-width: 2.6;
      }
      .looks,
      .severities {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem 0.8rem;
      }
      .looks span,
      .severities span {
        display: flex;
        align-items: center;
        gap: 0.3rem;
      }
      .severities .mark {
        width: 1.2rem;
        height: 1.2rem;
      }
      .switch {
        border: 1px solid transparent;
      }
      i {
        font-style: normal;
      }
      .tick {
        font-size: 1.05rem;
      }
      label {
        display: flex;
        gap: 0.4rem;
        align-items: center;
      }
      select {
        min-height: 1.8rem;
        padding: 0 0.3rem;
        max-width: 16rem;
      }
      .cluster {
        border: 2px solid var(--data);
        outline: 1px solid var(--outline);
        background: var(--raised);
        border-radius: 50%;
        width: 1.7rem;
        height: 1.7rem;
        display: grid;
        place-items: center;
        font-size: 0.86rem;
      }
      .swatch {
        width: 1.4rem;
        height: 0.9rem;
        border: 1px solid var(--outline);
        forced-color-adjust: none;
      }
      .unknown {
        background: repeating-linear-gradient(-45deg, var(--data) 0 1.5px, var(--ground) 1.5px 6px);
      }
      .dots {
        background: radial-gradient(var(--ink) 1.3px, transparent 1.8px) 0 0 / 6px 6px;
        border-style: dashed;
      }
      .rails {
        width: 1.6rem;
        height: 0.7rem;
        border: solid var(--orange);
        border-width: 2px 0;
      }
      .line {
        width: 2.2rem;
        height: 0.8rem;
        flex: none;
        forced-color-adjust: none;
      }
      .line path {
        fill: none;
      }
    `
}
