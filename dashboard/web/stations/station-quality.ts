import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { GapEntry, LedgerSummary } from '../../../domain/ledger.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { stationCalls } from './calls.ts'
import { partStyles } from './station-page-style.ts'
import { cityTime, textWithTimes } from '../text/time.ts'

const DAYS = [1, 7, 30] as const
const DAY_MS = 86_400_000
const REFRESH_MS = 60_000

/** How complete a station's readings are, what became of them, and when it was silent. */
export class StationQuality extends DeskElement {
  static override properties: PropertyDeclarations = {
    station: { attribute: false },
    days: { state: true },
    found: { state: true },
    fault: { state: true },
  }

  static override styles = [
    controls,
    partStyles,
    css`
      .big {
        font-size: 1.6rem;
        font-weight: 700;
      }
      .equation {
        font-variant-numeric: tabular-nums;
      }
    `,
  ]

  declare station: StationEntry
  declare days: number
  declare found: {
    readonly of: string
    readonly summary: LedgerSummary
    readonly gaps: readonly GapEntry[]
    readonly areMoreGaps: boolean
  } | null
  declare fault: string | null
  protected readonly follows = ['clock', 'connection'] as const
  #asked = ''
  #askedAt = 0

  constructor() {
    super()
    this.days = 1
    this.found = null
    this.fault = null
  }

  protected override updated(): void {
    const key = `${this.station.id} ${this.days}`
    const now = this.desk.city.now()
    if (key === this.#asked && now - this.#askedAt < REFRESH_MS) return
    this.#asked = key
    this.#askedAt = now
    void this.#load(key)
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`
      <div class="row">
        <h2>${text('stations.quality')}</h2>
        <div class="row" role="group" aria-label=${text('history.span')}>
          ${DAYS.map((days) => html`<button aria-pressed=${days === this.days} @click=${() => (this.days = days)}>${text('stations.days', { days })}</button>`)}
        </div>
      </div>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${this.found === null || !this.found.of.startsWith(`${this.station.id} `) ? html`<p class="soft" role="status">${text('loading')}</p>` : this.#body(this.found)}
    `
  }

  #body({ summary, gaps, areMoreGaps }: NonNullable<StationQuality['found']>): TemplateResult {
    const { text, format } = this.desk
    const { missing, total } = summary
    const count = (value: number) => format.number(value, 0)
    return html`
      <p>
        ${
          missing.completeness === null
            ? html`<span class="soft">${text('stations.complete.unknown')}</span>`
            : html`<span class="big">${format.number(missing.completeness * 100, 1)} %</span> ${text('stations.complete', { came: count(missing.expected - missing.overdue), expected: count(missing.expected) })}`
        }
      </p>
      <p class="equation small">
        ${text('stations.equation', {
          received: count(total.received),
          stored: count(total.stored),
          duplicate: count(total.duplicate),
          refused: count(total.refused),
          pending: count(total.pending),
        })}
      </p>
      <h3>${text('stations.silences')}</h3>
      ${gaps.length === 0 ? html`<p class="soft">${text('stations.silences.none')}</p>` : this.#gaps(gaps)}
      ${areMoreGaps ? html`<p class="soft small">${text('stations.silences.more')}</p>` : nothing}
    `
  }

  #gaps(gaps: readonly GapEntry[]): TemplateResult {
    const { text, format, city } = this.desk
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${text('stations.silences')}>
      <table>
        <tbody>
          ${gaps.map(({ cause, fromAt, toAt, missing, state, healedAt }) => {
            const span = format.span((toAt ?? city.shownAt()) - fromAt)
            return html`<tr>
              <th scope="row">${text.of('missing.cause', cause, cause)}</th>
              <td>${cityTime(this.desk, fromAt)} – ${toAt === null ? text('chart.now') : cityTime(this.desk, toAt)} <span class="soft">(${span})</span></td>
              <td>${missing === null ? '–' : text('stations.missing', { count: format.number(missing, 0) })}</td>
              <td class="soft">${state === 'healed' && healedAt !== null ? textWithTimes(this.desk, 'missing.state.healed', { times: { at: healedAt }, how: 'short' }) : text.of('missing.state', state, state)}</td>
            </tr>`
          })}
        </tbody>
      </table>
    </div>`
  }

  async #load(key: string): Promise<void> {
    const { api, city, text } = this.desk
    const to = city.now()
    try {
      const found = await stationCalls(api).quality(this.station.id, to - this.days * DAY_MS, to)
      if (key === this.#asked) this.found = { of: key, ...found }
      this.fault = null
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(text, error)
    }
  }
}

customElements.define('station-quality', StationQuality)
