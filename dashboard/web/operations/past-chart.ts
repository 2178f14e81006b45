import { css, html, type PropertyDeclarations, type TemplateResult } from 'lit'
import '../chart/chart-view.ts'
import type { Cursor } from '../chart/cursor.ts'
import type { Picture } from '../chart/picture.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { rateText } from './words.ts'

export interface PastPoint {
  readonly at: number
  readonly value: number
}

const HOUR_MS = 3_600_000

/** The last hour of one quantity, from nothing up to `most`, or to its highest point. */
export function pastPicture(
  points: readonly PastPoint[],
  of: {
    readonly label: string
    readonly unit: string
    readonly everySeconds: number
    readonly now: number
    readonly most?: number
  },
): Picture {
  const { label, unit, everySeconds, now, most } = of
  const from = now - HOUR_MS
  const shown = points.filter(({ at }) => at >= from && at <= now)
  const top = most ?? niceAbove(Math.max(0, ...shown.map(({ value }) => value)))
  const line = {
    id: label,
    label,
    unit,
    decimals: 1,
    points: shown.map(({ at, value }): [number, number, number] => [at, value, 1]),
    intervalMs: everySeconds * 1000,
    range: null,
  }
  return { title: label, unit, decimals: 1, from, to: now, lines: [line], limits: [], bands: [], scale: [0, top] }
}

/** One quantity over the last hour: what it is now in figures, where it came from as a chart. */
export class PastChart extends DeskElement {
  static override properties: PropertyDeclarations = {
    label: { type: String },
    unit: { type: String },
    points: { attribute: false },
    everySeconds: { type: Number },
    current: { type: Number },
    at: { type: Number },
    most: { type: Number },
    cursor: { attribute: false },
  }

  static override styles = [
    controls,
    css`
      figure {
        margin: 0;
      }
      figcaption {
        display: flex;
        justify-content: space-between;
        gap: 0.5rem;
      }
      b {
        font-size: 1.25rem;
      }
      chart-view {
        --chart-height: 8rem;
      }
    `,
  ]

  declare label: string
  declare unit: string
  declare points: readonly PastPoint[]
  declare everySeconds: number
  declare current: number
  /** Time of the right edge, UTC ms. */
  declare at: number
  /** Top of the scale; by the highest point when not given. */
  declare most: number | undefined
  declare cursor: Cursor
  protected readonly follows = [] as const
  #picture: Picture | null = null
  #of = ''

  override render(): TemplateResult {
    const { text, format } = this.desk
    return html`<figure>
      <figcaption><span class="soft">${this.label}</span><span><b>${rateText(format, this.current)}</b> ${this.unit}</span></figcaption>
      <chart-view .desk=${this.desk} .picture=${this.#shown()} .cursor=${this.cursor} .zoomable=${false} .empty=${text('history.none')}></chart-view>
    </figure>`
  }

  /** A new one with each point, not with each second: drawing takes the cursor away. */
  #shown(): Picture {
    const { label, unit, everySeconds, most } = this
    const newest = this.points.at(-1)?.at
    const of = `${label} ${unit} ${newest ?? ''} ${this.points.length}`
    if (this.#picture === null || of !== this.#of) {
      const now = newest ?? this.at
      this.#picture = pastPicture(this.points, { label, unit, everySeconds, now, ...(most !== undefined && { most }) })
      this.#of = of
    }
    return this.#picture
  }
}

/** 1, 2 or 5 times a power of ten, at least 1. */
function niceAbove(value: number): number {
  if (value <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 2, 5, 10].find((times) => times * power >= value) ?? 10)
}

customElements.define('past-chart', PastChart)
