import type { Aggregate, SeriesAnswer } from '../../domain/wire.ts'
import type { Amendment, Points } from '../../domain/points.ts'

/** What is written in one step: everything that the journal held in [from, to). */
export interface Write {
  readonly from: number
  readonly to: number
  /** Ownership passes to the store: buffers may be transferred. */
  readonly points: readonly Points[]
  readonly amendments: readonly Amendment[]
}

/** Rows that were there already under another, earlier position. */
export interface Duplicate {
  readonly station: number
  readonly receivedAt: number
}

/** A row that the store will never take as it is, and why; the others of its write are stored. */
export interface RefusedRow {
  readonly station: number
  readonly receivedAt: number
  readonly position: number
  readonly ts: number
  readonly seq: number
  readonly refused: string
}

/** Stored readings that damage took; their times lie in [fromAt, toAt), UTC ms. */
export interface StoreLoss {
  readonly fromAt: number
  readonly toAt: number
  /** Null when nobody can tell. */
  readonly rows: number | null
}

export interface SeriesQuery {
  readonly kind: string
  readonly station: number
  readonly value: string
  /** UTC ms, from inclusive, to exclusive. */
  readonly from: number
  readonly to: number
  /** Bucket width; none = the readings themselves, at most `limit`. */
  readonly everyMs?: number
  readonly aggregate?: Aggregate
  readonly limit: number
}

/** What all stations of a kind read. */
export interface NewestQuery {
  readonly kind: string
  readonly value: string
  /** UTC ms, from inclusive, to exclusive. */
  readonly from: number
  readonly to: number
  /** The newest reading in each bucket of this width; none: the newest of the span. */
  readonly everyMs?: number
  readonly limit: number
}

/** Readings in columns of one length, by station, then time. */
export interface NewestReadings {
  /** Of the registry. */
  readonly station: readonly number[]
  /** Start of the bucket, or time of the reading, UTC ms. */
  readonly at: readonly number[]
  readonly value: readonly number[]
  /** 1 where it passed. */
  readonly flag: readonly number[]
  /** Level of the index, 0 for none. */
  readonly level: readonly number[]
}

/** A stored reading. */
export interface StoredReading {
  readonly kind: string
  readonly station: number
  readonly ts: number
  readonly seq: number
  readonly receivedAt: number
  readonly values: Readonly<Record<string, number>>
  readonly flags: Readonly<Record<string, number>>
  readonly index: number | null
  readonly level: number
}

/**
 * The time series: what is known of every station.
 *
 * Promises. `write` resolves when the readings are durable, and keeps one row for each (station, ts, seq) however often
 * it is given: a doubtful row (`Points.doubtful`) that is there already under an earlier journal position is not
 * written and is returned as a duplicate; one that is there under the same position (a replay) is neither. A row that the store
 * refuses for good, whoever gives it again, is returned as refused. Writes may be given up to four at a time; they resolve in
 * order, as if each had begun when the one before was through, and none does once one before has failed. A write that fails
 * rejects with a `CityError`, `waitMs` saying how long the store asks to be left alone; the same write may be given again.
 * Flags 4 and 9 keep a value out of aggregates; the flag of a bucket is the worst of its readings.
 */
export interface Series extends AsyncDisposable {
  write(write: Write): Promise<readonly (Duplicate | RefusedRow)[]>
  /** Journal position up to which everything is known to be durable here; 0 when the store cannot tell. */
  position(): Promise<number>
  series(query: SeriesQuery): Promise<SeriesAnswer['points']>
  /**
   * Newest readings of a value, of every station of a kind that has any: one a station, or one a station and bucket. Buckets start
   * at whole multiples of their width since 1970. At most `limit`.
   */
  newest(query: NewestQuery): Promise<NewestReadings>
  /** Newest reading of every station that has one. */
  latest(): Promise<readonly StoredReading[]>
  /** Stations that it has readings of, by number: for records that have lost theirs. None where it knows stations by their ids. */
  names(): Promise<readonly (readonly [number: number, id: string])[]>
  /** What a store offers that can take rows ahead of their turn; it is caught up with fresh readings first. */
  readonly ahead?: Ahead
  /** Forgets readings of a kind older than `before`, UTC ms. */
  forget(kind: string, before: number): Promise<void>
  /**
   * Puts a copy into `folder`, as consistent as if the process had been killed at one moment after the call, while writes go on;
   * null when the store keeps backups of its own.
   */
  snapshot(folder: string): Promise<Snapshot | null>
  /** Rows and bytes, for the operations page. */
  state(): Promise<{ readonly rows: number; readonly bytes: number }>
}

/** What was copied. */
export interface Snapshot {
  /** Everything below is in it. */
  readonly position: number
  /** From the folder of the copy. */
  readonly files: readonly string[]
  readonly bytes: number
}

/** Rows ahead of their turn. Each of them is written again, by `write`, when its turn comes, and overwrites itself. */
export interface Ahead {
  /** Stores rows without looking whether they are there; what the store refuses is left out. Not in order with other writes. */
  write(points: readonly Points[]): Promise<void>
  /** As `latest`, of what came from journal positions below `position`: what stands ahead is not seen. */
  latestBelow(position: number): Promise<readonly StoredReading[]>
}

/** What an adapter may ask about a station's number. */
export type StationOf = (number: number) => { readonly id: string; readonly district: string } | undefined
