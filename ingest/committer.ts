import type { Compilable } from 'kysely'
import { CityError } from '../domain/errors.ts'
import type { GapHead } from '../store/records/gaps.ts'
import type { LedgerDelta } from '../store/records/ledger.ts'
import type { MessageDelta } from '../store/records/message-ledger.ts'

export interface CommitterOptions {
  readonly transact: (statements: readonly Compilable[]) => Promise<void>
  readonly ledgerStatement: (deltas: readonly LedgerDelta[]) => Compilable
  readonly messageStatement: (deltas: readonly MessageDelta[]) => Compilable
  readonly headStatement: (heads: readonly GapHead[]) => Compilable
  readonly cursorStatement: (name: string, position: number) => Compilable
  /** There was no room on the disk; it is tried again until there is. */
  readonly onFull?: () => void
  /** The records cannot be written: nothing more can be promised. */
  readonly onFailure: (error: Error) => void
  /** What is not urgent waits so long for company. */
  readonly everyMs?: number
}

/**
 * Gathers what the line has to remember — statements, ledger, cursors — and keeps it in one transaction at a time, so
 * that a crash leaves all of it or none. What is added while a commit runs goes into the next.
 */
export interface Committer extends AsyncDisposable {
  /** `bytes`: of what it brings along, where that may be much. */
  add(statement: Compilable, bytes?: number): void
  count(
    station: string,
    hour: number,
    counts: Partial<Pick<LedgerDelta, 'received' | 'stored' | 'duplicate' | 'refused'>>,
  ): void
  /** Counts messages of the journal, and readings in them, apart from the stations' accounts. */
  countMessages(hour: number, counts: Partial<Omit<MessageDelta, 'hour'>>): void
  /** How far a station has come, by time and sequence number. */
  head(head: GapHead): void
  cursor(name: string, position: number): void
  /** Called once everything added so far is durable, in the order of the calls. */
  after(done: () => void): void
  /** Null, or what to wait for while there is no room on the disk or very much waits: what is added meanwhile would only grow in memory. */
  room(): Promise<void> | null
  /** Do not wait for company. */
  hurry(): void
  /** Resolves when everything added so far is durable; rejects when it never will be. */
  settled(): Promise<void>
}

const FULL_RETRY_MS = 250
const CLOSE_MS = 5_000
/** What may wait while a commit runs. */
const MOST_STATEMENTS = 10_000
const MOST_BYTES = 16 << 20
const SHARES = ['data', 'status', 'replays', 'strays', 'lost', 'readings'] as const

type Writable<T> = { -readonly [K in keyof T]: T[K] }

export function makeCommitter(options: CommitterOptions): Committer {
  let statements: Compilable[] = []
  let deltas = new Map<string, LedgerDelta>()
  let messages = new Map<number, Writable<MessageDelta>>()
  let heads = new Map<string, GapHead>()
  let cursors = new Map<string, number>()
  let callbacks: (() => void)[] = []
  let isRunning = false
  let isUrgent = false
  let failure: Error | null = null
  let onFailed: ((error: Error) => void)[] = []
  let timer: NodeJS.Timeout | undefined
  let stalled: PromiseWithResolvers<void> | null = null
  let bytesWaiting = 0
  let crowded: PromiseWithResolvers<void> | null = null
  let givesUp = false

  function isEmpty(): boolean {
    return (
      statements.length === 0 &&
      deltas.size === 0 &&
      messages.size === 0 &&
      heads.size === 0 &&
      cursors.size === 0 &&
      callbacks.length === 0
    )
  }

  function schedule(): void {
    if (isRunning || failure) return
    if (isUrgent) {
      clearTimeout(timer)
      timer = undefined
      isRunning = true
      setImmediate(() => void run())
    } else timer ??= setTimeout(() => void run(), options.everyMs ?? 250)
  }

  async function run(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    isRunning = true
    isUrgent = false
    const waiting = callbacks
    const all = [
      ...statements,
      ...(deltas.size > 0 ? [options.ledgerStatement([...deltas.values()])] : []),
      ...(messages.size > 0 ? [options.messageStatement([...messages.values()])] : []),
      ...(heads.size > 0 ? [options.headStatement([...heads.values()])] : []),
      ...[...cursors].map(([name, position]) => options.cursorStatement(name, position)),
    ]
    statements = []
    bytesWaiting = 0
    letIn()
    deltas = new Map()
    messages = new Map()
    heads = new Map()
    cursors = new Map()
    callbacks = []
    const rejects = onFailed
    onFailed = []
    try {
      if (all.length > 0) await transact(all)
      for (const done of waiting) done()
    } catch (error) {
      failure = error as Error
      if (!givesUp) options.onFailure(failure)
      letIn()
      for (const reject of [...rejects, ...onFailed]) reject(failure)
      return
    } finally {
      isRunning = false
    }
    if (!isEmpty()) schedule()
  }

  function letIn(): void {
    crowded?.resolve()
    crowded = null
  }

  /** Nothing of a transaction that found no room is kept, so all of it is tried again. */
  async function transact(all: readonly Compilable[]): Promise<void> {
    try {
      while (!(await hasFit(all))) {
        stalled ??= Promise.withResolvers()
        options.onFull?.()
        await new Promise((resolve) => setTimeout(resolve, FULL_RETRY_MS))
      }
    } finally {
      stalled?.resolve()
      stalled = null
    }
  }

  async function hasFit(all: readonly Compilable[]): Promise<boolean> {
    try {
      await options.transact(all)
      return true
    } catch (error) {
      if (error instanceof CityError && error.code === 'disk-full' && !givesUp) return false
      throw error
    }
  }

  function settled(): Promise<void> {
    if (failure) return Promise.reject(failure)
    return new Promise((resolve, reject) => {
      callbacks.push(resolve)
      onFailed.push(reject)
      isUrgent = true
      schedule()
    })
  }

  return {
    add(statement, bytes = 0) {
      statements.push(statement)
      bytesWaiting += bytes
      schedule()
    },
    count(station, hour, counts) {
      const key = `${station} ${hour}`
      let delta = deltas.get(key)
      if (!delta) {
        delta = { station, hour, received: 0, stored: 0, duplicate: 0, refused: 0 }
        deltas.set(key, delta)
      }
      delta.received += counts.received ?? 0
      delta.stored += counts.stored ?? 0
      delta.duplicate += counts.duplicate ?? 0
      delta.refused += counts.refused ?? 0
      schedule()
    },
    countMessages(hour, counts) {
      let delta = messages.get(hour)
      if (!delta) {
        delta = { hour, data: 0, status: 0, replays: 0, strays: 0, lost: 0, readings: 0 }
        messages.set(hour, delta)
      }
      for (const share of SHARES) delta[share] += counts[share] ?? 0
      schedule()
    },
    head(head) {
      heads.set(head.station, head)
      schedule()
    },
    cursor(name, position) {
      cursors.set(name, position)
      schedule()
    },
    after(done) {
      callbacks.push(done)
      schedule()
    },
    room() {
      if (stalled) return stalled.promise
      if (failure || (statements.length <= MOST_STATEMENTS && bytesWaiting <= MOST_BYTES)) return null
      isUrgent = true
      schedule()
      crowded ??= Promise.withResolvers()
      return crowded.promise
    },
    hurry() {
      isUrgent = true
      schedule()
    },
    settled,
    async [Symbol.asyncDispose]() {
      // Whoever had to know of a failure was told; what finds no room now is worked out again after the next start.
      const patience = setTimeout(() => (givesUp = true), CLOSE_MS)
      await settled().catch(() => {})
      clearTimeout(patience)
    },
  }
}
