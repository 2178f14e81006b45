import { cityTime, textWithTimes } from '../text/time.ts'
import { html, nothing, type TemplateResult } from 'lit'
import type { AlarmPerformance, LoadOfCause } from '../../../domain/alarm-performance.ts'
import type { Name } from '../../../domain/label.ts'
import { nameIn } from '../../../domain/label.ts'
import { SEVERITIES } from '../../../domain/severity.ts'
import { TROUBLES, type TroubleSpec, type Trouble } from '../../../domain/trouble.ts'
import { MONITOR } from '../../../domain/trouble.ts'
import { visibleWord } from '../../../domain/visible.ts'
import { severityMark } from '../alarms/severity-mark.ts'
import type { Desk } from '../desk.ts'
import type { TextKey } from '../text/text.ts'
import { alarmsOf } from './question.ts'

/** Names of rules as far as they are known, by id. */
export type RuleNames = ReadonlyMap<string, Name>

interface Of {
  readonly desk: Desk
  readonly names: RuleNames
}

/** The others are in the table for spreadsheets. */
const MOST_SHOWN = 12

type Cause = Pick<LoadOfCause, 'rule' | 'station'>

/** The ten causes that call most often, with their share. */
export function topView(of: Of, { top, asked }: AlarmPerformance): TemplateResult {
  const { text, format } = of.desk
  const all = top.reduce((sum, { count }) => sum + count, 0)
  const share = asked.count === 0 ? 0 : all / asked.count
  return causesSection(of, 'performance.top', top, {
    last: 'performance.share',
    cell: (cause) => `${format.number(cause.share * 100, 1)} %`,
    note:
      top.length === 0
        ? nothing
        : html`<p class="soft small">${text('performance.top.note', { share: format.number(share * 100, 1) })}</p>`,
  })
}

/** What chatters, and what is over before anybody could have looked. */
export function nuisanceView(of: Of, { chattering, fleeting }: AlarmPerformance): TemplateResult {
  const { text } = of.desk
  return html`${causesSection(of, 'performance.chattering', chattering, {
    note: html`<p class="soft small">${text('performance.chattering.note')}</p>`,
  })}
  ${causesSection(of, 'performance.fleeting', fleeting, {
    note: html`<p class="soft small">${text('performance.fleeting.note')}</p>`,
  })}`
}

