import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { visibleWord } from '../../../domain/visible.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { listenToRows } from '../letters/row-keys.ts'
import { type Answer, answerTo, csvOf } from './calls.ts'
import { reportStyles } from '../report-style.ts'
import { pageStyles } from './page-style.ts'
import {
  byNeed,
  type Choice,
  CHOICE_NAMES,
  type Grouping,
  GROUPINGS,
  into,
  isNoVendor,
  outOf,
  type Question,
  queryOf,
  questionOf,
  WINDOWS,
} from './question.ts'
import { gapsView, groupsView, hoursView, isNobody, verdictView } from './views.ts'
import { textWithTimes } from '../text/time.ts'

const EVERY_MS = 5_000

/** Whether anything is missing: of the city, a district, department, vendor or station. All of it stands in the address. */
export class MissingPage extends DeskElement {
  static override properties: PropertyDeclarations = {
    answer: { state: true },
    isOld: { state: true },
    fault: { state: true },
  }

  static override styles = [controls, reportStyles, pageStyles]

  declare answer: Answer | null
  /** What is shown answers the question before. */
  declare isOld: boolean
  declare fault: string | null
  protected readonly follows = ['route', 'connection'] as const
  #asked = ''
  #timer: ReturnType<typeof setTimeout> | undefined
  #stopKeys: (() => void) | undefined

