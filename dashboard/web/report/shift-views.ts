import { html, nothing, type TemplateResult } from 'lit'
import { type Alarm, isAside } from '../../../domain/alarm.ts'
import type { Incident } from '../../../domain/incident.ts'
import { nameIn } from '../../../domain/label.ts'
import type { Told } from '../../../domain/playback.ts'
import { byUrgency, WORST_FIRST } from '../alarms/order.ts'
import { severityMark } from '../alarms/severity-mark.ts'
import { crossingOf, titleOf, whereOf } from '../alarms/words.ts'
import type { Desk } from '../desk.ts'
import { pageLink } from '../page-link.ts'
import type { ShiftReport } from './calls.ts'
import { toldView } from './told-view.ts'
import { cityTime, textWithTimes } from '../text/time.ts'

/** The report of a shift, section by section. */
export function shiftView(desk: Desk, found: ShiftReport): TemplateResult {
  const { text } = desk
  const open = [...found.scene.alarms.values()].filter(({ state }) => !isAside(state)).toSorted(byUrgency)
  const notes = found.told.filter(isNote)
  return html`
    ${figures(desk, found, open.length)}
    ${section(text('report.open'), alarmTable(desk, open))}
    ${section(text('report.aside'), asideTable(desk, found))}
    ${section(text('nav.incidents'), incidentTable(desk, found.incidents))}
    ${section(text('report.missing'), missing(desk, found))}
    ${section(text('report.said'), toldView(desk, notes, found.told))}
    ${section(text('report.duty'), dutyTable(desk, found))}
    ${section(
      text('report.steps'),
      toldView(
        desk,
        found.told.filter(({ event }) => event.by !== 'system'),
        found.told,
      ),
    )}
  `
}

/** A part of a report under its head. */
export function section(head: string, body: TemplateResult): TemplateResult {
  return html`<section><h2>${head}</h2>${body}</section>`
}

const NOTES = new Set(['comment', 'note', 'hand-over', 'taken-over', 'closed'])

function isNote({ event }: Told): boolean {
  return event.by !== 'system' && NOTES.has(event.type)
}

