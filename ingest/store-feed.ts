import { CityError } from '../domain/errors.ts'
import { makeAheadLane } from './ahead.ts'
import { makeBackOff } from './back-off.ts'
import { drain } from './drain.ts'
import type { Place } from './place.ts'
import { makeSheets, type Sheets } from './sheets.ts'
import type { StoreFeedOptions, StoreFeedState } from './store-feed-options.ts'
import { makeStoreWrites } from './store-writes.ts'
import { countRows, type StoredCount } from './stored-counts.ts'

/** Brings what was checked into the store, in batches, however long the store is away. */
export interface StoreFeed extends AsyncDisposable {
  /** Where the line writes its rows. */
  readonly sheets: Sheets
  /**
   * The line has put everything below `to` into the sheets and counted it. Returns what to wait for when the store is
   * busy: it resolves when there is room, or when the store turns out to be away and the journal keeps its readings.
   */
  offer(to: number): Promise<void> | null
  /** Rows of what is offered next: of the stations `touched`, all received at `receivedAt`. */
  count(touched: readonly Place[], receivedAt: number): void
  /** Resolves once everything offered so far is stored. */
  settled(): Promise<void>
  /** Position up to which everything is stored. */
  readonly position: number
  /** The store is away or too slow: it is being fed from the journal. */
  readonly isBehind: boolean
  readonly state: StoreFeedState
}

const MOST_IN_FLIGHT = 4
/** Rows that wait in memory at the most; beyond, the journal keeps them. */
const MOST_ROWS_WAITING = 16_384
const PATIENCE_MS = 2_000
const CLOSE_MS = 5_000
/** Writes of the backlog after which it is looked whether it grows shorter. */
const GAIN_WRITES = 16

