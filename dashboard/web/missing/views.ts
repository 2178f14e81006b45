import { cityTime, textWithTimes } from '../text/time.ts'
import { html, nothing, type TemplateResult } from 'lit'
import { type GapEntry, type LedgerGroup, type LedgerSummary, NOBODY } from '../../../domain/ledger.ts'
import { visibleWord } from '../../../domain/visible.ts'
import type { LedgerRow } from '../../../domain/wire.ts'
import type { Desk } from '../desk.ts'
import './complete-bar.ts'
import type { Grouping } from './question.ts'

const COUNTS = ['received', 'stored', 'duplicate', 'refused', 'pending'] as const
const SIGNS = ['=', '+', '+', '+'] as const
/** What a person must act on, and what devices owe. */
const LOOKS: Readonly<Record<string, string>> = { unbalanced: 'wrong', lost: 'wrong', gaps: 'owed' }

/** The answer at one glance, with the figures that show it. */
export function verdictView(
  desk: Desk,
  summary: LedgerSummary,
  letters: Readonly<Record<string, string>>,
): TemplateResult {
  const { text, format } = desk
  const { verdict, total, missing, proof, lost, unjudged, isStoreBehind } = summary
  const n = (count: number) => format.number(count, 0)
  const figures = Object.fromEntries(COUNTS.map((count) => [count, n(total[count])]))
  const notes = [
    ...(isStoreBehind ? [text('missing.store.behind')] : []),
    ...(unjudged > 0 ? [text('missing.unjudged', { count: n(unjudged) })] : []),
    ...(missing.ongoing > 0 ? [text('missing.ongoing', { count: n(missing.ongoing) })] : []),
    ...(missing.neverSeen > 0
      ? [text('missing.never', { count: n(missing.neverSeen), stations: n(missing.stations) })]
      : []),
  ]
  const { completeness } = missing
  return html`<section class="verdict ${LOOKS[verdict] ?? ''}" aria-labelledby="verdict">
    <div role="status"><h2 id="verdict" data-verdict=${verdict}>${sentence(desk, summary)}</h2></div>
    <p>${text.of('missing.means', verdict, '')}</p>
    <p class="hidden-visually">${text('missing.equation', figures)}</p>
    <div class="equation" aria-hidden="true">
      ${COUNTS.map(
        (count, i) =>
          html`<span><b>${figures[count]}</b><small class="soft">${text.of('missing.count', count, count)}</small></span>${
            i < SIGNS.length ? html`<i>${SIGNS[i]}</i>` : nothing
          }`,
      )}
    </div>
    <div class="whole">
      <span>${text('missing.complete')}</span>
      <complete-bar .desk=${desk} .share=${completeness}></complete-bar>
      <span class="soft">
        ${
          completeness === null
            ? text('missing.complete.none')
            : text('missing.complete.of', {
                overdue: n(missing.overdue),
                expected: n(missing.expected),
              })
        }
      </span>
    </div>
    ${notes.length === 0 ? nothing : html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
    ${total.refused > 0 ? html`<p><button @click=${() => desk.route.go('/dead-letters', letters)}>${text('missing.letters')}</button></p>` : nothing}
    <p class="soft small">
      ${
        proof.isExact
          ? text('missing.proof', {
              counted: n(proof.counted),
              from: n(proof.from),
              to: n(proof.judged),
              ...Object.fromEntries(Object.entries(proof.messages).map(([name, count]) => [name, n(count)])),
            })
          : text('missing.proof.wrong', { judged: n(proof.judged - proof.from), counted: n(proof.counted) })
      }
      ${lost > 0 && verdict !== 'lost' ? text('missing.verdict.lost', { lost: n(lost) }) : nothing}
    </p>
  </section>`
}

function sentence({ text, format }: Desk, { verdict, missing, lost }: LedgerSummary): string {
  if (verdict === 'gaps') return text('missing.verdict.gaps', { gaps: format.number(missing.gaps, 0) })
  if (verdict === 'lost') return text('missing.verdict.lost', { lost: format.number(lost, 0) })
  return text.of('missing.verdict', verdict, verdict)
}

