import { VirtualizerController } from '@tanstack/lit-virtual'
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { Alarm } from '../../../domain/alarm.ts'
import { toggled } from '../comma-list.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { listStyles, PHONE_REM, rowRem } from './alarm-list-style.ts'
import { type Column, columnsIn, leastOf, tracksOf } from './columns.ts'
import { incidentCells, incidentClass } from './incident-row.ts'
import { byUrgency, isWaiting } from './order.ts'
import { type Row, rowsOf } from './rows.ts'
import { markStyles } from './severity-mark.ts'
import { createSparkBook, type SparkBook } from './spark.ts'
import { twoLines } from './two-lines.ts'

/** While the pointer moves over the rows they stay where they are, ms. */
const FREEZE_MS = 3000
/** Below so much room a row is two lines, not columns. */
const TABLE_REM = 42
/** So many rows before the end more are asked for. */
const NEAR_END = 15

/** The alarms given to it, most urgent first, those of an incident as one; only the visible rows in the document. */
export class AlarmList extends DeskElement {
  static override properties: PropertyDeclarations = {
    alarms: { attribute: false },
    wide: { type: Boolean },
    over: { type: Boolean },
    flat: { type: Boolean },
    marks: { type: Boolean },
    columns: { attribute: false },
    room: { state: true },
  }

  static override styles = [controls, markStyles, listStyles]

