import { html, nothing, type TemplateResult } from 'lit'
import { nameIn } from '../../../domain/label.ts'
import type { Desk } from '../desk.ts'
import { cityTime } from '../text/time.ts'
import { byUrgency, isWaiting } from './order.ts'
import type { Row } from './rows.ts'
import { severityMark } from './severity-mark.ts'

type Cell = TemplateResult | string | typeof nothing

/** What an incident says in each column of the alarm list, by the column's id; nothing in the others. */
export function incidentCells(
  desk: Desk,
  { id, unit, isOpen }: Row & { of: 'incident' },
): Readonly<Record<string, Cell>> {
  const { text, format, city } = desk
  const { language } = desk.settings
  const incident = city.incidents.get(id)
  const waiting = unit.alarms.filter(isWaiting).length
  const districts = [...new Set(unit.alarms.map(({ district }) => district))]
  const since = incident?.openedAt ?? unit.raisedAt
  // It may be named by its cause alone; what has happened is what its worst alarm says.
  const worst = unit.alarms.reduce((one, other) => (byUrgency(other, one) < 0 ? other : one))
  const label = incident?.label ?? worst.label
  const isNamedSo = worst.label.en === label.en
  return {
    level: html`${severityMark(unit.severity, waiting > 0)}
      <span class="word">${text.of('severity', unit.severity, unit.severity)}</span>`,
    what: html`<span class="twist" aria-hidden="true">${isOpen ? '▾' : '▸'}</span>
      ${incident?.simulated === true ? html`<span class="tag">${text('alarm.simulated')}</span>` : nothing}
      <b>${nameIn(language, label)}</b>
      ${isNamedSo ? nothing : html`<span class="soft">${nameIn(language, worst.label)}</span>`}
      <span class="count">${text('incident.alarms', { count: unit.alarms.length })}</span>`,
    place: districts.map((district) => city.label('districts', district, language)).join(text('list.comma')),
    value: html`<a href="/incidents/${encodeURIComponent(id)}" @click=${(event: MouseEvent) => enter(desk, id, event)}
      >${text('incident.room')}</a
    >`,
    state: waiting > 0 ? text('incident.waiting', { count: waiting }) : text.of('state', 'acknowledged', ''),
    assignee: incident?.lead ?? '',
    raised: html`<span class="clock">${cityTime(desk, since, 'short')}</span> ${format.span(city.shownAt() - since)}`,
  }
}

/** Classes of its line. */
export function incidentClass({ unit }: Row & { of: 'incident' }): string {
  const waits = unit.alarms.some(isWaiting) ? 'waits' : ''
  const past = unit.alarms.some(({ active }) => active) ? '' : 'past'
  return `alarm incident ${waits} ${past}`
}

function enter(desk: Desk, id: string, event: MouseEvent): void {
  event.stopPropagation()
  if (event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  desk.route.go(`/incidents/${encodeURIComponent(id)}`)
}
