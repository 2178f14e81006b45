import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Alarm, AlarmEvent } from '../../domain/alarm.ts'
import type { Condition, Level } from '../../domain/condition.ts'
import { makePoints } from '../../domain/points.ts'
import type { Rule } from '../../domain/rule.ts'
import type { UsualRow } from '../../store/records/schema.ts'
import { planKinds } from '../catalogue.ts'
import { makePlaces } from '../places.ts'
import { KINDS, makeTown, NOON } from '../testing/town.ts'
import { makeDesk } from './desk.ts'
import { makeGrader } from './grader.ts'
import { makeRuleEngine } from './rules.ts'
import { makeUsualBook } from './usual.ts'

const SECOND = 1_000
const TEXT = { zh: '规则', en: 'Rule' }
const L = 'LAeq'
const STATIONS = ['a', 'b'] as const

/** What a station measured, at seconds after noon; `seq` numbers the readings of a station. */
interface Measured {
  readonly station: (typeof STATIONS)[number]
  readonly at: number
  readonly seq: number
  readonly level: number
  readonly peak: number
  readonly flag: number
  readonly index: number
}

/** A usual of 70 ± 5 at every hour. */
const USUAL: readonly UsualRow[] = [1, 2].flatMap((station) =>
  Array.from({ length: 168 }, (_, slot) => ({ station, value: L, slot, hour: slot, weeks: 5, mean: 70, m2: 100 })),
)

/** Rules, desk and everything between them over two stations; whatever asks for somebody is taken up on the spot. */
function city(rule: Rule) {
  const town = makeTown()
  for (const id of STATIONS) town.add(id, 'noise')
  const plans = planKinds(KINDS)
  const alarms = new Map<string, Alarm>()
  const events: AlarmEvent[] = []
  const usual = new Map<string, UsualRow>()
  const desk = makeDesk({ open: [], head: 0, keep: (_, done) => done(), find: async () => undefined, now: () => NOON })
  desk.onEvent(({ alarm, event }) => {
    alarms.set(alarm.id, alarm)
    events.push(event)
    if (event.type !== 'ack' && !alarm.acknowledged) void desk.step(alarm.id, { type: 'ack', by: 'anna' })
  })
  const grader = makeGrader(desk, (id) => (id === rule.id ? rule : undefined))
  const book = makeUsualBook({
    known: USUAL,
    utcOffsetMinutes: 0,
    keep: (row) => usual.set(`${row.station} ${row.hour}`, row),
  })
  const engine = makeRuleEngine([rule], plans, { find: grader.take, keep() {}, usualOf: book.of })
  const places = makePlaces(town, plans, engine)
  const plan = plans.get('noise')!
  const points = makePoints('noise', plan.names, 1)
  return {
    events,
    usual,
    take({ station, at, seq, level, peak, flag, index }: Measured, isLate = false) {
      const place = places.byId(station)!
      points.ts[0] = NOON + at * SECOND
      points.seq[0] = seq
      points.level[0] = index
      for (const values of points.values) values[0] = Number.NaN
      points.values[plan.columnOf.get(L)!]![0] = level
      points.flags[plan.columnOf.get(L)!]![0] = flag
      points.values[plan.columnOf.get('LAmax')!]![0] = peak
      const isNewest = points.ts[0] > place.lastTs || (points.ts[0] === place.lastTs && seq > place.lastSeq)
      if (!isNewest) return engine.judgeAgain(place, points, 0, isLate)
      place.lastTs = points.ts[0]
      place.lastSeq = seq
      engine.judge(place, points, 0, isLate)
    },
    /** When which alarm held, and how bad it was; what turned out never to have held left out. */
    held: () =>
      [...alarms.values()]
        .filter(({ active, raisedAt, clearedAt }) => active || raisedAt !== clearedAt)
        .map(({ station, raisedAt, clearedAt, severity, active }) => ({
          station,
          from: (raisedAt - NOON) / SECOND,
          to: active ? null : (clearedAt! - NOON) / SECOND,
          severity,
        }))
        .sort((x, y) => x.station.localeCompare(y.station) || x.from - y.from || (x.to ?? 0) - (y.to ?? 0)),
  }
}

const seconds = fc.constantFrom(0, 2, 5)
const held = { forSeconds: seconds, clearForSeconds: seconds }
const loud = fc.record({
  type: fc.constant('threshold' as const),
  value: fc.constant(L),
  above: fc.constantFrom(70, 80),
  deadband: fc.constantFrom(1, 15),
  levels: fc.constant<Level[]>([
    { severity: 'orange', at: 85 },
    { severity: 'red', at: 95, clear: 82 },
  ]),
  ...held,
})
const peaking = fc.record({
  type: fc.constant('threshold' as const),
  value: fc.constant('LAmax'),
  below: fc.constantFrom(70, 90),
})
const rate = fc.record({
  type: fc.constant('rate' as const),
  value: fc.constant(L),
  rises: fc.constantFrom(10, 25),
  withinSeconds: fc.constantFrom(2, 6),
  ...held,
})
const flat = fc.record({
  type: fc.constant('flat' as const),
  value: fc.constant(L),
  tolerance: fc.constantFrom(0, 10),
  forSeconds: fc.constantFrom(2, 4),
})
const quality = fc
  .record({
    type: fc.constant('quality' as const),
    value: fc.constantFrom(L, undefined),
    bad: fc.constantFrom(1, 2, 3),
    of: fc.constantFrom(3, 5),
  })
  .map(({ value, ...rest }) => (value === undefined ? rest : { ...rest, value }))
