import type { Kinds } from './domain/kind.ts'
import { buildAuditRecords } from './store/records/audit.ts'
import { buildDeadLetterBounds, KEEP_BYTES, type Trimmed } from './store/records/dead-letters-trim.ts'
import { buildGapRecords } from './store/records/gaps.ts'
import type { Records } from './store/records/records.ts'
import type { Series } from './store/series/series.ts'

const EVERY_MS = 3_600_000
const FIRST_MS = 60_000
/** A flood of refused messages must not fill the disk before the hour is over. */
const SIZE_EVERY_MS = 10_000
const DAY = 86_400_000
const MOST_AHEAD_MS = 3_600_000
const HEALED_DAYS = 92
/** Data as old as this is taken from no device any more. */
const OPEN_DAYS = 400

export interface Housekeeping extends Disposable {
  /** Dead letters forgotten since the start, by age and to make room. */
  readonly trimmed: Trimmed
}

/** Forgets what has outlived its bounds: readings by the kind's `retainDays`, dead letters by age and size, gaps by age. */
export function startHousekeeping(of: {
  readonly series: Series
  readonly kinds: Kinds
  readonly records: Records
  readonly log: { info(detail: object, text: string): void; warn(detail: object, text: string): void }
  readonly now?: () => number
  /** Ms of a clock that only goes forward. */
  readonly monotonic?: () => number
}): Housekeeping {
  const { series, kinds, records, log, now = Date.now, monotonic = () => performance.now() } = of
  const [startedAt, steadyAt] = [now(), monotonic()]
  // A clock that is set to the year 2062 by mistake must not make the city forget everything.
  const cautiousNow = () => Math.min(now(), startedAt + monotonic() - steadyAt + MOST_AHEAD_MS)
  const letters = buildDeadLetterBounds(records)
  const gaps = buildGapRecords(records)
  const audit = buildAuditRecords(records)
  let trimmed: Trimmed = { tooOld: 0, tooMuch: 0 }
  let trimming: Promise<void> | null = null

  async function keep(): Promise<void> {
    try {
      for (const { id, retainDays } of kinds.values()) {
        if (retainDays !== undefined) await series.forget(id, cautiousNow() - retainDays * DAY)
      }
      await trimGaps()
      await trim()
    } catch (error) {
      log.warn({ error: (error as Error).message }, 'housekeeping failed; it is tried again in an hour')
    }
  }

  async function trimGaps(): Promise<void> {
    const at = cautiousNow()
    const count = await gaps.forget({ healed: at - HEALED_DAYS * DAY, open: at - OPEN_DAYS * DAY })
    if (count === 0) return
    const detail = `${count} that were not filled, to make room: the oldest`
    const entry = { at: now(), actor: 'system', action: 'trim-gaps', object: 'gaps', result: 'ok', detail }
    await records.transact([audit.add(entry)])
    log.warn({ count }, 'gaps that were not filled have been forgotten: there are too many')
  }

  function trim(): Promise<void> {
    trimming ??= trimNow().finally(() => {
      trimming = null
    })
    return trimming
  }

  async function trimNow(): Promise<void> {
    const { tooOld, tooMuch } = await letters.trim(cautiousNow())
    if (tooOld + tooMuch === 0) return
    trimmed = { tooOld: trimmed.tooOld + tooOld, tooMuch: trimmed.tooMuch + tooMuch }
    const detail = `${tooOld} by age, ${tooMuch} to make room`
    const entry = {
      at: now(),
      actor: 'system',
      action: 'trim-dead-letters',
      object: 'dead-letters',
      result: 'ok',
      detail,
    }
    await records.transact([audit.add(entry)])
    log.info({ tooOld, tooMuch }, 'dead letters forgotten')
  }

  async function watchSize(): Promise<void> {
    try {
      if ((await letters.bytes()) > KEEP_BYTES) await trim()
    } catch (error) {
      log.warn({ error: (error as Error).message }, 'the dead letters could not be trimmed; it is tried again')
    }
  }

  const size = setInterval(() => void watchSize(), SIZE_EVERY_MS).unref()
  const first = setTimeout(() => void keep(), FIRST_MS).unref()
  const timer = setInterval(() => void keep(), EVERY_MS).unref()
  return {
    get trimmed() {
      return trimmed
    },
    [Symbol.dispose]() {
      clearInterval(size)
      clearTimeout(first)
      clearInterval(timer)
    },
  }
}
