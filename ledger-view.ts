import type { City, LedgerQuery } from './dashboard/server/city.ts'
import {
  type GapEntry,
  type LedgerGroup,
  type LedgerSummary,
  type Missing,
  missingBetween,
  type Verdict,
} from './domain/ledger.ts'
import type { LedgerRow } from './domain/wire.ts'
import { makeLagMeter } from './lag.ts'
import type { Line } from './ingest/line.ts'
import type { LineOptions } from './ingest/line-options.ts'
import type { Journal } from './journal/journal.ts'
import type { GapSum } from './store/records/gaps.ts'
import type { Registry } from './store/records/registry.ts'
import type { Entry } from './store/records/station-entry.ts'

export interface LedgerViewOptions {
  readonly registry: Pick<Registry, 'byId' | 'all'>
  readonly line: Pick<Line, 'state'>
  readonly journal: Pick<Journal, 'head'>
  readonly tables: Pick<LineOptions['tables'], 'ledger' | 'messages' | 'gaps'>
  readonly now?: () => number
}

type Account = Omit<LedgerRow, 'station' | 'hour'>

/** What waits no longer is on its way. */
const LATE_SECONDS = 10

const NOTHING: Account = { received: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 }

/** The ledger and the gaps as the window sees them: chosen and grouped by what the registry knows of the stations. */
export function ledgerView(of: LedgerViewOptions): Pick<City, 'ledger' | 'gaps'> {
  const { registry, line, journal, tables, now = Date.now } = of
  const lag = makeLagMeter()

  /** Undefined: everything, also what belongs to nobody. */
  function chosen({ station, district, department, vendor, kind, isSeen }: LedgerQuery): string[] | undefined {
    if ([district, department, vendor, kind, isSeen].every((part) => part === undefined))
      return station === undefined ? undefined : [station]
    const one = station === undefined ? undefined : registry.byId(station)
    return [...(station === undefined ? registry.all() : one ? [one] : [])].flatMap((entry) =>
      (district ?? entry.district) === entry.district &&
      (department ?? entry.owner) === entry.owner &&
      (vendor ?? entry.station.vendor ?? '') === (entry.station.vendor ?? '') &&
      (kind ?? entry.kind) === entry.kind &&
      (isSeen?.(entry) ?? true)
        ? [entry.id]
        : [],
    )
  }

  const spanOf = (query: LedgerQuery) => {
    const stations = chosen(query)
    return { from: query.from, to: query.to, ...(stations && { stations }) }
  }

  /** Sums of what is missing, put where `keyOf` says; stations that were asked for and sent nothing are among them. */
  async function missingBy(query: LedgerQuery, keyOf: (station: string) => string): Promise<Map<string, Missing>> {
    const span = { ...spanOf(query), now: now() }
    const sums = new Map((await tables.gaps.sums(span)).map((sum) => [sum.station, sum]))
    const ids = span.stations ?? Array.from(registry.all(), ({ id }) => id)
    const groups = new Map<string, Missing>()
    for (const id of ids) {
      const entry = registry.byId(id)
      if (!entry) continue
      const key = keyOf(id)
      groups.set(key, plus(groups.get(key), missingOf(entry, sums.get(id), span)))
    }
    return groups
  }

  function keyIn(by: string): (station: string) => string {
    return (id) => {
      if (by === 'city') return ''
      const entry = registry.byId(id)
      if (by === 'station' || !entry) return id
      return (by === 'district' ? entry.district : by === 'department' ? entry.owner : entry.station.vendor) ?? ''
    }
  }

  return {
    ledger: {
      rows: (query) => tables.ledger.list({ ...spanOf(query), ...query.page }),
      async groups(query, by): Promise<readonly LedgerGroup[]> {
        if (by === 'hour') {
          const rows = await tables.ledger.sums(spanOf(query), 'hour')
          return rows.map((row) => ({ key: String(row.hour), ...accountOf(row), missing: null }))
        }
        const keyOf = keyIn(by)
        const [rows, missing] = await Promise.all([
          tables.ledger.sums(spanOf(query), 'station'),
          missingBy(query, keyOf),
        ])
        const sums = new Map<string, Account>()
        for (const row of rows) {
          const key = keyOf(row.station)
          sums.set(key, added(sums.get(key) ?? NOTHING, row))
        }
        return [...new Set([...missing.keys(), ...sums.keys()])].toSorted(byText).map((key) => ({
          key,
          ...(sums.get(key) ?? NOTHING),
          missing: missing.get(key) ?? null,
        }))
      },
      async summary(query): Promise<LedgerSummary> {
        const { from, to } = query
        const [total, proof, differing, missing, lostGaps] = await Promise.all([
          tables.ledger.total(spanOf(query)),
          tables.messages.proof(),
          tables.messages.differences({ from, to }),
          missingBy(query, () => ''),
          tables.gaps.list({ stations: [null], states: ['open'], from, to, limit: 1000 }),
        ])
        const { wrong, judged, storedTo, ...account } = total
        const { state } = line
        const isLate =
          lag.measure(performance.now(), journal.head, Math.min(state.judged, state.stored)) >= LATE_SECONDS
        const isWhole = chosen(query) === undefined
        const positions = isWhole ? lostGaps.items.reduce((sum, gap) => sum + (gap.missing ?? 1), 0) : 0
        // Level and waiting all the same: nothing is left that could bring it.
        const stuck = storedTo >= judged ? Math.max(0, account.pending) : 0
        const of = {
          total: account,
          missing: missing.get('') ?? NONE,
          proof,
          wrong: wrong + differing.length,
          // What was lost after it had been judged is among what waits, too.
          lost: Math.max(positions, stuck),
          unjudged: Math.max(0, journal.head - state.judged),
          isStoreBehind: state.isStoreBehind,
        }
        return {
          at: now(),
          from,
          to,
          verdict: verdictOf(of, isLate || state.isStoreBehind || state.isRepeating),
          ...of,
        }
      },
    },
    gaps: {
      async list({ cause, states, limit, cursor, ...query }) {
        const stations = chosen({ from: 0, to: 0, ...query })
        const page = await tables.gaps.list({
          limit,
          ...(cursor !== undefined && { cursor }),
          ...(stations && { stations }),
          ...(cause && { cause }),
          ...(states && { states }),
          ...(query.from !== undefined && { from: query.from }),
          ...(query.to !== undefined && { to: query.to }),
        })
        return { ...page, items: page.items.map(withStation) }
      },
    },
  }

  function withStation(gap: Omit<GapEntry, 'kind' | 'district' | 'department' | 'vendor'>): GapEntry {
    const entry = gap.station === null ? undefined : registry.byId(gap.station)
    const isOngoing = gap.state === 'ongoing' && entry !== undefined
    return {
      ...gap,
      missing: isOngoing ? missingBetween(gap.fromAt, now(), entry.everySeconds) : gap.missing,
      kind: entry?.kind ?? null,
      district: entry?.district ?? null,
      department: entry?.owner ?? null,
      vendor: entry?.station.vendor ?? null,
    }
  }
}

