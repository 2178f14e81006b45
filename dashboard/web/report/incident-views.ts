import { html, nothing, type TemplateResult } from 'lit'
import type { IncidentTask, IncidentWithParts } from '../../../domain/incident.ts'
import { nameIn } from '../../../domain/label.ts'
import type { Told } from '../../../domain/playback.ts'
import { severityMark } from '../alarms/severity-mark.ts'
import type { Desk } from '../desk.ts'
import { alarmCount } from '../incidents/counts.ts'
import '../playback/playback-chart.ts'
import type { IncidentReport } from './calls.ts'
import { alarmTable, section } from './shift-views.ts'
import { toldView } from './told-view.ts'
import { cityTime } from '../text/time.ts'

const MOST_CHARTS = 6

/** The report of an incident, section by section. */
export function incidentReportView(desk: Desk, found: IncidentReport): TemplateResult {
  const { text } = desk
  const { incident, told } = found
  return html`
    ${headView(desk, incident)}
    ${section(text('report.tasks'), tasksView(desk, incident.tasks))}
    ${section(text('report.alarms'), alarmTable(desk, incident.alarms))}
    ${section(text('report.people'), peopleView(desk, told))}
    ${chartsView(desk, found)}
    ${section(text('report.timeline'), toldView(desk, told))}
  `
}

function headView(desk: Desk, incident: IncidentWithParts): TemplateResult {
  const { text, format, city, settings } = desk
  const { label, worst, severity, state, lead, openedAt, openedBy, stableAt, closedAt, closedBy } = incident
  const join = (of: 'districts' | 'departments', ids: readonly string[]) =>
    ids.map((id) => city.label(of, id, settings.language)).join(text('list.comma')) || '–'
  const who = (by: string | null) => (by === 'system' ? text('system') : (by ?? ''))
  const fact = (name: string, value: TemplateResult | string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`
  const when = (at: number | null, by: string | null = null) =>
    at === null ? '–' : html`${cityTime(desk, at)}${by === null ? nothing : ` · ${who(by)}`}`
  return html`<section class="figures">
    <h2>${severityMark(worst)} ${nameIn(settings.language, label)}</h2>
    ${incident.simulated ? html`<p><b>${text('alarm.simulated')}</b></p>` : nothing}
    ${(incident.withheld ?? 0) > 0 ? html`<p>${alarmCount(text, incident)}</p>` : nothing}
    <dl class="wide">
      ${fact(text('column.state'), text.of('incident.state', state, state))}
      ${fact(text('report.worst'), text.of('severity', worst, worst))}
      ${fact(text('report.severity'), text.of('severity', severity, severity))}
      ${fact(text('incident.lead'), lead ?? text('incident.lead.none'))}
      ${fact(text('report.began'), when(openedAt, openedBy))} ${fact(text('incident.stable'), when(stableAt))}
      ${fact(text('report.closed'), when(closedAt, closedBy))}
      ${fact(text('report.lasted'), format.span((closedAt ?? city.now()) - openedAt))}
      ${fact(text('alarms.district'), join('districts', incident.districts))}
      ${fact(text('incident.departments'), join('departments', incident.departments))}
    </dl>
  </section>`
}

function tasksView(desk: Desk, tasks: readonly IncidentTask[]): TemplateResult {
  const { text, city, settings } = desk
  if (tasks.length === 0) return html`<p class="soft">${text('report.tasks.none')}</p>`
  const inOrder = tasks.toSorted((a, b) =>
    a.department < b.department ? -1 : a.department > b.department ? 1 : a.id - b.id,
  )
  return html`<table>
    <thead><tr>
      <th scope="col">${text('alarm.owner')}</th><th scope="col">${text('report.task')}</th><th scope="col">${text('alarm.assignee')}</th>
      <th scope="col">${text('report.due')}</th><th scope="col">${text('report.done')}</th>
    </tr></thead>
    <tbody>${inOrder.map(
      ({ department, text: what, assignee, due, doneAt, doneBy }) => html`<tr>
        <td>${city.label('departments', department, settings.language)}</td>
        <td>${nameIn(settings.language, what)}</td>
        <td>${assignee ?? '–'}</td>
        <td class="time">${due === null ? '–' : cityTime(desk, due)}</td>
        <td class="time">${doneAt === null ? html`<b>${text('playback.task.open')}</b>` : html`${cityTime(desk, doneAt)} · ${doneBy ?? ''}`}</td>
      </tr>`,
    )}</tbody>
  </table>`
}

/** Each person with what they did, and from when to when. */
function peopleView(desk: Desk, told: readonly Told[]): TemplateResult {
  const { text } = desk
  const people = Map.groupBy(
    told.filter(({ event }) => event.by !== 'system'),
    ({ event }) => event.by,
  )
  if (people.size === 0) return html`<p class="soft">${text('report.people.none')}</p>`
  const deedsOf = (all: readonly Told[]) => {
    const steps = Map.groupBy(all, (one) =>
      'alarm' in one
        ? text.of('event', one.event.type, one.event.type)
        : text.of('incident.event', one.event.type, one.event.type),
    )
    return [...steps].map(([step, of]) => (of.length === 1 ? step : `${step} ×${of.length}`)).join(text('list.comma'))
  }
  return html`<table>
    <thead><tr>
      <th scope="col">${text('playback.csv.by')}</th><th scope="col">${text('report.did')}</th>
      <th scope="col">${text('playback.from')}</th><th scope="col">${text('playback.to')}</th>
    </tr></thead>
    <tbody>${[...people].map(
      ([by, all]) => html`<tr>
        <td>${by}</td><td>${deedsOf(all)}</td>
        <td class="time">${cityTime(desk, all[0]?.event.recordedAt ?? 0)}</td>
        <td class="time">${cityTime(desk, all.at(-1)?.event.recordedAt ?? 0)}</td>
      </tr>`,
    )}</tbody>
  </table>`
}

function chartsView(desk: Desk, { incident, span }: IncidentReport): TemplateResult | typeof nothing {
  const wanted = new Set(
    incident.alarms.flatMap(({ station, value }) => (value === null ? [] : [`${station} ${value}`])),
  )
  const drawn = [...wanted].slice(0, MOST_CHARTS).flatMap((one) => {
    const [id = '', value = ''] = one.split(' ')
    const station = desk.city.stations.get(id)
    return station === undefined ? [] : [{ station, value }]
  })
  if (drawn.length === 0) return nothing
  return section(
    desk.text('playback.charts'),
    html`<div class="charts">
      ${drawn.map(
        ({ station, value }) =>
          html`<playback-chart .desk=${desk} .station=${station} .value=${value} .span=${span} .at=${span.to}></playback-chart>`,
      )}
    </div>`,
  )
}
