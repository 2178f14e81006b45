import { Type, type Static } from 'typebox'
import { LedgerRow } from './wire.ts'

/** Row of the ledger for what belongs to no registered station. */
export const NOBODY = '?'

/** Messages of the journal, by what they were. Together they are all of them: none is passed over. */
export const MessageCounts = Type.Object({
  /** From stations and gateways, with readings in them. */
  data: Type.Integer(),
  status: Type.Integer(),
  /** Dead letters that were run again. */
  replays: Type.Integer(),
  /** On topics that belong to nobody. */
  strays: Type.Integer(),
  /** Positions that could not be read any more. */
  lost: Type.Integer(),
})
export type MessageCounts = Static<typeof MessageCounts>

/** Whether every position of the journal is in the books: `counted` is the sum of `messages`. */
export const MessageProof = Type.Object({
  /** Position from which on messages are counted, and up to which they are judged. */
  from: Type.Integer(),
  judged: Type.Integer(),
  counted: Type.Integer(),
  messages: MessageCounts,
  isExact: Type.Boolean(),
})
export type MessageProof = Static<typeof MessageProof>

/** Whether an account is in order: what waits can never be less than nothing. */
export function isBalanced(of: {
  readonly received: number
  readonly stored: number
  readonly duplicate: number
  readonly refused: number
  readonly pending: number
}): boolean {
  const { received, stored, duplicate, refused, pending } = of
  return pending >= 0 && received === stored + duplicate + refused + pending
}

export const GAP_CAUSES = ['sequence', 'cadence', 'journal', 'store'] as const
export type GapCause = (typeof GAP_CAUSES)[number]

/** `ongoing`: nothing has come since; `open`: later data has come, this has not; `healed`: it came after all. */
export const GAP_STATES = ['ongoing', 'open', 'healed'] as const
export type GapState = (typeof GAP_STATES)[number]

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])

/** An interval in which something is missing, or was until it was filled. */
export const Gap = Type.Object({
  id: Type.Integer(),
  /** sequence: numbers were left out; cadence: nothing for more than three intervals; journal: positions were lost; store: stored readings were. */
  cause: Type.Enum([...GAP_CAUSES]),
  /** Null: of the whole city. */
  station: Nullable(Type.String()),
  /** Event time of the reading before it, UTC ms. */
  fromAt: Type.Number(),
  /** Of the reading behind it; null while nothing has come. */
  toAt: Nullable(Type.Number()),
  /** First and last missing sequence number, or position. */
  first: Nullable(Type.Integer()),
  last: Nullable(Type.Integer()),
  /** How many are missing; by cadence an estimate; null when nobody can tell. */
  missing: Nullable(Type.Integer()),
  state: Type.Enum([...GAP_STATES]),
  openedAt: Type.Number(),
  healedAt: Nullable(Type.Number()),
})
export type Gap = Static<typeof Gap>

/** A gap with what is known of its station. */
export const GapEntry = Type.Object({
  ...Gap.properties,
  kind: Nullable(Type.String()),
  district: Nullable(Type.String()),
  department: Nullable(Type.String()),
  vendor: Nullable(Type.String()),
})
export type GapEntry = Static<typeof GapEntry>

/** What the ledger is summed up by. */
export const LEDGER_GROUPS = ['hour', 'station', 'district', 'department', 'vendor', 'city'] as const
export type LedgerGrouping = (typeof LEDGER_GROUPS)[number]

/** What is missing of some stations in a span of event time. */
export const Missing = Type.Object({
  /** Gaps that are not filled, and those among them that go on. */
  gaps: Type.Integer(),
  ongoing: Type.Integer(),
  /** Numbers that were left out. */
  numbers: Type.Integer(),
  /** Readings that the cadence leads to expect, those of them that did not come, and the share that came; null: nothing was expected. */
  expected: Type.Integer(),
  overdue: Type.Integer(),
  completeness: Nullable(Type.Number()),
  stations: Type.Integer(),
  /** Stations that never sent anything. */
  neverSeen: Type.Integer(),
})
export type Missing = Static<typeof Missing>

/** The account of a group of stations, or of an hour. */
export const LedgerGroup = Type.Object({
  /** Id of the station, district or department, name of the vendor, start of the hour (UTC ms); `?`: of nobody; empty: has none. */
  key: Type.String(),
  ...Type.Omit(LedgerRow, ['station', 'hour']).properties,
  /** Null by the hour: what is missing is known by event time, not by receipt. */
  missing: Nullable(Missing),
})
export type LedgerGroup = Static<typeof LedgerGroup>

/**
 * unbalanced: the books contradict themselves; lost: readings that were acknowledged are gone; gaps: devices owe
 * readings; waiting: something waits to be judged or stored for longer than is usual; no-data: nothing came; complete: none of these.
 */
export const VERDICTS = ['unbalanced', 'lost', 'gaps', 'waiting', 'no-data', 'complete'] as const
export type Verdict = (typeof VERDICTS)[number]

/** Whether anything is missing of some stations in a span. */
export const LedgerSummary = Type.Object({
  at: Type.Number(),
  from: Type.Number(),
  to: Type.Number(),
  verdict: Type.Enum([...VERDICTS]),
  total: Type.Omit(LedgerRow, ['station', 'hour']),
  missing: Missing,
  /** Of the whole city, whatever was asked for. */
  proof: MessageProof,
  /** Rows in which more became of readings than came, and hours in which the two sets of books differ. */
  wrong: Type.Integer(),
  /** Acknowledged readings that nothing will come of: what waits although nothing is left to be done, lost positions, and what a damaged store has lost. */
  lost: Type.Integer(),
  /** Messages in the journal that are not judged yet. */
  unjudged: Type.Integer(),
  isStoreBehind: Type.Boolean(),
})
export type LedgerSummary = Static<typeof LedgerSummary>

/** A station is silent, and its data has a hole, after so many intervals without a reading. */
export const GAP_INTERVALS = 3

/** Readings that a cadence leaves out between two that came. */
export function missingBetween(fromAt: number, toAt: number, everySeconds: number): number {
  return Math.max(1, Math.round((toAt - fromAt) / (everySeconds * 1000)) - 1)
}
