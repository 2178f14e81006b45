import type { Journal, Position } from './journal/journal.ts'
import type { StoreLoss } from './store/series/series.ts'
import { citySays } from './domain/city-says.ts'

/** What was found damaged since the start: told to the log at once, to people as soon as there is somebody to tell them. */
export interface DamageBook {
  readonly onDamage: (detail: string, lost?: { readonly from: Position; readonly to: Position } | null) => void
  /** Rooms that have lost their end know nothing of it; the others do. */
  compare(rooms: {
    readonly judged: Position
    readonly stored: Position
    readonly journal: Pick<Journal, 'positionOf' | 'head'>
    /** How far the store says it is; null when it cannot tell. */
    readonly inStore: Position | null
  }): { readonly isStoreOlder: boolean }
  /** What the store has lost. */
  readonly onStoreDamage: (detail: string, loss?: StoreLoss) => void
  tellTo(tell: (detail: string) => void, lose: (loss: StoreLoss) => void): void
  readonly state: { readonly found: number; readonly lostPositions: number }
}

const DAY = 86_400_000

/** `now`: UTC ms. */
export function makeDamageBook(
  log: { error(detail: object, text: string): void },
  now: () => number = Date.now,
): DamageBook {
  const details: string[] = []
  const losses: StoreLoss[] = []
  let tell: ((detail: string) => void) | null = null
  let lose: (loss: StoreLoss) => void = (loss) => losses.push(loss)
  let lostPositions = 0

  const onDamage: DamageBook['onDamage'] = (detail, lost = null) => {
    details.push(detail)
    lostPositions += lost ? lost.to - lost.from : 0
    log.error(lost ? { detail, lost } : { detail }, 'damage found; what was damaged is kept in quarantine')
    tell?.(detail)
  }

  const onStoreDamage: DamageBook['onStoreDamage'] = (detail, loss) => {
    onDamage(detail)
    if (loss) lose(loss)
  }

  return {
    onDamage,
    onStoreDamage,
    compare({ judged, stored, journal, inStore }) {
      const passed = journal.positionOf('line')
      const known = Math.min(judged, stored)
      if (passed > known) {
        onDamage(citySays('recordsOlder', { from: known, to: passed - 1 }))
      }
      const to = Math.min(stored, passed)
      const isStoreOlder = inStore !== null && inStore < to
      if (isStoreOlder) {
        // A database that was lost has said so itself.
        const loss = losses.length > 0 ? undefined : { fromAt: now() - DAY, toAt: now(), rows: to - (inStore ?? 0) }
        onStoreDamage(citySays('storeOlder', { from: inStore, to: to - 1 }), loss)
      }
      return { isStoreOlder }
    },
    tellTo(listener, loser) {
      tell = listener
      lose = loser
      for (const loss of losses) loser(loss)
      // One alarm for all that a start has found.
      if (details.length > 0) listener(details.join('; '))
    },
    get state() {
      return { found: details.length, lostPositions }
    },
  }
}
