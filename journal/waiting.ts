import type { Done } from './journal.ts'

/** Messages that go into one commit together. */
export interface Parcel {
  readonly topics: string[]
  readonly payloads: Buffer[]
  readonly callbacks: Done[]
  bytes: number
}

/** Messages that wait for the disk, in order, packed into parcels as they come so that none is ever moved again. */
export interface Waiting {
  readonly messages: number
  readonly bytes: number
  add(topic: string, payload: Buffer, done: Done): void
  /** The oldest parcel, or so much of it as is wanted; null when nothing waits. */
  take(mostMessages: number): Parcel | null
  /** A parcel that was taken last goes first again. */
  putBack(parcel: Parcel): void
  /** Takes all callbacks; nothing waits any more. */
  clear(): Done[]
}

export const PARCEL_MESSAGES = 8_192
const PARCEL_BYTES = 4 * 1024 * 1024

export function makeWaiting(): Waiting {
  let parcels: Parcel[] = []
  let messages = 0
  let bytes = 0

  return {
    get messages() {
      return messages
    },
    get bytes() {
      return bytes
    },
    add(topic, payload, done) {
      let last = parcels.at(-1)
      if (!last || last.topics.length >= PARCEL_MESSAGES || last.bytes >= PARCEL_BYTES) {
        last = { topics: [], payloads: [], callbacks: [], bytes: 0 }
        parcels.push(last)
      }
      last.topics.push(topic)
      last.payloads.push(payload)
      last.callbacks.push(done)
      last.bytes += payload.length
      messages++
      bytes += payload.length
    },
    take(mostMessages) {
      const first = parcels.shift()
      if (!first) return null
      let taken = first
      if (first.topics.length > mostMessages) {
        taken = slice(first, 0, mostMessages)
        parcels.unshift(slice(first, mostMessages))
      }
      messages -= taken.topics.length
      bytes -= taken.bytes
      return taken
    },
    putBack(parcel) {
      parcels.unshift(parcel)
      messages += parcel.topics.length
      bytes += parcel.bytes
    },
    clear() {
      const all = parcels.flatMap((parcel) => parcel.callbacks)
      parcels = []
      messages = 0
      bytes = 0
      return all
    },
  }
}

function slice({ topics, payloads, callbacks }: Parcel, from: number, to?: number): Parcel {
  const some = payloads.slice(from, to)
  return {
    topics: topics.slice(from, to),
    payloads: some,
    callbacks: callbacks.slice(from, to),
    bytes: some.reduce((sum, payload) => sum + payload.length, 0),
  }
}