function figures(desk: Desk, { performance, scene, incidents }: ShiftReport, open: number): TemplateResult {
  const { text, format } = desk
  const { asked } = performance
  const { median, p95, late } = asked.toAcknowledge
  const span = (ms: number | null) => (ms === null ? '–' : format.span(ms))
  const fact = (name: string, value: string | number) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`
  return html`<section class="figures">
    <dl>
      ${fact(text('report.raised'), asked.count)}
      ${WORST_FIRST.map((severity) => html`<div><dt>${severityMark(severity)} ${text.of('severity', severity, severity)}</dt><dd>${asked.bySeverity[severity] ?? 0}</dd></div>`)}
      ${fact(text('report.median'), span(median))} ${fact(text('report.p95'), span(p95))}
      ${fact(text('report.late'), late)} ${fact(text('report.open.count'), open)}
      ${fact(text('report.aside.count'), scene.alarms.size - open)} ${fact(text('nav.incidents'), incidents.length)}
    </dl>
  </section>`
}

function dutyTable(desk: Desk, { duty }: ShiftReport): TemplateResult {
  const { text, city, settings } = desk
  if (duty.items.length === 0) return html`<p class="soft">${text('report.duty.none')}</p>`
  return html`<table>
    <thead><tr>
      <th scope="col">${text('alarm.owner')}</th><th scope="col">${text('report.position')}</th>
      <th scope="col">${text('report.people')}</th><th scope="col">${text('report.until')}</th>
    </tr></thead>
    <tbody>${duty.items.map(
      (item) => html`<tr>
        <td>${city.label('departments', item.department, settings.language)}</td>
        <td>${nameIn(settings.language, item.label)}</td>
        <td>${
          item.isGap
            ? html`<b>${text('report.nobody')}</b>`
            : item.people.map(({ name }) => nameIn(settings.language, name)).join(text('list.comma')) || '–'
        }</td>
        <td class="time">${item.until === null ? '–' : cityTime(desk, item.until)}</td>
      </tr>`,
    )}</tbody>
  </table>`
}

/** Alarms as they stood. */
export function alarmTable(desk: Desk, alarms: readonly Alarm[]): TemplateResult {
  const { text } = desk
  if (alarms.length === 0) return html`<p class="soft">${text('report.open.none')}</p>`
  return html`<table>
    <thead><tr>
      <th scope="col">${text('column.level')}</th><th scope="col">${text('column.what')}</th><th scope="col">${text('alarm.place')}</th>
      <th scope="col">${text('column.state')}</th><th scope="col">${text('alarm.raised')}</th><th scope="col">${text('alarm.assignee')}</th>
    </tr></thead>
    <tbody>${alarms.map(
      (alarm) => html`<tr>
        <td class="level">${severityMark(alarm.severity)} ${text.of('severity', alarm.severity, '')}</td>
        <td>${titleOf(desk, alarm)}<br /><span class="soft">${crossingOf(desk, alarm)}</span></td>
        <td>${whereOf(desk, alarm)}</td>
        <td>${text.of('state', alarm.state, alarm.state)}</td>
        <td class="time">${cityTime(desk, alarm.raisedAt)}</td>
        <td>${alarm.assignee ?? alarm.ackedBy ?? '–'}</td>
      </tr>`,
    )}</tbody>
  </table>`
}

function asideTable(desk: Desk, { asides, suppressions }: ShiftReport): TemplateResult {
  const { text } = desk
  const until = (alarm: Alarm) =>
    alarm.shelvedUntil === null
      ? nothing
      : textWithTimes(desk, 'report.until.at', { times: { at: alarm.shelvedUntil } })
  return html`${
    asides.length === 0
      ? html`<p class="soft">${text('report.aside.none')}</p>`
      : html`<table>
          <thead><tr>
            <th scope="col">${text('column.level')}</th><th scope="col">${text('column.what')}</th>
            <th scope="col">${text('column.state')}</th><th scope="col">${text('report.why')}</th><th scope="col">${text('playback.csv.by')}</th>
          </tr></thead>
          <tbody>${asides.map(
            ({ alarm, event }) => html`<tr>
              <td class="level">${severityMark(alarm.severity)} ${text.of('severity', alarm.severity, '')}</td>
              <td>${titleOf(desk, alarm)} · ${whereOf(desk, alarm)}</td>
              <td>${text.of('state', alarm.state, alarm.state)} ${until(alarm)}</td>
              <td>${event?.text ?? '–'}</td>
              <td>${event === null ? '–' : event.by === 'system' ? text('system') : event.by}</td>
            </tr>`,
          )}</tbody>
        </table>`
  }
  ${
    suppressions.length === 0
      ? nothing
      : html`<h3>${text('report.suppressions')}</h3>
          <ul>${suppressions.map(
            ({ reason, why, by, from, to }) =>
              html`<li><b>${text.of('report.reason', reason, reason)}</b>: ${why} · ${by} · ${cityTime(desk, from)} – ${to === null ? text('report.openend') : cityTime(desk, to)}</li>`,
          )}</ul>`
  }`
}

function incidentTable(desk: Desk, incidents: readonly Incident[]): TemplateResult {
  const { text } = desk
  if (incidents.length === 0) return html`<p class="soft">${text('report.incidents.none')}</p>`
  return html`<table>
    <thead><tr>
      <th scope="col">${text('column.level')}</th><th scope="col">${text('playback.incident')}</th><th scope="col">${text('column.state')}</th>
      <th scope="col">${text('incident.lead')}</th><th scope="col">${text('report.tasks')}</th><th scope="col">${text('report.began')}</th><th scope="col">${text('report.closed')}</th>
    </tr></thead>
    <tbody>${incidents.map(
      ({ id, severity, label, simulated, state, lead, tasks, openedAt, closedAt }) => html`<tr>
        <td class="level">${severityMark(severity)} ${text.of('severity', severity, '')}</td>
        <td>${pageLink(desk, titleOf(desk, { label, simulated }), { path: '/report', params: { incident: id } })}</td>
        <td>${text.of('incident.state', state, state)}</td>
        <td>${lead ?? text('incident.lead.none')}</td>
        <td>${text('incident.tasks.open', { open: tasks.filter(({ doneAt }) => doneAt === null).length, all: tasks.length })}</td>
        <td class="time">${cityTime(desk, openedAt)}</td>
        <td class="time">${closedAt === null ? '–' : cityTime(desk, closedAt)}</td>
      </tr>`,
    )}</tbody>
  </table>`
}

function missing(desk: Desk, { gaps, areMoreGaps, letters }: ShiftReport): TemplateResult {
  const { text, city, settings } = desk
  const name = (id: string | null) => (id === null ? '–' : nameIn(settings.language, city.stations.get(id)?.name ?? id))
  return html`
    <p>${text('report.letters', { count: letters.count })}</p>
    ${
      gaps.length === 0
        ? html`<p class="soft">${text('report.gaps.none')}</p>`
        : html`<ul>${gaps.map(
            (gap) =>
              html`<li>${name(gap.station)}: ${cityTime(desk, gap.fromAt)} – ${gap.toAt === null ? text('report.openend') : cityTime(desk, gap.toAt)}</li>`,
          )}</ul>`
    }
    ${areMoreGaps ? html`<p class="soft">${text('report.gaps.more')}</p>` : nothing}
  `
}
