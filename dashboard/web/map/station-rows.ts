import { VirtualizerController } from '@tanstack/lit-virtual'
import { css, html, nothing, svg, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { repeat } from 'lit/directives/repeat.js'
import { SEVERITIES } from '../../../domain/severity.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { printedUnit } from '../text/unit.ts'
import { shapePath } from './shapes.ts'
import { worstOf, type Worst } from './worst.ts'

const ROW_REM = 3.2

/** The stations given to it, those in alarm first; only the visible rows in the document. The map's equal. */
export class StationRows extends DeskElement {
  static override properties: PropertyDeclarations = { stations: { attribute: false }, active: { state: true } }

  static override styles = [controls, markStyles, rowStyles()]

  declare stations: readonly StationEntry[]
  /** Row that the keyboard is on. */
  declare active: number
  protected readonly follows = ['stations', 'alarms', 'route', 'clock'] as const
  #scroller = createRef<HTMLElement>()
  #sorted: readonly StationEntry[] = []
  #worst: ReadonlyMap<string, Worst> = new Map()
  #rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
  #virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    getScrollElement: () => this.#scroller.value ?? null,
    count: 0,
    estimateSize: () => ROW_REM * this.#rem,
    overscan: 6,
  })

  constructor() {
    super()
    this.stations = []
    this.active = 0
  }

  protected override willUpdate(): void {
    super.willUpdate()
    this.#worst = worstOf(this.desk.city)
    const rank = ({ id }: StationEntry) => {
      const of = this.#worst.get(id)
      return of === undefined ? -1 : SEVERITIES.indexOf(of.severity) + (of.waiting ? 10 : 0)
    }
    this.#sorted = this.stations.toSorted((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : 1))
    const virtualizer = this.#virtual.getVirtualizer()
    virtualizer.setOptions({ ...virtualizer.options, count: this.#sorted.length })
  }

  /** A long name takes a second line. */
  protected override updated(): void {
    const virtualizer = this.#virtual.getVirtualizer()
    for (const row of this.renderRoot.querySelectorAll<HTMLElement>('.station')) virtualizer.measureElement(row)
  }

  override render(): TemplateResult {
    const virtualizer = this.#virtual.getVirtualizer()
    const chosen = this.desk.route.param('station')
    const active = this.#sorted[this.active]
    return html`<div
      class="rows"
      role="listbox"
      tabindex="0"
      aria-label=${this.desk.text('map.list')}
      aria-activedescendant=${active === undefined ? nothing : `row-${active.id}`}
      @keydown=${this.#onKey}
      ${ref(this.#scroller)}
    >
      <div role="presentation" class="space" .style=${`height:${virtualizer.getTotalSize()}px`}>
        ${repeat(
          virtualizer.getVirtualItems(),
          ({ key }) => key,
          ({ index, start }) => {
            const entry = this.#sorted[index]
            return entry === undefined ? nothing : this.#row(entry, { index, start, isChosen: entry.id === chosen })
          },
        )}
      </div>
    </div>`
  }

  #row(
    entry: StationEntry,
    { index, start, isChosen }: { index: number; start: number; isChosen: boolean },
  ): TemplateResult {
    const { city, text } = this.desk
    const kind = city.kind(entry.kind)
    const look = city.look(entry.id)
    const worst = this.#worst.get(entry.id)
    const shape = kind?.shape ?? 'circle'
    return html`<div
      id="row-${entry.id}"
      data-index=${index}
      role="option"
      class="station ${index === this.active ? 'active' : ''}"
      aria-selected=${isChosen}
      aria-setsize=${this.#sorted.length}
      aria-posinset=${index + 1}
      .style=${`transform:translateY(${start}px)`}
      @click=${() => this.#choose(index)}
    >
      <svg class="shape ${look}" viewBox="0 0 24 24" aria-hidden="true">
        ${svg`<path d=${shapePath(shape)}></path>${look === 'slashed' ? svg`<path class="slash" d="M2 22 22 2"></path>` : nothing}`}
      </svg>
      <span class="name" title=${this.name(entry.name)}>${this.name(entry.name)}</span>
      <span class="value">${this.#value(entry)}</span>
      <span class="foot small">
        <span class="place soft"
          >${kind === undefined ? entry.kind : this.name(kind.label)} · ${city.label('districts', entry.district, this.language)}</span
        >
        <span class="state">${this.#age(entry)}</span>
      </span>
      <span class="sign">
        ${worst === undefined ? nothing : html`${severityMark(worst.severity, worst.waiting)}<span class="hidden-visually">${text.of('severity', worst.severity, '')}</span>`}
      </span>
    </div>`
  }

  #value({ id, kind: of }: StationEntry): TemplateResult | typeof nothing {
    const { city, format, text } = this.desk
    const kind = city.kind(of)
    const spec = kind?.values[kind.headline]
    const value = kind === undefined ? undefined : city.latest.get(id)?.values[kind.headline]
    if (spec === undefined || value === undefined) return nothing
    const age = city.freshness(id)
    return html`<span class=${age}>${format.number(value, spec.decimals)} ${printedUnit(spec.unit, text)}</span>`
  }

  #age({ id }: StationEntry): string {
    const { city, format, text } = this.desk
    const at = city.latest.get(id)?.ts
    const look = city.look(id)
    const age = city.freshness(id)
    const word = look === 'plain' ? (age === 'late' ? text('look.late') : '') : text.of('look', look, '')
    if (at === undefined || (look === 'plain' && age === 'live')) return word
    return `${word} · ${text('ago', { span: format.span(city.shownAt() - at) })}`
  }

  #onKey(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor((this.#scroller.value?.clientHeight ?? 0) / (ROW_REM * this.#rem)) - 1)
    const by: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    }
    const step = by[event.key]
    if (event.key === 'Enter' || event.key === ' ') this.#choose(this.active)
    else if (step === undefined) return
    else {
      this.active = Math.max(0, Math.min(this.#sorted.length - 1, this.active + step))
      this.#virtual.getVirtualizer().scrollToIndex(this.active)
    }
    event.preventDefault()
  }

  #choose(index: number): void {
    const entry = this.#sorted[index]
    this.active = index
    if (entry !== undefined) this.desk.route.patch({ station: entry.id, alarm: null })
  }
}

