import type { Command } from 'commander'
import type { LedgerRow } from '../domain/wire.ts'
import { apiOf, asking, type Asking, listOf, momentOf, printJson, type Terminal } from './ask.ts'
import { EXIT, failure } from './exit.ts'
import { table, timeText } from './table.ts'

const COUNTS = ['received', 'stored', 'duplicate', 'refused', 'pending'] as const

/** `ledger`: what became of everything received. Fails when a row does not balance. */
export function ledgerCommand(terminal: Terminal): Command {
  return asking('ledger', 'what became of every reading, by hour: received = stored + duplicate + refused + pending')
    .option('--station <id>', 'one station')
    .option('--from <time>', 'UTC ms, ISO 8601, or how long ago, as 6h or 2d (24 h before the end)')
    .option('--to <time>', 'the same (now)')
    .option('--each', 'a row for each station and hour', false)
    .action(async (given: Asking & { station?: string; from?: string; to?: string; each: boolean }) => {
      const [from, to] = [given.from, given.to].map((text) => momentOf(text, terminal.now()))
      const api = await apiOf(given, terminal)
      const rows = await listOf(api.all<LedgerRow>('/ledger', { station: given.station, from, to }))
      const total = sumOf('*', 0, rows)
      const wrong = rows.filter((row) => !isBalanced(row))
      if (given.json) printJson(terminal, { rows, total, isBalanced: wrong.length === 0 })
      else {
        const shown = given.each || given.station !== undefined ? rows : byHour(rows)
        const cells = (row: LedgerRow) => COUNTS.map((count) => row[count])
        const lines = shown.map((row) => [timeText(row.hour), row.station, ...cells(row)])
        terminal.print(table(['hour', 'station', ...COUNTS], [...lines, ['total', '', ...cells(total)]]))
      }
      if (wrong.length > 0) throw failure(wrong.map(complaintOf).join('\n'), EXIT.failed)
      if (!given.json) terminal.print('\nEvery row balances.')
    })
}

/** What waits can never be less than nothing. */
export function isBalanced({ received, stored, duplicate, refused, pending }: LedgerRow): boolean {
  return pending >= 0 && received === stored + duplicate + refused + pending
}

function byHour(rows: readonly LedgerRow[]): LedgerRow[] {
  return [...Map.groupBy(rows, (row) => row.hour)].map(([hour, of]) => sumOf('*', hour, of))
}

function sumOf(station: string, hour: number, rows: readonly LedgerRow[]): LedgerRow {
  const sum = { station, hour, received: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 }
  for (const row of rows) for (const count of COUNTS) sum[count] += row[count]
  return sum
}

function complaintOf(row: LedgerRow): string {
  const { received, stored, duplicate, refused, pending } = row
  return `${row.station} ${timeText(row.hour)} does not balance: ${received} received, ${stored} stored + ${duplicate} duplicate + ${refused} refused + ${pending} pending`
}
