import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Alarm } from '../../../domain/alarm.ts'
import { visibleWord } from '../../../domain/visible.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { faultText } from '../fault-text.ts'
import './alarm-detail.ts'
import './alarm-list.ts'
import { alarmsPageStyles } from './alarms-page-style.ts'
import './bulk-bar.ts'
import './filter-bar.ts'
import { type FilterBar, TABS } from './filter-bar.ts'
import { type AlarmFilter, filterOf, passes } from './order.ts'
import { createPastAlarms, type PastAlarms } from './past-alarms.ts'
import { wordsOf } from './words.ts'

const DAY_MS = 86_400_000

/** The alarm console: every alarm, filtered as the address says, and steps with those that are marked. */
export class AlarmsPage extends DeskElement {
  static override properties: PropertyDeclarations = {}

  static override styles = [controls, alarmsPageStyles]

  protected readonly follows = ['alarms', 'route', 'connection', 'picked'] as const
  #past: PastAlarms | undefined
  #quiet: (() => void) | undefined
  #shown: readonly Alarm[] = []

  constructor() {
    super()
    this.addEventListener('time-step', (event) => this.#stepTime(event as CustomEvent<number>))
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#quiet?.()
    this.#quiet = undefined
    this.desk.selection.clear()
  }

  focusFilter(): void {
    this.renderRoot.querySelector<FilterBar>('filter-bar')?.focusText()
  }

  get #history(): PastAlarms {
    this.#quiet ??= this.desk.city.onEvent((message) => this.#past?.take(message))
    return (this.#past ??= createPastAlarms(this.desk.api, () => this.requestUpdate()))
  }

  override render(): TemplateResult {
    const { text, route, city, selection } = this.desk
    const filter = filterOf((name) => route.param(name))
    const isOver = filter.states.has('normal')
    const live = [...city.alarms.values()]
    const all = isOver ? [...live.filter(({ state }) => filter.states.has(state)), ...this.#askPast(filter)] : live
    this.#shown = all.filter((alarm) => passes(filter, alarm, () => wordsOf(this.desk, alarm)))
    const inState = all.filter((alarm) => filter.states.has(alarm.state)).length
    const marked = this.#shown.filter(({ id }) => selection.ids.has(id))
    const open = route.param('alarm')
    return html`
      <h1 class="hidden-visually">${text('nav.alarms')}</h1>
      <filter-bar class="bar" .desk=${this.desk} .counts=${countsOf(live)}></filter-bar>
      <p class="soft small sum" role="status">
        ${text('alarms.shown', { shown: this.#shown.length, hidden: inState - this.#shown.length })}
        ${inState > this.#shown.length ? html`<button @click=${this.#clear}>${text('alarms.clear')}</button>` : nothing}
        ${this.#only(filter)} ${isOver ? this.#pastState() : nothing}
      </p>
      ${marked.length === 0 ? nothing : html`<bulk-bar .desk=${this.desk} .marked=${marked} .shown=${this.#shown}></bulk-bar>`}
      <div class="body ${open === null ? '' : 'split'}">
        ${
          this.#shown.length === 0
            ? this.#empty(isOver, inState > 0)
            : html`<alarm-list
                .desk=${this.desk}
                .alarms=${this.#shown}
                .over=${isOver}
                .wide=${true}
                .marks=${!isOver}
                .columns=${route.param('cols')}
                @near-end=${() => isOver && this.#history.state === 'idle' && this.#history.more()}
              ></alarm-list>`
        }
        ${open === null ? nothing : html`<alarm-detail .desk=${this.desk} .alarm=${open}></alarm-detail>`}
      </div>
    `
  }

  /** What is no longer shown is no longer marked: nothing is done to what nobody sees. */
  protected override updated(): void {
    this.desk.selection.keep(new Set(this.#shown.map(({ id }) => id)))
  }

  #askPast({ severities, district, rule, station }: AlarmFilter): readonly Alarm[] {
    const before = Number(this.desk.route.param('before'))
    this.#history.ask({ severities, district, rule, station, before: before > 0 ? before : null })
    return this.#history.alarms
  }

  #pastState(): TemplateResult {
    const { text } = this.desk
    const { state, failure } = this.#history
    if (failure !== null)
      return html`<span class="fault" role="alert">
        ${faultText(text, failure)} <button @click=${() => this.#history.more()}>${text('do.again')}</button>
      </span>`
    if (state === 'loading') return html`<span>${text('loading')}</span>`
    if (state === 'whole') return html`<span>${text('past.whole')}</span>`
    return html`<button @click=${() => this.#history.more()}>${text('past.more')}</button>`
  }

  #empty(isOver: boolean, isHidden: boolean): TemplateResult {
    const { text, city, route } = this.desk
    const isKnown = isOver ? this.#history.state === 'whole' : city.link.state !== 'connecting'
    if (!isKnown && !isHidden) return html`<p class="empty" role="status">${text('loading')}</p>`
    return html`<div class="empty">
      <p>${text(isHidden ? 'alarms.none.filtered' : isOver ? 'alarms.none.over' : 'alarms.none')}</p>
      <p class="row">
        ${isHidden ? html`<button @click=${this.#clear}>${text('alarms.clear')}</button>` : nothing}
        ${isOver ? nothing : html`<button @click=${() => route.patch({ state: 'normal' })}>${text('alarms.none.past')}</button>`}
        ${isOver && route.param('before') !== null ? html`<button @click=${() => route.patch({ before: null })}>${text('past.now')}</button>` : nothing}
      </p>
    </div>`
  }

  /** Parts of the filter that have no field: what they are, and the way out of each. */
  #only({ rule, station, assignee, isMissed, least }: AlarmFilter): readonly (TemplateResult | typeof nothing)[] {
    const { text, route, city } = this.desk
    const entry = station === null ? undefined : city.stations.get(station)
    const place = entry === undefined ? station : this.name(entry.name)
    const chip = (isOn: boolean, what: string, params: Record<string, null>) =>
      isOn
        ? html`<button class="chip" @click=${() => route.patch(params)}>${text('alarms.only', { what: visibleWord(what) })} ✕</button>`
        : nothing
    return [
      chip(rule !== null, rule ?? '', { rule: null }),
      chip(station !== null, place ?? '', { station: null }),
      chip(assignee !== null, `${text('alarm.assignee')} ${assignee ?? ''}`, { assignee: null }),
      chip(isMissed, text('column.missed'), { missed: null }),
      chip(least > 0, text('alarms.least', { least }), { least: null }),
    ]
  }

  #clear(): void {
    const names = ['severity', 'district', 'owner', 'text', 'rule', 'station', 'assignee', 'missed', 'least']
    this.desk.route.patch(Object.fromEntries(names.map((name) => [name, null])))
  }

  /** A day back or forward in the history, or to its newest. */
  #stepTime(event: CustomEvent<number>): void {
    const { route, city } = this.desk
    if (route.param('state') !== 'normal') return
    event.preventDefault()
    const from = Number(route.param('before')) || city.now()
    const to = from + event.detail * DAY_MS
    route.patch({ before: event.detail === 0 || to >= city.now() ? null : String(Math.round(to)) })
  }
}

customElements.define('alarms-page', AlarmsPage)

function countsOf(alarms: readonly Alarm[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { name, states } of TABS) {
    if (states === 'normal') continue
    const of = new Set((states ?? 'unacknowledged,acknowledged,returned').split(','))
    counts[name] = alarms.reduce((sum, { state }) => sum + Number(of.has(state)), 0)
  }
  return counts
}
