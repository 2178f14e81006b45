import { css, html, svg, type PropertyDeclarations, type TemplateResult } from 'lit'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { rateText } from './words.ts'

export interface PastPoint {
  readonly at: number
  readonly value: number
}

const HOUR_MS = 3_600_000
const WIDTH = 360
const HEIGHT = 100

/** Corners of the line in a box of 360 by 100: an hour wide, `most` high. */
export function lineOf(points: readonly PastPoint[], now: number, most: number): string {
  return points
    .filter(({ at }) => now - at <= HOUR_MS)
    .map(({ at, value }) => {
      const x = WIDTH * (1 - (now - at) / HOUR_MS)
      return `${round(x)},${round(HEIGHT * (1 - value / most))}`
    })
    .join(' ')
}

const round = (value: number) => Math.round(value * 10) / 10

/** One quantity over the last hour: what it is now in figures, where it came from as a line. */
export class PastChart extends DeskElement {
  static override properties: PropertyDeclarations = {
    label: { type: String },
    unit: { type: String },
    points: { attribute: false },
    current: { type: Number },
    at: { type: Number },
    most: { type: Number },
  }

  static override styles = [controls, chartStyles()]

  declare label: string
  declare unit: string
  declare points: readonly PastPoint[]
  declare current: number
  /** Time of the right edge, UTC ms. */
  declare at: number
  /** Top of the scale; by the highest point when not given. */
  declare most: number | undefined
  protected readonly follows = [] as const

  override render(): TemplateResult {
    const { text, format } = this.desk
    const highest = Math.max(0, ...this.points.map(({ value }) => value))
    const most = this.most ?? niceAbove(highest)
    const told = { now: rateText(format, this.current), most: rateText(format, highest), unit: this.unit }
    return html`<figure>
      <figcaption><span class="soft">${this.label}</span><span><b>${told.now}</b> ${this.unit}</span></figcaption>
      <svg viewBox="0 0 360 100" preserveAspectRatio="none" role="img" aria-label=${`${this.label}: ${text('ops.past', told)}`}>
        ${svg`<line class="grid" x1="0" x2="360" y1="50" y2="50"></line>
        <line class="grid" x1="90" x2="90" y1="0" y2="100"></line><line class="grid" x1="180" x2="180" y1="0" y2="100"></line>
        <line class="grid" x1="270" x2="270" y1="0" y2="100"></line>
        <polyline points=${lineOf(this.points, this.at, most)}></polyline>`}
      </svg>
      <span class="top small soft" aria-hidden="true">${format.number(most, 0)}</span>
      <div class="axis small soft" aria-hidden="true">
        <span>${format.time(this.at - HOUR_MS).slice(0, 5)}</span><span>${format.time(this.at).slice(0, 5)}</span>
      </div>
    </figure>`
  }
}

/** 1, 2 or 5 times a power of ten, at least 1. */
function niceAbove(value: number): number {
  if (value <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 2, 5, 10].find((times) => times * power >= value) ?? 10)
}

customElements.define('past-chart', PastChart)

function chartStyles() {
  return css`
    figure {
      margin: 0;
      position: relative;
    }
    figcaption {
      display: flex;
      justify-content: space-between;
      gap: 0.5rem;
      padding-bottom: 0.2rem;
    }
    b {
      font-size: 1.25rem;
    }
    svg {
      display: block;
      width: 100%;
      height: 4.5rem;
      background: var(--raised);
      border: 1px solid var(--line);
    }
    .grid {
      stroke: var(--line);
      vector-effect: non-scaling-stroke;
    }
    polyline {
      fill: none;
      stroke: var(--data);
      stroke-width: 1.5;
      vector-effect: non-scaling-stroke;
    }
    .top {
      position: absolute;
      right: 0.3rem;
      top: 1.9rem;
    }
    .axis {
      display: flex;
      justify-content: space-between;
    }
  `
}
