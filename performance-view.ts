import type { City } from './dashboard/server/city.ts'
import type { CauseOfCall } from './domain/alarm-call.ts'
import { makePerformanceFold } from './domain/alarm-performance-fold.ts'
import { WHOLE_CITY } from './domain/flood.ts'
import type { AlarmCallRecords } from './store/records/alarm-calls.ts'

const MOST_CHANGES = 100
/** A city of ten minutes is not told what a day would be like. */
const LEAST_MS = 86_400_000
const DEFAULT_EVERY_SECONDS = 60

/** What alarms asked of people, added up from the records. */
export function performanceView(of: {
  /** Ids of those that must act on alarms. */
  readonly departments: readonly string[]
  /** How many work at once: of a department, or of the whole city (`*`). */
  readonly positionsOf: (scope: string) => number
  readonly calls: AlarmCallRecords
  readonly everySecondsOf: (station: string) => number | undefined
  readonly now: () => number
}): City['performance'] {
  const { departments, positionsOf, calls, everySecondsOf } = of

  return async (query) => {
    const now = of.now()
    const since = await calls.since()
    const { to } = query
    const from = since === null ? query.from : Math.max(query.from, Math.min(since, to - LEAST_MS))
    const span = { from, to }
    const causes = new Map<number, CauseOfCall>()
    const learn = async (ids: Iterable<number>) => {
      const unknown = [...new Set(ids)].filter((id) => !causes.has(id))
      for (const [id, cause] of await calls.causes(unknown)) causes.set(id, cause)
    }
    const scope = query.owner ?? WHOLE_CITY
    const fold = makePerformanceFold({
      ...span,
      now,
      scope,
      positionsOf,
      departments,
      causeOf: (id) => causes.get(id)!,
      everySecondsOf: (station) => everySecondsOf(station) ?? DEFAULT_EVERY_SECONDS,
    })
    for await (const columns of calls.columns(span)) {
      await learn(columns.cause)
      fold.take(columns)
    }
    const [long, aside, floods, changes] = await Promise.all([
      calls.long({ from, to: Math.min(to, now) }),
      calls.asides(span),
      calls.floods(span),
      calls.changes(span, MOST_CHANGES),
    ])
    await learn(long.map(({ cause }) => cause))
    return fold.result({ long, aside, floods, changes })
  }
}
