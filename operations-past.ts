import type { Operations, OperationsHistory } from './domain/operations.ts'

/** What only rises. */
export interface Totals {
  readonly messages: number
  readonly readings: number
  readonly stored: number
}

type Rates = Operations['rates']

/** The last hour in points of ten seconds, and the rates of the last ten seconds. */
export interface Past {
  /** To be told about once a second; `atMs` of a clock that only goes forward. */
  note(atMs: number, at: number, totals: Totals, now: { readonly fill: number; readonly loopLagMs: number }): void
  rates(): Rates
  history(): OperationsHistory
}

const EVERY_SECONDS = 10
const POINTS = 360

export function makePast(startMs: number): Past {
  const points: OperationsHistory['points'] = []
  let looks: { readonly atMs: number; readonly totals: Totals }[] = []
  let pointAtMs = startMs
  let totalsThen: Totals | null = null

  return {
    note(atMs, at, totals, { fill, loopLagMs }) {
      looks.push({ atMs, totals })
      looks = looks.filter((look) => atMs - look.atMs <= EVERY_SECONDS * 1000)
      totalsThen ??= totals
      const ms = atMs - pointAtMs
      if (ms < EVERY_SECONDS * 1000) return
      points.push({ at, ...ratesBetween(totalsThen, totals, ms), fill, loopLagMs })
      if (points.length > POINTS) points.shift()
      pointAtMs = atMs
      totalsThen = totals
    },
    rates() {
      const [first, last] = [looks[0], looks.at(-1)]
      if (!first || !last || first === last) return { messagesPerSecond: 0, readingsPerSecond: 0, storedPerSecond: 0 }
      return ratesBetween(first.totals, last.totals, last.atMs - first.atMs)
    },
    history: () => ({ everySeconds: EVERY_SECONDS, points: [...points] }),
  }
}

/** Never negative: after a start the store may go back over what it had. */
function ratesBetween(before: Totals, after: Totals, ms: number): Rates {
  const rate = (from: number, to: number) => Math.max(0, Math.round(((to - from) * 10_000) / ms) / 10)
  return {
    messagesPerSecond: rate(before.messages, after.messages),
    readingsPerSecond: rate(before.readings, after.readings),
    storedPerSecond: rate(before.stored, after.stored),
  }
}
