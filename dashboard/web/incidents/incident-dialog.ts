import type { Alarm } from '../../../domain/alarm.ts'
import type { Severity } from '../../../domain/severity.ts'
import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { WORST_FIRST } from '../alarms/order.ts'
import { whereOf } from '../alarms/words.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { askingStyles } from '../asking-style.ts'
import { controls, written } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { incidentCalls } from './calls.ts'
import { refusalOf } from '../stations/rights.ts'

/** What can be asked of a person, and the fields that it needs. */
const ASKED = {
  declare: ['label', 'severity', 'district', 'text?'],
  level: ['severity'],
  note: ['text'],
  lead: ['lead'],
  'hand-over': ['to', 'text'],
  task: ['short', 'department', 'assignee?', 'minutes?'],
  'task-assign': ['assignee', 'minutes?'],
  join: ['into'],
  merge: ['into', 'reason'],
  leave: ['reason'],
  close: ['reason'],
  reopen: ['reason'],
} as const
export type Asked = keyof typeof ASKED

/** What the dialog is about. */
export interface Subject {
  /** Empty for one that is declared, or still to be chosen. */
  readonly incident: string
  readonly task?: number
  readonly alarm?: string
  /** Declare: those that it begins with. */
  readonly alarms?: readonly string[]
}

/** Asks what a step of an incident needs, and takes it. Sends `done` with the incident after it. */
export class IncidentDialog extends DeskElement {
  static override properties: PropertyDeclarations = {
    asked: { state: true },
    subject: { state: true },
    fault: { state: true },
    busy: { state: true },
  }

  static override styles = [
    controls,
    askingStyles,
    css`
      .begins {
        margin: 0;
        max-height: 30vh;
        overflow: auto;
      }
    `,
  ]

  declare asked: Asked
  declare subject: Subject | null
  declare fault: string | null
  declare busy: boolean
  protected readonly follows = ['connection'] as const
  #dialog = createRef<HTMLDialogElement>()

  constructor() {
    super()
    this.asked = 'note'
    this.subject = null
    this.fault = null
    this.busy = false
  }

