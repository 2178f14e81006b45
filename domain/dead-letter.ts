import { Type, type Static } from 'typebox'
import { DeadLetter, type LetterState } from './wire.ts'

/** States of a letter that waits for somebody. */
export const OPEN_STATES: readonly LetterState[] = ['waiting', 'refused-again']

/** A dead letter, and where in its raw bytes the fault is: [from, to), null when it is nowhere in particular. */
export const DeadLetterDetail = Type.Object({
  ...DeadLetter.properties,
  place: Type.Union([Type.Object({ from: Type.Integer(), to: Type.Integer() }), Type.Null()]),
})
export type DeadLetterDetail = Static<typeof DeadLetterDetail>

/** Dead letters of one cause. */
export const DeadLetterGroup = Type.Object({
  reason: Type.String(),
  vendor: Type.Union([Type.String(), Type.Null()]),
  /** Null when a vendor says whose they are, or when they are nobody's. */
  station: Type.Union([Type.String(), Type.Null()]),
  kind: Type.Union([Type.String(), Type.Null()]),
  field: Type.Union([Type.String(), Type.Null()]),
  count: Type.Integer(),
  stations: Type.Integer(),
  firstAt: Type.Number(),
  lastAt: Type.Number(),
  /** The newest of them. */
  example: Type.Integer(),
})
export type DeadLetterGroup = Static<typeof DeadLetterGroup>

export const DeadLetterSummary = Type.Object({
  groups: Type.Array(DeadLetterGroup),
  /** Letters that were counted, and whether those are all: only the newest of very many are. */
  count: Type.Integer(),
  isWhole: Type.Boolean(),
  /** When the newest of all, whatever the filter, was received; null when there is none. */
  lastAt: Type.Union([Type.Number(), Type.Null()]),
})
export type DeadLetterSummary = Static<typeof DeadLetterSummary>

/** What became of a replay; `pending`: judged and not refused, not stored yet. */
export const ReplayAnswer = Type.Object({
  outcome: Type.Enum(['stored', 'refused', 'pending']),
  detail: Type.String(),
})
export type ReplayAnswer = Static<typeof ReplayAnswer>

/** What became of one call of a replay of many; `next` is given back as `after` to go on, null at the end. */
export const ReplayManyAnswer = Type.Object({
  stored: Type.Integer(),
  refused: Type.Integer(),
  pending: Type.Integer(),
  /** Letters that somebody else was quicker with. */
  skipped: Type.Integer(),
  /** How many are left behind `next`. */
  left: Type.Integer(),
  next: Type.Union([Type.Integer(), Type.Null()]),
  /** The first few that were refused again. */
  faults: Type.Array(Type.Object({ id: Type.Integer(), detail: Type.String() })),
})
export type ReplayManyAnswer = Static<typeof ReplayManyAnswer>

/** What a replay would do now. */
export const DeadLetterCheck = Type.Object({
  readings: Type.Array(
    Type.Object({
      station: Type.String(),
      kind: Type.String(),
      ts: Type.Number(),
      seq: Type.Integer(),
      /** In the kind's units; `flag` is QARTOD's. */
      values: Type.Record(
        Type.String(),
        Type.Object({ value: Type.Union([Type.Number(), Type.Null()]), unit: Type.String(), flag: Type.Integer() }),
      ),
    }),
  ),
  faults: Type.Array(
    Type.Object({
      item: Type.Union([Type.Integer(), Type.Null()]),
      stage: Type.String(),
      reason: Type.String(),
      detail: Type.String(),
      place: DeadLetterDetail.properties.place,
    }),
  ),
  /** Version of the field map that it would go through. */
  mapVersion: Type.Union([Type.Integer(), Type.Null()]),
})
export type DeadLetterCheck = Static<typeof DeadLetterCheck>

/** What one call of a discard of many did. */
export const DiscardManyAnswer = Type.Object({
  discarded: Type.Integer(),
  left: Type.Integer(),
  next: Type.Union([Type.Integer(), Type.Null()]),
})
export type DiscardManyAnswer = Static<typeof DiscardManyAnswer>
