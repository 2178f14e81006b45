import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Duty, DutyList, DutyVersion } from '../../../domain/duty.ts'
import { DUTY_LISTS } from '../../../domain/duty.ts'
import type { DutyNow, DutyWeek } from '../../../domain/on-duty.ts'
import { makeZone } from '../../../domain/zone.ts'
import { markStyles } from '../alarms/severity-mark.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { dutyCalls } from './calls.ts'
import { chainsView } from './chains-view.ts'
import './duty-form.ts'
import { NEW } from './duty-form.ts'
import { nowView } from './now-view.ts'
import { planView } from './plan-view.ts'
import { dutyStyles } from './style.ts'
import { swapsView, weekView } from './week-view.ts'

const VIEWS = ['now', 'week', 'chains', 'plan'] as const
type View = (typeof VIEWS)[number]
const REFRESH_MS = 60_000
const DAYS = 7
const LISTS = Object.keys(DUTY_LISTS) as DutyList[]

/** Who is on duty and who is called, and the forms to change it. */
export class DutyPage extends DeskElement {
  static override properties: PropertyDeclarations = {
    now: { state: true },
    week: { state: true },
    versions: { state: true },
    fault: { state: true },
  }

  static override styles = [controls, markStyles, dutyStyles]

  declare now: DutyNow | null
  declare week: DutyWeek | null
  declare versions: Partial<Record<DutyList, readonly DutyVersion[]>>
  declare fault: string | null
  protected readonly follows = ['route', 'connection', 'clock'] as const
  #asked = ''

  constructor() {
    super()
    this.now = null
    this.week = null
    this.versions = {}
    this.fault = null
  }

  get #view(): View {
    return VIEWS.find((view) => view === this.desk.route.param('view')) ?? 'now'
  }

  /** Local day that the week begins with; today's when the address does not say. */
  get #day(): number {
    const zone = makeZone(this.desk.city.facts?.timeZone ?? 'UTC')
    const day = Number(this.desk.route.param('day'))
    return Number.isInteger(day) && day > 0 ? day : zone.dayOf(this.desk.city.now())
  }

  protected override updated(): void {
    const ask = `${this.#view} ${this.#view === 'week' ? this.#day : ''} ${Math.floor(this.desk.city.now() / REFRESH_MS)}`
    if (this.desk.city.facts === null || ask === this.#asked) return
    this.#asked = ask
    void this.#load()
  }

  override render(): TemplateResult {
    const { text, route } = this.desk
    const edit = route.param('edit')
    const [list, id = NEW] = (edit ?? '').split(':')
    const known = LISTS.find((name) => name === list)
    return html`
      <div class="bar row">
        <div class="row tabs" role="group" aria-label=${text('duty.views')}>
          ${VIEWS.map(
            (view) =>
              html`<button aria-pressed=${this.#view === view} @click=${() => route.patch({ view: view === 'now' ? null : view, edit: null })}>${text.of('duty.view', view, view)}</button>`,
          )}
        </div>
        <select aria-label=${text('alarm.owner')} @change=${(event: Event) => route.patch({ department: (event.target as HTMLSelectElement).value })}>
          <option value="">${text('duty.departments')}</option>
          ${(this.desk.city.facts?.departments ?? []).map(
            (one) =>
              html`<option value=${one.id} ?selected=${one.id === route.param('department')}>${this.name(one.label)}</option>`,
          )}
        </select>
        ${this.#view === 'week' ? this.#weekBar() : nothing}
      </div>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      <div class="body ${known === undefined ? '' : 'split'}">
        <div class="scroll" tabindex="0" role="region" aria-label=${text.of('duty.view', this.#view, this.#view)}>${this.#content()}</div>
        ${
          // What is written before the form knows what it changes would be lost.
          known === undefined || (id !== NEW && this.versions[known] === undefined)
            ? nothing
            : html`<duty-form
                .desk=${this.desk}
                .list=${known}
                .item=${id}
                .known=${this.versions[known]?.find((one) => one.id === id) ?? null}
                .plan=${this.#plan()}
                @changed=${() => void this.#load()}
              ></duty-form>`
        }
      </div>
    `
  }

  #weekBar(): TemplateResult {
    const { text, route } = this.desk
    const go = (by: number) => route.patch({ day: String(this.#day + by) })
    return html`<div class="row" role="group" aria-label=${text('duty.view.week')}>
      <button @click=${() => go(-DAYS)} aria-label=${text('duty.week.before')}>←</button>
      <button @click=${() => route.patch({ day: null })}>${text('duty.week.today')}</button>
      <button @click=${() => go(DAYS)} aria-label=${text('duty.week.after')}>→</button>
    </div>`
  }

  #content(): TemplateResult {
    const { desk, versions } = this
    const department = desk.route.param('department') ?? ''
    const loading = html`<p class="empty" role="status">${desk.text('loading')}</p>`
    if (this.#view === 'now') return this.now === null ? loading : nowView(desk, this.now, department)
    if (this.#view === 'chains')
      return versions.escalations === undefined ? loading : chainsView(desk, versions.escalations, department)
    if (this.#view === 'plan') return planView(desk, versions, department)
    if (this.week === null) return loading
    return html`${weekView(desk, this.week, department)} ${swapsView(desk, versions.overrides ?? [], this.#plan())}`
  }

  /** What forms choose from. */
  #plan(): Pick<Duty, 'contacts' | 'rosters'> {
    const itemsOf = <T>(list: DutyList) => (this.versions[list] ?? []).flatMap(({ item }) => (item ? [item as T] : []))
    return { contacts: itemsOf('contacts'), rosters: itemsOf('rosters') }
  }

  async #load(): Promise<void> {
    const { api, city } = this.desk
    const calls = dutyCalls(api)
    const zone = makeZone(city.facts?.timeZone ?? 'UTC')
    const day = this.#day
    const isViewer = !this.desk.may('duty.contacts')
    try {
      const [now, week, ...lists] = await Promise.all([
        calls.now(),
        this.#view === 'week' ? calls.week(zone.at(day, 0), DAYS) : this.week,
        ...LISTS.map((list) => (list === 'contacts' && isViewer ? [] : calls.list(list))),
      ])
      this.now = now
      if (day === this.#day) this.week = week
      this.versions = Object.fromEntries(LISTS.map((list, i) => [list, lists[i] ?? []]))
      this.fault = null
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    }
  }
}

customElements.define('duty-page', DutyPage)
