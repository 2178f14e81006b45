import type { AlarmCall, AsideHow, CauseOfCall } from './alarm-call.ts'
import { CHATTER_WINDOW_MS, isFleeting, STALE_MS } from './alarm-load.ts'
import type { AlarmPerformance, AsideReason, LoadOfCause, RuleChangeEntry, StaleAlarm } from './alarm-performance.ts'
import { type Flood, WHOLE_CITY } from './flood.ts'
import { makeScopeLoad, type ScopeSpan } from './scope-load.ts'

/** Calls as columns, in the order of their numbers; a cause is a number, for which `causeOf` gives the words. Times are ms. */
export interface CallColumns {
  readonly at: readonly number[]
  readonly cause: readonly number[]
  /** 0 (blue) to 3 (red). */
  readonly severity: readonly number[]
  readonly isAgain: readonly number[]
  /** Until a person took it up; -1: nobody has, -2: nobody has to. */
  readonly answer: readonly number[]
  /** Until its cause was over; -1: it holds. */
  readonly end: readonly number[]
  /** Time that the rule gives; -1: none. */
  readonly ackWithin: readonly number[]
  readonly respondWithin: readonly number[]
}

/** A call whose cause has held for more than a day, or holds still. */
export interface LongLife extends Pick<AlarmCall, 'alarm' | 'at'> {
  readonly cause: number
  /** Null: it holds still. */
  readonly endedAt: number | null
}

export interface PerformanceOptions {
  /** [from, to), UTC ms, and the time as of which it is told. */
  readonly from: number
  readonly to: number
  readonly now: number
  /** `*` or a department: what the lists are of. */
  readonly scope: string
  /** How many work at once. */
  readonly positionsOf: (scope: string) => number
  /** Departments that are listed even when nothing called them. */
  readonly departments: readonly string[]
  readonly causeOf: (cause: number) => CauseOfCall
  readonly everySecondsOf: (station: string) => number
}

/** What else there is to know of the span. */
export interface PerformanceFacts {
  readonly floods: readonly Flood[]
  readonly long: readonly LongLife[]
  readonly aside: readonly (AsideReason & { readonly owner: string })[]
  readonly changes: readonly RuleChangeEntry[]
}

/** Adds calls up, however many, page by page: pure, and what it keeps grows with causes and periods. */
export interface PerformanceFold {
  /** Calls in the order of their numbers; what is not of [from, to) is passed over. */
  take(calls: CallColumns): void
  result(facts: PerformanceFacts): AlarmPerformance
}

const MOST_TOP = 10
const MOST_LISTED = 50
const HOW: readonly AsideHow[] = ['shelved', 'suppressed', 'out-of-service']

interface OfCause {
  readonly cause: CauseOfCall
  /** For the order of those that are the same. */
  readonly key: string
  readonly everySeconds: number
  count: number
  chattered: number
  fleeting: number
  /** The last two raises. */
  before: number
  last: number
}