customElements.define('station-rows', StationRows)

function rowStyles() {
  return css`
    :host {
      display: flex;
      flex-direction: column;
      min-height: 0;
    }
    .rows {
      overflow-y: auto;
      flex: 1;
      min-height: 0;
      contain: strict;
    }
    .rows:focus-visible {
      outline-offset: -3px;
    }
    .space {
      position: relative;
    }
    .station {
      position: absolute;
      inset: 0 0 auto;
      min-height: 3.2rem;
      padding: 0.2rem 0.6rem;
      border-bottom: 1px solid var(--line);
      border-left: 0.25rem solid transparent;
      display: grid;
      grid-template: 'shape name value sign' auto 'shape foot foot sign' auto / 1.8rem minmax(0, 1fr) auto 1.8rem;
      column-gap: 0.5rem;
      align-content: center;
      align-items: center;
      cursor: pointer;
    }
    .station:hover {
      background: var(--raised);
    }
    .station[aria-selected='true'] {
      border-left-color: var(--focus);
      background: var(--raised);
    }
    .rows:focus-visible .active {
      outline: 2px dashed var(--focus);
      outline-offset: -2px;
    }
    .shape {
      grid-area: shape;
      width: 1.4rem;
      height: 1.4rem;
      overflow: visible;
    }
    .shape path {
      fill: var(--data);
      stroke: var(--outline);
      stroke-width: 1.3;
    }
    .shape.hollow path:first-child,
    .shape.slashed path:first-child {
      fill: none;
      stroke: var(--data);
      stroke-width: 2.2;
    }
    .shape .slash {
      stroke: var(--ink);
      stroke-width: 2.6;
    }
    .name {
      grid-area: name;
      overflow-wrap: anywhere;
      font-weight: 600;
      line-height: 1.25;
    }
    .foot {
      grid-area: foot;
      display: flex;
      justify-content: space-between;
      gap: 0.5rem;
    }
    .place {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .value {
      grid-area: value;
      text-align: end;
    }
    .value .late {
      opacity: 0.7;
    }
    .value .stale {
      color: var(--data);
      text-decoration: line-through;
    }
    .state {
      white-space: nowrap;
    }
    .sign {
      grid-area: sign;
    }
  `
}
