import { performance } from 'node:perf_hooks'

export interface RestOptions {
  /** Share of the time that the event loop worked since the last call, 0 to 1. */
  readonly takeBusy?: () => number
  /** Bytes that the heap has of the system. */
  readonly heapBytes?: () => number
  /** Null: nothing is done, as without `--expose-gc`. */
  readonly collect?: (() => void) | null
  readonly everyMs?: number
}

/** Above this there is work, which a collection would hold up. */
const BUSY = 0.1
/** Growth that is worth a collection. */
const GROWN_BYTES = 16 * 1024 * 1024
/** V8 gives pages back over several collections; after so many it has given what it can. */
const COLLECTIONS = 4

/**
 * Gives memory back while the city has little to do. V8 collects when much is allocated: after a storm of connections, or the
 * start, a city at rest would keep a hundred MB of garbage for hours. A collection takes about a tenth of a second at 150 MB.
 */
export function startRest({
  takeBusy = busyShare(),
  heapBytes = () => process.memoryUsage().heapTotal,
  collect = collector(),
  everyMs = 10_000,
}: RestOptions = {}): Disposable {
  let least = 0
  let collections = 0

  function look(): void {
    if (takeBusy() > BUSY) return
    const bytes = heapBytes()
    if (bytes > least + GROWN_BYTES) collections = COLLECTIONS
    if (collections === 0) return
    collections--
    collect?.()
    least = heapBytes()
  }

  const timer = collect ? setInterval(look, everyMs).unref() : undefined
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function busyShare(): () => number {
  let last = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, last)
    last = now
    return utilization
  }
}

/** V8's own collection, which Node shows under a flag that `npm start` gives. */
function collector(): (() => void) | null {
  const { gc } = globalThis
  return gc ? () => gc({ type: 'major', execution: 'sync' }) : null
}
