/** Part of a course: the rate goes evenly from one to the other, messages a second. */
export interface Segment {
  readonly seconds: number
  readonly from: number
  readonly to: number
}

export type Shape = 'steady' | 'ramp' | 'burst' | 'step'

export const SHAPES: readonly Shape[] = ['steady', 'ramp', 'burst', 'step']

export interface ShapeOptions {
  readonly shape: Shape
  /** Messages a second: all the time, at the end of the ramp, between bursts, or on the first step. */
  readonly rate: number
  readonly seconds: number
  /** A burst has so many times the rate; it lasts `burstSeconds` and begins every `burstEvery` seconds. */
  readonly burst: number
  readonly burstSeconds: number
  readonly burstEvery: number
  /** Each step has so many times the rate of the one before, for `stepSeconds`. */
  readonly stepFactor: number
  readonly stepSeconds: number
}

/** The course that a load takes; its parts last `seconds` together. */
export function segmentsOf(options: ShapeOptions): readonly Segment[] {
  const { shape, rate, seconds } = options
  if (shape === 'ramp') return [{ seconds, from: 0, to: rate }]
  if (shape === 'burst') return cut(bursts(options), seconds)
  if (shape === 'step') return cut(steps(options), seconds)
  return [flat(rate, seconds)]
}

/** The wanted rate so many seconds after the start. */
export function rateAt(segments: readonly Segment[], second: number): number {
  let left = second
  for (const { seconds, from, to } of segments) {
    if (left < seconds) return from + ((to - from) * left) / seconds
    left -= seconds
  }
  return 0
}

export interface Timetable {
  readonly total: number
  readonly seconds: number
  /** Seconds after the start at which message `i`, counted from 0, is due. Asked for in rising order of `i`. */
  dueAt(i: number): number
  /** Messages that are due so many seconds after the start. */
  dueBy(second: number): number
}

/** Message i is due when i messages should have left before it. */
export function timetableOf(segments: readonly Segment[]): Timetable {
  const starts: { readonly at: number; readonly before: number; readonly segment: Segment }[] = []
  let [at, before] = [0, 0]
  for (const segment of segments) {
    starts.push({ at, before, segment })
    at += segment.seconds
    before += ((segment.from + segment.to) / 2) * segment.seconds
  }
  let cursor = 0
  return {
    total: Math.round(before),
    seconds: at,
    dueAt(i) {
      while (cursor + 1 < starts.length && i >= starts[cursor + 1]!.before) cursor += 1
      const { at, before, segment } = starts[cursor]!
      return at + timeFor(i - before, segment)
    },
    dueBy(second) {
      if (second < 0) return 0
      const { at: startedAt, before, segment } = starts.findLast(({ at }) => at <= second)!
      const within = Math.min(segment.seconds, second - startedAt)
      const rate = segment.from + ((segment.to - segment.from) * within) / (2 * segment.seconds)
      return Math.floor(before + rate * within) + 1
    },
  }
}

/** Seconds into the segment after which so many messages have left. */
function timeFor(messages: number, { seconds, from, to }: Segment): number {
  const slope = (to - from) / seconds
  if (slope === 0) return messages / from
  // from · t + slope · t² / 2 = messages
  return (Math.sqrt(Math.max(0, from * from + 2 * slope * messages)) - from) / slope
}

function* bursts({ rate, burst, burstSeconds, burstEvery }: ShapeOptions): Generator<Segment> {
  for (;;) {
    yield flat(rate, Math.max(0, burstEvery - burstSeconds))
    yield flat(rate * burst, burstSeconds)
  }
}

function* steps({ rate, stepFactor, stepSeconds }: ShapeOptions): Generator<Segment> {
  for (let step = rate; ; step *= stepFactor) yield flat(step, stepSeconds)
}

function cut(parts: Iterable<Segment>, seconds: number): Segment[] {
  const kept: Segment[] = []
  let left = seconds
  for (const part of parts) {
    if (part.seconds > 0) kept.push({ ...part, seconds: Math.min(part.seconds, left) })
    left -= part.seconds
    // What is left over by rounding is no part.
    if (left <= 1e-9) return kept
  }
  return kept
}

function flat(rate: number, seconds: number): Segment {
  return { seconds, from: rate, to: rate }
}
