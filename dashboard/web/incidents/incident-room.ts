import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { takeIncidentStep } from '../../../domain/incident-steps.ts'
import type { Incident, IncidentStep, IncidentWithParts } from '../../../domain/incident.ts'
import { visibleWord } from '../../../domain/visible.ts'
import '../alarms/alarm-detail.ts'
import '../alarms/alarm-list.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { cityTime, textWithTimes } from '../text/time.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { playbackLink } from '../playback/playback-link.ts'
import '../station/station-panel.ts'
import { incidentCalls, type TakenStep } from './calls.ts'
import { alarmCount, waitingSeen } from './counts.ts'
import './incident-dialog.ts'
import type { Asked, IncidentDialog, Subject } from './incident-dialog.ts'
import './incident-log.ts'
import './incident-tasks.ts'
import { roomStyles } from './room-style.ts'
import { refusalOf } from '../stations/rights.ts'

/** One incident: where it is, what is in it, what is to be done, and what was done. */
export class IncidentRoom extends DeskElement {
  static override properties: PropertyDeclarations = {
    incident: {},
    loaded: { state: true },
    fault: { state: true },
    hasMap: { state: true },
  }

  static override styles = [controls, markStyles, roomStyles]

  /** Its id. */
  declare incident: string
  declare loaded: IncidentWithParts | null
  declare fault: string | null
  declare hasMap: boolean
  protected readonly follows = ['alarms', 'route', 'connection', 'clock'] as const
  #asked = ''

  constructor() {
    super()
    this.loaded = null
    this.fault = null
    this.hasMap = true
  }

  protected override firstUpdated(): void {
    import('../map/city-map.ts').then(
      () => this.requestUpdate(),
      () => {
        this.hasMap = false
      },
    )
  }

  override render(): TemplateResult {
    const { text, city } = this.desk
    const live = city.incidents.get(this.incident)
    this.#load(live)
    const whole = this.loaded?.id === this.incident ? this.loaded : null
    if (whole === null) return this.#absent()
    const newest = live !== undefined && live.seq > whole.seq ? live : whole
    return html`
      ${this.#head(newest)}
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      <div class="columns">
        <div class="left">${this.#map(whole)} ${this.#members(whole)}</div>
        <div class="right" tabindex="0" role="region" aria-label=${text('incident.side')}>
          ${this.#facts(newest)}
          <incident-tasks .desk=${this.desk} .incident=${newest} @ask=${this.#onAsk} @take=${this.#onTake}></incident-tasks>
          <incident-log .desk=${this.desk} .events=${whole.events} .alarms=${whole.alarms} .tasks=${whole.tasks}></incident-log>
        </div>
        ${this.#panel(whole)}
      </div>
      <incident-dialog .desk=${this.desk} @done=${(event: CustomEvent<IncidentWithParts>) => this.#show(event.detail)}></incident-dialog>
    `
  }

