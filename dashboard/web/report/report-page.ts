import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { nameIn } from '../../../domain/label.ts'
import type { DutyNow } from '../../../domain/on-duty.ts'
import type { ShiftNoteKind } from '../../../domain/shift-note.ts'
import { markStyles } from '../alarms/severity-mark.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls, written } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { pageLink } from '../page-link.ts'
import { playbackLink } from '../playback/playback-link.ts'
import { type Span, spanParams } from '../playback/question.ts'
import { reportStyles } from '../report-style.ts'
import { type IncidentReport, reportCalls, type ShiftReport } from './calls.ts'
import { incidentReportView } from './incident-views.ts'
import { notesView } from './notes-view.ts'
import { sheetStyles } from './page-style.ts'
import { askedIn, type Question, questionOf } from './question.ts'
import type { SignDialog } from './sign-dialog.ts'
import './sign-dialog.ts'
import { shiftView } from './shift-views.ts'
import { cityTime, textWithTimes } from '../text/time.ts'
import { timeField, timeIn } from '../text/time-field.ts'

/** A shift, or an incident, as a sheet to be read, printed and signed. The address says which. */
export class ReportPage extends DeskElement {
  static override properties: PropertyDeclarations = {
    shift: { state: true },
    incident: { state: true },
    duty: { state: true },
    isOld: { state: true },
    fault: { state: true },
    noteFault: { state: true },
  }

  static override styles = [controls, markStyles, reportStyles, sheetStyles]

  declare shift: ShiftReport | null
  declare incident: IncidentReport | null
  /** Who is on duty now, whose shifts are offered. */
  declare duty: DutyNow | null
  declare isOld: boolean
  declare fault: string | null
  declare noteFault: string | null
  protected readonly follows = ['route', 'connection'] as const
  #asked = ''
  #printedAt = 0

  constructor() {
    super()
    this.shift = null
    this.incident = null
    this.duty = null
    this.isOld = false
    this.fault = null
    this.noteFault = null
  }

  protected override updated(): void {
    if (this.desk.city.facts === null) return
    // Without a span it is of the time when it was opened.
    const asked = askedIn((name) => this.desk.route.param(name))
    if (asked === this.#asked) return
    this.#asked = asked
    this.isOld = this.shift !== null || this.incident !== null
    void this.#load(this.#question)
  }

  get #question(): Question {
    return questionOf((name) => this.desk.route.param(name), this.desk.city.now())
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const { fault, shift, incident } = this
    const found = this.#question.incident === null ? shift : incident
    return html`
      ${this.#bar()}
      <sign-dialog .desk=${this.desk}></sign-dialog>
      ${fault === null ? nothing : html`<p class="fault" role="alert">${fault} <button @click=${() => void this.#load(this.#question)}>${text('do.again')}</button></p>`}
      ${found === null ? (fault === null ? html`<p class="empty" role="status">${text('loading')}</p>` : nothing) : this.#sheet()}
    `
  }

  #bar(): TemplateResult {
    const { text, route } = this.desk
    const { incident } = this.#question
    const span = (incident === null ? this.shift?.span : this.incident?.span) ?? this.#question.span
    const play = incident === null ? { ...spanParams(span) } : { incident }
    return html`<div class="bar row">
      ${
        incident === null
          ? html`<form class="row" @submit=${this.#choose}>
              ${timeField(this.desk, { name: 'from', label: text('playback.from'), at: span.from, hasSeconds: true })}
              ${timeField(this.desk, { name: 'to', label: text('playback.to'), at: span.to, hasSeconds: true })}
              <button>${text('report.show')}</button>
            </form>
            <div class="row" role="group" aria-label=${text('report.shifts')}>
              ${this.#shifts().map(
                (one) =>
                  html`<button @click=${() => route.patch(spanParams(one))}>${textWithTimes(this.desk, 'report.shift', { times: { at: one.from }, how: 'short' })}</button>`,
              )}
            </div>`
          : pageLink(this.desk, text('report.ofshift'), { path: '/report' })
      }
      <div class="row end">
        ${playbackLink(this.desk, play)}
        <button class="main" @click=${this.#print}>${text('report.print')}</button>
      </div>
    </div>`
  }

  #sheet(): TemplateResult {
    const { desk, shift, incident } = this
    const { text, city, session } = desk
    const isOfIncident = this.#question.incident !== null
    const span = (isOfIncident ? incident?.span : shift?.span) ?? this.#question.span
    const where = city.facts === null ? '' : nameIn(this.language, city.facts.label)
    return html`<div class="sheet" aria-busy=${this.isOld}>
      <header>
        <h1>${where} · ${text(isOfIncident ? 'report.title.incident' : 'report.title')}</h1>
        <p>${cityTime(desk, span.from)} – ${cityTime(desk, span.to)} (${city.facts?.timeZone ?? ''})</p>
        <p class="soft small">${textWithTimes(desk, 'report.made', { times: { at: this.#printedAt }, values: { by: session?.user ?? '' } })}</p>
      </header>
      ${isOfIncident ? (incident === null ? nothing : incidentReportView(desk, incident)) : shift === null ? nothing : shiftView(desk, shift)}
      ${isOfIncident || shift === null ? nothing : notesView(desk, { notes: shift.notes, fault: this.noteFault, add: (...note) => void this.#add(...note) })}
    </div>`
  }

  /** The shifts that run now, each from its beginning on. */
  #shifts(): readonly Span[] {
    const now = this.desk.city.now()
    const starts = new Set((this.duty?.items ?? []).flatMap(({ from }) => (from === null ? [] : [from])))
    return [...starts]
      .toSorted((a, b) => b - a)
      .slice(0, 4)
      .map((from) => ({ from, to: now }))
  }

  #choose = (event: SubmitEvent): void => {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const span = { from: timeIn(this.desk, written(data, 'from')), to: timeIn(this.desk, written(data, 'to')) }
    if (span.from < span.to) this.desk.route.patch(spanParams(span))
    else this.fault = this.desk.text('playback.choose.wrong')
  }

  #print = (): void => {
    this.#printedAt = this.desk.city.now()
    this.requestUpdate()
    void this.updateComplete.then(() => window.print())
  }

  async #load({ span, incident }: Question): Promise<void> {
    const asked = this.#asked
    const { api, city, text } = this.desk
    const calls = reportCalls(api)
    try {
      if (incident === null) {
        const [shift, duty] = await Promise.all([calls.shift(span), api.ask('dutyNow')])
        if (asked !== this.#asked) return
        this.shift = shift
        this.duty = duty
      } else {
        const found = await calls.incident(incident, city.now())
        if (asked !== this.#asked) return
        this.incident = found
      }
      this.#printedAt = city.now()
      this.isOld = false
      this.fault = null
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(text, error)
    }
  }

  async #add(kind: ShiftNoteKind, words: string, form: HTMLFormElement): Promise<void> {
    if (this.shift === null) return
    const dialog = this.renderRoot.querySelector<SignDialog>('sign-dialog')
    if (kind !== 'note' && !(await dialog?.ask(kind))) return
    try {
      const note = await reportCalls(this.desk.api).add(kind, words, this.shift.span)
      this.shift = { ...this.shift, notes: [...this.shift.notes, note] }
      this.noteFault = null
      form.reset()
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.noteFault = faultText(this.desk.text, error)
    }
  }
}

customElements.define('report-page', ReportPage)
