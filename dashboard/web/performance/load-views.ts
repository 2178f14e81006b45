import { html, nothing, svg, type TemplateResult } from 'lit'
import {
  type AlarmPerformance,
  isShare,
  isStrict,
  type Measure,
  type ScopeLoad,
  type Times,
} from '../../../domain/alarm-performance.ts'
import { WHOLE_CITY } from '../../../domain/flood.ts'
import { SEVERITIES } from '../../../domain/severity.ts'
import { MONITOR } from '../../../domain/trouble.ts'
import { visibleWord } from '../../../domain/visible.ts'
import { severityMark } from '../alarms/severity-mark.ts'
import type { Desk } from '../desk.ts'
import { barsOf } from './question.ts'
import { cityTime, textWithTimes } from '../text/time.ts'

const DAY = 86_400_000
/** The standard judges no less. */
const LEAST_DAYS = 30

/** Name of what a load is of. */
export function scopeName({ text, city, settings }: Desk, scope: string): string {
  if (scope === WHOLE_CITY) return text('performance.whole')
  if (scope === MONITOR) return text('alarm.monitor')
  return visibleWord(city.label('departments', scope, settings.language))
}

/** The answer in one sentence, with what it stands on. */
export function verdictView(desk: Desk, { asked, from, to }: AlarmPerformance): TemplateResult {
  const { text, format } = desk
  const over = asked.measures.filter(({ mark }) => mark === 'over').length
  const manageable = asked.measures.filter(({ mark }) => mark === 'manageable').length
  const days = (to - from) / DAY
  const sentence =
    asked.count === 0
      ? text('performance.none')
      : over > 0
        ? text('performance.over', { over })
        : text(manageable > 0 ? 'performance.manageable' : 'performance.acceptable')
  return html`<section class="verdict whole ${over > 0 && asked.count > 0 ? 'over' : ''}" aria-labelledby="verdict">
    <div role="status"><h2 id="verdict" data-over=${over}>${sentence}</h2></div>
    <p>
      ${textWithTimes(desk, 'performance.calls', {
        times: { from, to },
        values: {
          scope: scopeName(desk, asked.scope),
          calls: format.number(asked.count, 0),
          positions: asked.positions,
        },
      })}
    </p>
    ${days < LEAST_DAYS - 0.1 ? html`<p class="soft small">${text('performance.short', { days: format.number(days, days < 2 ? 1 : 0) })}</p>` : nothing}
  </section>`
}

/** The measures of the standard with their limits. */
export function measuresView(desk: Desk, { measures, positions }: ScopeLoad): TemplateResult {
  const { text } = desk
  return html`<section aria-labelledby="measures">
    <h2 id="measures">${text('performance.measures')}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label=${text('performance.measures')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${text('performance.measure')}</th>
            <th scope="col" class="number">${text('performance.figure')}</th>
            <th scope="col" class="number">${text('performance.mark.acceptable')}</th>
            <th scope="col" class="number">${text('performance.mark.manageable')}</th>
            <th scope="col">${text('performance.mark')}</th>
          </tr>
        </thead>
        <tbody>
          ${measures.map((measure) => measureRow(desk, measure))}
        </tbody>
      </table>
    </div>
    <p class="soft small">${text('performance.measures.note', { positions })}</p>
  </section>`
}

function measureRow(desk: Desk, measure: Measure): TemplateResult {
  const { text } = desk
  const { id, value, acceptable, manageable, mark } = measure
  const sign = isStrict(id) ? '<' : '≤'
  return html`<tr class=${mark} data-measure=${id}>
    <th scope="row">${text.of('performance', id, id)}</th>
    <td class="number">${figureText(desk, measure, value)}</td>
    <td class="number">${acceptable === 0 ? '0' : `${sign} ${figureText(desk, measure, acceptable)}`}</td>
    <td class="number">${manageable === null ? '–' : `${sign} ${figureText(desk, measure, manageable)}`}</td>
    <td class="judged">${text.of('performance.mark', mark, mark)}</td>
  </tr>`
}

function figureText({ format }: Desk, { id }: Pick<Measure, 'id'>, value: number): string {
  if (isShare(id)) return `${format.number(value * 100, Number.isInteger(value * 100) ? 0 : 1)} %`
  // 2.08 in ten minutes is over 2: never rounded to what it is not.
  return format.number(value, Number.isInteger(value) ? 0 : value < 100 ? 2 : 1)
}

