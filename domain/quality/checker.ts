import { FAIL, SUSPECT } from '../flag.ts'
import type { Kind } from '../kind.ts'
import type { Points } from '../points.ts'
import * as bounds from './bounds.ts'
import { compileRelations } from './relations.ts'

/** What a station's readings so far leave to be known; made by `Checker.start`, opaque to everybody else. */
export type StationState = Float64Array

/** Verdicts on earlier readings, in columns; only the first so many rows that `check` returned are meant. */
export interface LateVerdicts {
  /** Index of the value within the kind's. */
  readonly value: Uint16Array
  /** Time and sequence number of the reading that the verdict is on. */
  readonly ts: Float64Array
  readonly seq: Float64Array
  readonly flag: Uint8Array
}

/**
 * Checks the readings of one kind as they come: gross range, spike, rate of change, flat line, relations.
 * A flag is 0 where the value passes or is not carried. Nothing is allocated for a reading.
 */
export interface Checker {
  /** State of one station; keep one for each. The cadence is the kind's when not given. */
  start(everySeconds?: number): StationState
  /**
   * Writes the flags of row i. Only for readings in rising event time of the station. Returns how many values turned
   * out to be a spike in the reading before, mostly 0; `verdicts` says which, until the next call.
   */
  check(state: StationState, points: Points, i: number): number
  /** Writes the flags of a reading that came out of order: ranges and relations only. */
  checkLate(points: Points, i: number): void
  readonly verdicts: LateVerdicts
}

/** Intervals after which what came before says nothing of what comes now. */
const GAP_INTERVALS = 5

// State: [gap, shortest step of the rate test] in ms, then for each value:
const HEADER = 2
/** The newest reading that carried the value. */
const LAST_TS = 0
const LAST_VALUE = 1
const LAST_SEQ = 2
const LAST_FLAG = 3
/** The one before it; its value is NaN where it cannot be a neighbour. */
const BEFORE_TS = 4
const BEFORE_VALUE = 5
/** The newest one without a doubt. */
const GOOD_TS = 6
const GOOD_VALUE = 7
/** Start and range of the run that has stood still. */
const RUN_TS = 8
const RUN_LOW = 9
const RUN_HIGH = 10
const STATE = 11

export function makeChecker(kind: Kind): Checker {
  const limits = bounds.boundsOf(kind)
  const relate = compileRelations(kind)
  const hasRelations = (kind.relations ?? []).length > 0
  const count = Object.keys(kind.values).length
  const verdicts: LateVerdicts = {
    value: new Uint16Array(count),
    ts: new Float64Array(count),
    seq: new Float64Array(count),
    flag: new Uint8Array(count),
  }
  return { start, check, checkLate, verdicts }

  function start(everySeconds = kind.everySeconds): StationState {
    const state = new Float64Array(HEADER + count * STATE).fill(NaN)
    state[0] = GAP_INTERVALS * everySeconds * 1000
    state[1] = Math.min(everySeconds, 60) * 1000
    return state
  }

  function check(state: StationState, points: Points, i: number): number {
    checkLate(points, i)
    const ts = points.ts[i]!
    const seq = points.seq[i]!
    const gapMs = state[0]!
    const leastMs = state[1]!
    let found = 0
    for (let n = 0; n < count; n++) {
      const value = points.values[n]![i]!
      if (Number.isNaN(value)) continue
      const l = n * bounds.BOUNDS
      const s = HEADER + n * STATE
      const flags = points.flags[n]!
      let flag = flags[i]!

      const lastTs = state[s + LAST_TS]!
      const isNear = ts - lastTs <= gapMs
      let lastFlag = state[s + LAST_FLAG]!
      if (isNear && flag !== FAIL && lastFlag !== FAIL) {
        const spike = spikeFlag(limits, l, state[s + BEFORE_VALUE]!, state[s + LAST_VALUE]!, value)
        if (spike > lastFlag) {
          if (lastFlag === 0) {
            state[s + GOOD_TS] = state[s + BEFORE_TS]!
            state[s + GOOD_VALUE] = state[s + BEFORE_VALUE]!
          }
          lastFlag = spike
          verdicts.value[found] = n
          verdicts.ts[found] = lastTs
          verdicts.seq[found] = state[s + LAST_SEQ]!
          verdicts.flag[found] = spike
          found++
        }
      }

      if (flag < SUSPECT) {
        let sinceGood = ts - state[s + GOOD_TS]!
        if (sinceGood < leastMs) sinceGood = leastMs
        const change = Math.abs(value - state[s + GOOD_VALUE]!)
        if (change > limits[l + bounds.RATE]! * sinceGood) flag = SUSPECT
      }

      let low = state[s + RUN_LOW]!
      let high = state[s + RUN_HIGH]!
      if (value < low) low = value
      if (value > high) high = value
      if (isNear && high - low <= limits[l + bounds.FLAT_TOLERANCE]!) {
        const still = ts - state[s + RUN_TS]!
        if (still >= limits[l + bounds.FLAT_FAIL]!) flag = FAIL
        else if (still >= limits[l + bounds.FLAT_SUSPECT]! && flag < SUSPECT) flag = SUSPECT
        state[s + RUN_LOW] = low
        state[s + RUN_HIGH] = high
      } else {
        state[s + RUN_TS] = ts
        state[s + RUN_LOW] = value
        state[s + RUN_HIGH] = value
      }

      flags[i] = flag
      state[s + BEFORE_TS] = lastTs
      state[s + BEFORE_VALUE] = isNear && lastFlag === 0 ? state[s + LAST_VALUE]! : NaN
      state[s + LAST_TS] = ts
      state[s + LAST_VALUE] = value
      state[s + LAST_SEQ] = seq
      state[s + LAST_FLAG] = flag
      if (flag === 0) {
        state[s + GOOD_TS] = ts
        state[s + GOOD_VALUE] = value
      }
    }
    return found
  }

  function checkLate(points: Points, i: number): void {
    for (let n = 0; n < count; n++) {
      const value = points.values[n]![i]!
      const l = n * bounds.BOUNDS
      // A missing value, NaN, is neither below nor above.
      let flag = 0
      if (value < limits[l + bounds.SUSPECT_LOW]! || value > limits[l + bounds.SUSPECT_HIGH]!) flag = SUSPECT
      if (value < limits[l + bounds.FAIL_LOW]! || value > limits[l + bounds.FAIL_HIGH]!) flag = FAIL
      points.flags[n]![i] = flag
    }
    if (hasRelations) relate(points, i)
  }
}

/**
 * QARTOD 6 on the value in the middle, differential method: how far it stands out from the nearer of its neighbours.
 * Unlike the average method it leaves the neighbours of a spike and the edges of a step alone. A doubtful reading is no
 * neighbour (NaN).
 */
function spikeFlag(limits: Float64Array, l: number, before: number, value: number, after: number): number {
  const fall = Math.abs(value - after)
  if (!(fall > limits[l + bounds.SPIKE_SUSPECT]!)) return 0
  if (!((value > before && value > after) || (value < before && value < after))) return 0
  const rise = Math.abs(value - before)
  const height = rise < fall ? rise : fall
  if (height > limits[l + bounds.SPIKE_FAIL]!) return FAIL
  return height > limits[l + bounds.SPIKE_SUSPECT]! ? SUSPECT : 0
}
