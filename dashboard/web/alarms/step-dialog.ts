import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { Alarm } from '../../../domain/alarm.ts'
import { ApiFailure, type AskedStep } from '../api.ts'
import { askingStyles } from '../asking-style.ts'
import { controls, written } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { faultText } from '../fault-text.ts'
import { markStyles, severityMark } from './severity-mark.ts'
import { isAllowed, takeSteps } from './take-steps.ts'
import { placeOf } from './words.ts'

/** Length of a shelving, minutes; a shift is eight hours. */
const SHELVES = { quarter: 15, hour: 60, shift: 480 } as const
const NEEDS_TEXT: ReadonlySet<AskedStep> = new Set(['comment', 'assign', 'shelve', 'out-of-service'])

/** What was done, and with which alarms as they were before. */
export interface Taken {
  readonly type: AskedStep
  readonly before: readonly Alarm[]
}

/** Asks what a step needs and takes it, for one alarm or for several at once. Sends `taken`. */
export class StepDialog extends DeskElement {
  static override properties: PropertyDeclarations = {
    fault: { state: true },
    busy: { state: true },
    type: { state: true },
    of: { state: true },
    done: { state: true },
  }

  static override styles = [controls, markStyles, askingStyles]

  declare fault: string | null
  declare busy: boolean
  declare type: AskedStep
  declare of: readonly Alarm[]
  declare done: number
  protected readonly follows = ['connection', 'alarms'] as const
  #dialog = createRef<HTMLDialogElement>()
  #incident: string | null = null
  /** So many of those that were asked for do not allow the step. */
  #barred = 0

  constructor() {
    super()
    this.fault = null
    this.busy = false
    this.type = 'comment'
    this.of = []
    this.done = 0
  }

  /** Opens it for a step of some alarms; those of an incident are acknowledged as one. */
  async ask(type: AskedStep, alarms: readonly Alarm[], incident: string | null = null): Promise<void> {
    const now = this.desk.city.now()
    const able = alarms.length > 1 ? alarms.filter((alarm) => isAllowed(alarm, type, now)) : alarms
    this.#incident = incident
    this.#barred = alarms.length - able.length
    this.type = type
    this.of = able
    this.done = 0
    this.fault = able.length === 0 && alarms.length > 0 ? this.desk.text('step.none') : null
    await this.updateComplete
    const dialog = this.#dialog.value
    if (dialog === undefined || dialog.open || alarms.length === 0) return
    dialog.querySelector('form')?.reset()
    dialog.showModal()
    dialog.querySelector<HTMLElement>('[name=text]')?.focus()
  }