const NONE: Missing = {
  gaps: 0,
  ongoing: 0,
  numbers: 0,
  expected: 0,
  overdue: 0,
  completeness: null,
  stations: 0,
  neverSeen: 0,
}

function missingOf(
  { everySeconds }: Entry,
  sum: GapSum | undefined,
  span: { readonly from: number; readonly to: number; readonly now: number },
): Missing {
  const since = sum?.since ?? null
  if (!sum || since === null) return { ...NONE, stations: 1, neverSeen: 1 }
  const lengthMs = Math.max(0, Math.min(span.to, span.now) - Math.max(span.from, since))
  const everyMs = everySeconds * 1000
  const expected = Math.floor(lengthMs / everyMs)
  const overdue = Math.min(expected, Math.round(sum.overdue + sum.silentMs / everyMs))
  const gaps = sum.open + sum.ongoing
  return plus(undefined, { ...NONE, gaps, ongoing: sum.ongoing, numbers: sum.numbers, expected, overdue, stations: 1 })
}

function plus(a: Missing = NONE, b: Missing): Missing {
  const expected = a.expected + b.expected
  const overdue = a.overdue + b.overdue
  return {
    gaps: a.gaps + b.gaps,
    ongoing: a.ongoing + b.ongoing,
    numbers: a.numbers + b.numbers,
    expected,
    overdue,
    completeness: expected === 0 ? null : 1 - overdue / expected,
    stations: a.stations + b.stations,
    neverSeen: a.neverSeen + b.neverSeen,
  }
}

function verdictOf(of: Omit<LedgerSummary, 'at' | 'from' | 'to' | 'verdict'>, isWaiting: boolean): Verdict {
  const { total, missing, proof, wrong, lost } = of
  if (!proof.isExact || wrong > 0) return 'unbalanced'
  if (lost > 0) return 'lost'
  if (missing.gaps > 0) return 'gaps'
  if (isWaiting) return 'waiting'
  return total.received === 0 ? 'no-data' : 'complete'
}

function added(a: Account, b: Account): Account {
  return {
    received: a.received + b.received,
    stored: a.stored + b.stored,
    duplicate: a.duplicate + b.duplicate,
    refused: a.refused + b.refused,
    pending: a.pending + b.pending,
  }
}

function accountOf({ received, stored, duplicate, refused, pending }: LedgerRow): Account {
  return { received, stored, duplicate, refused, pending }
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
