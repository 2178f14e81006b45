import { Type, type Static } from 'typebox'

const Counts = Type.Object({ alarm: Type.Integer(), normal: Type.Integer(), low: Type.Integer() })
const Share = Type.Number({ minimum: 0, maximum: 1 })

/** How the monitor itself does, at one moment. Counts are since the start; times are UTC ms. */
export const Operations = Type.Object({
  at: Type.Number(),
  version: Type.String(),
  startedAt: Type.Number(),
  ingest: Type.Object({
    band: Type.Enum(['normal', 'shedding', 'slowed', 'reserved', 'stopped']),
    bandSince: Type.Number(),
    /** The fill that counts, and what is fullest: the journal, the disk that it stands on, or the line that is behind. */
    fill: Share,
    cause: Type.Enum(['journal', 'disk', 'line']),
    /** Fills where the bands begin. */
    limits: Type.Object({ shed: Share, slow: Share, reserve: Share }),
  }),
  journal: Type.Object({
    bytes: Type.Number(),
    limitBytes: Type.Number(),
    /** What it may have now: less than its bound where the disk has less room. */
    boundBytes: Type.Number(),
    /** Messages that wait for the disk. */
    waiting: Type.Integer(),
    /** Messages that somebody still has to read. */
    backlog: Type.Integer(),
  }),
  line: Type.Object({
    /** How far judging is behind the door. */
    lagSeconds: Type.Number(),
    isStoreBehind: Type.Boolean(),
    /** Messages that are not stored yet. */
    unstored: Type.Integer(),
    readings: Type.Integer(),
    refused: Type.Integer(),
  }),
  /** Null where this process has no door. */
  door: Type.Union([
    Type.Object({
      sessions: Type.Integer(),
      accepted: Type.Integer(),
      /** Messages held back because their sender was too fast. */
      slowed: Type.Integer(),
      refused: Type.Integer(),
      /** Messages that wait now because of the band. */
      held: Type.Integer(),
      shed: Counts,
      withheld: Counts,
      turnedAway: Counts,
      banned: Type.Integer(),
      /** Who is kept out now; at most a hundred are named. */
      bans: Type.Array(Type.Object({ id: Type.String(), until: Type.Number() })),
      bansNow: Type.Integer(),
    }),
    Type.Null(),
  ]),
  /** Over the last ten seconds. */
  rates: Type.Object({
    messagesPerSecond: Type.Number(),
    readingsPerSecond: Type.Number(),
    storedPerSecond: Type.Number(),
  }),
  process: Type.Object({
    /** 99th percentile of ten seconds. */
    loopLagMs: Type.Number(),
    rssBytes: Type.Number(),
    heapBytes: Type.Number(),
  }),
  /** Of the data folder's file system; null when it does not say. */
  disk: Type.Union([Type.Object({ freeBytes: Type.Number(), totalBytes: Type.Number() }), Type.Null()]),
})
export type Operations = Static<typeof Operations>

/** The last hour of the monitor, oldest first; kept in memory only. */
export const OperationsHistory = Type.Object({
  everySeconds: Type.Integer(),
  points: Type.Array(
    Type.Object({
      at: Type.Number(),
      messagesPerSecond: Type.Number(),
      readingsPerSecond: Type.Number(),
      storedPerSecond: Type.Number(),
      fill: Share,
      loopLagMs: Type.Number(),
    }),
  ),
})
export type OperationsHistory = Static<typeof OperationsHistory>
