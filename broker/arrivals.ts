import type { Socket } from 'node:net'
import { oneAddress } from '../domain/address.ts'
import { type Bucket, makeBucket } from './bucket.ts'
import type { Limits } from './limits.ts'
import type { Refusal } from './refusals.ts'

/** Lets connections in as they come, before a byte of them is read. */
export interface Arrivals {
  /** Destroys the socket and says no when there are too many, or too many of this address. */
  admit(socket: Socket): boolean
  readonly open: number
  /** Destroys those that are open. */
  end(): void
}

const BURST_SECONDS = 5
const MOST_ADDRESSES = 10_000

/** `admits` says whether the process has a file descriptor for another connection; it is asked last. */
export function makeArrivals(
  limits: Limits,
  refused: (reason: Refusal, address: string) => void,
  admits: () => boolean = () => true,
): Arrivals {
  const buckets = new Map<string, Bucket>()
  const open = new Set<Socket>()

  function refusalOf(address: string): Refusal | null {
    if (open.size >= limits.connections) return 'too-many-connections'
    const one = oneAddress(address)
    let bucket = buckets.get(one)
    if (!bucket) {
      if (buckets.size > MOST_ADDRESSES) buckets.clear()
      bucket = makeBucket(limits.connectionsPerSecond, limits.connectionsPerSecond * BURST_SECONDS)
      buckets.set(one, bucket)
    }
    if (bucket.take(1, Date.now()) > 0) return 'flood'
    return admits() ? null : 'no-file'
  }

  return {
    admit(socket) {
      const refusal = refusalOf(socket.remoteAddress ?? '')
      if (refusal !== null) {
        refused(refusal, socket.remoteAddress ?? '')
        socket.destroy()
        return false
      }
      open.add(socket)
      socket.once('close', () => open.delete(socket))
      return true
    },
    end() {
      for (const socket of open) socket.destroy()
    },
    get open() {
      return open.size
    },
  }
}
