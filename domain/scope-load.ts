import type { AsideHow } from './alarm-call.ts'
import { perTenMinutes } from './alarm-load.ts'
import type { CallColumns } from './alarm-performance-fold.ts'
import { LIMITS, markOf, MEASURE_IDS, type MeasureId, type ScopeLoad, type Times } from './alarm-performance.ts'
import type { Flood } from './flood.ts'
import { nth } from './nth.ts'
import { SEVERITIES } from './severity.ts'

const TEN_MINUTES = 600_000
const HOUR = 3_600_000
const DAY = 24 * HOUR
/** More calls in an hour, or in ten minutes, are a bad one. */
const BAD_HOUR = 30
const BAD_PERIOD = 10

export interface ScopeSpan {
  readonly from: number
  readonly to: number
  readonly now: number
}

interface OtherFigures {
  /** Calls of the ten causes that called most often. */
  readonly topTen: number
  readonly chattering: number
  readonly fleeting: number
  readonly stale: number
  readonly floods: readonly Flood[]
  readonly aside: Readonly<Record<AsideHow, number>>
}

/** Adds up the calls of one scope. */
export interface ScopeLoadFold {
  take(calls: CallColumns, i: number): void
  readonly byHour: readonly number[]
  result(other: OtherFigures): ScopeLoad
}

export function makeScopeLoad(scope: string, positions: number, span: ScopeSpan): ScopeLoadFold {
  const { from, now } = span
  const to = Math.max(from + 1, Math.min(span.to, now))
  const hours = zeros(Math.ceil((to - from) / HOUR))
  const periods = zeros(Math.ceil((to - from) / TEN_MINUTES))
  const severities = SEVERITIES.map(() => 0)
  const acks = makeTimes()
  const clears = makeTimes()
  let recent: number[] = []
  let first = 0
  let peak = 0
  let count = 0
  let waiting = 0

  function take(calls: CallColumns, i: number): void {
    const at = calls.at[i]!
    const passed = at - from
    count++
    severities[calls.severity[i]!]! += 1
    hours[Math.min(hours.length - 1, Math.floor(passed / HOUR))]! += 1
    periods[Math.min(periods.length - 1, Math.floor(passed / TEN_MINUTES))]! += 1
    recent.push(at)
    while (recent[first]! <= at - TEN_MINUTES) first++
    if (first > 10_000) {
      recent = recent.slice(first)
      first = 0
    }
    peak = Math.max(peak, recent.length - first)
    const answer = calls.answer[i]!
    if (answer === -1) waiting++
    if (answer !== -2) acks.take(answer, calls.ackWithin[i]!, now - at)
    if (calls.isAgain[i] === 0) clears.take(calls.end[i]!, calls.respondWithin[i]!, now - at)
  }

  function result(other: OtherFigures): ScopeLoad {
    const share = (part: number) => (count === 0 ? 0 : part / count)
    const each = count / positions
    const values: Readonly<Record<MeasureId, number>> = {
      'per-day': (each * DAY) / (to - from),
      'per-hour': (each * HOUR) / (to - from),
      'per-ten-minutes': perTenMinutes(each, to - from),
      'bad-hours': shareOf(hours, (calls) => calls / positions > BAD_HOUR),
      'bad-periods': shareOf(periods, (calls) => calls / positions > BAD_PERIOD),
      peak: peak / positions,
      'time-in-flood': timeIn(other.floods, from, to) / (to - from),
      'top-ten': share(other.topTen),
      chattering: other.chattering,
      fleeting: other.fleeting,
      stale: other.stale / positions,
      'share-yellow': share(severities[1]!),
      'share-orange': share(severities[2]!),
      'share-red': share(severities[3]!),
    }
    const [blue, yellow, orange, red] = severities
    return {
      scope,
      positions,
      count,
      measures: MEASURE_IDS.map((id) => {
        const { acceptable, manageable } = LIMITS[id]
        return { id, value: values[id], acceptable, manageable: manageable ?? null, mark: markOf(id, values[id]) }
      }),
      bySeverity: { blue: blue!, yellow: yellow!, orange: orange!, red: red! },
      toAcknowledge: acks.result(),
      toClear: clears.result(),
      waiting,
      aside: { ...other.aside },
    }
  }

  return { take, byHour: hours, result }
}

function makeTimes() {
  let took = new Float64Array(64)
  let count = 0
  let withTarget = 0
  let late = 0
  return {
    /** `ms` below 0: it has not happened in the time that has passed. */
    take(ms: number, within: number, passed: number): void {
      if (ms >= 0) {
        if (count === took.length) {
          const longer = new Float64Array(2 * count)
          longer.set(took)
          took = longer
        }
        took[count++] = ms
      }
      if (within < 0) return
      withTarget++
      if ((ms < 0 ? passed : ms) > within) late++
    },
    result(): Times {
      const values = took.subarray(0, count)
      const rank = (part: number) => (count === 0 ? null : nth(values, Math.ceil(count * part) - 1))
      return { count, median: rank(0.5), p95: rank(0.95), withTarget, late }
    },
  }
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0)
}

function shareOf(counts: readonly number[], isBad: (count: number) => boolean): number {
  return counts.filter(isBad).length / counts.length
}

function timeIn(floods: readonly Flood[], from: number, to: number): number {
  return floods.reduce((sum, flood) => sum + Math.max(0, Math.min(flood.to ?? to, to) - Math.max(flood.from, from)), 0)
}
