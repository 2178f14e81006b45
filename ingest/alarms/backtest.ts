import type { Alarm } from '../../domain/alarm.ts'
import { chatters, isFleeting } from '../../domain/alarm-load.ts'
import type { Kinds } from '../../domain/kind.ts'
import { makePoints } from '../../domain/points.ts'
import type { Rule } from '../../domain/rule.ts'
import type { BacktestAlarm, BacktestResult } from '../../domain/wire.ts'
import type { Series } from '../../store/series/series.ts'
import { planKinds } from '../catalogue.ts'
import { indexAt } from '../index-at.ts'
import type { Place } from '../place.ts'
import { makePlaces, type StationList } from '../places.ts'
import { rowsOf, type StoredRow } from '../stored-rows.ts'
import { makeDesk } from './desk.ts'
import { makeGrader } from './grader.ts'
import { makeRuleEngine } from './rules.ts'
import { INDEX } from './watch.ts'

export interface BacktestOptions {
  readonly rule: Rule
  readonly kinds: Kinds
  readonly stations: StationList
  readonly series: Pick<Series, 'series'>
  /** UTC ms. */
  readonly from: number
  readonly to: number
  /** Share that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void
  readonly signal?: AbortSignal
}

const DAY = 86_400_000
const MOST_ALARMS = 500
/** QARTOD; columns say 0 for it. */
const PASS = 1

/**
 * What a rule would have raised: runs it over stored readings in the order of their measurement, as if every alarm had been
 * acknowledged at once. Throws what the store throws.
 */
export async function tryRule(options: BacktestOptions): Promise<BacktestResult> {
  const { rule, from, to, signal } = options
  const plans = planKinds(options.kinds)
  const lives = new Map<string, BacktestAlarm>()
  let now = from
  const desk = makeDesk({ open: [], head: 0, keep: (_, done) => done(), find: async () => undefined, now: () => now })
  const stop = desk.onEvent(({ event, alarm }) => {
    note(lives, alarm)
    // Found in time of the past: whatever asks for somebody is taken up on the spot.
    if (event.type !== 'ack' && !alarm.acknowledged) void desk.step(alarm.id, { type: 'ack', by: 'system' })
  })
  const grader = makeGrader(desk, () => rule)
  const engine = makeRuleEngine([rule], plans, { find: grader.take, keep() {} })
  const places = makePlaces(options.stations, plans, engine)
  const looked = [...places.all()].filter(({ vigil }) => vigil.watches.length > 0)
  let readings = 0

  for (let start = from; start < to; start += DAY) {
    const end = Math.min(start + DAY, to)
    const rows: { place: Place; row: StoredRow }[] = []
    for (const [n, place] of looked.entries()) {
      signal?.throwIfAborted()
      for (const row of await rowsOf(options.series, place, { from: start, to: end, values: valuesFor(place) }))
        rows.push({ place, row })
      options.onProgress?.((start - from + ((end - start) * (n + 1)) / looked.length) / (to - from))
    }
    rows.sort((a, b) => a.row.ts - b.row.ts)
    readings += rows.length
    for (const { place, row } of rows) {
      now = row.ts
      engine.tick(now)
      engine.heard(place, now)
      place.heardAt = now
      judge(place, row)
      grader.tick(now)
    }
    now = end
    engine.tick(end)
  }
  stop()
  places[Symbol.dispose]()
  return summaryOf([...lives.values()], { looked, readings, from, to })

  function judge(place: Place, { ts, values, flags }: StoredRow): void {
    const { plan } = place
    const points = makePoints(plan.kind.id, plan.names, 1)
    points.ts[0] = ts
    for (let c = 0; c < values.length; c++) {
      points.values[c]![0] = values[c]!
      points.flags[c]![0] = flags[c] === PASS ? 0 : flags[c]!
    }
    if (place.vigil.watches.some(({ column }) => column === INDEX)) {
      indexAt(place, points, 0)
      points.level[0] = place.index?.level ?? 0
    }
    engine.judge(place, points, 0, false)
  }
}

/** What has to be read of a station: what the rule looks at, everything where that is the index or the quality of all. */
function valuesFor({ vigil, plan }: Place): readonly string[] {
  const columns = vigil.watches.filter(({ group, intervals }) => group === null && intervals === 0)
  if (columns.length === 0 || columns.some(({ column }) => column < 0)) return plan.names
  return [...new Set(columns.map(({ column }) => plan.names[column]!))]
}

function note(lives: Map<string, BacktestAlarm>, alarm: Alarm): void {
  const { id, station, raisedAt, clearedAt, severity, reading, active } = alarm
  const before = lives.get(id)
  lives.set(id, {
    station,
    raisedAt,
    clearedAt: active ? null : clearedAt,
    severity: before === undefined || !active ? (before?.severity ?? severity) : severity,
    reading: before?.reading ?? reading,
  })
}

function summaryOf(
  lives: readonly BacktestAlarm[],
  of: { looked: readonly Place[]; readings: number; from: number; to: number },
): BacktestResult {
  const alarms = lives.toSorted((a, b) => a.raisedAt - b.raisedAt)
  const raisesOf = new Map<string, number[]>()
  for (const { station, raisedAt } of alarms) raisesOf.set(station, [...(raisesOf.get(station) ?? []), raisedAt])
  const everyOf = new Map(of.looked.map(({ station }) => [station.id, station.everySeconds]))
  const activeMs = alarms.reduce((sum, { raisedAt, clearedAt }) => sum + (clearedAt ?? of.to) - raisedAt, 0)
  return {
    from: of.from,
    to: of.to,
    stations: of.looked.length,
    readings: of.readings,
    count: alarms.length,
    chattering: [...raisesOf].filter(([, raises]) => chatters(raises)).map(([station]) => station),
    fleeting: alarms.filter((life) => isFleeting(life, everyOf.get(life.station) ?? 60)).length,
    active: alarms.filter(({ clearedAt }) => clearedAt === null).length,
    activeMs,
    alarms: alarms.slice(-MOST_ALARMS),
  }
}
