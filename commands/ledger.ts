import { type Command, Option } from 'commander'
import { BOM } from '../domain/csv.ts'
import {
  GAP_CAUSES,
  GAP_STATES,
  type GapEntry,
  isBalanced,
  LEDGER_GROUPS,
  type LedgerGroup,
  type LedgerSummary,
  type Missing,
} from '../domain/ledger.ts'
import { visibleWord } from '../domain/visible.ts'
import type { LedgerRow } from '../domain/wire.ts'
import type { Api, Query } from './api.ts'
import { apiOf, asking, type Asking, listOf, momentOf, printJson, several, type Terminal } from './ask.ts'
import { EXIT, failure } from './exit.ts'
import { shareText, verdictText } from './ledger-words.ts'
import { counted, table, timeText } from './table.ts'

const COUNTS = ['received', 'stored', 'duplicate', 'refused', 'pending'] as const

interface Given extends Asking {
  readonly station?: string
  readonly district?: string
  readonly department?: string
  readonly vendor?: string
  readonly kind?: string
  readonly from?: string
  readonly to?: string
  readonly by?: string
  readonly each: boolean
  readonly gaps: boolean
  readonly cause?: string
  readonly state?: readonly string[]
  readonly csv: boolean
  readonly strict: boolean
}

/** `ledger`: what became of everything received, and what is missing. Fails when something does not balance or was lost. */
export function ledgerCommand(terminal: Terminal): Command {
  return asking('ledger', 'what became of every reading: received = stored + duplicate + refused + pending; and gaps')
    .option('--station <id>', 'one station; ? is what belongs to none')
    .option('--district <id>', 'stations of one district')
    .option('--department <id>', 'stations of one department')
    .option('--vendor <name>', 'stations of one vendor')
    .option('--kind <kind>', 'stations of one kind')
    .option('--from <time>', 'UTC ms, ISO 8601, or how long ago, as 6h or 2d (24 h before the end)')
    .option('--to <time>', 'the same (now)')
    .addOption(new Option('--by <group>', 'summed up, with what is missing').choices([...LEDGER_GROUPS]))
    .option('--each', 'a row for each station and hour', false)
    .option('--gaps', 'the intervals in which something is missing', false)
    .addOption(new Option('--cause <cause>', 'with --gaps: of one cause').choices([...GAP_CAUSES]))
    .option('--state <state>', `with --gaps: in these states: ${GAP_STATES.join(', ')}`, several)
    .option('--csv', 'print CSV, for spreadsheets', false)
    .option('--strict', 'fail also when there are gaps that are not filled', false)
    .action(async (given: Given) => {
      const api = await apiOf(given, terminal)
      const { station, district, department, vendor, kind } = given
      const [from, to] = [given.from, given.to].map((text) => momentOf(text, terminal.now()))
      const query = { station, district, department, vendor, kind, from, to }
      const summary = await api.get<LedgerSummary>('/ledger/summary', query)
      const asked: Asked = { api, given, terminal, query, summary }
      const wrong = given.gaps ? await showGaps(asked) : await showLedger(asked)
      const { verdict, missing } = summary
      if (wrong.length > 0 || verdict === 'unbalanced' || verdict === 'lost')
        throw failure([...wrong, verdictText(summary)].join('\n'), EXIT.failed)
      if (!given.json && !given.csv) terminal.print(`\n${verdictText(summary)}`)
      if (given.strict && missing.gaps > 0) throw failure(`${counted(missing.gaps, 'gap')} not filled`, EXIT.failed)
    })
}

interface Asked {
  readonly api: Api
  readonly given: Given
  readonly terminal: Terminal
  readonly query: Query
  readonly summary: LedgerSummary
}

/** Returns what does not balance. */
async function showLedger({ api, given, terminal, query, summary }: Asked): Promise<string[]> {
  const isEach = given.each || (given.station !== undefined && given.by === undefined)
  if (given.csv) {
    const by = isEach || given.by === undefined ? {} : { by: given.by }
    terminal.print((BOM + (await api.text('/ledger', { ...query, ...by, format: 'csv' }))).trimEnd())
    return []
  }
  const by = given.by ?? 'hour'
  const rows = isEach ? await listOf(api.all<LedgerRow>('/ledger', query)) : []
  const groups = isEach ? [] : await listOf(api.all<LedgerGroup>('/ledger', { ...query, by }))
  const named = isEach
    ? rows.map((row) => ({ ...row, name: `${row.station} ${timeText(row.hour)}` }))
    : groups.map((group) => ({ ...group, name: by === 'hour' ? timeText(Number(group.key)) : group.key || '-' }))
  const wrong = named.filter((row) => !isBalanced(row)).map(complaintOf)
  const { total } = summary
  if (given.json) {
    printJson(terminal, { ...(isEach ? { rows } : { groups }), total, isBalanced: wrong.length === 0, summary })
    return wrong
  }
  const cells = (row: Account) => COUNTS.map((count) => row[count])
  if (isEach) {
    const lines = rows.map((row) => [timeText(row.hour), visibleWord(row.station), ...cells(row)])
    terminal.print(table(['hour', 'station', ...COUNTS], [...lines, ['total', '', ...cells(total)]]))
  } else if (by === 'hour') {
    const lines = named.map((row) => [row.name, ...cells(row)])
    terminal.print(table(['hour', ...COUNTS], [...lines, ['total', ...cells(total)]]))
  } else {
    const lines = groups.map((group, i) => [
      visibleWord(named[i]!.name),
      ...cells(group),
      ...missingCells(group.missing),
    ])
    const last = ['total', ...cells(total), ...missingCells(summary.missing)]
    terminal.print(table([by, ...COUNTS, 'gaps', 'ongoing', 'numbers', 'complete'], [...lines, last]))
  }
  return wrong
}

async function showGaps({ api, given, terminal, query }: Asked): Promise<string[]> {
  const { cause, state } = given
  const asked = { ...query, cause, state }
  if (given.csv) {
    terminal.print((BOM + (await api.text('/gaps', { ...asked, format: 'csv' }))).trimEnd())
    return []
  }
  const gaps = await listOf(api.all<GapEntry>('/gaps', asked))
  if (given.json) {
    printJson(terminal, gaps)
    return []
  }
  const lines = gaps.map((gap) => [
    visibleWord(gap.station ?? gap.cause),
    gap.cause,
    gap.state,
    timeText(gap.fromAt),
    gap.toAt === null ? 'now' : timeText(gap.toAt),
    gap.first === null ? '-' : `${gap.first} to ${gap.last}`,
    gap.missing ?? '-',
    visibleWord(gap.vendor ?? '-'),
  ])
  if (gaps.length > 0)
    terminal.print(table(['station', 'cause', 'state', 'from', 'to', 'numbers', 'missing', 'vendor'], lines))
  return []
}

type Account = Omit<LedgerRow, 'station' | 'hour'>

function missingCells(missing: Missing | null): (string | number)[] {
  if (!missing) return ['-', '-', '-', '-']
  return [missing.gaps, missing.ongoing, missing.numbers, shareText(missing.completeness)]
}

function complaintOf({
  name,
  received,
  stored,
  duplicate,
  refused,
  pending,
}: Account & { readonly name: string }): string {
  return `${name} does not balance: ${received} received, ${stored} stored + ${duplicate} duplicate + ${refused} refused + ${pending} pending`
}
