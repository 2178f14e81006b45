import type { StationState } from '../domain/quality/checker.ts'
import type { IndexReading } from '../domain/wire.ts'
import type { Entry } from '../store/records/station-entry.ts'
import type { Block } from './blocks.ts'
import type { MapsOfStation } from './field-maps.ts'
import type { KindPlan } from './catalogue.ts'
import type { Vigil } from './alarms/vigil.ts'
import type { OpenGap } from './gaps/open-gap.ts'
import type { HourMeans } from './hour-means.ts'
import type { StationClock } from './station-clock.ts'

/** All that the line keeps of one station between readings. */
export interface Place {
  station: Entry
  readonly plan: KindPlan
  readonly checks: StationState
  /** Null: its messages are taken as they are. */
  maps: MapsOfStation | null
  /** Newest (event time, sequence number) seen; what is not newer may be stored already. */
  lastTs: number
  lastSeq: number
  /** Number of that reading, where it had a number but no time of its own; else -1. What is not above it was sent before. */
  untimedSeq: number
  /** Messages that are refused; null: none. */
  blocks: readonly Block[] | null
  /** The store may have newer ones than is known here. */
  isUnsure: boolean
  /** A reading that took longer than this to arrive tells of the past. */
  readonly lateMs: number
  readonly clock: StationClock
  /** Newest event time, and the sequence number that follows; kept with the gaps. -1: not known yet, 0: it numbers nothing. */
  headTs: number
  /** Event time of the first that came. */
  sinceTs: number
  nextSeq: number
  /** Number behind one that was a step back; -1: there was none. */
  backSeq: number
  isHeadMoved: boolean
  /** A longer time between two readings is a gap. */
  gapMs: number
  /** Those that later data may fill; null: none. */
  gaps: OpenGap[] | null
  /** The one among them in which it is now; null: it is heard. */
  silence: OpenGap | null
  /** Newest receipt, server time; NaN before the first. */
  heardAt: number
  readonly means: HourMeans | null
  /** Index that holds now, and its level (0 = none). */
  index: IndexReading | null
  /** Newest reading, as the picture shows it. */
  readonly values: Float64Array
  readonly flags: Uint8Array
  shownTs: number
  shownReceivedAt: number
  /** Readings of the batch at hand, for the ledger. */
  received: number
  refused: number
  written: number
  /** Sent before, and known to be without asking the store. */
  repeated: number
  /** Whether the picture has told of its change already. */
  isChanged: boolean
  /** What the rules remember of it; the rule engine's. */
  vigil: Vigil
}
