import type { Kind, ValueSpec } from '../kind.ts'

/** Offsets within one value's row of `boundsOf`. */
export const FAIL_LOW = 0
export const FAIL_HIGH = 1
export const SUSPECT_LOW = 2
export const SUSPECT_HIGH = 3
export const SPIKE_SUSPECT = 4
export const SPIKE_FAIL = 5
/** Per millisecond. */
export const RATE = 6
/** Milliseconds. */
export const FLAT_SUSPECT = 7
export const FLAT_FAIL = 8
export const FLAT_TOLERANCE = 9
export const BOUNDS = 10

/** All bounds of a kind in one flat row for each value; a test that a value does not have can never fire. */
export function boundsOf(kind: Kind): Float64Array {
  return Float64Array.from(Object.values(kind.values).flatMap(row))
}

function row(spec: ValueSpec): number[] {
  const [failLow, failHigh] = spec.fail ?? [-Infinity, Infinity]
  const [suspectLow, suspectHigh] = spec.suspect ?? [-Infinity, Infinity]
  const [spikeSuspect, spikeFail] = spec.spike ?? [Infinity, Infinity]
  const rate = spec.ratePerMinute === undefined ? Infinity : spec.ratePerMinute / 60_000
  const flatSuspect = spec.flat === undefined ? Infinity : spec.flat.suspectSeconds * 1000
  const flatFail = spec.flat === undefined ? Infinity : spec.flat.failSeconds * 1000
  // A tolerance below 0 starts a new run with every reading.
  const tolerance = spec.flat?.tolerance ?? -1
  return [failLow, failHigh, suspectLow, suspectHigh, spikeSuspect, spikeFail, rate, flatSuspect, flatFail, tolerance]
}