  /** Opens it; without a subject an incident is declared. */
  async ask(asked: Asked, subject: Subject | null = null): Promise<void> {
    this.asked = asked
    this.subject = subject
    this.fault = null
    await this.updateComplete
    const dialog = this.#dialog.value
    if (dialog === undefined || dialog.open) return
    dialog.querySelector('form')?.reset()
    dialog.showModal()
    dialog.querySelector<HTMLElement>('input, textarea, select')?.focus()
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'incident.step')
    const title = text.of('incident.do', this.asked, this.asked)
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="title">
      <form method="dialog" @submit=${this.#submit}>
        <h2 id="title">${title}</h2>
        ${this.asked === 'declare' ? this.#begins() : nothing}
        ${ASKED[this.asked].map((field) => this.#field(field.replace('?', ''), !field.endsWith('?')))}
        ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
        ${readonlyBecause === null ? nothing : html`<p class="fault">${readonlyBecause}</p>`}
        <div class="row end">
          <button type="button" @click=${() => this.#dialog.value?.close()}>${text('do.cancel')}</button>
          <button class="main" ?disabled=${this.busy || readonlyBecause !== null}>${title}</button>
        </div>
      </form>
    </dialog>`
  }

  #field(name: string, isNeeded: boolean): TemplateResult {
    const { text, city, session } = this.desk
    const label = text.of('incident.field', name, name)
    if (name === 'severity')
      return this.#select(
        name,
        label,
        [
          ['', text('incident.field.severity.choose')],
          ...WORST_FIRST.map((one) => [one, text.of('severity', one, one)] as const),
        ],
        this.#levelBefore(),
      )
    if (name === 'district' || name === 'department') {
      const named = (name === 'district' ? city.facts?.districts : city.facts?.departments) ?? []
      const options = named.map(({ id, label: of }) => [id, this.name(of)] as const)
      return this.#select(
        name,
        label,
        name === 'district'
          ? [
              ['', text(this.#alarms.length === 0 ? 'incident.field.district.none' : 'incident.field.district.theirs')],
              ...options,
            ]
          : options,
      )
    }
    if (name === 'into') {
      const others = [...city.incidents.values()].filter(
        ({ id, state }) => id !== this.subject?.incident && state !== 'closed',
      )
      return this.#select(
        name,
        label,
        others.map(({ id, label: of, districts }) => [
          id,
          `${this.name(of)} · ${districts.map((one) => city.label('districts', one, this.language)).join(text('list.comma'))}`,
        ]),
      )
    }
    if (name === 'text' || name === 'reason')
      return html`<label>${label}<textarea name=${name} maxlength="2000" ?required=${isNeeded} @keydown=${sendByKey}></textarea></label>`
    if (name === 'minutes')
      return html`<label>${label}<input name="minutes" type="number" min="1" max="100000" inputmode="numeric" /></label>`
    const isPerson = name === 'lead' || name === 'assignee' || name === 'to'
    const most = isPerson ? 100 : 200
    return html`<label>
      ${label}<input name=${name} maxlength=${most} autocomplete="off" ?required=${isNeeded} value=${name === 'lead' ? (session?.user ?? '') : ''} />
    </label>`
  }

  #select(
    name: string,
    label: string,
    options: readonly (readonly [string, string])[],
    chosen = options[0]?.[0],
  ): TemplateResult {
    return html`<label>
      ${label}
      <select name=${name} ?required=${name === 'severity'}>
        ${options.map(([value, word]) => html`<option value=${value} ?selected=${value === chosen}>${word}</option>`)}
      </select>
    </label>`
  }

  get #alarms(): readonly Alarm[] {
    const { alarm, alarms = alarm === undefined ? [] : [alarm] } = this.subject ?? { incident: '' }
    return alarms.flatMap((id) => this.desk.city.alarms.get(id) ?? [])
  }

  /** That of the incident, or of the worst alarm that it begins with; empty when a person has to choose. */
  #levelBefore(): Severity | '' {
    const { city } = this.desk
    if (this.asked === 'level') return city.incidents.get(this.subject?.incident ?? '')?.severity ?? ''
    return WORST_FIRST.find((one) => this.#alarms.some(({ severity }) => severity === one)) ?? ''
  }

  /** The alarms that it begins with, and where they are taken from. */
  #begins(): TemplateResult | typeof nothing {
    const { text, city } = this.desk
    const alarms = this.#alarms
    if (alarms.length === 0) return nothing
    const incidentOf = ({ incident }: Alarm) => (incident === null ? undefined : city.incidents.get(incident))
    return html`<p>${text('incident.declare.with', { count: alarms.length })}</p>
      <ul class="begins">
        ${alarms.map((alarm) => {
          const before = incidentOf(alarm)
          return html`<li>
            ${this.name(alarm.label)} · ${whereOf(this.desk, alarm)}
            ${before === undefined ? nothing : html`<b>${text('incident.declare.from', { incident: this.name(before.label) })}</b>`}
          </li>`
        })}
      </ul>`
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    this.busy = true
    this.fault = null
    try {
      const incident = await this.#take((name) => written(data, name).trim())
      this.desk.city.takeIncident(incident)
      this.#dialog.value?.close()
      this.desk.selection.clear()
      if (this.asked === 'declare') this.desk.route.go(`/incidents/${encodeURIComponent(incident.id)}`)
      else this.dispatchEvent(new CustomEvent('done', { detail: incident }))
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    } finally {
      this.busy = false
    }
  }

  #take(field: (name: string) => string) {
    const calls = incidentCalls(this.desk.api)
    const given = (name: string) => (field(name) === '' ? {} : { [name]: field(name) })
    if (this.subject === null || this.asked === 'declare') {
      const severity = WORST_FIRST.find((one) => one === field('severity')) ?? 'blue'
      const districts = field('district') === '' ? [] : [field('district')]
      const { alarm: one, alarms = one === undefined ? [] : [one] } = this.subject ?? { incident: '' }
      return calls.declare({ label: field('label'), severity, districts, alarms, ...given('text') })
    }
    const { incident, task, alarm } = this.subject
    if (this.asked === 'join') return calls.step(field('into'), 'join', { alarm })
    const minutes = Number(field('minutes'))
    const due = minutes > 0 ? { due: String(Math.round(this.desk.city.now() + minutes * 60_000)) } : {}
    const body = {
      ...given('severity'),
      ...given('text'),
      ...given('reason'),
      ...given('lead'),
      ...given('to'),
      ...given('into'),
      ...given('department'),
      ...given('assignee'),
      ...(field('short') === '' ? {} : { text: field('short') }),
      ...(task === undefined ? {} : { task }),
      ...(alarm === undefined ? {} : { alarm }),
      ...due,
    }
    return calls.step(incident, this.asked, body)
  }
}

customElements.define('incident-dialog', IncidentDialog)

/** Two keystrokes send; Shift+Enter is a new line. */
function sendByKey(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  ;(event.target as HTMLTextAreaElement).form?.requestSubmit()
}