export function makePerformanceFold(of: PerformanceOptions): PerformanceFold {
  const span: ScopeSpan = { from: of.from, to: of.to, now: of.now }
  const scopes = new Map(
    [WHOLE_CITY, ...of.departments].map((scope) => [scope, makeScopeLoad(scope, of.positionsOf(scope), span)]),
  )
  const causes = new Map<number, OfCause>()
  const whole = scopes.get(WHOLE_CITY)!

  function loadOf(scope: string) {
    const known = scopes.get(scope)
    if (known) return known
    const load = makeScopeLoad(scope, of.positionsOf(scope), span)
    scopes.set(scope, load)
    return load
  }

  function ofCause(id: number): OfCause {
    const known = causes.get(id)
    if (known) return known
    const cause = of.causeOf(id)
    const everySeconds = of.everySecondsOf(cause.station)
    const key = `${cause.rule}\n${cause.station}`
    const added = { cause, key, everySeconds, count: 0, chattered: 0, fleeting: 0, before: -Infinity, last: -Infinity }
    causes.set(id, added)
    return added
  }

  function take(calls: CallColumns): void {
    for (let i = 0; i < calls.at.length; i++) {
      const at = calls.at[i]!
      if (at < of.from || at >= of.to) continue
      const known = ofCause(calls.cause[i]!)
      whole.take(calls, i)
      loadOf(known.cause.owner).take(calls, i)
      known.count++
      // What called again without its cause having gone is neither a return nor a life of its own.
      if (calls.isAgain[i] === 1) continue
      // The third within a minute.
      if (at - known.before <= CHATTER_WINDOW_MS) known.chattered++
      known.before = known.last
      known.last = at
      const end = calls.end[i]!
      if (end >= 0 && isFleeting({ raisedAt: at, clearedAt: at + end }, known.everySeconds)) known.fleeting++
    }
  }

  function result(facts: PerformanceFacts): AlarmPerformance {
    const { scope } = of
    const owned = (owner: string) => scope === WHOLE_CITY || scope === owner
    const measured = (one: string) => {
      const mine = [...causes.values()].filter(({ cause }) => one === WHOLE_CITY || cause.owner === one)
      const long = facts.long.filter(({ cause }) => one === WHOLE_CITY || of.causeOf(cause).owner === one)
      const load = loadOf(one)
      return load.result({
        topTen: ranked(mine, 'count').slice(0, MOST_TOP).reduce(sumOf('count'), 0),
        chattering: mine.filter(chatters).length,
        fleeting: mine.filter((known) => !chatters(known)).reduce(sumOf('fleeting'), 0),
        stale: mostStale(long, span),
        floods: facts.floods.filter((flood) => flood.scope === one),
        aside: asideOf(facts.aside.filter(({ owner }) => one === WHOLE_CITY || one === owner)),
      })
    }
    const asked = measured(scope)
    const mine = [...causes.values()].filter(({ cause }) => owned(cause.owner))
    const listed = (known: readonly OfCause[], by: 'count' | 'chattered' | 'fleeting', most: number) =>
      ranked(known, by)
        .slice(0, most)
        .map((one) => loadOfCause(one, one[by], asked.count))
    const end = Math.min(of.to, of.now)
    return {
      from: of.from,
      to: of.to,
      asked,
      departments: [...scopes.keys()].filter((one) => one !== WHOLE_CITY).map(measured),
      top: listed(mine, 'count', MOST_TOP),
      chattering: listed(mine, 'chattered', MOST_LISTED),
      fleeting: listed(
        mine.filter((known) => !chatters(known)),
        'fleeting',
        MOST_LISTED,
      ),
      stale: facts.long
        .filter((life) => owned(of.causeOf(life.cause).owner) && isStaleAt(life, end))
        .toSorted((a, b) => a.at - b.at)
        .slice(0, MOST_LISTED)
        .map((life): StaleAlarm => ({ ...wordsOf(of.causeOf(life.cause)), alarm: life.alarm, since: life.at })),
      floods: facts.floods.filter((flood) => flood.scope === scope).toSorted((a, b) => b.from - a.from),
      aside: reasonsOf(facts.aside.filter(({ owner }) => owned(owner))),
      changes: [...facts.changes],
      byHour: [...loadOf(scope).byHour],
    }
  }

  return { take, result }
}

function chatters({ chattered }: OfCause): boolean {
  return chattered > 0
}

function sumOf(by: 'count' | 'fleeting') {
  return (sum: number, known: OfCause) => sum + known[by]
}

/** The most first, the same in the order of rule and station; none that have none. */
function ranked(all: readonly OfCause[], by: 'count' | 'chattered' | 'fleeting'): readonly OfCause[] {
  return all.filter((known) => known[by] > 0).toSorted((a, b) => b[by] - a[by] || (a.key < b.key ? -1 : 1))
}

function wordsOf({ rule, station, owner }: CauseOfCall) {
  return { rule, station, owner }
}

function loadOfCause({ cause, count: all }: OfCause, count: number, total: number): LoadOfCause {
  return { ...wordsOf(cause), count, share: total === 0 ? 0 : all / total }
}

function isStaleAt({ at, endedAt }: LongLife, end: number): boolean {
  return end - at > STALE_MS && (endedAt === null || endedAt > end)
}

const DAY = 86_400_000

/** Alarms that were stale on the worst day of the span. */
function mostStale(lives: readonly LongLife[], { from, to, now }: ScopeSpan): number {
  const end = Math.min(to, now)
  const days = Array.from({ length: Math.max(1, Math.ceil((end - from) / DAY)) }, () => 0)
  for (const { at, endedAt } of lives) {
    const [begins, ends] = [Math.max(at + STALE_MS, from), Math.min(endedAt ?? end, end)]
    // It is stale once more than a day has passed.
    if (begins >= ends) continue
    const last = Math.min(days.length - 1, Math.ceil((ends - from) / DAY) - 1)
    for (let day = Math.floor((begins - from) / DAY); day <= last; day++) days[day]! += 1
  }
  return Math.max(...days)
}

function asideOf(all: readonly AsideReason[]): Record<AsideHow, number> {
  const counts = { shelved: 0, suppressed: 0, 'out-of-service': 0 }
  for (const { how, count } of all) counts[how] += count
  return counts
}

function reasonsOf(all: readonly AsideReason[]): AsideReason[] {
  const sums = new Map<string, AsideReason>()
  for (const { how, reason, count } of all) {
    const key = `${how}\n${reason}`
    sums.set(key, { how, reason, count: count + (sums.get(key)?.count ?? 0) })
  }
  return [...sums.values()]
    .toSorted((a, b) => b.count - a.count || HOW.indexOf(a.how) - HOW.indexOf(b.how))
    .slice(0, MOST_LISTED)
}
