/**
 * Checked readings of one kind as columns, the shape that crosses threads (every buffer can be transferred).
 * Row i of every column is one reading. Arrays are at least `count` long.
 */
export interface Points {
  readonly kind: string
  /** Names of `values`, in order; the kind's. */
  readonly names: readonly string[]
  count: number
  /** The registry's number of the station; stable for the life of the city. */
  readonly station: Int32Array
  /** Event time, UTC ms. */
  readonly ts: Float64Array
  /** The device's sequence number; 0 when none was sent. */
  readonly seq: Float64Array
  /** Journal position of the message that carried the reading. */
  readonly position: Float64Array
  /** When the door took it, UTC ms. */
  readonly receivedAt: Float64Array
  /** 1: not newer than what was seen of its station, so the store must look whether it has it already. */
  readonly doubtful: Uint8Array
  /** Per value: NaN where the reading does not carry it. */
  readonly values: readonly Float64Array[]
  /** Per value: QARTOD flag, 0 standing for pass or not carried. */
  readonly flags: readonly Uint8Array[]
  /** The kind's index, NaN when there is none, and its level (0 = none, 1 = best). */
  readonly index: Float64Array
  readonly level: Uint8Array
}

export function makePoints(kind: string, names: readonly string[], capacity: number): Points {
  return {
    kind,
    names,
    count: 0,
    station: new Int32Array(capacity),
    ts: new Float64Array(capacity),
    seq: new Float64Array(capacity),
    position: new Float64Array(capacity),
    receivedAt: new Float64Array(capacity),
    doubtful: new Uint8Array(capacity),
    values: names.map(() => new Float64Array(capacity)),
    flags: names.map(() => new Uint8Array(capacity)),
    index: new Float64Array(capacity),
    level: new Uint8Array(capacity),
  }
}

/** A later verdict on a stored value: the spike test knows only when the next value is there. */
export interface Amendment {
  readonly kind: string
  readonly station: number
  readonly ts: number
  readonly seq: number
  readonly value: string
  readonly flag: number
}
