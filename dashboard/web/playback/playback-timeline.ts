import { css, html, nothing, svg, type PropertyDeclarations, type TemplateResult } from 'lit'
import { cache } from 'lit/directives/cache.js'
import { guard } from 'lit/directives/guard.js'
import type { HistoryMark, HistoryMarks } from '../../../domain/history.ts'
import { NUMERALS } from '../alarms/severity-mark.ts'
import { WORST_FIRST } from '../alarms/order.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import type { Span } from './question.ts'
import { cityTime } from '../text/time.ts'

const WIDTH = 1000
const LANE = 10
/** A lane for each level, one for what people took up. */
const LANES = [...WORST_FIRST, 'acks'] as const
const TICKS = 6

/** The span with what happened in it, to be moved over. Sends `seek` with a time. */
export class PlaybackTimeline extends DeskElement {
  static override properties: PropertyDeclarations = {
    span: { attribute: false },
    at: { type: Number },
    loop: { attribute: false },
    marks: { attribute: false },
  }

  static override styles = [controls, timelineStyles()]

  declare span: Span
  declare at: number
  declare loop: Span | null
  declare marks: HistoryMarks | null
  protected readonly follows = [] as const
  #isDragged = false

  override render(): TemplateResult {
    const { text, format } = this.desk
    const { from, to } = this.span
    const place = (at: number) => ((at - from) / (to - from)) * 100
    return html`
      <div class="lanes" aria-hidden="true">
        ${LANES.map((lane) => html`<span>${lane === 'acks' ? '✓' : NUMERALS[lane]}</span>`)}
      </div>
      <div
        class="track"
        role="slider"
        tabindex="0"
        aria-label=${text('playback.timeline')}
        aria-valuemin=${from}
        aria-valuemax=${to}
        aria-valuenow=${Math.round(this.at)}
        aria-valuetext=${format.dateTime(this.at)}
        @pointerdown=${this.#grab}
        @pointermove=${this.#drag}
        @pointerup=${this.#drop}
        @pointercancel=${this.#drop}
      >
        ${this.loop === null ? nothing : html`<div class="loop" .style=${`left:${place(this.loop.from)}%;right:${100 - place(this.loop.to)}%`}></div>`}
        ${guard([this.marks, from, to], () => this.#marks())}
        <div class="cursor" .style=${`left:${place(this.at)}%`}></div>
      </div>
      <div class="ticks" aria-hidden="true">${cache(guard([from, to, this.language], () => this.#ticks()))}</div>
    `
  }

  #marks(): TemplateResult | typeof nothing {
    if (this.marks === null) return nothing
    const { items, everyMs } = this.marks
    const most = Math.max(1, ...items.flatMap((mark) => LANES.map((lane) => mark[lane])))
    const { from, to } = this.span
    const scale = WIDTH / (to - from)
    const width = Math.max(2, everyMs * scale)
    const barOf = (mark: HistoryMark, lane: (typeof LANES)[number], i: number) => {
      const height = Math.max(3, (LANE - 1) * Math.sqrt(mark[lane] / most))
      const x = (mark.at - from) * scale - width / 2
      return svg`<rect class=${lane} x=${round(x)} y=${round((i + 1) * LANE - height)} width=${round(width)} height=${round(height)}></rect>`
    }
    return html`<svg viewBox="0 0 ${WIDTH} ${LANES.length * LANE}" preserveAspectRatio="none" aria-hidden="true">
      ${LANES.map((_, i) => svg`<line x1="0" x2=${WIDTH} y1=${(i + 1) * LANE} y2=${(i + 1) * LANE}></line>`)}
      ${items.flatMap((mark) => LANES.flatMap((lane, i) => (mark[lane] === 0 ? [] : barOf(mark, lane, i))))}
    </svg>`
  }

  #ticks(): TemplateResult[] {
    const { from, to } = this.span
    const isLong = to - from > 86_400_000
    return Array.from({ length: TICKS }, (_, i) => from + ((to - from) * i) / (TICKS - 1)).map((at) =>
      cityTime(this.desk, at, isLong ? 'short' : 'time'),
    )
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return
    ;(event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)
    this.#isDragged = true
    this.#seek(event)
  }

  #drag(event: PointerEvent): void {
    if (this.#isDragged) this.#seek(event)
  }

  #drop(): void {
    this.#isDragged = false
  }

  #seek(event: PointerEvent): void {
    const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect()
    const share = Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)))
    const { from, to } = this.span
    this.dispatchEvent(new CustomEvent<number>('seek', { detail: from + share * (to - from) }))
  }
}

customElements.define('playback-timeline', PlaybackTimeline)

const round = (value: number) => Math.round(value * 10) / 10

function timelineStyles() {
  return css`
    :host {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 0 0.5rem;
    }
    .lanes {
      display: grid;
      font: 0.7rem/1 var(--mono);
      color: var(--soft);
      align-items: center;
      text-align: right;
    }
    .track {
      position: relative;
      height: 4.2rem;
      background: var(--raised);
      border: 1px solid var(--line-strong);
      cursor: ew-resize;
      touch-action: none;
    }
    svg {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
    }
    line {
      stroke: var(--line);
      stroke-width: 0.4;
    }
    rect {
      stroke: var(--outline);
      stroke-width: 0.25;
    }
    .red {
      fill: var(--red);
    }
    .orange {
      fill: var(--orange);
    }
    .yellow {
      fill: var(--yellow);
    }
    .blue {
      fill: var(--blue);
    }
    .acks {
      fill: var(--data);
    }
    .loop {
      position: absolute;
      top: 0;
      bottom: 0;
      background: color-mix(in srgb, var(--focus) 18%, transparent);
      border: solid var(--focus);
      border-width: 0 2px;
    }
    .cursor {
      position: absolute;
      top: -0.3rem;
      bottom: -0.3rem;
      width: 3px;
      margin-left: -1.5px;
      background: var(--ink);
    }
    .ticks {
      grid-column: 2;
      display: flex;
      justify-content: space-between;
      color: var(--soft);
      font-size: 0.8rem;
    }
    @media (max-width: 40rem) {
      .ticks time:nth-child(even) {
        display: none;
      }
    }
  `
}
