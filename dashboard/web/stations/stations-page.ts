import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { nameIn } from '../../../domain/label.ts'
import { PRESENCE_STATES } from '../../../domain/station.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import { toggled } from '../comma-list.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { isWriting } from '../writing.ts'
import { stationIn, stationPath } from './address.ts'
import './gateways-view.ts'
import { chosen, type ListFacts, type ListQuestion, listQuestionOf, statesOf } from './list-question.ts'
import './new-station.ts'
import type { NewStation } from './new-station.ts'
import { stationsStyles } from './page-style.ts'
import { mayDo } from './rights.ts'
import './station-list.ts'
import type { StationList } from './station-list.ts'
import './station-page.ts'

/** What moves by itself is put in order again so often. */
const ORDER_MS = 2000

/** Every station, to be found, opened, made and retired; the page of one below its own address. */
export class StationsPage extends DeskElement {
  static override styles = [controls, stationsStyles]
  static override properties: PropertyDeclarations = {}

  protected readonly follows = ['route', 'stations', 'alarms', 'connection', 'clock'] as const
  #new = createRef<NewStation>()
  #order: readonly StationEntry[] = []
  #orderedBy = ''
  #orderedAt = 0
  #words = new Map<string, string>()
  #wordsIn = ''
  #stopKeys: (() => void) | undefined
  /** Where the list stood before a station was opened. */
  #search = ''

  override connectedCallback(): void {
    super.connectedCallback()
    const onKey = (event: KeyboardEvent) => this.#press(event)
    window.addEventListener('keydown', onKey, { capture: true })
    this.#stopKeys = () => window.removeEventListener('keydown', onKey, { capture: true })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#stopKeys?.()
  }

