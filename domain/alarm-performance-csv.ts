import type { AlarmPerformance, LoadOfCause, ScopeLoad } from './alarm-performance.ts'
import type { Flood } from './flood.ts'
import type { CsvTable } from './ledger-csv.ts'
import { SEVERITIES } from './severity.ts'

/** Tables that alarm performance can be had as. */
export const PERFORMANCE_TABLES = ['measures', 'causes', 'floods'] as const
export type PerformanceTable = (typeof PERFORMANCE_TABLES)[number]

interface Figure {
  readonly scope: string
  readonly positions: number
  readonly figure: string
  readonly value: number | null
  readonly acceptable: number | null
  readonly manageable: number | null
  readonly mark: string | null
}

/** A row for each figure of each department. Times are seconds, shares 0 to 1; what has a mark is for one position. */
export const FIGURES_CSV: CsvTable<Figure> = {
  heads: ['scope', 'positions', 'figure', 'value', 'acceptable', 'manageable', 'mark'],
  cells: ({ scope, positions, figure, value, acceptable, manageable, mark }) => [
    scope,
    positions,
    figure,
    value,
    acceptable,
    manageable,
    mark,
  ],
}

export function figuresOf({ asked, departments }: AlarmPerformance): readonly Figure[] {
  return [asked, ...departments].flatMap((load) => [
    ...load.measures.map(({ id, ...measure }) => ({ ...scopeOf(load), figure: id, ...measure })),
    ...plainFigures(load).map(([figure, value]) => {
      return { ...scopeOf(load), figure, value, acceptable: null, manageable: null, mark: null }
    }),
  ])
}

function scopeOf({ scope, positions }: ScopeLoad) {
  return { scope, positions }
}

function plainFigures(load: ScopeLoad): readonly (readonly [string, number | null])[] {
  const seconds = (ms: number | null) => (ms === null ? null : ms / 1000)
  const times = (name: string, { count, median, p95, withTarget, late }: ScopeLoad['toAcknowledge']) =>
    [
      [`${name}-count`, count],
      [`${name}-median-seconds`, seconds(median)],
      [`${name}-p95-seconds`, seconds(p95)],
      [`${name}-with-target`, withTarget],
      [`${name}-late`, late],
    ] as const
  return [
    ['calls', load.count],
    ...SEVERITIES.map((severity) => [`calls-${severity}`, load.bySeverity[severity]] as const),
    ...times('to-acknowledge', load.toAcknowledge),
    ...times('to-clear', load.toClear),
    ['waiting', load.waiting],
    ...Object.entries(load.aside),
  ]
}

/** Which causes ask most, chatter or are fleeting. */
export const CAUSES_CSV: CsvTable<LoadOfCause & { readonly list: string }> = {
  heads: ['list', 'rule', 'station', 'department', 'count', 'share_of_calls'],
  cells: ({ list, rule, station, owner, count, share }) => [list, rule, station, owner, count, share],
}

export function causesOf({ top, chattering, fleeting }: AlarmPerformance) {
  return Object.entries({ top, chattering, fleeting }).flatMap(([list, causes]) =>
    causes.map((cause) => ({ list, ...cause })),
  )
}

export const FLOODS_CSV: CsvTable<Flood> = {
  heads: ['scope', 'from', 'to', 'calls', 'peak', ...SEVERITIES],
  cells: ({ scope, from, to, count, peak, bySeverity }) => [
    scope,
    isoOf(from),
    to === null ? null : isoOf(to),
    count,
    peak,
    ...SEVERITIES.map((severity) => bySeverity[severity] ?? 0),
  ],
}

function isoOf(at: number): string {
  return new Date(at).toISOString()
}
