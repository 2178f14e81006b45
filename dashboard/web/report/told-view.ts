import { html, type TemplateResult } from 'lit'
import { nameIn } from '../../../domain/label.ts'
import type { Told } from '../../../domain/playback.ts'
import { NUMERALS } from '../alarms/severity-mark.ts'
import { crossingOf, whereOf } from '../alarms/words.ts'
import type { Desk } from '../desk.ts'
import { saidOn } from '../said.ts'
import { cityTime } from '../text/time.ts'

/** More rows than that nobody reads on paper; the table of the timeline has them all. */
const MOST = 1500

/** What happened, line by line: when, what, who. */
export function toldView(desk: Desk, told: readonly Told[]): TemplateResult {
  const { text } = desk
  if (told.length === 0) return html`<p class="soft">${text('report.none')}</p>`
  const rest = told.length - MOST
  return html`<table>
      <thead><tr>
        <th scope="col">${text('history.time')}</th><th scope="col">${text('report.what')}</th>
        <th scope="col">${text('report.step')}</th><th scope="col">${text('playback.csv.by')}</th>
      </tr></thead>
      <tbody>${told.slice(0, MOST).map((one) => row(desk, one))}</tbody>
    </table>
    ${rest > 0 ? html`<p class="soft">${text('report.more', { count: rest })}</p>` : ''}`
}

function row(desk: Desk, told: Told): TemplateResult {
  const { text } = desk
  const { recordedAt, by } = told.event
  return html`<tr>
    <td class="time">${cityTime(desk, recordedAt)}</td>
    <td>${whatOf(desk, told)}</td>
    <td><b>${stepOf(desk, told)}</b> ${saidOn(desk, told.event)}</td>
    <td>${by === 'system' ? text('system') : by}</td>
  </tr>`
}

function whatOf(desk: Desk, told: Told): string {
  const { language } = desk.settings
  if (!('alarm' in told)) return nameIn(language, told.incident.label)
  const { alarm } = told
  const crossing = told.event.type === 'raise' ? ` · ${crossingOf(desk, alarm)}` : ''
  return `${NUMERALS[alarm.severity]} ${nameIn(language, alarm.label)} · ${whereOf(desk, alarm)}${crossing}`
}

function stepOf({ text }: Desk, told: Told): string {
  return 'alarm' in told
    ? text.of('event', told.event.type, told.event.type)
    : text.of('incident.event', told.event.type, told.event.type)
}
