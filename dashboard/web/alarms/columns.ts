import { html, nothing, type TemplateResult } from 'lit'
import type { Alarm } from '../../../domain/alarm.ts'
import { answerOf } from '../../../domain/answer.ts'
import { nameIn } from '../../../domain/label.ts'
import type { Desk } from '../desk.ts'
import type { TextKey } from '../text/text.ts'
import { cityTime } from '../text/time.ts'
import { isWaiting } from './order.ts'
import { severityMark } from './severity-mark.ts'
import { type SparkBook, sparkline } from './spark.ts'
import { crossingOf, ownerOf, whereOf } from './words.ts'

/** A column of the alarm console. */
export interface Column {
  readonly id: string
  readonly label: TextKey
  /** At least so wide, in rem; what is left over is shared by `grow`. */
  readonly rem: number
  readonly grow: number
  cell(desk: Desk, alarm: Alarm, sparks: SparkBook): TemplateResult | string | typeof nothing
}

/** In the order in which they stand. */
export const COLUMNS: readonly Column[] = [
  { id: 'level', label: 'column.level', rem: 6, grow: 0, cell: level },
  { id: 'what', label: 'column.what', rem: 10, grow: 2.2, cell: what },
  { id: 'place', label: 'alarm.place', rem: 9, grow: 2, cell: whereOf },
  {
    id: 'owner',
    label: 'alarm.owner',
    rem: 7,
    grow: 1,
    cell: ownerOf,
  },
  { id: 'station', label: 'column.station', rem: 7, grow: 0.5, cell: (_, { station }) => station },
  { id: 'rule', label: 'column.rule', rem: 7, grow: 0.5, cell: (_, { rule }) => rule },
  { id: 'value', label: 'alarm.value', rem: 9, grow: 1.6, cell: crossingOf },
  {
    id: 'trend',
    label: 'column.trend',
    rem: 6,
    grow: 0,
    cell: (desk, alarm, sparks) => sparkline(sparks.of(alarm, desk.city.now()) ?? [], alarm.limit),
  },
  {
    id: 'state',
    label: 'column.state',
    rem: 8.5,
    grow: 0.4,
    cell: ({ text }, { state }) => text.of('state', state, state),
  },
  { id: 'count', label: 'column.count', rem: 3.5, grow: 0, cell: (_, { count }) => `×${count}` },
  { id: 'assignee', label: 'alarm.assignee', rem: 6, grow: 0.6, cell: (_, { assignee }) => assignee ?? '' },
  { id: 'acked', label: 'column.acked', rem: 7.5, grow: 0.5, cell: acked },
  { id: 'comment', label: 'column.comment', rem: 9, grow: 1.6, cell: comment },
  { id: 'missed', label: 'column.missed', rem: 8.5, grow: 0.3, cell: missed },
  { id: 'raised', label: 'alarm.raised', rem: 7.5, grow: 0, cell: raised },
  { id: 'ended', label: 'column.ended', rem: 7.5, grow: 0, cell: ended },
]

/** Never taken away: a row without them says nothing. */
export const ALWAYS: ReadonlySet<string> = new Set(['level', 'what'])

/** Those shown where nothing is chosen; where there is no room, the last of them go first. */
export const BY_NEED: readonly string[] = [
  'level',
  'what',
  'place',
  'state',
  'raised',
  'value',
  'assignee',
  'trend',
  'count',
  'acked',
  'missed',
  'comment',
  'owner',
]
/** Of what is over, when it ended says more than how it looked. */
const BY_NEED_WHEN_OVER = BY_NEED.flatMap((id) => (id === 'raised' ? [id, 'ended'] : id === 'trend' ? [] : id))
const GAP_REM = 0.5
const MARK_REM = 2

/** The columns of a list so many rem wide: those that were chosen, else as many as there is room for. */
export function columnsIn(chosen: string | null, roomRem: number, isOver = false): readonly Column[] {
  if (chosen !== null) {
    const wanted = new Set(chosen.split(','))
    return COLUMNS.filter(({ id }) => ALWAYS.has(id) || wanted.has(id))
  }
  const shown = new Set<string>()
  let left = roomRem - MARK_REM
  for (const id of isOver ? BY_NEED_WHEN_OVER : BY_NEED) {
    left -= (COLUMNS.find((column) => column.id === id)?.rem ?? 0) + GAP_REM
    if (left < 0 && !ALWAYS.has(id)) break
    shown.add(id)
  }
  return COLUMNS.filter(({ id }) => shown.has(id))
}

/** Their tracks, for a grid. */
export function tracksOf(columns: readonly Column[]): string {
  return columns.map(({ rem, grow }) => (grow === 0 ? `${rem}rem` : `minmax(${rem}rem, ${grow}fr)`)).join(' ')
}

/** The room that they need with the gaps between them and the mark before them, in rem. */
export function leastOf(columns: readonly Column[]): number {
  return columns.reduce((sum, { rem }) => sum + rem + GAP_REM, MARK_REM)
}

function level({ text }: Desk, alarm: Alarm): TemplateResult {
  return html`${severityMark(alarm.severity, isWaiting(alarm))}
    <span class="word">${text.of('severity', alarm.severity, alarm.severity)}</span>`
}

function what({ text, settings }: Desk, alarm: Alarm): TemplateResult {
  return html`<b>${nameIn(settings.language, alarm.label)}</b>
    ${alarm.late ? html`<span class="tag">${text('alarm.late')}</span>` : nothing}
    ${alarm.simulated ? html`<span class="tag">${text('alarm.simulated')}</span>` : nothing}`
}

function acked(desk: Desk, { ackedAt, ackedBy }: Alarm): TemplateResult | typeof nothing {
  return ackedAt === null ? nothing : html`${ackedBy} <span class="clock">${cityTime(desk, ackedAt, 'short')}</span>`
}

function comment({ format }: Desk, { said }: Alarm): TemplateResult | typeof nothing {
  return said === undefined
    ? nothing
    : html`<span title="${said.by}, ${format.dateTime(said.at)} · ${format.utc(said.at)}: ${said.text}">${said.text}</span>`
}

function missed({ text }: Desk, alarm: Alarm): TemplateResult | typeof nothing {
  const of = answerOf(alarm).missed
  return of.length === 0
    ? nothing
    : html`<b>${of.map((owed) => text.of('missed', owed, owed)).join(text('list.comma'))}</b>`
}

function raised(desk: Desk, alarm: Alarm): TemplateResult {
  const { format, city } = desk
  return html`<span class="clock">${cityTime(desk, alarm.raisedAt, 'short')}</span> ${format.span(city.shownAt() - alarm.raisedAt)}`
}

function ended(desk: Desk, { clearedAt }: Alarm): TemplateResult | typeof nothing {
  return clearedAt === null ? nothing : html`<span class="clock">${cityTime(desk, clearedAt, 'short')}</span>`
}