const index = fc.record({ type: fc.constant('index' as const), level: fc.constantFrom(2, 3), ...held })
const unusual = fc.record({
  type: fc.constant('unusual' as const),
  value: fc.constant(L),
  times: fc.constantFrom(2, 4),
  direction: fc.constantFrom('above' as const, 'below' as const),
  ...held,
})
const leaf = fc.oneof(loud, peaking, rate, flat, quality, index, unusual)
const member = fc.oneof(
  leaf,
  leaf.map((of) => ({ type: 'not' as const, of })),
)
const group = fc.record({
  type: fc.constantFrom('all' as const, 'any' as const),
  of: fc.array(member, { minLength: 2, maxLength: 3 }),
  ...held,
})
const CONDITIONS: Record<string, fc.Arbitrary<Condition>> = {
  threshold: loud,
  rate,
  flat,
  quality,
  index,
  unusual,
  'all and any': group,
}

/** Far enough for windows, near enough that 16 readings of a station are always at hand. */
const MOST_STEPS = 14

const stream = fc
  .array(
    fc.record({
      station: fc.constantFrom(...STATIONS),
      gap: fc.constantFrom(0, 1, 1, 2),
      level: fc.constantFrom(50, 60, 75, 90, 100),
      peak: fc.constantFrom(60, 80, 100),
      flag: fc.constantFrom(0, 0, 0, 3, 4),
      index: fc.nat(4),
      delay: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(MOST_STEPS) }),
      copies: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.array(fc.nat(MOST_STEPS), { maxLength: 2 })),
    }),
    { minLength: 2, maxLength: 60 },
  )
  .map((all) => {
    let now = 0
    const last = new Map<string, number>()
    const measured = all.map(({ gap, delay, copies, ...rest }, seq) => {
      // Two stations may measure at the same time, one of them not twice.
      now = Math.max(now + gap, (last.get(rest.station) ?? -1) + 1)
      last.set(rest.station, now)
      const one: Measured = { ...rest, at: now, seq: seq + 1 }
      return { measured: one, arrives: [delay, ...copies].map((steps) => seq + steps) }
    })
    return {
      inOrder: measured.map((one) => one.measured),
      /** Late by some readings, and some of them twice or three times. */
      arriving: measured
        .flatMap((one) => one.arrives.map((when) => ({ when, of: one.measured })))
        .sort((x, y) => x.when - y.when)
        .map(({ of }) => of),
    }
  })

function ruleOf(when: Condition): Rule {
  return { id: 'r', kind: 'noise', label: TEXT, response: TEXT, severity: 'yellow', when }
}

describe.each(Object.entries(CONDITIONS))(
  'a stream that is out of order and has duplicates, judged by %s',
  (_, when) => {
    it('leaves the alarms that the stream in order would have left', () => {
      fc.assert(
        fc.property(when, stream, (condition, { inOrder, arriving }) => {
          const one = city(ruleOf(condition))
          for (const measured of inOrder) one.take(measured)
          const other = city(ruleOf(condition))
          for (const measured of arriving) other.take(measured)
          expect(other.held()).toEqual(one.held())
        }),
        { numRuns: 120 },
      )
    })

    it('calls nobody out when it tells of the past, and leaves the same alarms', () => {
      fc.assert(
        fc.property(when, stream, (condition, { inOrder, arriving }) => {
          const one = city(ruleOf(condition))
          for (const measured of inOrder) one.take(measured)
          const other = city(ruleOf(condition))
          for (const measured of arriving) other.take(measured, true)
          expect(other.held()).toEqual(one.held())
          expect(other.events.filter(({ late, type }) => !late && type !== 'severity')).toEqual([])
        }),
        { numRuns: 40 },
      )
    })
  },
)

describe('what is usual', () => {
  it('is learned alike from a stream that is out of order', () => {
    const rule = ruleOf({ type: 'unusual', value: L, times: 3 })
    const hour = fc.array(fc.record({ level: fc.integer({ min: 40, max: 99 }), delay: fc.nat(10) }), {
      minLength: 180,
      maxLength: 180,
    })
    fc.assert(
      fc.property(hour, (all) => {
        const measured = all.map(({ level, delay }, i) => ({
          when: i + delay,
          of: { station: 'a', at: i * 60, seq: i + 1, level, peak: 60, flag: 0, index: 0 } as const,
        }))
        const one = city(rule)
        for (const { of } of measured) one.take(of)
        const other = city(rule)
        for (const { of } of measured.toSorted((x, y) => x.when - y.when)) other.take(of)
        const rows = ({ usual }: typeof one) =>
          [...usual.values()].map(({ hour: at, weeks, mean }) => ({ at, weeks, mean }))
        expect(rows(one)).toHaveLength(2)
        const [first, second] = rows(other)
        const [wanted, next] = rows(one)
        expect(first).toEqual({ ...wanted, mean: expect.closeTo(wanted!.mean, 8) })
        // The newest hour may have ended before its last readings came; they are counted when they do.
        expect(second).toEqual({ ...next, mean: expect.closeTo(next!.mean, 8) })
      }),
      { numRuns: 20 },
    )
  })
})
