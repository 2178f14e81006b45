import { Type, type Static } from 'typebox'
import { Flood } from './flood.ts'
import { SEVERITIES } from './severity.ts'

/** Measures of ISA-18.2 (IEC 62682) of the load on one who works at a time; `docs/alarms.md` has the table. */
export const MEASURE_IDS = [
  'per-day',
  'per-hour',
  'per-ten-minutes',
  'bad-hours',
  'bad-periods',
  'peak',
  'time-in-flood',
  'top-ten',
  'chattering',
  'fleeting',
  'stale',
  'share-yellow',
  'share-orange',
  'share-red',
] as const
export type MeasureId = (typeof MEASURE_IDS)[number]

interface Limits {
  /** Up to here, very likely acceptable. */
  readonly acceptable: number
  /** Up to here, manageable at most. */
  readonly manageable?: number
  /** A share, 0 to 1, that must stay below its limit; else a count that may reach it. */
  readonly isShare?: true
}

/** Limits for one operator position. */
export const LIMITS: Readonly<Record<MeasureId, Limits>> = {
  'per-day': { acceptable: 150, manageable: 300 },
  'per-hour': { acceptable: 6, manageable: 12 },
  'per-ten-minutes': { acceptable: 1, manageable: 2 },
  'bad-hours': { acceptable: 0.01, isShare: true },
  'bad-periods': { acceptable: 0.01, isShare: true },
  peak: { acceptable: 10 },
  'time-in-flood': { acceptable: 0.01, isShare: true },
  'top-ten': { acceptable: 0.01, manageable: 0.05, isShare: true },
  chattering: { acceptable: 0 },
  fleeting: { acceptable: 0 },
  stale: { acceptable: 4 },
  'share-yellow': { acceptable: 0.15, isShare: true },
  'share-orange': { acceptable: 0.05, isShare: true },
  'share-red': { acceptable: 0.01, isShare: true },
}

export const MARKS = ['acceptable', 'manageable', 'over'] as const
export type Mark = (typeof MARKS)[number]

/** Whether a measure is a share, 0 to 1. */
export function isShare(id: MeasureId): boolean {
  return LIMITS[id].isShare ?? false
}

/** How a figure is judged. */
export function markOf(id: MeasureId, value: number): Mark {
  const { acceptable, manageable = acceptable } = LIMITS[id]
  const isBelow = (limit: number) => (isStrict(id) && value > 0 ? value < limit : value <= limit)
  return isBelow(acceptable) ? 'acceptable' : isBelow(manageable) ? 'manageable' : 'over'
}

/** Whether the limit itself is too much already. The split by level is one that may be exactly as wanted. */
export function isStrict(id: MeasureId): boolean {
  return isShare(id) && !id.startsWith('share-')
}

const Count = Type.Integer()
const OrNull = <T extends import('typebox').TSchema>(schema: T) => Type.Union([schema, Type.Null()])

export const Measure = Type.Object({
  id: Type.Enum([...MEASURE_IDS]),
  /** For one position. */
  value: Type.Number(),
  acceptable: Type.Number(),
  manageable: OrNull(Type.Number()),
  mark: Type.Enum([...MARKS]),
})
export type Measure = Static<typeof Measure>

/** How long something took, ms: of those of the span that it happened to. */
export const Times = Type.Object({
  count: Count,
  median: OrNull(Type.Number()),
  /** By nearest rank. */
  p95: OrNull(Type.Number()),
  /** Calls for which the rule gives a time, and those of them that took longer or wait longer already. */
  withTarget: Count,
  late: Count,
})
export type Times = Static<typeof Times>

/** The load on the people of a department, or of the whole city. */
export const ScopeLoad = Type.Object({
  /** `*` is the whole city; else the id of a department, or `monitor` for alarms of the monitor itself. */
  scope: Type.String(),
  /** How many work at once. */
  positions: Count,
  /** How often alarms called for somebody. */
  count: Count,
  measures: Type.Array(Measure),
  bySeverity: Type.Record(Type.Enum([...SEVERITIES]), Count),
  /** From a call to the person who took it up. */
  toAcknowledge: Times,
  /** From a call to the end of its cause. */
  toClear: Times,
  /** Calls that nobody has taken up yet. */
  waiting: Count,
  /** How often an alarm was set aside. */
  aside: Type.Record(Type.Enum(['shelved', 'suppressed', 'out-of-service']), Count),
})
export type ScopeLoad = Static<typeof ScopeLoad>

const Cause = {
  rule: Type.String(),
  station: Type.String(),
  owner: Type.String(),
}
export const LoadOfCause = Type.Object({
  ...Cause,
  count: Count,
  /** Of all calls, 0 to 1. */
  share: Type.Number(),
})
export type LoadOfCause = Static<typeof LoadOfCause>

export const StaleAlarm = Type.Object({ ...Cause, alarm: Type.String(), since: Type.Number() })
export type StaleAlarm = Static<typeof StaleAlarm>

export const AsideReason = Type.Object({
  how: Type.Enum(['shelved', 'suppressed', 'out-of-service']),
  reason: Type.String(),
  count: Count,
})
export type AsideReason = Static<typeof AsideReason>

export const RuleChangeEntry = Type.Object({
  rule: Type.String(),
  version: Count,
  at: Type.Number(),
  by: Type.String(),
  why: Type.String(),
  /** What became of it. */
  is: Type.Enum(['on', 'off', 'gone']),
})
export type RuleChangeEntry = Static<typeof RuleChangeEntry>

/** What alarms asked of people in [from, to), by the measures of ISA-18.2. */
export const AlarmPerformance = Type.Object({
  /** Not before the city began to watch. */
  from: Type.Number(),
  to: Type.Number(),
  /** What was asked for, which the lists below are of. */
  asked: ScopeLoad,
  /** Each department that must act on alarms, with its own people. */
  departments: Type.Array(ScopeLoad),
  /** The ten causes that called most often. */
  top: Type.Array(LoadOfCause),
  /** Called three times within a minute; `count` is how often that came about. The first fifty. */
  chattering: Type.Array(LoadOfCause),
  /** Over within two intervals of the station; `count` is how often. The first fifty. */
  fleeting: Type.Array(LoadOfCause),
  /** Active for more than a day at the end, the oldest first. The first fifty. */
  stale: Type.Array(StaleAlarm),
  /** Newest first. */
  floods: Type.Array(Flood),
  /** The most frequent first. The first fifty. */
  aside: Type.Array(AsideReason),
  /** Newest first. */
  changes: Type.Array(RuleChangeEntry),
  /** Calls by hour from `from` on. */
  byHour: Type.Array(Count),
})
export type AlarmPerformance = Static<typeof AlarmPerformance>
