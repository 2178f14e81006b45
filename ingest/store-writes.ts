import type { Duplicate, RefusedRow, Series, Write } from '../store/series/series.ts'
import type { Refusal } from './sifter.ts'
import { keyOf, type StoredCount } from './stored-counts.ts'

export interface StoreWritesOptions {
  readonly series: Pick<Series, 'write'>
  /** Id of a station by its number. */
  readonly idOf: (number: number) => string | undefined
  /** Everything below is stored already. */
  readonly from: number
  /** Resolves once everything that the line has found so far is durable. */
  readonly remembered: () => Promise<void>
  /** The messages of rows that the store refuses. */
  readonly refusals: (rows: readonly RefusedRow[]) => Promise<readonly Refusal[]>
  /**
   * Told in order: everything below `to` is stored or refused; `counts` by station and hour of receipt, `refusals` each of them
   * counted there.
   */
  readonly onStored: (to: number, counts: readonly StoredCount[], refusals: readonly Refusal[]) => void
}

/** Writes on their way to the store, and how far it has confirmed them without a gap. */
export interface StoreWrites {
  /** Resolves once it and all before it are confirmed and told; rejects when it or one before it has failed. */
  put(write: Write, counts: Map<string, StoredCount>, since: number): Promise<void>
  /** Resolves when none is on its way; what was put before and failed does not count against what is put next. */
  idle(): Promise<void>
  /** Nothing is confirmed any more. */
  stop(): void
  /** Lowest position that is not confirmed. */
  readonly position: number
  readonly inFlight: number
  /** Receipt of the oldest message on its way; null when there is none. */
  readonly oldestAt: number | null
  /** Writes confirmed, writes failed, and rows refused, since the start. */
  readonly counters: { readonly writes: number; readonly failures: number; readonly refused: number }
}

export function makeStoreWrites(options: StoreWritesOptions): StoreWrites {
  const { series, idOf } = options
  const under = new Map<Promise<void>, number>()
  const counters = { writes: 0, failures: 0, refused: 0 }
  let position = options.from
  let isStopped = false
  let found: Promise<void> = Promise.resolve()
  let told: Promise<void> = Promise.resolve()

  function put(write: Write, counts: Map<string, StoredCount>, since: number): Promise<void> {
    const before = told
    // A reading is stored only after all that was found in it is kept: else a crash in between would lose an alarm.
    const kept = options.remembered()
    found = Promise.all([found, kept]).then(() => {})
    const mine = found.then(() => series.write(write))
    const task = settle(mine, before, { to: write.to, counts })
    told = task
    under.set(task, since)
    const done = () => under.delete(task)
    task.then(done, done)
    return task
  }

  async function settle(
    writing: Promise<readonly (Duplicate | RefusedRow)[]>,
    before: Promise<void>,
    { to, counts }: { readonly to: number; readonly counts: Map<string, StoredCount> },
  ): Promise<void> {
    try {
      // Both, also when one has failed: what is on its way is not begun anew.
      const [own, earlier] = await Promise.allSettled([writing, before])
      if (own.status === 'rejected') throw own.reason
      if (earlier.status === 'rejected') throw earlier.reason
      const left = own.value
      const refused = left.filter((row) => 'refused' in row)
      const refusals = refused.length > 0 ? await options.refusals(refused) : []
      if (isStopped) return
      for (const row of left) countAway(row, counts)
      position = to
      counters.writes++
      counters.refused += refused.length
      options.onStored(to, [...counts.values()], refusals)
    } catch (error) {
      counters.failures++
      throw error
    }
  }

  function countAway(row: Duplicate | RefusedRow, counts: Map<string, StoredCount>): void {
    const count = counts.get(keyOf(idOf(row.station) ?? '', row.receivedAt))
    if (!count) return
    count.stored--
    if ('refused' in row) count.refused++
    else count.duplicate++
  }

  return {
    put,
    async idle() {
      while (under.size > 0) await Promise.allSettled(under.keys())
      told = Promise.resolve()
    },
    stop() {
      isStopped = true
    },
    get position() {
      return position
    },
    get inFlight() {
      return under.size
    },
    get oldestAt() {
      return under.values().next().value ?? null
    },
    counters,
  }
}
