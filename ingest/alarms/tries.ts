import { randomUUID } from 'node:crypto'
import { CityError } from '../../domain/errors.ts'
import type { BacktestResult, RuleTry } from '../../domain/wire.ts'

/** Rules being tried on the past: one at a time, the others wait; the newest are kept for whoever asks. */
export interface Tries extends Disposable {
  /** Returns at once. Throws `too-many-requests` when many wait already. */
  start(
    run: (of: {
      readonly signal: AbortSignal
      readonly onProgress: (share: number) => void
    }) => Promise<BacktestResult>,
  ): RuleTry
  /** Throws `not-found`. */
  get(id: string): RuleTry
  /** Ends it; nothing happens when it is over. */
  cancel(id: string): void
}

const MOST_KEPT = 20
const MOST_WAITING = 4

export function makeTries(): Tries {
  const tries = new Map<string, { seen: RuleTry; readonly stop: AbortController }>()
  let last: Promise<unknown> = Promise.resolve()

  function running(): number {
    return [...tries.values()].filter(({ seen }) => seen.state === 'running').length
  }

  return {
    start(run) {
      if (running() >= MOST_WAITING)
        throw new CityError('too-many-requests', 'Several rules are being tried already: wait until one is done.')
      const id = randomUUID()
      const stop = new AbortController()
      const entry = { seen: { id, state: 'running', progress: 0, detail: null, result: null } as RuleTry, stop }
      tries.set(id, entry)
      for (const [old, { seen }] of tries) {
        if (tries.size <= MOST_KEPT) break
        if (seen.state !== 'running') tries.delete(old)
      }
      const onProgress = (progress: number) => void (entry.seen = { ...entry.seen, progress })
      last = last
        .then(() => {
          stop.signal.throwIfAborted()
          return run({ signal: stop.signal, onProgress })
        })
        .then(
          (result) => void (entry.seen = { ...entry.seen, state: 'done', progress: 1, result }),
          (error: unknown) => void (entry.seen = { ...entry.seen, state: 'failed', detail: (error as Error).message }),
        )
      return entry.seen
    },
    get(id) {
      const entry = tries.get(id)
      if (!entry) throw new CityError('not-found', `There is no try ${id}: the last ${MOST_KEPT} are kept.`)
      return entry.seen
    },
    cancel: (id) => tries.get(id)?.stop.abort(new Error('it was cancelled')),
    [Symbol.dispose]() {
      for (const { stop } of tries.values()) stop.abort(new Error('the city is closing'))
    },
  }
}