/** Groups with their account and what is missing; `nameOf` a group, `open` it. */
export function groupsView(
  desk: Desk,
  groups: readonly LedgerGroup[],
  of: { readonly by: Grouping; readonly nameOf: (key: string) => string; readonly open: (key: string) => void },
): TemplateResult {
  const { text, format } = desk
  if (groups.length === 0) return html`<p class="soft">${text('missing.groups.none')}</p>`
  const number = (value: number, isOff = false) =>
    html`<td class="number ${isOff && value > 0 ? 'off' : ''}">${format.number(value, 0)}</td>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${text.of('missing.by', of.by, '')}>
    <table>
      <thead>
        <tr>
          <th scope="col">${text.of('missing.by', of.by, '')}</th>
          <th scope="col">${text('missing.column.complete')}</th>
          <th scope="col" class="number">${text('missing.column.gaps')}</th>
          <th scope="col" class="number">${text('missing.column.numbers')}</th>
          ${COUNTS.map((count) => html`<th scope="col" class="number">${text.of('missing.count', count, count)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${groups.map(({ key, missing, ...group }) => {
          const [gaps, ongoing] = [missing?.gaps ?? 0, missing?.ongoing ?? 0]
          return html`<tr>
            <td><button class="plain" data-row @click=${() => of.open(key)}>${of.nameOf(key)}</button></td>
            <td class="bar-cell"><complete-bar .desk=${desk} .share=${missing?.completeness ?? null}></complete-bar></td>
            <td class="number ${gaps > 0 ? 'off' : ''}">
              ${ongoing > 0 ? text('missing.gaps.ongoing', { gaps: format.number(gaps, 0), ongoing }) : format.number(gaps, 0)}
            </td>
            ${number(missing?.numbers ?? 0, true)}
            ${COUNTS.map((count) => number(group[count], count === 'pending'))}
          </tr>`
        })}
      </tbody>
    </table>
  </div>`
}

/** The account of one station, hour by hour, the newest first. */
export function hoursView(desk: Desk, rows: readonly LedgerRow[]): TemplateResult {
  const { text, format } = desk
  if (rows.length === 0) return html`<p class="soft">${text('missing.hours.none')}</p>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${text('missing.column.hour')}>
    <table>
      <thead>
        <tr>
          <th scope="col">${text('missing.column.hour')}</th>
          ${COUNTS.map((count) => html`<th scope="col" class="number">${text.of('missing.count', count, count)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.toReversed().map(
          (row) =>
            html`<tr>
              <td>${cityTime(desk, row.hour, 'short')}</td>
              ${COUNTS.map(
                (count) =>
                  html`<td class="number ${count === 'pending' && row.pending !== 0 ? 'off' : ''}">${format.number(row[count], 0)}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

/** What is missing, as intervals. */
export function gapsView(
  desk: Desk,
  gaps: readonly GapEntry[],
  of: {
    readonly isAll: boolean
    readonly nameOf: (station: string) => string
    readonly open: (station: string) => void
  },
): TemplateResult {
  const { text } = desk
  if (gaps.length === 0)
    return html`<p class="soft">${text(of.isAll ? 'missing.gaps.none.all' : 'missing.gaps.none')}</p>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${text('missing.gaps.title')}>
    <table>
      <thead>
        <tr>
          ${(
            [
              'missing.by.station',
              'missing.gap.cause',
              'missing.gap.span',
              'missing.gap.what',
              'missing.gap.state',
              'missing.by.vendor',
            ] as const
          ).map((key) => html`<th scope="col">${text(key)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${gaps.map(
          (gap) => html`<tr>
            <td>
              ${
                gap.station === null
                  ? text('missing.city')
                  : html`<button class="plain" data-row @click=${() => of.open(gap.station!)}>${of.nameOf(gap.station)}</button>`
              }
            </td>
            <td>${text.of('missing.cause', gap.cause, gap.cause)}</td>
            <td>
              ${cityTime(desk, gap.fromAt)} – ${gap.toAt === null ? text('missing.gap.now') : endTime(desk, gap.fromAt, gap.toAt)}
            </td>
            <td>${whatText(desk, gap)}</td>
            <td>
              ${
                gap.state === 'healed'
                  ? textWithTimes(desk, 'missing.state.healed', {
                      times: { at: gap.healedAt ?? gap.openedAt },
                      how: 'short',
                    })
                  : html`<b>${text.of('missing.state', gap.state, gap.state)}</b>`
              }
            </td>
            <td>${visibleWord(gap.vendor ?? '')}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function endTime(desk: Desk, from: number, to: number): TemplateResult {
  const [start, end] = [from, to].map((at) => desk.format.dateTime(at).slice(0, 10))
  return cityTime(desk, to, start === end ? 'time' : 'dateTime')
}

function whatText({ text, format }: Desk, { cause, first, last, missing }: GapEntry): string {
  if (missing === null) return text('missing.gap.unknown')
  const count = format.number(missing, 0)
  if (first === null || last === null) return text('missing.gap.about', { count })
  if (cause === 'journal') return text('missing.gap.positions', { count, first, last })
  return first === last ? text('missing.gap.number', { first }) : text('missing.gap.numbers', { count, first, last })
}

/** Whether a group is of what belongs to no station. */
export function isNobody(key: string): boolean {
  return key === NOBODY
}
