import type { SimulatedStation } from './world.ts'

/** A station that lives so many ms later than its world does: it measures what was there then, and says that it is now. */
export function shifted(one: SimulatedStation, byMs: number): SimulatedStation {
  if (byMs === 0) return one
  const numbers = Math.round(byMs / one.everyMs)
  const own = (seq: number) => seq - numbers
  return {
    ...one,
    tsOf: (seq) => one.tsOf(own(seq)) + byMs,
    seqAt: (at) => one.seqAt(at - byMs) + numbers,
    fault: (at) => one.fault(at - byMs),
    disorder: (at) => {
      const found = one.disorder(at - byMs)
      return found && { ...found, from: found.from + byMs, until: found.until + byMs }
    },
    reading(seq) {
      const { ts, values } = one.reading(own(seq))
      return { ts: ts + byMs, values, seq }
    },
  }
}
