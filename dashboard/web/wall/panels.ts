import { html, nothing, type TemplateResult } from 'lit'
import { isAside, type Alarm } from '../../../domain/alarm.ts'
import { SEVERITIES } from '../../../domain/severity.ts'
import { nameIn } from '../../../domain/label.ts'
import type { Incident } from '../../../domain/incident.ts'
import { byUrgency, countAlarms, isWaiting, WORST_FIRST } from '../alarms/order.ts'
import { unitsOf } from '../alarms/rows.ts'
import { severityMark } from '../alarms/severity-mark.ts'
import { ownerOf, whereOf } from '../alarms/words.ts'
import type { Desk } from '../desk.ts'
import { alarmCount, waitingIn } from '../incidents/counts.ts'
import { districtIndices } from '../map/district-index.ts'
import './wall-rows.ts'

/** What waits of each level, and whether the stations speak: large enough for the back of the room. */
export function countersPanel(desk: Desk): TemplateResult {
  const { text, city, format } = desk
  const { of } = countAlarms(unitsOf(city.alarms.values(), city.incidents))
  const all = city.stations.size
  const there = [...city.stations.keys()].filter((id) => city.look(id) === 'plain').length
  const newest = city.newestAt === null ? '–' : format.span(city.shownAt() - city.newestAt)
  return html`<div class="counters">
    ${WORST_FIRST.map((severity) => {
      const { waiting, total } = of[severity]
      return html`<div class="count ${total === 0 ? 'none' : ''}">
        ${severityMark(severity, waiting > 0)}
        <p><b>${waiting}</b><span>${text('wall.waiting')}</span></p>
        <p><b>${total}</b><span>${text('wall.open')}</span></p>
      </div>`
    })}
    <div class="count"><p><b>${there} / ${all}</b><span>${text('wall.stations')}</span></p></div>
    <div class="count"><p><b>${newest}</b><span>${text('wall.newest')}</span></p></div>
  </div>`
}

/** What is most urgent; an incident is one, as in the counters. */
export function alarmsPanel(desk: Desk): TemplateResult {
  const { text, city } = desk
  const open = unitsOf(city.alarms.values(), city.incidents)
    .filter(({ state }) => !isAside(state))
    .toSorted(byUrgency)
  const counts = text('overview.counts', { waiting: open.filter(isWaiting).length, open: open.length })
  const rows = open.map(({ incident: id, severity, alarms: [alarm] }) => {
    const incident = id === null ? undefined : city.incidents.get(id)
    return incident === undefined ? alarmRow(desk, alarm!) : incidentRow(desk, { ...incident, severity })
  })
  return html`<section>
    <h2>${text('overview.alarms')} <span>${counts}</span></h2>
    ${rows.length === 0 ? html`<p class="empty">${text(city.link.state === 'connecting' ? 'loading' : 'wall.alarms.none')}</p>` : list(desk, rows)}
  </section>`
}

function alarmRow(desk: Desk, alarm: Alarm): TemplateResult {
  const { text } = desk
  return row(desk, {
    ...alarm,
    waits: isWaiting(alarm),
    since: alarm.raisedAt,
    where: whereOf(desk, alarm),
    who: `${alarm.assignee ?? ownerOf(desk, alarm)} · ${text.of('state', alarm.state, alarm.state)}`,
  })
}

/** Incidents that go on, the worst first. */
export function incidentsPanel(desk: Desk): TemplateResult {
  const { text, city } = desk
  const open = [...city.incidents.values()]
    .filter(({ state }) => state !== 'closed')
    .toSorted(
      (a, b) =>
        Number(waitingIn(city, b) > 0) - Number(waitingIn(city, a) > 0) ||
        SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
        b.openedAt - a.openedAt,
    )
  const rows = open.map((incident) => incidentRow(desk, incident))
  return html`<section>
    <h2>${text('nav.incidents')} <span>${open.length}</span></h2>
    ${rows.length === 0 ? html`<p class="empty">${text('wall.incidents.none')}</p>` : list(desk, rows)}
  </section>`
}

function incidentRow(desk: Desk, incident: Incident): TemplateResult {
  const { text, city, settings } = desk
  const { districts, lead, state } = incident
  const waiting = waitingIn(city, incident)
  const names = districts.map((id) => city.label('districts', id, settings.language)).join(text('list.comma'))
  return row(desk, {
    ...incident,
    waits: waiting > 0,
    since: incident.openedAt,
    where: `${names} · ${alarmCount(text, incident)}`,
    who: `${lead ?? text('incident.lead.none')} · ${waiting > 0 ? text('incident.waiting', { count: waiting }) : text.of('incident.state', state, state)}`,
  })
}

/** Nothing of it is cut: an exercise whose mark is not seen reads as real. */
function row(
  { text, city, format, settings }: Desk,
  of: Pick<Alarm, 'label' | 'severity' | 'simulated'> & {
    readonly waits: boolean
    readonly since: number
    readonly where: string
    readonly who: string
  },
): TemplateResult {
  return html`<li class=${of.waits ? 'waits' : ''}>
    ${severityMark(of.severity, of.waits)}
    <p class="what">
      <b>${nameIn(settings.language, of.label)}</b>
      ${of.simulated ? html`<em>${text('alarm.simulated')}</em>` : nothing}
    </p>
    <p class="age">${format.span(city.shownAt() - of.since)}</p>
    <p class="line"><span class="where">${of.where}</span><span class="who">${of.who}</span></p>
  </li>`
}

/** Districts by the index of a kind, the worst first; those of which too little is known say so. */
export function districtsPanel(desk: Desk, fill: string | null): TemplateResult {
  const { text, city, format, settings } = desk
  const kind = fill === null ? undefined : city.kind(fill)
  if (kind?.index == null) return html`<section><p class="empty">${text('fill.none')}</p></section>`
  const { index } = kind
  const ranked = [...districtIndices(city, kind.id)].toSorted(
    ([, a], [, b]) => (b.level ?? 0) - (a.level ?? 0) || (b.value ?? 0) - (a.value ?? 0),
  )
  const rows = ranked.map(([id, { level, value, counted, of }]) => {
    const known = level === null ? undefined : index.levels[level - 1]
    return html`<li>
      <i class="swatch ${known === undefined ? 'unknown' : ''}" .style=${known === undefined ? '' : `background:${known.colour}`}></i>
      <p class="what"><b>${city.label('districts', id, settings.language)}</b></p>
      <p class="age">${value === null ? '' : format.number(value, index.decimals)}</p>
      <p class="line"><span class="where">${known === undefined ? text('fill.unknown') : nameIn(settings.language, known.label)}</span><span class="who">${text('fill.counted', { counted, of })}</span></p>
    </li>`
  })
  return html`<section>
    <h2>${nameIn(settings.language, index.label)} <span>${nameIn(settings.language, kind.label)}</span></h2>
    ${list(desk, rows)}
  </section>`
}

function list({ text }: Desk, rows: readonly TemplateResult[]): TemplateResult {
  return html`<wall-rows .rows=${rows} .more=${(count: number) => text('wall.more', { count })}></wall-rows>`
}
