import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { AlarmPerformance } from '../../../domain/alarm-performance.ts'
import { PERFORMANCE_TABLES, type PerformanceTable } from '../../../domain/alarm-performance-csv.ts'
import { markStyles } from '../alarms/severity-mark.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { listenToRows } from '../letters/row-keys.ts'
import { changesView, floodsView, nuisanceView, type RuleNames, staleView, topView } from './list-views.ts'
import { departmentsView, historyView, measuresView, scopeName, timesView, verdictView } from './load-views.ts'
import { reportStyles } from '../report-style.ts'
import { pageStyles } from './page-style.ts'
import { queryOf, type Question, questionOf, SPANS } from './question.ts'
import { cityTime, textWithTimes } from '../text/time.ts'

const EVERY_MS = 60_000

/** What alarms ask of people, and which rules ask too much. All of it stands in the address. */
export class PerformancePage extends DeskElement {
  static override properties: PropertyDeclarations = {
    found: { state: true },
    names: { state: true },
    isOld: { state: true },
    fault: { state: true },
  }

  static override styles = [controls, markStyles, reportStyles, pageStyles]

  declare found: AlarmPerformance | null
  declare names: RuleNames
  /** What is shown answers the question before. */
  declare isOld: boolean
  declare fault: string | null
  protected readonly follows = ['route', 'connection'] as const
  #asked = ''
  #timer: ReturnType<typeof setTimeout> | undefined
  #stopKeys: (() => void) | undefined

  constructor() {
    super()
    this.found = null
    this.names = new Map()
    this.isOld = false
    this.fault = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#stopKeys = listenToRows(
      () => this.renderRoot,
      () => this.#leaveDepartment(),
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
    this.isOld = this.found !== null
    void this.#load()
  }

  get #question(): Question {
    return questionOf((name) => this.desk.route.param(name))
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const { found, fault } = this
    return html`
      ${this.#bar()}
      ${
        fault === null
          ? nothing
          : html`<p class="fault" role="alert">
              ${fault} ${found === null ? nothing : textWithTimes(this.desk, 'performance.asat', { times: { at: found.to } })}
              <button @click=${() => void this.#load()}>${text('do.again')}</button>
            </p>`
      }
      ${found === null ? (fault === null ? html`<p class="empty" role="status">${text('loading')}</p>` : nothing) : this.#body(found)}
    `
  }

  #bar(): TemplateResult {
    const { text, route, city } = this.desk
    const { days, owner } = this.#question
    const departments = city.facts?.departments ?? []
    const tables = PERFORMANCE_TABLES.map((table) => [table, text.of('performance.csv', table, table)] as const)
    return html`<div class="bar row" role="search">
      <h1>${text('performance.title')}</h1>
      <div class="row" role="group" aria-label=${text('performance.span')}>
        ${SPANS.map(
          (span) =>
            html`<button aria-pressed=${span === days} @click=${() => route.patch({ days: span })}>${text('performance.days', { days: span })}</button>`,
        )}
      </div>
      <label>
        ${text('performance.department')}
        <select name="owner" @change=${(event: Event) => route.patch({ owner: (event.target as HTMLSelectElement).value })}>
          <option value="">${text('performance.whole')}</option>
          ${departments.map(
            ({ id, label }) => html`<option value=${id} ?selected=${id === owner}>${this.name(label)}</option>`,
          )}
        </select>
      </label>
      <div class="row end">
        ${tables.map(([table, label]) => html`<a class="csv" download href=${this.#csvOf(table)}>${label}</a>`)}
        <button @click=${() => window.print()}>${text('performance.print')}</button>
      </div>
    </div>`
  }

  #body(found: AlarmPerformance): TemplateResult {
    const { desk, names } = this
    const { text, route } = desk
    const of = { desk, names }
    return html`<h1 class="paper">
        ${text('performance.title')} · ${scopeName(desk, found.asked.scope)} · ${cityTime(desk, found.to)}
      </h1>
      <div class="body ${this.isOld ? 'waiting' : ''}" aria-busy=${this.isOld}>
        ${verdictView(desk, found)} ${measuresView(desk, found.asked)} ${timesView(desk, found)}
        ${departmentsView(desk, found, (owner) => route.patch({ owner }))} ${historyView(desk, found)}
        ${topView(of, found)} ${floodsView(desk, found)} ${nuisanceView(of, found)} ${staleView(of, found)}
        ${changesView(of, found)}
      </div>`
  }

  #csvOf(table: PerformanceTable): string {
    const query = { ...queryOf(this.#question, this.desk.city.now()), format: 'csv', table }
    return `/api/v1/alarm-performance?${new URLSearchParams(query).toString()}`
  }

  /** Back to the whole city. */
  #leaveDepartment(): boolean {
    if (this.#question.owner === null) return false
    this.desk.route.patch({ owner: null })
    return true
  }

  /** One question at a time, and none while nobody looks; what is shown stays until the next answer. */
  async #load(): Promise<void> {
    clearTimeout(this.#timer)
    const asked = this.#asked
    if (!document.hidden) {
      try {
        const { api, city } = this.desk
        const query = queryOf(this.#question, city.now())
        const [found, rules] = await Promise.all([api.ask('getAlarmPerformance', { query }), api.list('listRules')])
        if (asked !== this.#asked) return
        this.found = found
        this.names = new Map(rules.flatMap(({ id, rule }) => (rule === null ? [] : [[id, rule.label]])))
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

customElements.define('performance-page', PerformancePage)
