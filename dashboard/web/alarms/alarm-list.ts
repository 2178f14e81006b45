import { VirtualizerController } from '@tanstack/lit-virtual'
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { Alarm } from '../../../domain/alarm.ts'
import { toggled } from '../comma-list.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { listStyles, ROW_REM } from './alarm-list-style.ts'
import { incidentRow } from './incident-row.ts'
import { byUrgency, isWaiting } from './order.ts'
import { type Row, rowsOf } from './rows.ts'
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

/** The alarms given to it, most urgent first, those of an incident as one; only the visible rows in the document. */
export class AlarmList extends DeskElement {
  static override properties: PropertyDeclarations = {
    alarms: { attribute: false },
    wide: { type: Boolean },
    over: { type: Boolean },
    flat: { type: Boolean },
  }

  static override styles = [controls, markStyles, listStyles]

  declare alarms: readonly Alarm[]
  /** Columns side by side, for a whole page. */
  declare wide: boolean
  /** The alarms are history: newest first. */
  declare over: boolean
  /** Each alarm stands by itself. */
  declare flat: boolean
  protected readonly follows = ['clock', 'picked', 'route', 'connection'] as const
  #scroller = createRef<HTMLElement>()
  #rows: readonly Row[] = []
  #frozenUntil = 0
  #held = 0
  #rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
  #virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    getScrollElement: () => this.#scroller.value ?? null,
    count: 0,
    estimateSize: () => ROW_REM * this.#rem,
    overscan: 6,
  })

  /** Ids of the alarms on screen; not of those within an incident that is not opened. */
  get visible(): readonly string[] {
    const { scrollTop = 0, clientHeight = 0 } = this.#scroller.value ?? {}
    const height = ROW_REM * this.#rem
    const from = Math.ceil(scrollTop / height - 0.5)
    const to = Math.floor((scrollTop + clientHeight) / height + 0.5)
    return this.#rows.slice(from, to).flatMap((row) => (row.of === 'alarm' ? [row.id] : []))
  }

  /** Picks the row so many places further. */
  move(by: number): void {
    const at = this.#rows.findIndex((row) => row.id === this.desk.picked)
    const next = at === -1 ? 0 : Math.min(this.#rows.length - 1, Math.max(0, at + by))
    const row = this.#rows[next]
    if (row === undefined) return
    this.desk.pick(row.id)
    this.#virtual.getVirtualizer().scrollToIndex(next)
  }

  protected override willUpdate(): void {
    super.willUpdate()
    const fresh = this.#fresh()
    const now = performance.now()
    if (now < this.#frozenUntil) {
      const byId = new Map(fresh.map((row) => [row.id, row]))
      const kept = this.#rows.flatMap((row) => byId.get(row.id) ?? [])
      this.#held = fresh.length - kept.length
      this.#rows = kept
    } else {
      this.#held = 0
      this.#rows = fresh
    }
    const virtualizer = this.#virtual.getVirtualizer()
    virtualizer.setOptions({ ...virtualizer.options, count: this.#rows.length })
  }

  #fresh(): readonly Row[] {
    if (!this.over && !this.flat)
      return rowsOf(this.alarms, new Set((this.desk.route.param('members') ?? '').split(',')))
    const sorted = this.alarms.toSorted(this.over ? (a, b) => b.raisedAt - a.raisedAt : byUrgency)
    return sorted.map((alarm) => ({ of: 'alarm', id: alarm.id, alarm, isMember: false }))
  }

  override render(): TemplateResult {
    const virtualizer = this.#virtual.getVirtualizer()
    const { text } = this.desk
    return html`
      ${this.#held > 0 ? html`<button class="held" @click=${this.#thaw}>${text('list.held', { count: this.#held })}</button>` : nothing}
      ${this.wide ? this.#columns() : nothing}
      <div
        class="rows ${this.wide ? 'wide' : ''}"
        role="treegrid"
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
            const row = this.#rows[item.index]
            if (row === undefined) return nothing
            const place = { index: item.index, start: item.start }
            if (row.of === 'incident')
              return incidentRow(this.desk, row, { ...place, toggle: () => this.#toggle(row.id) })
            return this.#row(row, place)
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

  #row({ alarm, isMember }: Row & { of: 'alarm' }, { index, start }: { index: number; start: number }): TemplateResult {
    const { text, format, city } = this.desk
    const age = format.span(city.shownAt() - alarm.raisedAt)
    const crossing = crossingOf(this.desk, alarm)
    const isOpen = this.desk.route.param('alarm') === alarm.id
    return html`<div
      class="alarm ${isWaiting(alarm) ? 'waits' : ''} ${alarm.active ? '' : 'past'} ${isOpen ? 'open' : ''} ${isMember ? 'member' : ''}"
      role="row"
      aria-level=${isMember ? 2 : 1}
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

  #toggle(id: string): void {
    this.desk.pick(id)
    this.desk.route.patch({ members: toggled(this.desk.route.param('members'), id) })
    // What was asked for is shown, wherever the pointer is.
    this.#thaw()
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
