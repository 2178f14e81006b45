import type { LedgerRow } from '../../domain/wire.ts'
import type { FaultCounts } from '../disorder/disturb.ts'
import { REFUSED } from '../disorder/fault-types.ts'
import type { Ask } from './ask.ts'

const COLUMNS = ['received', 'stored', 'duplicate', 'refused', 'pending'] as const
export type Book = Record<(typeof COLUMNS)[number], number>

/** The city's ledger of each station, over the hours of receipt from `from` on. */
export async function booksOf(ask: Ask, from: number): Promise<ReadonlyMap<string, Book>> {
  const books = new Map<string, Book>()
  for (const row of await ask.all<LedgerRow>(`/ledger?from=${from}`)) {
    const book = books.get(row.station) ?? emptyBook()
    for (const column of COLUMNS) book[column] += row[column]
    books.set(row.station, book)
  }
  return books
}

export function emptyBook(): Book {
  return { received: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 }
}

/** What a station's device counted: readings that the city acknowledged, and what was wrong with those it made. */
export interface OwnBook {
  readonly id: string
  readonly acknowledged: number
  readonly pending: number
  readonly faults: FaultCounts
  /** Connections were cut: what was on the wire then may have come twice. */
  readonly mayRepeat: boolean
  /** History: the city may have had some of it already. */
  readonly mayBeThere?: boolean
}

/** Where the city's books, before and after, are not what the simulator sent; one sentence each. */
export function bookDifferences(own: OwnBook, before: Book, after: Book): string[] {
  const { id, faults, acknowledged, pending, mayRepeat, mayBeThere = false } = own
  const is = (column: keyof Book) => after[column] - before[column]
  const refused = [...REFUSED].reduce((sum, type) => sum + (faults[type] ?? 0), 0)
  const duplicate = faults.duplicate ?? 0
  const found: string[] = []
  const differ = (what: string, sent: number, city: number, isFine: boolean) => {
    if (!isFine) found.push(`${id}: ${what}: the simulator counts ${sent}, the city ${city}`)
  }
  differ('not acknowledged', pending, 0, pending === 0)
  const there = mayBeThere ? thereAlready(own, before, after) : 0
  const fresh = acknowledged - duplicate - refused - there
  differ('stored', fresh, is('stored'), is('stored') === fresh)
  const isNoLess = (city: number, sent: number) => (mayRepeat ? city >= sent : city === sent)
  differ('duplicate', duplicate + there, is('duplicate'), isNoLess(is('duplicate'), duplicate + there))
  differ('refused', refused, is('refused'), isNoLess(is('refused'), refused))
  differ('pending', 0, is('pending'), is('pending') === 0)
  return found
}

/** Readings of a history that the city had already, by its books. */
export function thereAlready({ faults }: OwnBook, before: Book, after: Book): number {
  return Math.max(0, after.duplicate - before.duplicate - (faults.duplicate ?? 0))
}