/** Each department with its own people. */
export function departmentsView(
  desk: Desk,
  found: AlarmPerformance,
  choose: (owner: string | null) => void,
): TemplateResult {
  const { text, format } = desk
  const owner = found.asked.scope
  const heads = ['positions', 'calls', 'per-day', 'peak', 'time-in-flood', 'stale', 'over', 'median', 'late'] as const
  return html`<section class="whole" aria-labelledby="departments">
    <h2 id="departments">${text('performance.departments')}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label=${text('performance.departments')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${text('performance.department')}</th>
            ${heads.map((head) => html`<th scope="col" class="number">${text.of('performance.head', head, head)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${found.departments.map((load) => {
            const measure = (id: Measure['id']) => load.measures.find((one) => one.id === id)!
            const over = load.measures.filter(({ mark }) => mark === 'over').length
            const cell = (id: Measure['id']) => {
              const one = measure(id)
              return html`<td class="number ${one.mark === 'over' ? 'off' : ''}">${figureText(desk, one, one.value)}</td>`
            }
            return html`<tr aria-current=${load.scope === owner ? 'true' : nothing}>
              <th scope="row">
                <button class="plain" data-row @click=${() => choose(load.scope === owner ? null : load.scope)}>${scopeName(desk, load.scope)}</button>
              </th>
              <td class="number">${load.positions}</td>
              <td class="number">${format.number(load.count, 0)}</td>
              ${cell('per-day')}${cell('peak')}${cell('time-in-flood')}${cell('stale')}
              <td class="number ${over > 0 && load.count > 0 ? 'off' : ''}">${load.count > 0 ? over : 0}</td>
              <td class="number">${load.toAcknowledge.median === null ? '–' : format.span(load.toAcknowledge.median)}</td>
              <td class="number ${load.toAcknowledge.late > 0 ? 'off' : ''}">${lateText(desk, load.toAcknowledge)}</td>
            </tr>`
          })}
        </tbody>
      </table>
    </div>
    <p class="soft small">${text('performance.departments.note')}</p>
  </section>`
}

function lateText({ text, format }: Desk, { withTarget, late }: Times): string {
  if (withTarget === 0) return '–'
  return text('performance.late.of', { late: format.number(late, 0), all: format.number(withTarget, 0) })
}

/** How long people took, the split by level, and what was set aside. */
export function timesView(desk: Desk, { asked, aside }: AlarmPerformance): TemplateResult {
  const { text, format } = desk
  const span = (ms: number | null) => (ms === null ? '–' : format.span(ms))
  const row = (key: 'acknowledge' | 'clear', times: Times) =>
    html`<tr>
      <th scope="row">${text.of('performance.time', key, key)}</th>
      <td class="number">${format.number(times.count, 0)}</td>
      <td class="number">${span(times.median)}</td>
      <td class="number">${span(times.p95)}</td>
      <td class="number ${times.late > 0 ? 'off' : ''}">${lateText(desk, times)}</td>
    </tr>`
  const share = (count: number) => format.number(asked.count === 0 ? 0 : (count * 100) / asked.count, 1)
  return html`<section aria-labelledby="times">
    <h2 id="times">${text('performance.times')}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label=${text('performance.times')}>
      <table>
        <thead>
          <tr>
            <th scope="col">${text('performance.time')}</th>
            <th scope="col" class="number">${text('performance.time.count')}</th>
            <th scope="col" class="number">${text('performance.time.median')}</th>
            <th scope="col" class="number">${text('performance.time.p95')}</th>
            <th scope="col" class="number">${text('performance.time.late')}</th>
          </tr>
        </thead>
        <tbody>
          ${row('acknowledge', asked.toAcknowledge)} ${row('clear', asked.toClear)}
        </tbody>
      </table>
    </div>
    <p>${text('performance.waiting', { count: format.number(asked.waiting, 0) })}</p>
    <h2>${text('performance.split')}</h2>
    <div class="row split">
      ${SEVERITIES.toReversed().map(
        (severity) =>
          html`<span>${severityMark(severity)} ${text.of('severity', severity, severity)} ${format.number(asked.bySeverity[severity], 0)} (${share(asked.bySeverity[severity])} %)</span>`,
      )}
    </div>
    <h2>${text('performance.aside')}</h2>
    <p>
      ${text('performance.aside.counts', {
        suppressed: format.number(asked.aside.suppressed, 0),
        shelved: format.number(asked.aside.shelved, 0),
        out: format.number(asked.aside['out-of-service'], 0),
      })}
    </p>
    ${
      aside.length === 0
        ? nothing
        : html`<ul>${aside
            .slice(0, 15)
            .map(
              ({ how, reason, count }) =>
                html`<li>${format.number(count, 0)} × ${text.of('state', how, how)}: ${visibleWord(reason) || '–'}</li>`,
            )}</ul>`
    }
  </section>`
}

/** Calls over time as bars; the longest are told in words for those who do not see them. */
export function historyView(desk: Desk, { byHour, from }: AlarmPerformance): TemplateResult {
  const { text, format } = desk
  const { isDays, bars } = barsOf(byHour, from)
  const most = bars.reduce((a, b) => (b.count > a.count ? b : a), { at: from, count: 0 })
  const timeOf = (at: number) => (isDays ? format.dateTime(at).slice(0, 10) : format.short(at))
  const edge = (at: number) => (isDays ? timeOf(at) : cityTime(desk, at, 'short'))
  const label = text(isDays ? 'performance.history.days' : 'performance.history.hours', {
    most: format.number(most.count, 0),
    at: timeOf(most.at),
  })
  return html`<section class="whole" aria-labelledby="history">
    <h2 id="history">${text(isDays ? 'performance.by.day' : 'performance.by.hour')}</h2>
    <svg class="bars" role="img" aria-label=${label} viewBox="0 0 ${bars.length} 100" preserveAspectRatio="none">
      ${bars.map(({ at, count }, i) => {
        const height = (count * 100) / Math.max(1, most.count)
        return svg`<rect x=${i + 0.08} width="0.84" y=${100 - height} height=${height}><title>${timeOf(at)} · ${format.utc(at)}: ${count}</title></rect>`
      })}
    </svg>
    <div class="axis soft small"><span>${edge(from)}</span><span>${label}</span><span>${edge(bars.at(-1)?.at ?? from)}</span></div>
  </section>`
}
