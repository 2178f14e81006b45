import { percentilesOf } from './latency.ts'
import type { View } from './screen.ts'
import { count, ms } from './words.ts'

/** How a load goes, in one line. */
export function lineOf({ course, startAt }: View, now: number): string {
  const { sent, acknowledged } = course.total
  const rate = sent / Math.max(0.001, (now - startAt) / 1000)
  const { p50 = 0, p99 = 0 } = percentilesOf(course.latency) ?? {}
  const errors = errorWords(course.total.errors)
  return `${count(rate)}/s  sent ${count(sent)}  acknowledged ${count(acknowledged)}  in flight ${count(sent - acknowledged)}  p50 ${ms(p50)}  p99 ${ms(p99)}${errors === '' ? '' : `  ${errors}`}`
}

/** `connection lost 3, ECONNRESET 2`; empty when there are none. */
export function errorWords(errors: Readonly<Record<string, number>>): string {
  return Object.entries(errors)
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, n]) => `${kind} ${count(n)}`)
    .join(', ')
}