export function makeStoreFeed(options: StoreFeedOptions): StoreFeed {
  const { series, journal, priorityOf = () => 'normal' } = options
  const fullRows = options.rows ?? 8_192
  const sheets = makeSheets()
  const backOff = makeBackOff(options.random)
  const ahead = makeAheadLane({ to: series.ahead, sheets, most: fullRows, priorityOf })
  const writes = makeStoreWrites({ ...options, onStored })
  let counts = new Map<string, StoredCount>()
  let offered = options.from
  let sent = options.from
  /** Receipt of the oldest message that is not on its way. */
  let waitingSince: number | null = null
  let isBehind = false
  let isHeld = false
  let isClosing = false
  let isSeeded = !options.isUnseeded
  let timer: NodeJS.Timeout | undefined
  let wakers: (() => void)[] = []
  let catching: Promise<void> = Promise.resolve()
  let endPause: () => void = () => {}

  if (options.isUnseeded) fallBehind()

  function offer(to: number): Promise<void> | null {
    offered = to
    if (isBehind) {
      // The journal has these rows; they are read again from there.
      ahead.look()
      return null
    }
    if (sheets.rows >= fullRows) pump()
    timer ??= setTimeout(pump, options.everyMs ?? 100)
    return sheets.rows > MOST_ROWS_WAITING ? room() : null
  }

  function count(touched: readonly Place[], receivedAt: number): void {
    waitingSince ??= receivedAt
    if (isBehind) return
    for (const place of touched) countRows(counts, place, receivedAt)
  }

  /** Waits while the store is busy; takes it for away when no write has come through for a while. */
  async function room(): Promise<void> {
    const patience = setTimeout(
      () => fallBehind(new CityError('store-unreachable', `no write came through for ${PATIENCE_MS} ms`)),
      PATIENCE_MS,
    )
    while (sheets.rows > MOST_ROWS_WAITING && !isBehind && !isClosing) {
      await new Promise<void>((resolve) => wakers.push(resolve))
      patience.refresh()
    }
    clearTimeout(patience)
  }

  function pump(): void {
    clearTimeout(timer)
    timer = undefined
    if (isBehind || writes.inFlight >= MOST_IN_FLIGHT || offered === sent) return
    const write = { from: sent, to: offered, ...sheets.take() }
    const rowsOf = counts
    counts = new Map()
    sent = offered
    void send(write, rowsOf, waitingSince ?? Date.now())
    waitingSince = null
  }

  function send(...put: Parameters<typeof writes.put>): Promise<void> {
    const task = writes.put(...put)
    task.then(
      () => {
        if (offered > sent) pump()
        wake()
      },
      (error: Error) => {
        waitingSince = Math.min(waitingSince ?? Infinity, put[2])
        fallBehind(error)
      },
    )
    return task
  }

  function onStored(...told: Parameters<StoreFeedOptions['onStored']>): void {
    backOff.reset()
    isHeld = false
    options.onTaken()
    options.onStored(...told)
  }

  function fallBehind(error?: Error): void {
    if (isBehind) return wake()
    isBehind = true
    clearTimeout(timer)
    timer = undefined
    sheets.take()
    if (isSeeded) ahead.gather()
    counts = new Map()
    waitingSince = Math.min(writes.oldestAt ?? Infinity, waitingSince ?? Infinity)
    if (waitingSince === Infinity) waitingSince = null
    catching = catchUp(error)
    wake()
  }

  /** Feeds the store from the journal until it is level with the line. */
  async function catchUp(error?: Error): Promise<void> {
    let isDone = false
    if (error) await pause(error)
    while (!isClosing && !isDone) {
      try {
        await writes.idle()
        const { places, sifter } = options.makeSecond()
        using _ = places
        const from = writes.position
        await options.seed(places, from)
        isSeeded = true
        ahead.open()
        await drain({
          journal,
          sifter,
          from,
          fullRows,
          offered: () => offered,
          isClosing: () => isClosing,
          lost: (lostFrom, to, at) => options.onLost?.(lostFrom, to, at),
          passed: ahead.passed,
          put: putOfBacklog(),
          level,
        })
        isDone = true
      } catch (trouble) {
        if (isSeeded) ahead.gather()
        await pause(trouble as Error)
      }
    }
  }

  /** After each write of the backlog the fresh rows have theirs. */
  function putOfBacklog(): typeof writes.put {
    let number = 0
    let gap = Infinity
    let isGaining = true
    return (...put) => {
      waitingSince = put[2]
      const task = send(...put)
      task.then(
        () => {
          if (++number % GAIN_WRITES === 0) {
            const now = offered - writes.position
            isGaining = now < gap
            gap = now
          }
          ahead.turn(put[0].to, isGaining)
        },
        () => {},
      )
      return task
    }
  }

  /** From here on the line's own sheets are written again. */
  function level(position: number): void {
    ahead.close()
    counts = new Map()
    waitingSince = null
    sent = position
    isBehind = false
    if (writes.position === position) {
      isHeld = false
      options.onTaken()
    }
    wake()
  }

  async function pause(error: Error): Promise<void> {
    isHeld = error instanceof CityError && error.code === 'store-refused'
    const ms = backOff.after(error)
    options.onTrouble(error, ms)
    if (isClosing) return
    await new Promise<void>((resolve) => {
      const cancel = (options.wait ?? later)(ms, resolve)
      endPause = () => {
        cancel()
        resolve()
      }
    })
  }

  function wake(): void {
    const all = wakers
    wakers = []
    for (const resume of all) resume()
  }

  function end(): void {
    isClosing = true
    clearTimeout(timer)
    endPause()
    wake()
  }

  async function settled(): Promise<void> {
    const until = offered
    while (writes.position < until && !isClosing) {
      pump()
      await new Promise<void>((resolve) => wakers.push(resolve))
    }
  }

  return {
    sheets,
    offer,
    count,
    settled,
    get position() {
      return writes.position
    },
    get isBehind() {
      return isBehind
    },
    get state() {
      const { writes: confirmed, failures: retries, refused } = writes.counters
      const oldestAt = writes.oldestAt ?? (writes.position < offered ? waitingSince : null)
      return { writes: confirmed, retries, refused, ahead: ahead.rows, inFlight: writes.inFlight, isHeld, oldestAt }
    },
    async [Symbol.asyncDispose]() {
      // What the store cannot take now stays in the journal.
      const patience = setTimeout(end, CLOSE_MS)
      while (writes.position < offered && !isBehind && !isClosing) {
        pump()
        await new Promise<void>((resolve) => wakers.push(resolve))
      }
      clearTimeout(patience)
      end()
      const onTheWay = Promise.all([writes.idle(), catching])
      await Promise.race([onTheWay, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())])
      writes.stop()
    },
  }
}

/** Returns what cancels it. */
function later(ms: number, resolve: () => void): () => void {
  const timer = setTimeout(resolve, ms)
  return () => clearTimeout(timer)
}
