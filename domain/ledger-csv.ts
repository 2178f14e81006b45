import type { Cell } from './csv.ts'
import type { GapEntry, LedgerGroup } from './ledger.ts'
import type { LedgerRow } from './wire.ts'

/** Columns of a table, each by its head. */
export interface CsvTable<T> {
  readonly heads: readonly string[]
  cells(row: T): readonly Cell[]
}

export const LEDGER_CSV: CsvTable<LedgerRow> = {
  heads: ['hour', 'station', 'received', 'stored', 'duplicate', 'refused', 'pending'],
  cells: ({ hour, station, received, stored, duplicate, refused, pending }) => [
    isoOf(hour),
    station,
    received,
    stored,
    duplicate,
    refused,
    pending,
  ],
}

const MISSING = ['stations', 'neverSeen', 'gaps', 'ongoing', 'numbers', 'expected', 'overdue', 'completeness'] as const

/** `by` is the head of the first column. */
export function groupCsv(by: string): CsvTable<LedgerGroup> {
  return {
    heads: [
      by,
      'received',
      'stored',
      'duplicate',
      'refused',
      'pending',
      'stations',
      'never_seen',
      'gaps',
      'ongoing',
      'missing_numbers',
      'expected',
      'overdue',
      'completeness',
    ],
    cells: ({ key, received, stored, duplicate, refused, pending, missing }) => [
      by === 'hour' ? isoOf(Number(key)) : key,
      received,
      stored,
      duplicate,
      refused,
      pending,
      ...MISSING.map((count) => missing?.[count] ?? null),
    ],
  }
}

export const GAP_CSV: CsvTable<GapEntry> = {
  heads: [
    'id',
    'cause',
    'station',
    'kind',
    'district',
    'department',
    'vendor',
    'from',
    'to',
    'first',
    'last',
    'missing',
    'state',
    'opened',
    'healed',
  ],
  cells: (gap) => [
    gap.id,
    gap.cause,
    gap.station,
    gap.kind,
    gap.district,
    gap.department,
    gap.vendor,
    isoOf(gap.fromAt),
    isoOf(gap.toAt),
    gap.first,
    gap.last,
    gap.missing,
    gap.state,
    isoOf(gap.openedAt),
    isoOf(gap.healedAt),
  ],
}

function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