  override render(): TemplateResult {
    const { desk } = this
    const { route, text } = desk
    const open = stationIn(route.path)
    if (open !== null)
      return html`<station-page .desk=${desk} .station=${open} @back=${() => this.#back()}></station-page>`
    this.#search = location.search
    if (route.param('view') === 'gateways') return html`${this.#views()}<gateways-view .desk=${desk}></gateways-view>`
    const question = listQuestionOf((name) => route.param(name))
    const facts = this.#facts()
    const shown = this.#ordered(question, facts)
    return html`
      ${this.#views()} ${this.#bar(question, facts, shown.length)}
      <div class="body">
        ${
          shown.length > 0
            ? html`<station-list .desk=${desk} .stations=${shown} .question=${question} .alarms=${this.#alarms()}></station-list>`
            : this.#none(question)
        }
      </div>
      <new-station .desk=${desk} ${ref(this.#new)}></new-station>
      <p class="hidden-visually" role="status">${text('stations.shown', { shown: shown.length, all: desk.city.stations.size })}</p>
    `
  }

  #views(): TemplateResult {
    const { text, route } = this.desk
    const isGateways = route.param('view') === 'gateways'
    return html`<div class="bar row">
      <h1>${text('nav.stations')}</h1>
      <div class="row tabs" role="group" aria-label=${text('stations.views')}>
        <button aria-pressed=${!isGateways} @click=${() => route.go('/stations')}>${text('stations.title')}</button>
        ${
          mayDo(this.desk, 'gateway.read')
            ? html`<button aria-pressed=${isGateways} @click=${() => route.go('/stations', { view: 'gateways' })}>${text('stations.gateways')}</button>`
            : nothing
        }
      </div>
      ${
        mayDo(this.desk, 'station.write') && !isGateways
          ? html`<button class="end main" @click=${() => void this.#new.value?.open()}>${text('stations.new')}</button>`
          : nothing
      }
    </div>`
  }

  #bar(question: ListQuestion, facts: ListFacts, shown: number): TemplateResult {
    const { text, city, route } = this.desk
    const states = statesOf(city.stations.values(), question, facts)
    const select = (name: 'kind' | 'district', all: string, options: readonly (readonly [string, string])[]) =>
      html`<select name=${name} aria-label=${text.of('stations', name, name)} @change=${(event: Event) => route.patch({ [name]: (event.target as HTMLSelectElement).value })}>
        <option value="">${all}</option>
        ${options.map(([id, label]) => html`<option value=${id} ?selected=${route.param(name) === id}>${label}</option>`)}
      </select>`
    return html`<div class="bar row filters" role="search">
      <input
        name="text"
        type="search"
        aria-label=${text('stations.find')}
        placeholder=${text('stations.find')}
        .value=${route.param('text') ?? ''}
        @input=${(event: Event) => route.patch({ text: (event.target as HTMLInputElement).value })}
        @keydown=${(event: KeyboardEvent) => this.#leaveFilter(event)}
      />
      ${select(
        'kind',
        text('stations.kind.all'),
        (city.facts?.kinds ?? []).map(({ id, label }) => [id, this.name(label)]),
      )}
      ${select(
        'district',
        text('stations.district.all'),
        (city.facts?.districts ?? []).map(({ id, label }) => [id, this.name(label)]),
      )}
      <div class="row" role="group" aria-label=${text('stations.status')}>
        ${PRESENCE_STATES.map(
          (state) =>
            html`<button aria-pressed=${question.states.has(state)} @click=${() => route.patch({ status: toggled(route.param('status'), state) })}>
              ${text.of('presence', state, state)} <b>${states.get(state) ?? 0}</b>
            </button>`,
        )}
      </div>
      <span class="soft small end" aria-hidden="true">${text('stations.shown', { shown, all: city.stations.size })}</span>
    </div>`
  }

  #none(question: ListQuestion): TemplateResult {
    const { text, city, route } = this.desk
    if (city.stations.size > 0)
      return html`<p class="empty">
        ${text('stations.none.filtered', { count: city.stations.size })}
        <button @click=${() => route.patch({ text: null, kind: null, district: null, status: null })}>${text('alarms.clear')}</button>
      </p>`
    const isKnown = city.link.state !== 'connecting' && question !== undefined
    if (!isKnown) return html`<p class="empty" role="status">${text('loading')}</p>`
    return html`<p class="empty">${text(mayDo(this.desk, 'station.write') ? 'stations.none.admin' : 'stations.none')}</p>`
  }

  #facts(): ListFacts {
    const { city } = this.desk
    const { language } = this
    if (this.#wordsIn !== language) this.#words.clear()
    this.#wordsIn = language
    const alarms = this.#alarms()
    const now = city.shownAt()
    return {
      language,
      words: (station) => {
        const known = this.#words.get(station.id)
        if (known !== undefined) return known
        const words = this.#wordsOf(station).toLowerCase()
        this.#words.set(station.id, words)
        return words
      },
      age: ({ id }) => {
        const at = city.latest.get(id)?.ts
        return at === undefined ? null : now - at
      },
      alarms: ({ id }) => alarms.get(id) ?? 0,
      kind: ({ kind }) => nameIn(language, city.kind(kind)?.label ?? kind),
      district: ({ district }) => city.label('districts', district, language),
    }
  }

  #wordsOf({ id, name, kind, district, owner, vendor = '', gateway = '' }: StationEntry): string {
    const { city } = this.desk
    const names = typeof name === 'string' ? [name] : [name.zh, name.en]
    const of = this.name(city.kind(kind)?.label ?? kind)
    return [
      id,
      ...names,
      of,
      city.label('districts', district, this.language),
      city.label('departments', owner, this.language),
      vendor,
      gateway,
    ].join(' ')
  }

  #alarms(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const { station } of this.desk.city.alarms.values()) counts.set(station, (counts.get(station) ?? 0) + 1)
    return counts
  }

  /** Ten thousand rows are not put in order four times a second, and none moves under a hand that often. */
  #ordered(question: ListQuestion, facts: ListFacts): readonly StationEntry[] {
    const { city } = this.desk
    const by = `${location.search} ${this.language} ${city.stations.size}`
    const now = performance.now()
    if (by === this.#orderedBy && now - this.#orderedAt < ORDER_MS) {
      this.#order = this.#order.map(({ id }) => city.stations.get(id)).filter((one) => one !== undefined)
      return this.#order
    }
    this.#orderedBy = by
    this.#orderedAt = now
    this.#order = chosen(city.stations.values(), question, facts)
    return this.#order
  }

  #back(): void {
    this.desk.route.go('/stations', Object.fromEntries(new URLSearchParams(this.#search)))
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || this.desk.session === null || isWriting(event)) return
    const isStation = stationIn(this.desk.route.path) !== null
    const done = isStation ? event.key === 'Escape' && this.#leave() : this.#pressInList(event)
    if (!done) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }

  /** From the words to the rows that answer them. */
  #leaveFilter(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return
    event.preventDefault()
    const list = this.renderRoot.querySelector<StationList>('station-list')
    list?.focus()
    list?.move(1)
  }

  #leave(): boolean {
    this.#back()
    return true
  }

  #pressInList({ key }: KeyboardEvent): boolean {
    const list = this.renderRoot.querySelector<StationList>('station-list')
    const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[key]
    if (by !== undefined && list !== null) list.move(by)
    else if (key === '/') this.renderRoot.querySelector<HTMLInputElement>('input[name=text]')?.focus()
    else if (key === 'Enter' && list?.picked != null) this.desk.route.go(stationPath(list.picked))
    else return false
    return true
  }
}

customElements.define('stations-page', StationsPage)
