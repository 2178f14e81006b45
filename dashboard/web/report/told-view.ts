import { html, type TemplateResult } from 'lit'
import type { Alarm } from '../../../domain/alarm.ts'
import { nameIn } from '../../../domain/label.ts'
import { alarmsOf } from '../playback/told-alarms.ts'
import type { Told } from '../../../domain/playback.ts'
import { NUMERALS } from '../alarms/severity-mark.ts'
import { crossingOf, placeOf, titleOf, whereOf } from '../alarms/words.ts'
import type { Desk } from '../desk.ts'
import { saidOn } from '../said.ts'
import { cityTime } from '../text/time.ts'

/** More rows than that nobody reads on paper; the table of the timeline has them all. */
const MOST = 1500

/** What happened, line by line: when, what, who. */
export function toldView(desk: Desk, told: readonly Told[], among: readonly Told[] = told): TemplateResult {
  const { text } = desk
  if (told.length === 0) return html`<p class="soft">${text('report.none')}</p>`
  const rest = told.length - MOST
  const alarms = alarmsOf(among)
  return html`<table>
      <thead><tr>
        <th scope="col">${text('history.time')}</th><th scope="col">${text('report.what')}</th>
        <th scope="col">${text('report.step')}</th><th scope="col">${text('playback.csv.by')}</th>
      </tr></thead>
      <tbody>${told.slice(0, MOST).map((one) => row(desk, one, alarms))}</tbody>
    </table>
    ${rest > 0 ? html`<p class="soft">${text('report.more', { count: rest })}</p>` : ''}`
}

function row(desk: Desk, told: Told, alarms: ReadonlyMap<string, Alarm>): TemplateResult {
  const { text } = desk
  const { recordedAt, by } = told.event
  return html`<tr>
    <td class="time">${cityTime(desk, recordedAt)}</td>
    <td>${whatOf(desk, told, alarms)}</td>
    <td><b>${stepOf(desk, told)}</b> ${saidOn(desk, told.event)}</td>
    <td>${by === 'system' ? text('system') : by}</td>
  </tr>`
}

function whatOf(desk: Desk, told: Told, alarms: ReadonlyMap<string, Alarm>): string {
  if (!('alarm' in told)) {
    const moved = told.event.alarm === null ? undefined : alarms.get(told.event.alarm)
    const name = titleOf(desk, told.incident)
    return moved === undefined
      ? name
      : `${name}: ${nameIn(desk.settings.language, moved.label)} · ${placeOf(desk, moved)}`
  }
  const { alarm } = told
  const crossing = told.event.type === 'raise' ? ` · ${crossingOf(desk, alarm)}` : ''
  return `${NUMERALS[alarm.severity]} ${titleOf(desk, alarm)} · ${whereOf(desk, alarm)}${crossing}`
}

function stepOf({ text }: Desk, told: Told): string {
  return 'alarm' in told
    ? text.of('event', told.event.type, told.event.type)
    : text.of('incident.event', told.event.type, told.event.type)
}
