import type { Kinds } from './domain/kind.ts'
import type { LineOptions } from './ingest/line.ts'
import type { Series } from './store/series/series.ts'

const EVERY_MS = 3_600_000
const FIRST_MS = 60_000
const DAY = 86_400_000

/** Forgets what has outlived its bounds: readings by the kind's `retainDays`, dead letters by age and size. */
export function startHousekeeping(of: {
  readonly series: Series
  readonly kinds: Kinds
  readonly tables: Pick<LineOptions['tables'], 'deadLetters'>
  readonly log: { info(detail: object, text: string): void; warn(detail: object, text: string): void }
  readonly now?: () => number
}): Disposable {
  const { series, kinds, tables, log, now = Date.now } = of

  async function keep(): Promise<void> {
    try {
      for (const { id, retainDays } of kinds.values()) {
        if (retainDays !== undefined) await series.forget(id, now() - retainDays * DAY)
      }
      const trimmed = await tables.deadLetters.trim(now())
      if (trimmed > 0) log.info({ trimmed }, 'old dead letters forgotten')
    } catch (error) {
      log.warn({ error: (error as Error).message }, 'housekeeping failed; it is tried again in an hour')
    }
  }

  const first = setTimeout(() => void keep(), FIRST_MS).unref()
  const timer = setInterval(() => void keep(), EVERY_MS).unref()
  return {
    [Symbol.dispose]() {
      clearTimeout(first)
      clearInterval(timer)
    },
  }
}
