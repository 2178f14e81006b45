import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Incident } from '../../../domain/incident.ts'
import { SEVERITIES } from '../../../domain/severity.ts'
import { WORST_FIRST } from '../alarms/order.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { toggled } from '../comma-list.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { incidentCalls } from './calls.ts'
import { alarmCount, waitingIn } from './counts.ts'
import './incident-dialog.ts'
import type { IncidentDialog } from './incident-dialog.ts'
import './incident-room.ts'
import { listenToRows } from '../letters/row-keys.ts'
import { listStyles } from './list-style.ts'
import { refusalOf } from '../stations/rights.ts'
import { cityTime } from '../text/time.ts'

const TABS = ['open', 'closed'] as const

/** Every incident, or the room of the one that the address names. */
export class IncidentsPage extends DeskElement {
  static override properties: PropertyDeclarations = { closed: { state: true }, fault: { state: true } }

  static override styles = [controls, markStyles, listStyles]

  /** Null: not asked for yet. */
  declare closed: readonly Incident[] | null
  declare fault: string | null
  protected readonly follows = ['alarms', 'route', 'connection', 'clock'] as const
  #isAsked = false
  #stopKeys: (() => void) | undefined

  constructor() {
    super()
    this.closed = null
    this.fault = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#stopKeys = listenToRows(
      () => this.renderRoot,
      () => false,
    )
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#stopKeys?.()
  }

  override render(): TemplateResult {
    const { route } = this.desk
    // Hears of the way to another page before it is taken away, whose names are no incident's.
    const [, page, id = ''] = route.path.split('/')
    if (page !== 'incidents') return html``
    if (id !== '') return html`<incident-room .desk=${this.desk} .incident=${id}></incident-room>`
    return this.#page()
  }

  #page(): TemplateResult {
    const { text, route, city } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'incident.step')
    const isClosed = route.param('state') === 'closed'
    if (isClosed) this.#load()
    else this.#isAsked = false
    const all = isClosed ? this.closed : [...city.incidents.values()].filter(({ state }) => state !== 'closed')
    return html`
      <div class="bar row" role="search">
        <h1>${text('nav.incidents')}</h1>
        <div class="row" role="group" aria-label=${text('alarms.tabs')}>
          ${TABS.map(
            (tab) =>
              html`<button aria-pressed=${(tab === 'closed') === isClosed} @click=${() => route.patch({ state: tab === 'closed' ? tab : null })}>
                ${text.of('incidents.tab', tab, tab)}
              </button>`,
          )}
        </div>
        <div class="row" role="group" aria-label=${text('alarms.severities')}>
          ${WORST_FIRST.map(
            (severity) =>
              html`<button
                class="severity"
                aria-pressed=${(route.param('severity') ?? '').split(',').includes(severity)}
                @click=${() => route.patch({ severity: toggled(route.param('severity'), severity) })}
              >
                ${severityMark(severity)} ${text.of('severity', severity, severity)}
              </button>`,
          )}
        </div>
        <select aria-label=${text('alarms.district')} @change=${(event: Event) => route.patch({ district: (event.target as HTMLSelectElement).value })}>
          <option value="">${text('alarms.district.all')}</option>
          ${(city.facts?.districts ?? []).map(
            ({ id, label }) =>
              html`<option value=${id} ?selected=${id === route.param('district')}>${this.name(label)}</option>`,
          )}
        </select>
        <button ?disabled=${readonlyBecause !== null} title=${readonlyBecause ?? nothing} @click=${() => this.#dialog?.ask('declare')}>
          ${text('incident.do.declare')}
        </button>
      </div>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${all === null ? html`<p class="empty" role="status">${text('loading')}</p>` : this.#list(all, isClosed)}
      <incident-dialog .desk=${this.desk}></incident-dialog>
    `
  }

  get #dialog(): IncidentDialog | null {
    return this.renderRoot.querySelector<IncidentDialog>('incident-dialog')
  }

  #list(all: readonly Incident[], isClosed: boolean): TemplateResult {
    const { text, route } = this.desk
    const severities = (route.param('severity') ?? '').split(',').filter((one) => one !== '')
    const district = route.param('district')
    const shown = all
      .filter((one) => severities.length === 0 || severities.includes(one.severity))
      .filter(({ districts }) => district === null || districts.includes(district))
      .toSorted(isClosed ? (a, b) => b.seq - a.seq : byUrgency)
    if (shown.length === 0) {
      const key = all.length > 0 ? 'incidents.none.filtered' : isClosed ? 'incidents.none.closed' : 'incidents.none'
      return html`<p class="empty" role="status">${text(key)}</p>`
    }
    return html`<ul class="scroll">
      ${shown.map((incident) => this.#row(incident))}
    </ul>`
  }

  #row(incident: Incident): TemplateResult {
    const { text, format, city, route } = this.desk
    const { id, label, severity, state, districts, lead, openedAt, closedAt, tasks } = incident
    const open = tasks.filter(({ doneAt }) => doneAt === null).length
    const waiting = waitingIn(city, incident)
    const path = `/incidents/${encodeURIComponent(id)}`
    return html`<li>
      <a
        class="incident ${waiting > 0 ? 'waits' : ''}"
        data-row
        href=${path}
        @click=${(event: MouseEvent) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return
          event.preventDefault()
          route.go(path)
        }}
      >
        <span class="sign">${severityMark(severity, waiting > 0)} ${text.of('severity', severity, severity)}</span>
        <span class="what"><b>${this.name(label)}</b>
          <small>${districts.map((one) => city.label('districts', one, this.language)).join(text('list.comma'))}</small></span>
        <span>${text.of('incident.state', state, state)}</span>
        <span>${alarmCount(text, incident)}${waiting > 0 ? html`<br /><b>${text('incident.waiting', { count: waiting })}</b>` : nothing}</span>
        <span>${text('incident.tasks.open', { open, all: tasks.length })}</span>
        <span>${lead ?? html`<em>${text('incident.lead.none')}</em>`}</span>
        <span class="when">${cityTime(this.desk, openedAt)} <small>${format.span((closedAt ?? city.shownAt()) - openedAt)}</small></span>
      </a>
    </li>`
  }

  #load(): void {
    if (this.#isAsked) return
    this.#isAsked = true
    incidentCalls(this.desk.api)
      .closed()
      .then(
        (closed) => {
          this.closed = closed
          this.fault = null
        },
        (error: unknown) => {
          if (!(error instanceof ApiFailure)) throw error
          this.fault = faultText(this.desk.text, error)
        },
      )
  }
}

customElements.define('incidents-page', IncidentsPage)

/** Waiting before acknowledged, going on before stable, worst first, then the newest. */
function byUrgency(a: Incident, b: Incident): number {
  return (
    Number(b.waiting > 0) - Number(a.waiting > 0) ||
    Number(b.state === 'open') - Number(a.state === 'open') ||
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    b.openedAt - a.openedAt ||
    (a.id < b.id ? -1 : 1)
  )
}