  declare alarms: readonly Alarm[]
  /** Columns side by side where there is room, for a whole page. */
  declare wide: boolean
  /** The alarms are history: newest first. */
  declare over: boolean
  /** Each alarm stands by itself. */
  declare flat: boolean
  /** Rows can be marked. */
  declare marks: boolean
  /** Ids of the columns that were chosen, with commas; null: those that fit. */
  declare columns: string | null
  /** Its width in rem. */
  declare room: number
  protected readonly follows = ['clock', 'picked', 'route', 'connection'] as const
  #scroller = createRef<HTMLElement>()
  #rows: readonly Row[] = []
  #frozenUntil = 0
  #isAsked = false
  #held = 0
  #sparks: SparkBook | undefined
  #rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
  #virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    getScrollElement: () => this.#scroller.value ?? null,
    count: 0,
    estimateSize: () => rowRem(this.room) * this.#rem,
    overscan: 6,
  })
  #size = new ResizeObserver(() => {
    const before = rowRem(this.room)
    this.room = Math.floor(this.clientWidth / this.#rem)
    if (rowRem(this.room) !== before) this.#virtual.getVirtualizer().measure()
  })

  constructor() {
    super()
    this.columns = null
    this.room = 60
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#size.observe(this)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#size.disconnect()
  }

  /** Ids of the alarms on screen; not of those within an incident that is not opened. */
  get visible(): readonly string[] {
    const { scrollTop = 0, clientHeight = 0 } = this.#scroller.value ?? {}
    const height = rowRem(this.room) * this.#rem
    const from = Math.ceil(scrollTop / height - 0.5)
    const to = Math.floor((scrollTop + clientHeight) / height + 0.5)
    return this.#rows.slice(from, to).flatMap((row) => (row.of === 'alarm' ? [row.id] : []))
  }

  /** Picks the row so many places further, and has the focus from then on: what is read out is the row, and dialogs give the focus back to it. */
  move(by: number): void {
    const at = this.#pickedAt
    const next = at === -1 ? 0 : Math.min(this.#rows.length - 1, Math.max(0, at + by))
    const row = this.#rows[next]
    if (row === undefined) return
    this.desk.pick(row.id)
    this.#scroller.value?.focus({ preventScroll: true })
    this.#virtual.getVirtualizer().scrollToIndex(next)
  }

  /** Of an alarm within an incident that is not opened, the incident's row. */
  get #pickedAt(): number {
    const { picked } = this.desk
    const own = this.#rows.findIndex(({ id }) => id === picked)
    if (own !== -1 || picked === null) return own
    return this.#rows.findIndex((row) => row.of === 'incident' && this.#idsOf(row).includes(picked))
  }

  /** Marks what is picked, or everything up to it. */
  select(isRange: boolean): void {
    const row = this.#rows[this.#pickedAt]
    if (this.marks && row !== undefined) this.#mark(row, isRange)
  }

  protected override willUpdate(): void {
    super.willUpdate()
    const fresh = this.#fresh()
    const isFrozen = performance.now() < this.#frozenUntil || (this.marks && this.desk.selection.ids.size > 0)
    if (isFrozen && !this.#isAsked) {
      const byId = new Map(fresh.map((row) => [row.id, row]))
      const kept = this.#rows.flatMap((row) => byId.get(row.id) ?? [])
      this.#held = fresh.length - kept.length
      this.#rows = kept
    } else {
      this.#held = 0
      this.#rows = fresh
    }
    this.#isAsked = false
    const virtualizer = this.#virtual.getVirtualizer()
    virtualizer.setOptions({ ...virtualizer.options, count: this.#rows.length })
  }

  protected override updated(): void {
    const last = this.#virtual.getVirtualizer().getVirtualItems().at(-1)
    if (last !== undefined && last.index >= this.#rows.length - NEAR_END) this.dispatchEvent(new Event('near-end'))
  }

  #fresh(): readonly Row[] {
    if (!this.over && !this.flat)
      return rowsOf(this.alarms, this.desk.city.incidents, new Set((this.desk.route.param('members') ?? '').split(',')))
    const sorted = this.over ? this.alarms : this.alarms.toSorted(byUrgency)
    return sorted.map((alarm) => ({ of: 'alarm', id: alarm.id, alarm, isMember: false }))
  }

  override render(): TemplateResult {
    const virtualizer = this.#virtual.getVirtualizer()
    const { text } = this.desk
    const pickedAt = this.#pickedAt
    const picked = this.#rows[pickedAt]
    const isTable = this.wide && this.room >= TABLE_REM
    const columns = isTable ? columnsIn(this.columns, this.room, this.over) : []
    const tracks = `--columns:${this.marks ? '1.6rem ' : ''}${tracksOf(columns)};--least:${leastOf(columns)}rem;--row:${rowRem(this.room)}rem`
    return html`
      ${this.#held > 0 ? html`<button class="held" @click=${this.#show}>${text('list.held', { count: this.#held })}</button>` : nothing}
      <div class="across">
        ${isTable ? this.#columns(columns, tracks) : nothing}
        <div
          class="rows ${isTable ? 'wide' : ''} ${this.room < PHONE_REM ? 'phone' : ''}"
          role="treegrid"
          tabindex="0"
          aria-label=${text('list.label')}
          aria-rowcount=${this.#rows.length}
          aria-multiselectable=${this.marks ? 'true' : nothing}
          aria-activedescendant=${picked === undefined ? nothing : `row-${picked.id}`}
          .style=${tracks}
          @pointermove=${this.#freeze}
          @pointerleave=${this.#thaw}
          ${ref(this.#scroller)}
        >
          <div role="presentation" .style=${`height:${virtualizer.getTotalSize()}px`} class="space">
            ${virtualizer.getVirtualItems().map((item) => {
              const row = this.#rows[item.index]
              return row === undefined
                ? nothing
                : this.#row(row, { index: item.index, start: item.start, columns, isPicked: item.index === pickedAt })
            })}
          </div>
        </div>
      </div>
    `
  }

  #columns(columns: readonly Column[], tracks: string): TemplateResult {
    const { text } = this.desk
    return html`<div class="columns" aria-hidden="true" .style=${tracks}>
      ${this.marks ? html`<span></span>` : nothing} ${columns.map(({ id, label }) => html`<span class="col-${id}">${text(label)}</span>`)}
    </div>`
  }

  #row(row: Row, at: { index: number; start: number; columns: readonly Column[]; isPicked: boolean }): TemplateResult {
    const { desk } = this
    const isIncident = row.of === 'incident'
    const isMarked = this.marks && this.#idsOf(row).every((id) => desk.selection.ids.has(id))
    const cells = isIncident ? incidentCells(desk, row) : null
    return html`<div
      class="${isIncident ? incidentClass(row) : this.#class(row)} ${isMarked ? 'marked' : ''} ${at.isPicked ? 'picked' : ''}"
      role="row"
      id="row-${row.id}"
      aria-rowindex=${at.index + 1}
      aria-level=${!isIncident && row.isMember ? 2 : 1}
      aria-expanded=${isIncident ? String(row.isOpen) : nothing}
      aria-selected=${(this.marks ? isMarked : at.isPicked) ? 'true' : 'false'}
      .style=${`transform:translateY(${at.start}px)`}
      @click=${() => (isIncident ? this.#toggle(row.id) : this.#open(row.id))}
    >
      ${this.marks ? this.#markCell(row, isMarked) : nothing}
      ${
        at.columns.length === 0
          ? twoLines(desk, row, { cells, isPhone: this.room < PHONE_REM })
          : at.columns.map(
              (column) =>
                html`<span role="gridcell" class="cell col-${column.id}">${
                  cells === null && row.of === 'alarm'
                    ? column.cell(desk, row.alarm, this.#sparkBook)
                    : (cells?.[column.id] ?? nothing)
                }</span>`,
            )
      }
    </div>`
  }

  #markCell(row: Row, isMarked: boolean): TemplateResult {
    const name = row.of === 'alarm' ? row.alarm.label : row.unit.alarms[0]?.label
    const label = this.desk.text('list.mark', { what: name === undefined ? row.id : this.name(name) })
    return html`<span role="gridcell" class="mark-cell" @click=${(event: Event) => event.stopPropagation()}>
      <input
        type="checkbox"
        tabindex="-1"
        aria-label=${label}
        .checked=${isMarked}
        @click=${(event: MouseEvent) => {
          this.desk.pick(row.id)
          this.#mark(row, event.shiftKey)
        }}
      />
    </span>`
  }

  #class({ alarm, isMember }: Row & { of: 'alarm' }): string {
    const isOpen = this.desk.route.param('alarm') === alarm.id
    return `alarm ${isWaiting(alarm) ? 'waits' : ''} ${alarm.active || this.over ? '' : 'past'} ${isOpen ? 'open' : ''} ${isMember ? 'member' : ''}`
  }

  get #sparkBook(): SparkBook {
    return (this.#sparks ??= createSparkBook(this.desk.api, () => this.requestUpdate()))
  }

  /** Of an incident that is not opened, all of its alarms: they are what the row shows. */
  #idsOf(row: Row): readonly string[] {
    return row.of === 'alarm' ? [row.id] : row.unit.alarms.map(({ id }) => id)
  }

  #mark(row: Row, isRange: boolean): void {
    const { selection } = this.desk
    const ids = this.#idsOf(row)
    // Of an incident that is opened, the alarms are rows of their own.
    if (isRange)
      selection.extend(
        ids,
        this.#rows.flatMap((one) => (one.of === 'incident' && one.isOpen ? [] : this.#idsOf(one))),
      )
    else if (row.of === 'incident') selection.toggleAll(ids)
    else selection.toggle(row.id)
  }

  #toggle(id: string): void {
    this.desk.pick(id)
    this.desk.route.patch({ members: toggled(this.desk.route.param('members'), id) })
    // What was asked for is shown, wherever the pointer is.
    this.#thaw()
  }

  #open(id: string): void {
    this.desk.pick(id)
    this.desk.route.open('alarm', id)
  }

  #freeze(event: PointerEvent): void {
    if (event.pointerType === 'mouse') this.#frozenUntil = performance.now() + FREEZE_MS
  }

  #thaw(): void {
    this.#frozenUntil = 0
    this.requestUpdate()
  }

  /** What is held back is shown, also while rows are marked. */
  #show(): void {
    this.#isAsked = true
    this.#thaw()
  }
}

customElements.define('alarm-list', AlarmList)
