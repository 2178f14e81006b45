import type { Journal } from '../journal/journal.ts'
import type { Write } from '../store/series/series.ts'
import type { Place } from './place.ts'
import { rerunAt } from './replay-topic.ts'
import { makeSheets } from './sheets.ts'
import type { Hooks, Sifter } from './sifter.ts'
import { clearCounts, countRows, type StoredCount } from './stored-counts.ts'

export interface DrainRooms {
  readonly journal: Journal
  /** Its places know what the store knew below `from`. */
  readonly sifter: Sifter
  readonly from: number
  /** Rows that fill a write. */
  readonly fullRows: number
  /** Position of the line. */
  readonly offered: () => number
  readonly isClosing: () => boolean
  /** Positions that the line has judged, and that cannot be read any more; `at`: receipt of what follows. */
  readonly lost: (from: number, to: number, at: number) => void
  /** What to wait for before rows below a position are written. */
  readonly passed: (position: number) => Promise<void> | null
  readonly put: (write: Write, counts: Map<string, StoredCount>, since: number) => Promise<void>
  /** Everything that the line has put into its sheets is on its way: from here on it writes them itself. */
  readonly level: (position: number) => void
}

const MOST_IN_FLIGHT = 3
/** Sockets and timers get their turn after so many ms of judging again: who sends meanwhile waits for its acknowledgement no longer. */
const LONGEST_TURN_MS = 10
const NO_HOOKS: Hooks = { fresh() {}, stale() {}, refused() {}, status() {} }
const OF_REPLAY: Hooks = { ...NO_HOOKS, isReplay: true }

/** Writes what the journal holds until it is level with the line. Rejects with the first write that fails. */
export async function drain(rooms: DrainRooms): Promise<void> {
  const { journal, sifter, fullRows, offered, passed, put } = rooms
  const sheets = makeSheets()
  const under: Promise<void>[] = []
  let failure: Error | undefined
  let counts = new Map<string, StoredCount>()
  let written = rooms.from
  let reached = rooms.from
  let since: number | null = null
  let turnAt = performance.now()

  function tally(touched: readonly Place[], receivedAt: number): void {
    for (const place of touched) {
      countRows(counts, place, receivedAt)
      clearCounts(place)
    }
  }

  if (reached >= offered()) return rooms.level(reached)
  for await (const batch of journal.read('store', reached)) {
    if (performance.now() - turnAt > LONGEST_TURN_MS) {
      await new Promise(setImmediate)
      turnAt = performance.now()
    }
    if (rooms.isClosing()) return
    if (batch.first > reached) rooms.lost(reached, batch.first, batch.receivedAt)
    since ??= batch.receivedAt
    tally(sifter.sift(batch, sheets, NO_HOOKS), batch.receivedAt)
    for (const index of sifter.replays) {
      const { batch: message } = rerunAt(batch, index)
      tally(sifter.sift(message, sheets, OF_REPLAY), message.receivedAt)
    }
    reached = batch.first + batch.topics.length
    if (sheets.rows < fullRows && reached < offered()) continue
    for (let flying = passed(reached); flying; flying = passed(reached)) await flying
    const { points, amendments } = sheets.take()
    // What fails once the line writes again itself is not ours any more.
    if (failure) throw failure
    const task = put({ from: written, to: reached, points, amendments }, counts, since)
    task.catch((error: Error) => (failure = error))
    under.push(task)
    written = reached
    counts = new Map()
    since = null
    if (reached >= offered()) return rooms.level(reached)
    if (under.length >= MOST_IN_FLIGHT) await under.shift()
  }
}
