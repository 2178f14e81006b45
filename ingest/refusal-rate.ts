import type { Troubles } from './alarms/troubles.ts'
import type { Refusal } from './sifter.ts'
import { citySays } from '../domain/city-says.ts'

const BUCKET_MS = 10_000
const BUCKETS = 30
/** Raised above this share of the input of the last five minutes … */
const RAISE_SHARE = 0.001
/** … and this many. */
const RAISE_COUNT = 10
/** Ended below half of either, so that it does not come and go at the border. */
const CLEAR_SHARE = RAISE_SHARE / 2
const CLEAR_COUNT = RAISE_COUNT / 2
/** Causes that are told apart in a bucket; a sender decides how many names it invents. */
const MOST_CAUSES = 500

interface Bucket {
  start: number
  received: number
  refused: number
  readonly causes: Map<string, number>
}

/** Watches how much of the input of the last five minutes was refused, and raises an alarm when it is too much. */
export interface RefusalRate {
  /** Readings that came, also refused ones. Once a batch. */
  received(count: number): void
  refused(refusal: Pick<Refusal, 'place' | 'topic' | 'fault'>): void
  /** Looks whether the alarm begins or ends. */
  tick(at: number): void
}

export function makeRefusalRate(troubles: Pick<Troubles, 'raise' | 'clear' | 'holds'>, now: () => number): RefusalRate {
  const buckets: Bucket[] = []
  let last: Bucket = startBucket(now())

  function startBucket(at: number): Bucket {
    const bucket = { start: at - (at % BUCKET_MS), received: 0, refused: 0, causes: new Map<string, number>() }
    buckets.push(bucket)
    return bucket
  }

  function tick(at: number): void {
    if (at - last.start >= BUCKET_MS || at < last.start) last = startBucket(at)
    while (buckets[0] && (at - buckets[0].start >= BUCKETS * BUCKET_MS || buckets[0].start > at)) buckets.shift()
    let received = 0
    let refused = 0
    for (const bucket of buckets) {
      received += bucket.received
      refused += bucket.refused
    }
    const share = received === 0 ? 0 : refused / received
    if (refused >= RAISE_COUNT && share > RAISE_SHARE) {
      if (!troubles.holds('dead-letters-many')) troubles.raise('dead-letters-many', told(received, refused))
    } else if (refused < CLEAR_COUNT || share < CLEAR_SHARE) troubles.clear('dead-letters-many')
  }

  function told(received: number, refused: number): string {
    const causes = new Map<string, number>()
    for (const bucket of buckets)
      for (const [cause, count] of bucket.causes) causes.set(cause, (causes.get(cause) ?? 0) + count)
    const [worst] = [...causes].toSorted(([, a], [, b]) => b - a)
    const percent = Math.round((refused / received) * 10_000) / 100
    const words = { refused, received, percent }
    if (!worst) return citySays('refused', words)
    const [cause, count] = worst
    return citySays('refusedMostly', { ...words, cause, count })
  }

  return {
    received(count) {
      last.received += count
    },
    refused({ place, topic, fault }) {
      last.refused++
      // A message of nobody is counted by no station.
      if (!place) last.received++
      const cause = `${fault.reason} from ${whose(place, topic)}`
      const known = last.causes.get(cause)
      if (known !== undefined || last.causes.size < MOST_CAUSES) last.causes.set(cause, (known ?? 0) + 1)
    },
    tick,
  }
}

function whose(place: Refusal['place'], topic: string): string {
  if (!place) return topic.slice(0, 100)
  const { id, station } = place.station
  return station.vendor === undefined ? `station ${id}` : `vendor ${station.vendor}, station ${id}`
}
