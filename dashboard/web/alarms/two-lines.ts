import { html, nothing, type TemplateResult } from 'lit'
import { nameIn } from '../../../domain/label.ts'
import type { Desk } from '../desk.ts'
import './hold-button.ts'
import { isWaiting } from './order.ts'
import type { Row } from './rows.ts'
import { severityMark } from './severity-mark.ts'
import { whereOf } from './words.ts'

/** A row of a narrow list, two lines high, or three on a phone; `cells` are what an incident says. A long name is cut, an exercise's mark never. */
export function twoLines(
  desk: Desk,
  row: Row,
  { cells, isPhone }: { readonly cells: Readonly<Record<string, unknown>> | null; readonly isPhone: boolean },
): TemplateResult {
  const { text, format, city, settings } = desk
  if (row.of === 'incident')
    return html`<span role="gridcell" class="sign">${cells?.['level']}</span>
      <span role="gridcell" class="what">${cells?.['what']}</span>
      <span role="gridcell" class="place">${cells?.['place']} ${cells?.['value']}</span>
      <span role="gridcell" class="state">${cells?.['state']}</span>
      <span role="gridcell" class="age">${cells?.['raised']}</span>
      <span role="gridcell" class="hold">${cells?.['value']}</span>`
  const { alarm } = row
  return html`<span role="gridcell" class="sign">
      ${severityMark(alarm.severity, isWaiting(alarm))}
      <span class="word">${text.of('severity', alarm.severity, alarm.severity)}</span>
    </span>
    <span role="gridcell" class="what">
      ${alarm.simulated ? html`<span class="tag">${text('alarm.simulated')}</span>` : nothing}
      <b>${nameIn(settings.language, alarm.label)}</b>
      ${alarm.count > 1 ? html`<span class="count">×${alarm.count}</span>` : nothing}
      ${alarm.late ? html`<span class="tag">${text('alarm.late')}</span>` : nothing}
    </span>
    <span role="gridcell" class="place">${whereOf(desk, alarm)}</span>
    <span role="gridcell" class="state">${text.of('state', alarm.state, alarm.state)}</span>
    <time
      role="gridcell"
      class="age"
      title="${format.dateTime(alarm.raisedAt)} · ${format.utc(alarm.raisedAt)}"
      datetime=${new Date(alarm.raisedAt).toISOString()}
    >
      ${format.span(city.shownAt() - alarm.raisedAt, isPhone)}
    </time>
    ${isWaiting(alarm) ? html`<span role="gridcell" class="hold"><hold-button .desk=${desk} .alarm=${alarm}></hold-button></span>` : nothing}`
}
