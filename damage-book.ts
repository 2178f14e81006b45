import type { Journal, Position } from './journal/journal.ts'

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
  tellTo(tell: (detail: string) => void): void
  readonly state: { readonly found: number; readonly lostPositions: number }
}

export function makeDamageBook(log: { error(detail: object, text: string): void }): DamageBook {
  const details: string[] = []
  let tell: ((detail: string) => void) | null = null
  let lostPositions = 0

  const onDamage: DamageBook['onDamage'] = (detail, lost = null) => {
    details.push(detail)
    lostPositions += lost ? lost.to - lost.from : 0
    log.error(lost ? { detail, lost } : { detail }, 'damage found; what was damaged is kept in quarantine')
    tell?.(detail)
  }

  return {
    onDamage,
    compare({ judged, stored, journal, inStore }) {
      const passed = journal.positionOf('line')
      const known = Math.min(judged, stored)
      if (passed > known) {
        onDamage(
          `The records are older than the journal: what became of positions ${known} to ${passed - 1} is not accounted for`,
        )
      }
      const to = Math.min(stored, passed)
      const isStoreOlder = inStore !== null && inStore < to
      if (isStoreOlder) {
        onDamage(
          `The store is older than the records: readings of positions ${inStore} to ${to - 1} may be missing there`,
        )
      }
      return { isStoreOlder }
    },
    tellTo(listener) {
      tell = listener
      // One alarm for all that a start has found.
      if (details.length > 0) listener(details.join('; '))
    },
    get state() {
      return { found: details.length, lostPositions }
    },
  }
}
