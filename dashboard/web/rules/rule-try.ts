import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { nameIn } from '../../../domain/label.ts'
import type { BacktestResult, RuleTry as Try } from '../../../domain/wire.ts'
import { markStyles, severityMark } from '../alarms/severity-mark.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { cityTime } from '../text/time.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { ruleCalls } from './calls.ts'
import { tryStyles } from './rules-style.ts'
import { refusalOf } from '../stations/rights.ts'

const DAY = 86_400_000
const SPANS = [1, 7, 30] as const
const ASK_MS = 300
const LISTED = 50

/** What the rule as it is written now would have raised on the past. */
export class RuleTry extends DeskElement {
  static override properties: PropertyDeclarations = {
    draft: { attribute: false },
    days: { state: true },
    seen: { state: true },
    fault: { state: true },
  }

  static override styles = [controls, markStyles, tryStyles]

  declare draft: unknown
  declare days: number
  declare seen: Try | null
  declare fault: string | null
  protected readonly follows = ['connection'] as const
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The rule that was tried. */
  #tried = ''

  constructor() {
    super()
    this.days = 7
    this.seen = null
    this.fault = null
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  override render(): TemplateResult {
    const { text } = this.desk
    const readonlyBecause = refusalOf(this.desk, 'rule.try')
    const isRunning = this.seen?.state === 'running'
    if (!this.desk.may('rule.try')) return html``
    return html`<section aria-label=${text('rules.try')}>
      <div class="row">
        <select aria-label=${text('rules.try.span')} @change=${(event: Event) => (this.days = Number((event.target as HTMLSelectElement).value))}>
          ${SPANS.map((days) => html`<option value=${days} ?selected=${days === this.days}>${text('rules.try.days', { days })}</option>`)}
        </select>
        ${
          isRunning
            ? html`<button @click=${() => this.#cancel()}>${text('do.cancel')}</button>
                <progress max="1" value=${this.seen?.progress ?? 0} aria-label=${text('rules.try')}></progress>`
            : html`<button ?disabled=${readonlyBecause !== null} @click=${() => this.#start()}>${text('rules.try')}</button>`
        }
      </div>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${this.seen?.state === 'failed' ? html`<p class="fault" role="alert">${text('rules.try.failed', { detail: this.seen.detail ?? '' })}</p>` : nothing}
      ${this.seen?.result ? this.#result(this.seen.result) : nothing}
    </section>`
  }

  #result(result: BacktestResult): TemplateResult {
    const { text, format } = this.desk
    const { count, chattering, fleeting, active, stations, readings, from, to } = result
    const days = Math.max(1, Math.round((to - from) / DAY))
    const isOld = this.#tried !== JSON.stringify(this.draft)
    return html`<p role="status" class=${isOld ? 'soft' : 'strong'}>
        ${text('rules.try.found', { count, days, chattering: chattering.length, fleeting, active })}
        ${isOld ? text('rules.try.old') : nothing}
      </p>
      <p class="soft small">${text('rules.try.from', { stations, readings: format.number(readings, 0) })}</p>
      ${
        result.alarms.length === 0
          ? nothing
          : html`<table>
              <tbody>
                ${result.alarms
                  .slice(-LISTED)
                  .toReversed()
                  .map(
                    (alarm) => html`<tr>
                    <td>${severityMark(alarm.severity)}</td>
                    <td>${this.#station(alarm.station)}</td>
                    <td>${cityTime(this.desk, alarm.raisedAt)}</td>
                    <td>${alarm.clearedAt === null ? text('rules.try.holds') : format.span(alarm.clearedAt - alarm.raisedAt)}</td>
                  </tr>`,
                  )}
              </tbody>
            </table>`
      }`
  }

  #station(id: string): string {
    const entry = this.desk.city.stations.get(id)
    return entry === undefined ? id : nameIn(this.language, entry.name)
  }

  #start(): void {
    this.fault = null
    this.#tried = JSON.stringify(this.draft)
    ruleCalls(this.desk.api)
      .try(this.draft, Math.floor(this.desk.city.now() - this.days * DAY))
      .then(
        (seen) => this.#follow(seen),
        (error: unknown) => this.#fail(error),
      )
  }

  #follow(seen: Try): void {
    this.seen = seen
    if (seen.state !== 'running' || !this.isConnected) return
    this.#timer = setTimeout(() => {
      ruleCalls(this.desk.api)
        .tried(seen.id)
        .then(
          (next) => this.#follow(next),
          (error: unknown) => this.#fail(error),
        )
    }, ASK_MS)
  }

  #cancel(): void {
    if (this.seen !== null)
      ruleCalls(this.desk.api)
        .cancel(this.seen.id)
        .catch((error: unknown) => this.#fail(error))
  }

  #fail(error: unknown): void {
    if (!(error instanceof ApiFailure)) throw error
    this.seen = null
    this.fault = faultText(this.desk.text, error)
  }
}

customElements.define('rule-try', RuleTry)
