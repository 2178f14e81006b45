import { Type, type Static } from 'typebox'
import { Alarm } from './alarm.ts'
import { Incident } from './incident.ts'

const Count = Type.Integer()

function Standing<T extends import('typebox').TSchema>(item: T) {
  return Type.Object({
    /** Time that it is of, UTC ms. */
    at: Type.Number(),
    /** Number of the newest event that is in it; what follows begins behind it. */
    seq: Count,
    items: Type.Array(item),
    next: Type.Union([Type.String(), Type.Null()]),
  })
}

/** Alarms that were not over at a time, as they stood. One may stand on two pages, the same on both. */
export const AlarmsAt = Standing(Alarm)
export type AlarmsAt = Static<typeof AlarmsAt>

export const IncidentsAt = Standing(Incident)
export type IncidentsAt = Static<typeof IncidentsAt>

/** What happened within a stretch of time. */
export const HistoryMark = Type.Object({
  /** When the first of it was recorded, UTC ms. */
  at: Type.Number(),
  /** How many steps of alarms. */
  events: Count,
  /** How often one was raised, by the severity that it then had. */
  red: Count,
  orange: Count,
  yellow: Count,
  blue: Count,
  /** How often a person took one up. */
  acks: Count,
})
export type HistoryMark = Static<typeof HistoryMark>

/** Marks in order of time; stretches in which nothing happened have none. */
export const HistoryMarks = Type.Object({
  from: Type.Number(),
  to: Type.Number(),
  everyMs: Type.Number(),
  items: Type.Array(HistoryMark),
})
export type HistoryMarks = Static<typeof HistoryMarks>

/** Readings of one station: of each step the newest, in columns of the same length. */
export const StationTrack = Type.Object({
  id: Type.String(),
  /** Seconds from the start of the span: ends of steps; up to 0, when what was known before was read. */
  at: Type.Array(Type.Number()),
  values: Type.Array(Type.Number()),
  /** QARTOD; absent when all passed. */
  flags: Type.Optional(Type.Array(Count)),
  /** Level of the kind's index from 1, 0 for none; absent when none has one. */
  levels: Type.Optional(Type.Array(Count)),
})
export type StationTrack = Static<typeof StationTrack>

/** Headline values of the stations over a span, by kind. Stations without a reading are left out. */
export const StationsHistory = Type.Object({
  from: Type.Number(),
  to: Type.Number(),
  everyMs: Type.Number(),
  kinds: Type.Array(Type.Object({ kind: Type.String(), value: Type.String(), stations: Type.Array(StationTrack) })),
})
export type StationsHistory = Static<typeof StationsHistory>