function causesSection(
  of: Of,
  title: TextKey,
  causes: readonly LoadOfCause[],
  more: {
    readonly last?: TextKey
    readonly cell?: (cause: LoadOfCause) => string
    readonly note?: TemplateResult | typeof nothing
  } = {},
): TemplateResult {
  const { text, format } = of.desk
  const { last, cell, note = nothing } = more
  return html`<section class="long">
    <h2>${text(title)}</h2>
    ${
      causes.length === 0
        ? html`<p class="soft">${text('performance.no.such')}</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label=${text(title)}>
            <table>
              <thead>
                <tr>
                  <th scope="col">${text('performance.rule')}</th>
                  <th scope="col">${text('performance.station')}</th>
                  <th scope="col" class="number">${text('performance.count')}</th>
                  ${last === undefined ? nothing : html`<th scope="col" class="number">${text(last)}</th>`}
                </tr>
              </thead>
              <tbody>
                ${causes.slice(0, MOST_SHOWN).map(
                  (cause) => html`<tr>
                    <td>${ruleLink(of, cause)}</td>
                    <td>${alarmsLink(of, cause)}</td>
                    <td class="number">${format.number(cause.count, 0)}</td>
                    ${cell === undefined ? nothing : html`<td class="number">${cell(cause)}</td>`}
                  </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    ${causes.length > MOST_SHOWN ? html`<p class="soft small">${text('performance.more', { count: causes.length - MOST_SHOWN })}</p>` : nothing}
    ${note}
  </section>`
}

/** Alarms that have held for more than a day. */
export function staleView(of: Of, { stale, to }: AlarmPerformance): TemplateResult {
  const { text, format, route } = of.desk
  return html`<section class="long">
    <h2>${text('performance.stale.title')}</h2>
    ${
      stale.length === 0
        ? html`<p class="soft">${text('performance.no.such')}</p>`
        : html`<ul>
            ${stale.map(
              (one) => html`<li>
                <button class="plain" data-row @click=${() => route.go('/alarms', { alarm: one.alarm, state: OPEN })}>
                  ${ruleName(of, one.rule)} · ${placeName(of, one)}
                </button>
                ${textWithTimes(of.desk, 'performance.stale.since', { times: { at: one.since }, values: { span: format.span(to - one.since) }, how: 'short' })}
              </li>`,
            )}
          </ul>`
    }
  </section>`
}

const OPEN = 'unacknowledged,acknowledged,returned,shelved,suppressed,out-of-service'

/** Floods as people saw them. */
export function floodsView(desk: Desk, { floods, to }: AlarmPerformance): TemplateResult {
  const { text, format } = desk
  return html`<section class="long">
    <h2>${text('performance.floods')}</h2>
    ${
      floods.length === 0
        ? html`<p class="soft">${text('performance.floods.none')}</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label=${text('performance.floods')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">${text('performance.flood.from')}</th>
                  <th scope="col" class="number">${text('performance.flood.length')}</th>
                  <th scope="col" class="number">${text('performance.head.calls')}</th>
                  <th scope="col" class="number">${text('performance.peak')}</th>
                  <th scope="col">${text('performance.split')}</th>
                </tr>
              </thead>
              <tbody>
                ${floods.slice(0, 50).map(
                  (flood) => html`<tr>
                    <td>${cityTime(desk, flood.from)}</td>
                    <td class="number">${flood.to === null ? text('performance.flood.on', { span: format.span(to - flood.from) }) : format.span(flood.to - flood.from)}</td>
                    <td class="number">${format.number(flood.count, 0)}</td>
                    <td class="number">${format.number(flood.peak, 0)}</td>
                    <td>
                      <span class="row split">${SEVERITIES.toReversed()
                        .filter((severity) => flood.bySeverity[severity])
                        .map(
                          (severity) => html`<span>${severityMark(severity)} ${flood.bySeverity[severity]}</span>`,
                        )}</span>
                    </td>
                  </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`
}

/** What was changed about the rules, by whom and why. */
export function changesView(of: Of, { changes }: AlarmPerformance): TemplateResult {
  const { text, route } = of.desk
  return html`<section class="long">
    <h2>${text('performance.changes')}</h2>
    ${
      changes.length === 0
        ? html`<p class="soft">${text('performance.changes.none')}</p>`
        : html`<ul>
            ${changes.slice(0, 30).map(
              ({ rule, at, by, why, is }) => html`<li>
                ${cityTime(of.desk, at, 'short')} ·
                <button class="plain" @click=${() => route.go('/rules', { rule })}>${ruleName(of, rule)}</button>
                ${text.of('performance.change', is, is)} · ${visibleWord(by)}: ${visibleWord(why)}
              </li>`,
            )}
          </ul>`
    }
  </section>`
}

function ruleLink(of: Of, { rule, station }: Cause): TemplateResult | string {
  const { route } = of.desk
  if (station === MONITOR || !of.names.has(rule)) return ruleName(of, rule)
  return html`<button class="plain" data-row @click=${() => route.go('/rules', { rule })}>${ruleName(of, rule)}</button>`
}

function alarmsLink(of: Of, cause: Cause): TemplateResult {
  const { route, text } = of.desk
  const place = placeName(of, cause)
  return html`<button class="plain" title=${text('performance.alarms.open')} @click=${() => route.go('/alarms', alarmsOf(cause))}>${place}</button>`
}

function ruleName({ desk, names }: Of, rule: string): string {
  const known = names.get(rule) ?? (TROUBLES as Partial<Record<Trouble, TroubleSpec>>)[rule as Trouble]?.label
  return visibleWord(known === undefined ? rule : nameIn(desk.settings.language, known))
}

function placeName({ desk }: Of, { station }: Cause): string {
  if (station === MONITOR) return desk.text('alarm.monitor')
  const entry = desk.city.stations.get(station)
  return visibleWord(entry === undefined ? station : nameIn(desk.settings.language, entry.name))
}
