import { VirtualizerController } from '@tanstack/lit-virtual'
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { Alarm } from '../../../domain/alarm.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { listStyles, ROW_REM } from './alarm-list-style.ts'
import { byUrgency, isWaiting } from './order.ts'
import { markStyles, severityMark } from './severity-mark.ts'
import { crossingOf, whereOf } from './words.ts'

/** While the pointer moves over the rows they stay where they are, ms. */
const FREEZE_MS = 3000
const COLUMNS = [
  'column.level',
  'column.what',
  'alarm.place',
  'alarm.value',
  'column.state',
  'alarm.assignee',
  'alarm.raised',
] as const

/** The alarms given to it, most urgent first, only the visible rows in the document. */
export class AlarmList extends DeskElement {
  static override properties: PropertyDeclarations = {
    alarms: { attribute: false },
    wide: { type: Boolean },
    over: { type: Boolean },
  }

  static override styles = [controls, markStyles, listStyles]

  declare alarms: readonly Alarm[]
  /** Columns side by side, for a whole page. */
  declare wide: boolean
  /** The alarms are history: newest first. */
  declare over: boolean
  protected readonly follows = ['clock', 'picked', 'route', 'connection'] as const
  #scroller = createRef<HTMLElement>()
  #rows: readonly Alarm[] = []
  #frozenUntil = 0
  #held = 0
  #rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
  #virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    getScrollElement: () => this.#scroller.value ?? null,
    count: 0,
    estimateSize: () => ROW_REM * this.#rem,
    overscan: 6,
  })

  /** Ids of the rows on screen. */
  get visible(): readonly string[] {
    const { scrollTop = 0, clientHeight = 0 } = this.#scroller.value ?? {}
    const height = ROW_REM * this.#rem
    const from = Math.ceil(scrollTop / height - 0.5)
    const to = Math.floor((scrollTop + clientHeight) / height + 0.5)
    return this.#rows.slice(from, to).map((alarm) => alarm.id)
  }

  /** Picks the row so many places further. */
  move(by: number): void {
    const at = this.#rows.findIndex((alarm) => alarm.id === this.desk.picked)
    const next = at === -1 ? 0 : Math.min(this.#rows.length - 1, Math.max(0, at + by))
    const alarm = this.#rows[next]
    if (alarm === undefined) return
    this.desk.pick(alarm.id)
    this.#virtual.getVirtualizer().scrollToIndex(next)
  }

  protected override willUpdate(): void {
    super.willUpdate()
    const fresh = this.alarms.toSorted(this.over ? (a, b) => b.raisedAt - a.raisedAt : byUrgency)
    const now = performance.now()
    if (now < this.#frozenUntil) {
      const byId = new Map(fresh.map((alarm) => [alarm.id, alarm]))
      const kept = this.#rows.flatMap((alarm) => byId.get(alarm.id) ?? [])
      this.#held = fresh.length - kept.length
      this.#rows = kept
    } else {
      this.#held = 0
      this.#rows = fresh
    }
    const virtualizer = this.#virtual.getVirtualizer()
    virtualizer.setOptions({ ...virtualizer.options, count: this.#rows.length })
  }

  override render(): TemplateResult {
    const virtualizer = this.#virtual.getVirtualizer()
    const { text } = this.desk
    return html`
      ${this.#held > 0 ? html`<button class="held" @click=${this.#thaw}>${text('list.held', { count: this.#held })}</button>` : nothing}
      ${this.wide ? this.#columns() : nothing}
      <div
        class="rows ${this.wide ? 'wide' : ''}"
        role="grid"
        tabindex="0"
        aria-label=${text('list.label')}
        aria-rowcount=${this.#rows.length}
        aria-activedescendant=${this.desk.picked === null ? nothing : `row-${this.desk.picked}`}
        @pointermove=${this.#freeze}
        @pointerleave=${this.#thaw}
        ${ref(this.#scroller)}
      >
        <div role="presentation" .style=${`height:${virtualizer.getTotalSize()}px`} class="space">
          ${virtualizer.getVirtualItems().map((item) => {
            const alarm = this.#rows[item.index]
            return alarm === undefined ? nothing : this.#row(alarm, item.index, item.start)
          })}
        </div>
      </div>
    `
  }

  #columns(): TemplateResult {
    const { text } = this.desk
    return html`<div class="columns" aria-hidden="true">
      ${COLUMNS.map((column) => html`<span>${text(column)}</span>`)}
    </div>`
  }

  #row(alarm: Alarm, index: number, start: number): TemplateResult {
    const { text, format, city } = this.desk
    const age = format.span(city.shownAt() - alarm.raisedAt)
    const crossing = crossingOf(this.desk, alarm)
    const isOpen = this.desk.route.param('alarm') === alarm.id
    return html`<div
      class="alarm ${isWaiting(alarm) ? 'waits' : ''} ${alarm.active ? '' : 'past'} ${isOpen ? 'open' : ''}"
      role="row"
      id="row-${alarm.id}"
      aria-rowindex=${index + 1}
      aria-selected=${this.desk.picked === alarm.id}
      .style=${`transform:translateY(${start}px)`}
      @click=${() => this.#open(alarm.id)}
    >
      <span role="gridcell" class="sign">
        ${severityMark(alarm.severity, isWaiting(alarm))}
        <span class="word">${text.of('severity', alarm.severity, alarm.severity)}</span>
      </span>
      <span role="gridcell" class="what">
        <b>${this.name(alarm.label)}</b>
        ${alarm.count > 1 ? html`<span class="count">×${alarm.count}</span>` : nothing}
        ${alarm.late ? html`<span class="tag">${text('alarm.late')}</span>` : nothing}
        ${alarm.simulated ? html`<span class="tag">${text('alarm.simulated')}</span>` : nothing}
      </span>
      <span role="gridcell" class="place">${whereOf(this.desk, alarm)}</span>
      <span role="gridcell" class="figure">${crossing}</span>
      <span role="gridcell" class="state">${text.of('state', alarm.state, alarm.state)}</span>
      <span role="gridcell" class="who">${alarm.assignee ?? alarm.ackedBy ?? ''}</span>
      <time role="gridcell" class="age" title=${format.dateTime(alarm.raisedAt)} datetime=${new Date(alarm.raisedAt).toISOString()}>
        ${this.wide ? html`<span class="clock">${format.short(alarm.raisedAt)}</span>` : nothing}${age}
      </time>
    </div>`
  }

  #open(id: string): void {
    this.desk.pick(id)
    this.desk.route.patch({ alarm: id })
  }

  #freeze(): void {
    this.#frozenUntil = performance.now() + FREEZE_MS
  }

  #thaw(): void {
    this.#frozenUntil = 0
    this.requestUpdate()
  }
}

customElements.define('alarm-list', AlarmList)