  #absent(): TemplateResult {
    const { text } = this.desk
    if (this.fault === null) return html`<p class="notice" role="status">${text('loading')}</p>`
    return html`<div class="notice" role="alert">
      <p>${this.fault}</p>
      <p class="row">
        <button @click=${this.#again}>${text('do.again')}</button>
        <a class="back" href="/incidents" @click=${this.#back}>‹ ${text('nav.incidents')}</a>
      </p>
    </div>`
  }

  #again(): void {
    this.fault = null
    this.#asked = ''
  }

  #head(incident: Incident): TemplateResult {
    const { text, city } = this.desk
    const { severity, state, label, mergedInto } = incident
    const waiting = waitingSeen(city, incident.id)
    return html`<header>
      <a class="back" href="/incidents" @click=${this.#back}>‹ ${text('nav.incidents')}</a>
      <div class="title">
        ${severityMark(severity, waiting > 0)}
        <h1>${this.name(label)}</h1>
        <span class="soft">
          ${text.of('severity', severity, severity)} · ${text.of('incident.state', state, state)} ·
          ${alarmCount(text, incident)}
          ${waiting > 0 ? html` · <b>${text('incident.waiting', { count: waiting })}</b>` : nothing}
          ${incident.simulated ? html` · ${text('alarm.simulated')}` : nothing}
        </span>
      </div>
      ${
        mergedInto === null
          ? nothing
          : html`<p>${text('incident.merged')} <a href="/incidents/${encodeURIComponent(mergedInto)}">${this.#nameOf(mergedInto)}</a></p>`
      }
      ${this.#handOver(incident)} ${this.#steps(incident, waiting)}
      ${city.link.state === 'lost' ? html`<p class="soft">${text('link.readonly')}</p>` : nothing}
    </header>`
  }

  #nameOf(id: string): string {
    const known = this.desk.city.incidents.get(id)
    return known === undefined ? id : this.name(known.label)
  }

  #handOver({ handOver }: Incident): TemplateResult | typeof nothing {
    const { text, session } = this.desk
    if (handOver === null) return nothing
    const { from, to, at } = handOver
    const isMine = to === session?.user
    return html`<p class="handover" role="status">
      <span><b>${textWithTimes(this.desk, 'incident.handover', { times: { at }, values: { from, to } })}</b> ${handOver.text}</span>
      ${isMine ? html`<button class="main" @click=${() => this.#take('take-over', {})}>${text('incident.do.take-over')}</button>` : nothing}
    </p>`
  }

  #steps(incident: Incident, waiting: number): TemplateResult {
    const { text, city } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'incident.step')
    const isOff = readonlyBecause !== null
    const may = (step: Partial<IncidentStep>) => isAllowed(incident, step)
    const others = [...city.incidents.values()].some(({ id, state }) => id !== incident.id && state !== 'closed')
    const button = (asked: Asked) =>
      html`<button ?disabled=${isOff} title=${readonlyBecause ?? nothing} @click=${() => this.#ask(asked)}>${text.of('incident.do', asked, asked)}</button>`
    return html`<div class="row steps" role="group" aria-label=${text('alarm.steps')}>
      ${
        waiting === 0
          ? nothing
          : html`<button class="main" ?disabled=${isOff} @click=${this.#acknowledge}>${text('incident.do.ack', { count: waiting })}</button>`
      }
      ${may({ type: 'lead', lead: '' }) ? html`${button('level')} ${button('lead')} ${button('hand-over')} ${button('task')}` : nothing}
      ${may({ type: 'note' }) ? button('note') : nothing}
      ${others && may({ type: 'merged', into: '' }) ? button('merge') : nothing}
      ${playbackLink(this.desk, { incident: incident.id })}
      ${may({ type: 'closed' }) ? button('close') : nothing} ${may({ type: 'reopened' }) ? button('reopen') : nothing}
    </div>`
  }

  #facts(incident: Incident): TemplateResult {
    const { text, format, city } = this.desk
    const { atLeast, districts, departments, lead, openedAt, openedBy, stableAt, closedAt, closedBy } = incident
    const join = (of: 'districts' | 'departments', ids: readonly string[]) =>
      ids.map((id) => city.label(of, id, this.language)).join(text('list.comma'))
    const by = (who: string) => (who === 'system' ? text('incident.by.itself') : who)
    const row = (name: string, value: unknown) => html`<dt>${name}</dt><dd>${value}</dd>`
    return html`<dl>
      ${row(text('incident.lead'), lead ?? html`<em>${text('incident.lead.none')}</em>`)}
      ${row(text('incident.opened'), html`${cityTime(this.desk, openedAt)} (${format.span((closedAt ?? city.shownAt()) - openedAt)}) · ${by(openedBy)}`)}
      ${atLeast === null ? nothing : row(text('incident.atleast'), text('incident.atleast.is', { level: text.of('severity', atLeast, atLeast) }))}
      ${districts.length === 0 ? nothing : row(text('alarms.district'), join('districts', districts))}
      ${departments.length === 0 ? nothing : row(text('incident.departments'), join('departments', departments))}
      ${stableAt === null ? nothing : row(text('incident.stable'), cityTime(this.desk, stableAt))}
      ${closedAt === null ? nothing : row(text('incident.closed'), html`${cityTime(this.desk, closedAt)} · ${by(closedBy ?? '')}`)}
    </dl>`
  }

  #map({ alarms }: IncidentWithParts): TemplateResult {
    const { text } = this.desk
    const around = [...new Set(alarms.map(({ station }) => station))]
    if (!this.hasMap) return html`<p class="notice soft">${text('incident.nomap')}</p>`
    if (around.length === 0) return html`<p class="notice soft">${text('incident.nowhere')}</p>`
    return html`<city-map .desk=${this.desk} .around=${around} @no-map=${() => (this.hasMap = false)}></city-map>`
  }

  #members({ alarms }: IncidentWithParts): TemplateResult {
    const { text, city } = this.desk
    if (alarms.length === 0) return html`<p class="notice soft">${text('incident.members.none')}</p>`
    const now = alarms.map((alarm) => city.alarms.get(alarm.id) ?? alarm)
    return html`<alarm-list .desk=${this.desk} .alarms=${now} .flat=${true}></alarm-list>`
  }

  #panel({ alarms, id }: IncidentWithParts): TemplateResult | typeof nothing {
    const { route, text, city } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'incident.step')
    const alarm = route.param('alarm')
    const station = route.param('station')
    if (alarm === null && station === null) return nothing
    if (alarm === null)
      return html`<station-panel class="panel" .desk=${this.desk} .station=${station ?? ''}></station-panel>`
    const isMember = alarms.some((one) => one.id === alarm) && city.alarms.get(alarm)?.incident === id
    return html`<div class="panel">
      <alarm-detail .desk=${this.desk} .alarm=${alarm}></alarm-detail>
      ${
        isMember
          ? html`<button ?disabled=${readonlyBecause !== null} @click=${() => this.#ask('leave', { incident: id, alarm })}>${text('incident.do.leave')}</button>`
          : nothing
      }
    </div>`
  }

  #acknowledge(): void {
    this.dispatchEvent(new CustomEvent('ack-incident', { detail: this.incident, bubbles: true, composed: true }))
  }

  #onAsk(event: CustomEvent<{ asked: Asked; task: number }>): void {
    this.#ask(event.detail.asked, { incident: this.incident, task: event.detail.task })
  }

  #onTake(event: CustomEvent<{ step: TakenStep; body: object }>): void {
    this.#take(event.detail.step, event.detail.body)
  }

  #ask(asked: Asked, subject: Subject = { incident: this.incident }): void {
    void this.renderRoot.querySelector<IncidentDialog>('incident-dialog')?.ask(asked, subject)
  }

  #take(step: TakenStep, body: object): void {
    incidentCalls(this.desk.api)
      .step(this.incident, step, body)
      .then(
        (incident) => this.#show(incident),
        (error: unknown) => this.#fail(error),
      )
  }

  #show(incident: IncidentWithParts): void {
    this.desk.city.takeIncident(incident)
    if (incident.id !== this.incident || (this.loaded !== null && this.loaded.seq > incident.seq)) return
    this.loaded = incident
    this.fault = null
  }

  #fail(error: unknown): void {
    if (!(error instanceof ApiFailure)) throw error
    this.fault = faultText(this.desk.text, error)
  }

  #back(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    this.desk.route.go('/incidents')
  }

  /** Read once for each new event of it. */
  #load(live: Incident | undefined): void {
    const ask = `${this.incident} ${live?.seq ?? ''}`
    if (ask === this.#asked) return
    this.#asked = ask
    const id = this.incident
    incidentCalls(this.desk.api)
      .get(id)
      .then(
        (loaded) => this.#show(loaded),
        (error: unknown) => {
          if (id !== this.incident) return
          this.#fail(error)
          if (error instanceof ApiFailure && error.problem.code === 'not-found')
            this.fault = this.desk.text('incident.none', { id: visibleWord(id) })
        },
      )
  }
}

customElements.define('incident-room', IncidentRoom)

/** Asked of the life cycle itself, so that no button shows a step that the server would refuse. */
function isAllowed(incident: Incident, step: Partial<IncidentStep>): boolean {
  return 'incident' in takeIncidentStep(incident, { at: 0, by: '', text: '', ...step } as IncidentStep)
}