  constructor() {
    super()
    this.answer = null
    this.isOld = false
    this.fault = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#stopKeys = listenToRows(
      () => this.renderRoot,
      () => this.#up(),
    )
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
    this.#stopKeys?.()
    this.#asked = ''
  }

  protected override updated(): void {
    const asked = JSON.stringify(this.#question)
    if (asked === this.#asked) return
    this.#asked = asked
    this.isOld = this.answer !== null
    void this.#load()
  }

  get #question(): Question {
    return questionOf((name) => this.desk.route.param(name))
  }

  get #query(): Record<string, string> {
    return queryOf(this.#question, this.desk.city.now())
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const { answer, fault } = this
    return html`
      ${this.#bar()} ${this.#path()}
      ${
        fault === null
          ? nothing
          : html`<p class="fault" role="alert">
              ${fault} ${answer === null ? nothing : textWithTimes(this.desk, 'missing.asat', { times: { at: answer.summary.at } })}
              <button @click=${() => void this.#load()}>${text('do.again')}</button>
            </p>`
      }
      ${answer === null ? (fault === null ? html`<p class="empty" role="status">${text('loading')}</p>` : nothing) : this.#body(answer)}
    `
  }

  #bar(): TemplateResult {
    const { text, city } = this.desk
    const { window, by, chosen, isAllGaps } = this.#question
    const kinds = (city.facts?.kinds ?? []).map(({ id, label }) => [id, this.name(label)] as const)
    const windows = Object.keys(WINDOWS).map((name) => [name, text.of('missing.window', name, name)] as const)
    const query = this.#query
    const states = isAllGaps ? {} : { state: 'open' }
    return html`<div class="bar row" role="search">
      <h1>${text('missing.title')}</h1>
      <label>${text('missing.window')} ${this.#select('window', windows, window)}</label>
      <label>${text('missing.kind')} ${this.#select('kind', [['', text('missing.any')], ...kinds], chosen.kind ?? '')}</label>
      ${
        chosen.at === undefined
          ? html`<div class="row" role="group" aria-label=${text('missing.by')}>
              <span class="soft">${text('missing.by')}</span>
              ${GROUPINGS.filter((one) => one === by || one === 'station' || chosen[one] === undefined).map(
                (one) =>
                  html`<button aria-pressed=${one === by} @click=${() => this.desk.route.patch({ by: one })}>${text.of('missing.by', one, one)}</button>`,
              )}
            </div>`
          : nothing
      }
      <div class="row end">
        <a class="csv" download href=${csvOf('/ledger', query, chosen.at === undefined ? { by } : {})}>${text('missing.csv.ledger')}</a>
        <a class="csv" download href=${csvOf('/gaps', query, states)}>${text('missing.csv.gaps')}</a>
      </div>
    </div>`
  }

  #select(name: string, options: readonly (readonly [value: string, label: string])[], now: string): TemplateResult {
    const choose = (event: Event) => this.desk.route.patch({ [name]: (event.target as HTMLSelectElement).value })
    return html`<select name=${name} @change=${choose}>
      ${options.map(([value, label]) => html`<option value=${value} ?selected=${value === now}>${label}</option>`)}
    </select>`
  }

  /** Where we are, each part a way back. */
  #path(): TemplateResult {
    const { text, route } = this.desk
    const question = this.#question
    const names = CHOICE_NAMES.filter((name) => name !== 'kind' && question.chosen[name] !== undefined)
    const clear = (from: number): Record<string, null> =>
      Object.fromEntries(names.slice(from).map((name) => [name, null]))
    const part = (label: string, isHere: boolean, changes: Record<string, string | null>) =>
      html`<li>
        ${isHere ? html`<b aria-current="true">${label}</b>` : html`<button class="plain" @click=${() => route.patch(changes)}>${label}</button>`}
      </li>`
    return html`<nav aria-label=${text('missing.path')}>
      <ol class="path row">
        ${part(text('missing.city'), names.length === 0, { ...clear(0), by: names[0] === 'at' ? null : (names[0] ?? null) })}
        ${names.map((name, i) => part(this.#choiceText(name, question.chosen[name]!), i === names.length - 1, clear(i + 1)))}
      </ol>
    </nav>`
  }

  #body({ summary, groups, hours, gaps, areMoreGaps }: Answer): TemplateResult {
    const { text, route } = this.desk
    const { by, isAllGaps, chosen } = this.#question
    const open = (key: string) => route.patch(into(by, key))
    const openStation = (key: string) => route.patch({ at: key })
    const nameOf = (key: string) => this.#groupText(by, key)
    return html`<div class="body ${this.isOld ? 'waiting' : ''}" aria-busy=${this.isOld}>
      ${verdictView(this.desk, summary, lettersOf(chosen))}
      <section aria-label=${text('missing.by')}>
        ${groups === null ? nothing : groupsView(this.desk, byNeed(groups), { by, nameOf, open })}
        ${hours === null ? nothing : hoursView(this.desk, hours)}
      </section>
      <section aria-labelledby="gaps">
        <div class="row">
          <h2 id="gaps">${text('missing.gaps.title')}</h2>
          <label>
            <input type="checkbox" .checked=${isAllGaps} @change=${() => route.patch({ gaps: isAllGaps ? null : 'all' })} />
            ${text('missing.gaps.all')}
          </label>
        </div>
        ${gapsView(this.desk, gaps, { isAll: isAllGaps, nameOf: (id) => this.#groupText('station', id), open: openStation })}
        ${areMoreGaps ? html`<p class="soft small">${text('missing.gaps.more', { count: gaps.length })}</p>` : nothing}
      </section>
    </div>`
  }

  #choiceText(name: Choice, value: string): string {
    if (name === 'vendor' && isNoVendor(value)) return this.desk.text('missing.no.vendor')
    return this.#groupText(name === 'at' ? 'station' : (name as Grouping), value)
  }

  /** Name of a group as people know it; whatever it is, it is shown as text. */
  #groupText(by: Grouping, key: string): string {
    const { text, city } = this.desk
    if (isNobody(key)) return text('missing.nobody')
    if (by === 'vendor') return key === '' ? text('missing.no.vendor') : visibleWord(key)
    if (by === 'district') return city.label('districts', key, this.language)
    if (by === 'department') return city.label('departments', key, this.language)
    const station = city.stations.get(key)
    return station === undefined ? visibleWord(key) : `${visibleWord(this.name(station.name))} · ${key}`
  }

  #up(): boolean {
    const changes = outOf(this.#question)
    if (changes !== null) this.desk.route.patch(changes)
    return changes !== null
  }

  /** One question at a time, and none while nobody looks; what is shown stays until the next answer. */
  async #load(): Promise<void> {
    clearTimeout(this.#timer)
    const asked = this.#asked
    if (!document.hidden) {
      try {
        const answer = await answerTo(this.desk.api, this.#query, this.#question)
        if (asked !== this.#asked) return
        this.answer = answer
        this.isOld = false
        this.fault = null
      } catch (error) {
        if (asked !== this.#asked) return
        if (!(error instanceof ApiFailure)) throw error
        this.fault = faultText(this.desk.text, error)
      }
    }
    if (this.isConnected && asked === this.#asked) {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => void this.#load(), EVERY_MS)
    }
  }
}

/** The dead letters of the same stations, as far as they can be chosen there. */
function lettersOf({ at, vendor, kind }: Question['chosen']): Readonly<Record<string, string>> {
  return {
    ...(at !== undefined && !isNobody(at) && { at }),
    ...(vendor !== undefined && !isNoVendor(vendor) && { vendor }),
    ...(kind !== undefined && { kind }),
  }
}

customElements.define('missing-page', MissingPage)
