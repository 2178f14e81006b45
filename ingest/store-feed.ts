import { CityError } from '../domain/errors.ts'
import type { Journal } from '../journal/journal.ts'
import type { Series, Write } from '../store/series/series.ts'
import type { Place } from './place.ts'
import type { Places } from './places.ts'
import { rerunAt } from './replay-topic.ts'
import { makeSheets, type Sheets } from './sheets.ts'
import { clearCounts, countRows, keyOf, type StoredCount } from './stored-counts.ts'
import type { Hooks, Sifter } from './sifter.ts'

export interface StoreFeedOptions {
  readonly journal: Journal
  readonly series: Series
  /** A line of its own for what has to be read from the journal again. */
  readonly makeSecond: () => { readonly places: Places & Disposable; readonly sifter: Sifter }
  readonly seed: (places: Places) => Promise<void>
  /** Id of a station by its number. */
  readonly idOf: (number: number) => string | undefined
  /** Everything below is stored already. */
  readonly from: number
  /** Told in order: everything below `to` is stored; `counts` by station and hour of receipt. */
  readonly onStored: (to: number, counts: readonly StoredCount[]) => void
  /** Resolves once everything that the line has found so far is durable. */
  readonly remembered: () => Promise<void>
  readonly onTrouble: (error: Error, retryInMs: number) => void
  /** Rows that fill a write, and how long a smaller one waits. */
  readonly rows?: number
  readonly everyMs?: number
}

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
}

const MOST_IN_FLIGHT = 4
/** Rows that wait in memory at the most; beyond, the journal keeps them. */
const MOST_ROWS_WAITING = 16_384
const PATIENCE_MS = 2_000
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 30_000
/** Whether there is room again is asked of nobody far away. */
const DISK_RETRY_MS = 2_000
const CLOSE_MS = 5_000
const NO_HOOKS: Hooks = { fresh() {}, stale() {}, refused() {}, status() {} }
const OF_REPLAY: Hooks = { ...NO_HOOKS, isReplay: true }

export function makeStoreFeed(options: StoreFeedOptions): StoreFeed {
  const { series, journal } = options
  const fullRows = options.rows ?? 8_192
  const sheets = makeSheets()
  let counts = new Map<string, StoredCount>()
  let offered = options.from
  let sent = options.from
  let stored = options.from
  let inFlight = 0
  let isBehind = false
  let isClosing = false
  let timer: NodeJS.Timeout | undefined
  let wakers: (() => void)[] = []
  let catching: Promise<void> = Promise.resolve()
  let endPause: () => void = () => {}

  function offer(to: number): Promise<void> | null {
    offered = to
    if (isBehind) {
      // The journal has these rows; they are read again from there.
      sheets.take()
      return null
    }
    if (sheets.rows >= fullRows) pump()
    timer ??= setTimeout(pump, options.everyMs ?? 100)
    return sheets.rows > MOST_ROWS_WAITING ? room() : null
  }

  function count(touched: readonly Place[], receivedAt: number): void {
    if (isBehind) return
    for (const place of touched) countRows(counts, place.station.id, receivedAt, place.written)
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
    if (isBehind || inFlight >= MOST_IN_FLIGHT || offered === sent) return
    const from = sent
    const to = offered
    const { points, amendments } = sheets.take()
    const rowsOf = counts
    counts = new Map()
    sent = to
    inFlight++
    write({ from, to, points, amendments }).then(
      (duplicates) => {
        inFlight--
        if (isBehind) return wake()
        confirm(to, rowsOf, duplicates)
        if (offered > sent) pump()
        wake()
      },
      (error: Error) => {
        inFlight--
        if (!isBehind) fallBehind(error)
        wake()
      },
    )
  }

  /**
   * A reading is stored only after all that was found in it is kept: after a crash the line takes what is stored for
   * seen, and would find nothing in it any more.
   */
  async function write(rows: Write): Promise<Awaited<ReturnType<Series['write']>>> {
    await options.remembered()
    return series.write(rows)
  }

  function confirm(
    to: number,
    rowsOf: Map<string, StoredCount>,
    duplicates: Awaited<ReturnType<Series['write']>>,
  ): void {
    stored = to
    for (const { station, receivedAt } of duplicates) {
      const count = rowsOf.get(keyOf(options.idOf(station) ?? '', receivedAt))
      if (!count) continue
      count.stored--
      count.duplicate++
    }
    options.onStored(to, [...rowsOf.values()])
  }

  function fallBehind(error?: Error): void {
    if (isBehind) return
    isBehind = true
    clearTimeout(timer)
    timer = undefined
    sheets.take()
    counts = new Map()
    catching = catchUp(error)
    wake()
  }

  /** Feeds the store from the journal until it is level with the line. */
  async function catchUp(error?: Error): Promise<void> {
    let retryMs = FIRST_RETRY_MS
    if (error) await pause(error, retryMs)
    while (!isClosing) {
      try {
        await idle()
        const second = options.makeSecond()
        using places = second.places
        await options.seed(places)
        await drain(second.sifter, () => {
          retryMs = FIRST_RETRY_MS
        })
        if (!isBehind) return
      } catch (trouble) {
        retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2)
        await pause(trouble as Error, retryMs)
      }
    }
  }

  async function drain(sifter: Sifter, onProgress: () => void): Promise<void> {
    const second = makeSheets()
    let rowsOf = new Map<string, StoredCount>()
    let reached = stored
    if (reached < offered) {
      for await (const batch of journal.read('store', reached)) {
        if (isClosing) return
        const tally = (touched: readonly Place[], receivedAt: number) => {
          for (const place of touched) {
            countRows(rowsOf, place.station.id, receivedAt, place.written)
            clearCounts(place)
          }
        }
        tally(sifter.sift(batch, second, NO_HOOKS), batch.receivedAt)
        for (const index of sifter.replays) {
          const { batch: message } = rerunAt(batch, index)
          tally(sifter.sift(message, second, OF_REPLAY), message.receivedAt)
        }
        reached = batch.first + batch.topics.length
        if (second.rows < fullRows && reached < offered) continue
        const { points, amendments } = second.take()
        const duplicates = await write({ from: stored, to: reached, points, amendments })
        confirm(reached, rowsOf, duplicates)
        wake()
        rowsOf = new Map()
        onProgress()
        if (reached >= offered) break
      }
    }
    // Level with the line: from here on its own sheets are written again.
    offered = Math.max(offered, stored)
    sent = stored
    if (stored === offered) {
      isBehind = false
      wake()
    }
  }

  /** Full jitter: a store that comes back is not met by everyone at once. */
  async function pause(error: Error, mostMs: number): Promise<void> {
    const isOfDisk = error instanceof CityError && error.code === 'disk-full'
    const most = isOfDisk ? Math.min(mostMs, DISK_RETRY_MS) : mostMs
    const ms = Math.round(most / 2 + (Math.random() * most) / 2)
    options.onTrouble(error, ms)
    if (isClosing) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async function idle(): Promise<void> {
    while (inFlight > 0) await new Promise<void>((resolve) => wakers.push(resolve))
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
    while (stored < until && !isClosing) {
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
      return stored
    },
    get isBehind() {
      return isBehind
    },
    async [Symbol.asyncDispose]() {
      // What the store cannot take now stays in the journal.
      const patience = setTimeout(end, CLOSE_MS)
      while (stored < offered && !isBehind && !isClosing) {
        pump()
        await new Promise<void>((resolve) => wakers.push(resolve))
      }
      clearTimeout(patience)
      end()
      await idle()
      await catching
    },
  }
}
