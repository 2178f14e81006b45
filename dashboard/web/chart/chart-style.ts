import { css } from 'lit'

/** Look of a chart with its legend, tools and table. */
export const chartStyles = css`
  :host {
    display: block;
    --chart-height: 13rem;
  }
  .frame {
    position: relative;
  }
  .plot {
    height: calc(var(--chart-height) + var(--rows, 0) * 0.95rem);
    touch-action: pan-y;
    cursor: crosshair;
  }
  .busy {
    height: 2px;
    background: var(--focus);
    position: absolute;
    inset: 0 0 auto;
    z-index: 1;
  }
  .mark {
    position: absolute;
    top: 0;
    bottom: 0;
    pointer-events: none;
  }
  .frame > .mark {
    background: color-mix(in srgb, var(--focus) 18%, transparent);
    border: solid var(--focus);
    border-width: 0 1px;
  }
  .none {
    position: absolute;
    inset: 38% 1rem auto;
    text-align: center;
    color: var(--soft);
    pointer-events: none;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1rem;
    justify-content: space-between;
    align-items: center;
    padding-top: 0.2rem;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 0.9rem;
    color: var(--soft);
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 0.3rem;
  }
  .legend svg {
    width: 1.4rem;
    height: 0.7rem;
    flex: none;
  }
  .legend svg.mark {
    position: static;
    width: 0.8rem;
    height: 0.8rem;
  }
  .sample,
  .legend svg.sample {
    width: 2.6rem;
    height: 0.7rem;
  }
  .sample path {
    stroke-width: 2;
    fill: none;
  }
  .range {
    fill: var(--data);
    opacity: 0.3;
  }
  .hollow {
    fill: var(--raised);
    stroke: var(--ink);
  }
  .cross {
    stroke: var(--ink);
    stroke-width: 2;
  }
  .tile {
    fill: var(--raised);
    stroke: var(--line-strong);
  }
  .strokes {
    stroke: var(--data);
    fill: none;
  }
  .tools {
    gap: 0.2rem;
    margin-left: auto;
  }
  .tool {
    min-width: 2rem;
    padding: 0 0.45rem;
    min-height: 1.75rem;
  }
  .table {
    overflow: auto;
    max-height: 24rem;
    margin-top: 0.4rem;
    border: 1px solid var(--line);
    padding: 0 0.5rem 0.4rem;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  caption {
    text-align: left;
    font-weight: 600;
    padding-top: 0.6rem;
  }
  th,
  td {
    text-align: left;
    font-weight: 400;
    padding: 0.1rem 0.8rem 0.1rem 0;
    border-top: 1px solid var(--line);
    vertical-align: top;
  }
  thead th {
    border-top: 0;
    color: var(--soft);
    position: sticky;
    top: 0;
    background: var(--panel);
  }
  .figure {
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
`
