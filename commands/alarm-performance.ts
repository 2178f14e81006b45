import { type Command, Option } from 'commander'
import {
  type AlarmPerformance,
  isShare,
  type LoadOfCause,
  type Measure,
  type Times,
} from '../domain/alarm-performance.ts'
import { PERFORMANCE_TABLES } from '../domain/alarm-performance-csv.ts'
import { BOM } from '../domain/csv.ts'
import { WHOLE_CITY } from '../domain/flood.ts'
import { visibleWord } from '../domain/visible.ts'
import { apiOf, asking, type Asking, momentOf, printJson, type Terminal } from './ask.ts'
import { EXIT, failure } from './exit.ts'
import { counted, facts, table, timeText } from './table.ts'

interface Given extends Asking {
  readonly from?: string
  readonly to?: string
  readonly department?: string
  readonly csv?: string | true
  readonly strict: boolean
}

/** `alarms performance`: what alarms ask of people. */
export function alarmPerformanceCommand(terminal: Terminal): Command {
  return asking('performance', 'what alarms ask of people, by the measures of ISA-18.2')
    .option('--from <time>', 'UTC ms, ISO 8601, or how long ago, as 7d or 90d (30 d before the end)')
    .option('--to <time>', 'the same (now)')
    .option('--department <id>', 'only what this department must act on')
    .addOption(new Option('--csv [table]', 'print CSV, for spreadsheets (measures)').choices([...PERFORMANCE_TABLES]))
    .option('--strict', 'fail when a measure is above what people can manage', false)
    .action(async (given: Given) => {
      const api = await apiOf(given, terminal)
      const [from, to] = [given.from, given.to].map((text) => momentOf(text, terminal.now()))
      const query = { from, to, owner: given.department }
      if (given.csv !== undefined) {
        const which = given.csv === true ? 'measures' : given.csv
        terminal.print(
          (BOM + (await api.text('/alarm-performance', { ...query, format: 'csv', table: which }))).trimEnd(),
        )
        if (!given.strict) return
      }
      const found = await api.get<AlarmPerformance>('/alarm-performance', query)
      if (given.json) printJson(terminal, found)
      else if (given.csv === undefined) terminal.print(reportOf(found))
      const over = found.asked.measures.filter(({ mark }) => mark === 'over')
      if (given.strict && over.length > 0)
        throw failure(`Above what people can manage: ${over.map(({ id }) => id).join(', ')}`, EXIT.failed)
    })
}

function reportOf(found: AlarmPerformance): string {
  const { asked, departments, from, to, floods, stale } = found
  const scope = asked.scope === WHOLE_CITY ? 'the whole city' : asked.scope
  const parts = [
    `${timeText(from)} to ${timeText(to)}, ${scope}: ${counted(asked.count, 'call')}, ${counted(asked.positions, 'position')}`,
    table(
      ['measure, for one position', 'figure', 'acceptable', 'manageable', 'mark'],
      asked.measures.map((measure) => [
        measure.id,
        figureText(measure, measure.value),
        figureText(measure, measure.acceptable),
        measure.manageable === null ? '-' : figureText(measure, measure.manageable),
        measure.mark === 'over' ? 'TOO MUCH' : measure.mark,
      ]),
    ),
    facts([
      ['to acknowledge', timesText(asked.toAcknowledge)],
      ['to clear', timesText(asked.toClear)],
      ['not taken up yet', String(asked.waiting)],
      [
        'set aside',
        Object.entries(asked.aside)
          .map(([how, count]) => `${how} ${count}`)
          .join(', '),
      ],
      ['floods', floodText(floods)],
      ['stale now', String(stale.length)],
      ['changes to rules', String(found.changes.length)],
    ]),
    table(
      ['department', 'positions', 'calls', 'too much'],
      departments.map((load) => [
        load.scope,
        load.positions,
        load.count,
        load.count === 0
          ? '-'
          : load.measures
              .filter(({ mark }) => mark === 'over')
              .map(({ id }) => id)
              .join(', ') || '-',
      ]),
    ),
    ...causesText('most frequent', found.top),
    ...causesText('chattering', found.chattering),
    ...causesText('fleeting', found.fleeting),
  ]
  return parts.join('\n\n')
}

function causesText(head: string, causes: readonly LoadOfCause[]): readonly string[] {
  if (causes.length === 0) return []
  const rows = causes.map(({ rule, station, owner, count, share }) => [
    visibleWord(rule),
    visibleWord(station),
    owner,
    count,
    shareText(share),
  ])
  return [table([head, 'station', 'department', 'times', 'of all calls'], rows)]
}

function floodText(floods: AlarmPerformance['floods']): string {
  const [newest] = floods
  if (!newest) return '0'
  const end = newest.to === null ? 'still on' : `to ${timeText(newest.to)}`
  return `${floods.length}, the newest from ${timeText(newest.from)} ${end}, ${counted(newest.count, 'call')}`
}

function timesText({ count, median, p95, withTarget, late }: Times): string {
  const span = (ms: number | null) => (ms === null ? '-' : `${(ms / 1000).toFixed(0)} s`)
  return `median ${span(median)}, 95 % within ${span(p95)} (${count}); ${late} of ${withTarget} over the rule's time`
}

function figureText({ id }: Measure, value: number): string {
  if (isShare(id)) return shareText(value)
  return Number.isInteger(value) ? String(value) : value.toFixed(2)
}

function shareText(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
