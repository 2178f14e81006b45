import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { Alarm } from '../../../domain/alarm.ts'
import { ApiFailure, type AskedStep } from '../api.ts'
import { askingStyles } from '../asking-style.ts'
import { controls, written } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { markStyles, severityMark } from './severity-mark.ts'
import { placeOf } from './words.ts'

/** Length of a shelving, minutes; a shift is eight hours. */
const SHELVES = { quarter: 15, hour: 60, shift: 480 } as const
/** Failures whose own words say more than their title. */
const DETAILED: ReadonlySet<string> = new Set([
  'step-not-allowed',
  'request-invalid',
  'not-allowed',
  'password-too-weak',
  'person-exists',
  'warnings-not-configured',
  'warning-invalid',
  'too-many-requests',
  'internal',
])
const NEEDS_TEXT: ReadonlySet<AskedStep> = new Set(['comment', 'assign', 'shelve', 'out-of-service'])

/** Asks what a step needs and takes it, for one alarm or for several at once. */
export class StepDialog extends DeskElement {
  static override properties: PropertyDeclarations = {
    fault: { state: true },
    busy: { state: true },
    type: { state: true },
    of: { state: true },
  }

  static override styles = [controls, markStyles, askingStyles]

  declare fault: string | null
  declare busy: boolean
  declare type: AskedStep
  declare of: readonly Alarm[]
  protected readonly follows = ['connection'] as const
  #dialog = createRef<HTMLDialogElement>()
  #incident: string | null = null

  constructor() {
    super()
    this.fault = null
    this.busy = false
    this.type = 'comment'
    this.of = []
  }

  /** Opens it for a step of some alarms; those of an incident are acknowledged as one. */
  async ask(type: AskedStep, alarms: readonly Alarm[], incident: string | null = null): Promise<void> {
    this.#incident = incident
    this.type = type
    this.of = alarms
    this.fault = null
    await this.updateComplete
    const dialog = this.#dialog.value
    if (dialog === undefined || dialog.open || alarms.length === 0) return
    dialog.querySelector('form')?.reset()
    dialog.showModal()
    dialog.querySelector<HTMLElement>('[name=text]')?.focus()
  }

  override render(): TemplateResult {
    const { text, session, readonlyBecause } = this.desk
    const [alarm] = this.of
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="title">
      <form method="dialog" @submit=${this.#submit}>
        <h2 id="title">${text.of('step', this.type, this.type)}</h2>
        ${this.of.length > 1 ? html`<p>${text(this.#incident === null ? 'step.several' : 'step.incident', { count: this.of.length })}</p>` : nothing}
        ${
          this.of.length === 1 && alarm !== undefined
            ? html`<p class="row">${severityMark(alarm.severity)} ${this.name(alarm.label)} · ${placeOf(this.desk, alarm)}</p>`
            : nothing
        }
        ${this.type === 'shelve' ? this.#durations() : nothing}
        <label>
          ${text.of('step.text', this.type, text('step.text.ack'))}
          ${
            this.type === 'assign'
              ? html`<input name="text" required maxlength="100" autocomplete="off" .value=${session?.user ?? ''} />`
              : html`<textarea name="text" maxlength="500" ?required=${NEEDS_TEXT.has(this.type)} @keydown=${this.#sendByKey}></textarea>`
          }
        </label>
        ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
        ${readonlyBecause === null ? nothing : html`<p class="fault">${readonlyBecause}</p>`}
        <div class="row end">
          <button type="button" @click=${() => this.#dialog.value?.close()}>${text('do.cancel')}</button>
          <button class="main" ?disabled=${this.busy || readonlyBecause !== null}>${text.of('step', this.type, this.type)}</button>
        </div>
      </form>
    </dialog>`
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
    const words = written(data, 'text').trim()
    this.busy = true
    this.fault = null
    const faults = new Set<string>()
    const take = async (step: () => Promise<void>) => {
      try {
        await step()
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error
        faults.add(faultText(this.desk.text, error))
      }
    }
    const body = bodyOf(this.type, words, Number(data.get('minutes')))
    const { api, city } = this.desk
    const incident = this.#incident
    if (incident !== null)
      await take(async () => city.takeIncident(await api.ask('ackIncident', { path: { id: incident }, body })))
    else for (const alarm of this.of) await take(async () => city.takeAlarm(await api.step(alarm.id, this.type, body)))
    this.busy = false
    if (faults.size === 0) this.#dialog.value?.close()
    else this.fault = [...faults].join(' ')
    this.dispatchEvent(new Event('stepped'))
  }
}

customElements.define('step-dialog', StepDialog)

/** A failure in the reader's language, with the server's own words after it. */
export function faultText(text: StepDialog['desk']['text'], error: ApiFailure): string {
  const { code, detail, title } = error.problem
  const known = text.of('error', code, title)
  return DETAILED.has(code) && detail !== '' ? text('error.with', { error: known, detail }) : known
}

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
