import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { StationHistoryEntry } from '../../../domain/station-change.ts'
import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import { controls } from '../controls.ts'
import { DeskElement } from '../desk.ts'
import { stationCalls } from './calls.ts'
import { mayDo } from './rights.ts'
import { partStyles } from './station-page-style.ts'
import { cityTime } from '../text/time.ts'

/** What people did with a station, newest first. */
export class StationActs extends DeskElement {
  static override properties: PropertyDeclarations = {
    station: {},
    acted: { type: Number },
    acts: { state: true },
    fault: { state: true },
  }

  static override styles = [
    controls,
    partStyles,
    css`
      td:first-child {
        white-space: nowrap;
        color: var(--soft);
      }
    `,
  ]

  /** Its id. */
  declare station: string
  declare acted: number
  declare acts: readonly StationHistoryEntry[] | null
  declare fault: string | null
  protected readonly follows = [] as const
  #asked = ''

  constructor() {
    super()
    this.acts = null
    this.fault = null
  }

  protected override updated(): void {
    const key = `${this.station} ${this.acted}`
    if (key === this.#asked || !this.#isAllowed) return
    this.#asked = key
    void this.#load(key)
  }

  override render(): TemplateResult {
    const { text } = this.desk
    return html`
      <h2>${text('stations.acts')}</h2>
      ${this.fault === null ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${
        this.#isAllowed
          ? this.acts === null
            ? html`<p class="soft" role="status">${text('loading')}</p>`
            : this.#table(this.acts)
          : html`<p class="soft">${text('stations.not.allowed')}</p>`
      }
    `
  }

  get #isAllowed(): boolean {
    return mayDo(this.desk, 'station.history')
  }

  #table(acts: readonly StationHistoryEntry[]): TemplateResult {
    const { text } = this.desk
    if (acts.length === 0) return html`<p class="soft">${text('stations.acts.none')}</p>`
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${text('stations.acts')}>
      <table>
        <tbody>
          ${acts.map(
            ({ at, by, action, result, detail }) => html`<tr>
              <td>${cityTime(this.desk, at)}</td>
              <td>${by === 'system' ? text('system') : by}</td>
              <td>
                <b>${text.of('stations.act', action, action)}</b>
                ${result === 'ok' ? nothing : html` · ${text.of('stations.delivery', result, result)}`}
                ${detail === '' ? nothing : html`<br /><code>${detail}</code>`}
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`
  }

  async #load(key: string): Promise<void> {
    try {
      const acts = await stationCalls(this.desk.api).acts(this.station)
      if (key === this.#asked) this.acts = acts
      this.fault = null
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      this.fault = faultText(this.desk.text, error)
    }
  }
}

customElements.define('station-acts', StationActs)
