import { html, nothing, type TemplateResult } from 'lit'
import { nameIn } from '../../../domain/label.ts'
import type { Desk } from '../desk.ts'
import { isWaiting } from './order.ts'
import type { Row } from './rows.ts'
import { severityMark } from './severity-mark.ts'

/** An incident as one line of the alarm list; `toggle` shows its alarms below it, or takes them away. */
export function incidentRow(
  desk: Desk,
  { id, unit, isOpen }: Row & { of: 'incident' },
  { index, start, toggle }: { index: number; start: number; toggle: () => void },
): TemplateResult {
  const { text, format, city } = desk
  const { language } = desk.settings
  const incident = city.incidents.get(id)
  const [first] = unit.alarms
  const waiting = unit.alarms.filter(isWaiting).length
  const holds = unit.alarms.some(({ active }) => active)
  const districts = [...new Set(unit.alarms.map(({ district }) => district))]
  const since = incident?.openedAt ?? unit.raisedAt
  const label = incident?.label ?? first?.label
  return html`<div
    class="alarm incident ${waiting > 0 ? 'waits' : ''} ${holds ? '' : 'past'}"
    role="row"
    id="row-${id}"
    aria-rowindex=${index + 1}
    aria-level="1"
    aria-expanded=${isOpen ? 'true' : 'false'}
    aria-selected=${desk.picked === id}
    .style=${`transform:translateY(${start}px)`}
    @click=${toggle}
  >
    <span role="gridcell" class="sign">
      ${severityMark(unit.severity, waiting > 0)}
      <span class="word">${text.of('severity', unit.severity, unit.severity)}</span>
    </span>
    <span role="gridcell" class="what">
      <span class="twist" aria-hidden="true">${isOpen ? '▾' : '▸'}</span>
      <b>${label === undefined ? id : nameIn(language, label)}</b>
      <span class="count">${text('incident.alarms', { count: unit.alarms.length })}</span>
      ${incident?.simulated === true ? html`<span class="tag">${text('alarm.simulated')}</span>` : nothing}
    </span>
    <span role="gridcell" class="place">
      ${districts.map((district) => city.label('districts', district, language)).join(text('list.comma'))}
    </span>
    <span role="gridcell" class="figure">
      <a href="/incidents/${encodeURIComponent(id)}" @click=${(event: MouseEvent) => enter(desk, id, event)}>${text('incident.room')}</a>
    </span>
    <span role="gridcell" class="state">
      ${waiting > 0 ? text('incident.waiting', { count: waiting }) : text.of('state', 'acknowledged', '')}
    </span>
    <span role="gridcell" class="who">${incident?.lead ?? ''}</span>
    <time role="gridcell" class="age" title=${format.dateTime(since)} datetime=${new Date(since).toISOString()}>
      <span class="clock">${format.short(since)}</span>${format.span(city.shownAt() - since)}
    </time>
  </div>`
}

function enter(desk: Desk, id: string, event: MouseEvent): void {
  event.stopPropagation()
  if (event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  desk.route.go(`/incidents/${encodeURIComponent(id)}`)
}