  override render(): TemplateResult {
    const { text, session, readonlyBecause } = this.desk
    const cannot = this.busy || readonlyBecause !== null || this.of.length === 0
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="title">
      <form method="dialog" @submit=${this.#submit}>
        <h2 id="title">${text.of('step', this.type, this.type)}</h2>
        ${this.#whom()} ${this.type === 'shelve' ? this.#durations() : nothing}
        <label>
          ${text.of('step.text', this.type, text('step.text.ack'))}
          ${
            this.type === 'assign'
              ? html`<input name="text" list="people" required maxlength="100" autocomplete="off" .value=${session?.user ?? ''} />
                  <datalist id="people">${this.#people().map((name) => html`<option value=${name}></option>`)}</datalist>`
              : html`<textarea name="text" maxlength="500" ?required=${NEEDS_TEXT.has(this.type)} @keydown=${this.#sendByKey}></textarea>`
          }
        </label>
        ${this.#meanwhile()}
        ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
        ${readonlyBecause === null ? nothing : html`<p class="fault">${readonlyBecause}</p>`}
        ${this.busy && this.of.length > 1 ? html`<p role="status">${text('step.progress', { done: this.done, of: this.of.length })}</p>` : nothing}
        <div class="row end">
          <button type="button" @click=${() => this.#dialog.value?.close()}>${text('do.cancel')}</button>
          <button class="main" ?disabled=${cannot}>${text.of('step', this.type, this.type)}${this.of.length > 1 ? ` (${this.of.length})` : ''}</button>
        </div>
      </form>
    </dialog>`
  }

  #whom(): TemplateResult | typeof nothing {
    const { text } = this.desk
    const [alarm] = this.of
    if (this.of.length === 1 && alarm !== undefined)
      return html`<p class="row">${severityMark(alarm.severity)} ${this.name(alarm.label)} · ${placeOf(this.desk, alarm)}</p>`
    if (this.of.length === 0) return nothing
    return html`<p>
      ${text(this.#incident === null ? 'step.several' : 'step.incident', { count: this.of.length })}
      ${this.#barred > 0 ? text('step.barred', { count: this.#barred }) : nothing}
    </p>`
  }

  /** What somebody else has done with the alarm since the dialog was opened. */
  #meanwhile(): TemplateResult | typeof nothing {
    const { text, city } = this.desk
    const [alarm] = this.of
    if (this.of.length !== 1 || alarm === undefined || this.busy || this.fault !== null) return nothing
    const now = city.alarms.get(alarm.id)
    if (now === undefined || now.seq === alarm.seq || isAllowed(now, this.type, city.now())) return nothing
    const who = this.type === 'ack' ? (now.ackedBy ?? '') : ''
    return html`<p class="fault" role="status">${text('step.meanwhile', { state: text.of('state', now.state, now.state), who })}</p>`
  }

  /** Those who have alarms now. */
  #people(): readonly string[] {
    const names = [...this.desk.city.alarms.values()].flatMap(({ assignee }) => assignee ?? [])
    return [...new Set(names)].toSorted().slice(0, 50)
  }

  #durations(): TemplateResult {
    const { text } = this.desk
    return html`<label>
      ${text('shelve.for')}
      <select name="minutes">
        ${Object.entries(SHELVES).map(
          ([name, minutes]) => html`<option value=${minutes}>${text.of('shelve', name, name)}</option>`,
        )}
      </select>
    </label>`
  }

  #sendByKey(event: KeyboardEvent): void {
    // Two keystrokes acknowledge; Shift+Enter is a new line.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    ;(event.target as HTMLTextAreaElement).form?.requestSubmit()
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const body = bodyOf(this.type, written(data, 'text').trim(), Number(data.get('minutes')))
    const type = this.type
    this.busy = true
    this.fault = null
    this.done = 0
    const { taken, faults } =
      this.#incident === null
        ? await takeSteps(this.desk, this.of, { type, body, onStep: (done) => (this.done = done) })
        : await this.#ofIncident(this.#incident, body)
    this.busy = false
    if (faults.length === 0) this.#dialog.value?.close()
    else {
      // What is left is what can be tried again.
      const ids = new Set(taken.map(({ id }) => id))
      this.fault = faults.join(' ')
      if (taken.length > 0) this.of = this.of.filter(({ id }) => !ids.has(id))
    }
    if (taken.length > 0) this.dispatchEvent(new CustomEvent<Taken>('taken', { detail: { type, before: taken } }))
  }

  async #ofIncident(id: string, body: object): Promise<{ taken: readonly Alarm[]; faults: readonly string[] }> {
    const { api, city, text } = this.desk
    try {
      city.takeIncident(await api.ask('ackIncident', { path: { id }, body }))
      return { taken: this.of, faults: [] }
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      return { taken: [], faults: [faultText(text, error)] }
    }
  }
}

customElements.define('step-dialog', StepDialog)

function bodyOf(type: AskedStep, words: string, minutes: number): Record<string, unknown> {
  switch (type) {
    case 'assign':
      return { assignee: words }
    case 'shelve':
      return { reason: words, minutes }
    case 'out-of-service':
      return { reason: words }
    case 'comment':
      return { text: words }
    default:
      return words === '' ? {} : { comment: words }
  }
}
