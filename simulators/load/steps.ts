import type { Course } from './course.ts'
import { count, ms } from './words.ts'
import { rateAt, type Segment } from './shape.ts'

/** What a step of a rising load came to; rates in messages a second. */
export interface Step {
  readonly rate: number
  readonly sent: number
  readonly acknowledged: number
  /** ms; null when nothing was acknowledged. */
  readonly p99: number | null
  readonly held: boolean
  /** What gave way first: this machine, the acknowledgements, or their latency. */
  readonly cause: 'none' | 'sender' | 'acknowledgements' | 'latency'
  /** The same in words; empty when it held. */
  readonly why: string
}

/** A step holds while so much of what is due is sent, and of what is sent acknowledged. */
const ENOUGH = 0.95
/** And what is in flight at its end is less than leaves in so long: a moment's delay is no falling behind. */
const BEHIND_SECONDS = 0.25
/** Acknowledgements of a step's last second have come and been told by then. */
const AFTER_SECONDS = 1

/** Judges the steps of a course as they end. */
export interface StepJudge {
  /** The steps that have ended by now. */
  steps(secondsSinceStart: number): readonly Step[]
}

export function judgeSteps(segments: readonly Segment[], course: Course, p99LimitMs: number): StepJudge {
  const ends: { readonly from: number; readonly to: number }[] = []
  let at = 0
  for (const { seconds } of segments) {
    ends.push({ from: at, to: at + seconds })
    at += seconds
  }
  const judged: Step[] = []
  return {
    steps(now) {
      // What comes after the first that does not hold is cut short.
      while (
        judged.length < ends.length &&
        judged.at(-1)?.held !== false &&
        now >= ends[judged.length]!.to + AFTER_SECONDS
      )
        judged.push(judge(ends[judged.length]!, segments, { course, p99LimitMs }))
      return judged
    },
  }
}

function judge(
  { from, to }: { readonly from: number; readonly to: number },
  segments: readonly Segment[],
  { course, p99LimitMs }: { readonly course: Course; readonly p99LimitMs: number },
): Step {
  // Whole seconds that lie within it, without the first, in which the rate changed.
  const first = to - from > 2 ? Math.floor(from) + 1 : Math.floor(from)
  const end = Math.max(first + 1, Math.floor(to))
  const seconds = course.seconds().slice(first, end)
  const sum = (of: 'due' | 'sent' | 'acknowledged') => seconds.reduce((all, second) => all + second[of], 0)
  const latency = course.within(first, end)
  const p99 = latency.totalCount > 0 ? latency.getValueAtPercentile(99) / 1000 : null
  const rate = rateAt(segments, (from + to) / 2)
  const acknowledged = sum('acknowledged') / (end - first)
  const sent = sum('sent') / (end - first)
  const [cause, why] = ((): [Step['cause'], string] => {
    if (sum('sent') < ENOUGH * sum('due'))
      return [
        'sender',
        `only ${count(sent)} messages/s could be sent from here: give more --processes or another machine`,
      ]
    const isBehind = (seconds.at(-1)?.inFlight ?? 0) > BEHIND_SECONDS * rate
    if (isBehind && sum('acknowledged') < ENOUGH * sum('sent'))
      return ['acknowledgements', `only ${count(acknowledged)} messages/s were acknowledged`]
    if (p99 === null || p99 > p99LimitMs)
      return ['latency', `p99 ${p99 === null ? '–' : ms(p99)} is above ${ms(p99LimitMs)}`]
    return ['none', '']
  })()
  return { rate, sent, acknowledged, p99, held: cause === 'none', cause, why }
}

/** The highest step that held, in words. */
export function sustainedWords(steps: readonly Step[]): string {
  const broken = steps.find(({ held }) => !held)
  const best = steps.findLast(({ held }) => held)
  const words = best
    ? `sustained ${count(best.acknowledged)} messages/s (p99 ${ms(best.p99!)})`
    : 'no step was sustained'
  return broken ? `${words}; broke at ${count(broken.rate)}: ${broken.why}` : `${words} or more: no step broke`
}
