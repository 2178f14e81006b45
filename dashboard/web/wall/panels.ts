import { html, nothing, type TemplateResult } from 'lit'
import { isAside, type Alarm } from '../../../domain/alarm.ts'
import { SEVERITIES } from '../../../domain/severity.ts'
import { nameIn } from '../../../domain/label.ts'
import { byUrgency, countAlarms, isWaiting, WORST_FIRST } from '../alarms/order.ts'
import { unitsOf } from '../alarms/rows.ts'
import { severityMark } from '../alarms/severity-mark.ts'
import { ownerOf, whereOf } from '../alarms/words.ts'
import type { Desk } from '../desk.ts'
import { districtIndices } from '../map/district-index.ts'

/** What waits of each level, and whether the stations speak: large enough for the back of the room. */
export function countersPanel(desk: Desk): TemplateResult {
  const { text, city, format } = desk
  const { of } = countAlarms(unitsOf(city.alarms.values()))
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

/** The most urgent alarms, as many as there is room for, and how many more there are. */
export function alarmsPanel(desk: Desk, room: number): TemplateResult {
  const { text, city, format, settings } = desk
  const open = [...city.alarms.values()].filter((alarm) => !isAside(alarm.state)).toSorted(byUrgency)
  const row = (alarm: Alarm) => {
    return html`<li class=${isWaiting(alarm) ? 'waits' : ''}>
      ${severityMark(alarm.severity, isWaiting(alarm))}
      <p class="what">
        <b>${nameIn(settings.language, alarm.label)}</b>
        ${alarm.simulated ? html`<em>${text('alarm.simulated')}</em>` : nothing}
      </p>
      <p class="age">${format.span(city.shownAt() - alarm.raisedAt)}</p>
      <p class="line"><span class="where">${whereOf(desk, alarm)}</span><span class="who">${alarm.assignee ?? ownerOf(desk, alarm)} · ${text.of('state', alarm.state, alarm.state)}</span></p>
    </li>`
  }
  return html`<section>
    <h2>${text('overview.alarms')} <span>${text('overview.counts', { waiting: open.filter(isWaiting).length, open: open.length })}</span></h2>
    ${open.length === 0 ? html`<p class="empty">${text(city.link.state === 'connecting' ? 'loading' : 'wall.alarms.none')}</p>` : html`<ol>${open.slice(0, room).map(row)}</ol>`}
    ${more(desk, open.length - room)}
  </section>`
}

/** Incidents that go on, the worst first. */
export function incidentsPanel(desk: Desk, room: number): TemplateResult {
  const { text, city, format, settings } = desk
  const open = [...city.incidents.values()]
    .filter(({ state }) => state !== 'closed')
    .toSorted(
      (a, b) =>
        Number(b.waiting > 0) - Number(a.waiting > 0) ||
        SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
        b.openedAt - a.openedAt,
    )
  return html`<section>
    <h2>${text('nav.incidents')} <span>${open.length}</span></h2>
    ${
      open.length === 0
        ? html`<p class="empty">${text('wall.incidents.none')}</p>`
        : html`<ol>
            ${open.slice(0, room).map(
              (incident) => html`<li class=${incident.waiting > 0 ? 'waits' : ''}>
                ${severityMark(incident.severity, incident.waiting > 0)}
                <p class="what"><b>${nameIn(settings.language, incident.label)}</b></p>
                <p class="age">${format.span(city.shownAt() - incident.openedAt)}</p>
                <p class="line"><span class="where">${incident.districts.map((id) => city.label('districts', id, settings.language)).join(text('list.comma'))} · ${text('incident.alarms', { count: incident.members })}</span><span class="who">${incident.lead ?? text('incident.lead.none')} · ${text.of('incident.state', incident.state, incident.state)}</span></p>
              </li>`,
            )}
          </ol>`
    }
    ${more(desk, open.length - room)}
  </section>`
}

/** Districts by the index of a kind, the worst first; those of which too little is known say so. */
export function districtsPanel(
  desk: Desk,
  { fill, room }: { readonly fill: string | null; readonly room: number },
): TemplateResult {
  const { text, city, format, settings } = desk
  const kind = fill === null ? undefined : city.kind(fill)
  if (kind?.index == null) return html`<section><p class="empty">${text('fill.none')}</p></section>`
  const { index } = kind
  const ranked = [...districtIndices(city, kind.id)].toSorted(
    ([, a], [, b]) => (b.level ?? 0) - (a.level ?? 0) || (b.value ?? 0) - (a.value ?? 0),
  )
  return html`<section>
    <h2>${nameIn(settings.language, index.label)} <span>${nameIn(settings.language, kind.label)}</span></h2>
    <ol class="ranking">
      ${ranked.slice(0, room).map(([id, { level, value, counted, of }]) => {
        const known = level === null ? undefined : index.levels[level - 1]
        return html`<li>
          <i class="swatch ${known === undefined ? 'unknown' : ''}" .style=${known === undefined ? '' : `background:${known.colour}`}></i>
          <p class="what"><b>${city.label('districts', id, settings.language)}</b></p>
          <p class="age">${value === null ? '' : format.number(value, index.decimals)}</p>
          <p class="line"><span class="where">${known === undefined ? text('fill.unknown') : nameIn(settings.language, known.label)}</span><span class="who">${text('fill.counted', { counted, of })}</span></p>
        </li>`
      })}
    </ol>
  </section>`
}

function more({ text }: Desk, count: number): TemplateResult | typeof nothing {
  return count > 0 ? html`<p class="more">${text('wall.more', { count })}</p>` : nothing
}
