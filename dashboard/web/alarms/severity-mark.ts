import { css, svg, html, type TemplateResult } from 'lit'
import type { Severity } from '../../../domain/severity.ts'

/** Roman numbers of the statutory four levels. */
export const NUMERALS: Readonly<Record<Severity, string>> = { red: 'I', orange: 'II', yellow: 'III', blue: 'IV' }

/** Outlines in a box of 24: a severity is a shape and a number before it is a colour. */
export const OUTLINES: Readonly<Record<Severity, string>> = {
  red: 'M7.6 1.5h8.8l6.1 6.1v8.8l-6.1 6.1H7.6l-6.1-6.1V7.6z',
  orange: 'M12 1.2 23.4 22H.6z',
  yellow: 'M12 .8 23.2 12 12 23.2.8 12z',
  blue: 'M12 1.2a10.8 10.8 0 1 1 0 21.6 10.8 10.8 0 0 1 0-21.6z',
}

/** The mark of a severity; one that waits blinks by swapping fill and outline. */
export function severityMark(severity: Severity, waiting = false): TemplateResult {
  return html`<svg
    class="mark ${severity} ${waiting ? 'waiting' : ''}"
    viewBox="0 0 24 24"
    aria-hidden="true"
  >
    ${svg`<path d=${OUTLINES[severity]}></path><text x="12" y=${severity === 'orange' ? 19 : 16.2}>${NUMERALS[severity]}</text>`}
  </svg>`
}

export const markStyles = css`
  .mark {
    width: 1.6rem;
    height: 1.6rem;
    flex: none;
    overflow: visible;
  }
  .mark path {
    fill: var(--level);
    stroke: var(--outline);
    stroke-width: 1.5;
    stroke-linejoin: round;
  }
  .mark text {
    font: 700 11px system-ui, sans-serif;
    text-anchor: middle;
  }
  .red {
    --level: var(--red);
  }
  .red text {
    fill: var(--red-ink);
  }
  .orange {
    --level: var(--orange);
  }
  .orange text {
    fill: var(--orange-ink);
    font-size: 9.5px;
  }
  .yellow {
    --level: var(--yellow);
  }
  .yellow text {
    fill: var(--yellow-ink);
    font-size: 10px;
  }
  .blue {
    --level: var(--blue);
  }
  .blue text {
    fill: var(--blue-ink);
    font-size: 10px;
  }
  @media (prefers-reduced-motion: no-preference) {
    .mark.waiting path {
      animation: swap-fill 1s steps(1) infinite;
    }
    .mark.waiting text {
      animation: swap-ink 1s steps(1) infinite;
    }
  }
  /* The colour stays as a broad rim, so that a glance in the other half second sees it too. */
  @keyframes swap-fill {
    50% {
      fill: var(--raised);
      stroke: var(--level);
      stroke-width: 3.2;
    }
  }
  @keyframes swap-ink {
    50% {
      fill: var(--ink);
    }
  }
  @media (forced-colors: active) {
    .mark {
      forced-color-adjust: none;
    }
  }
`
