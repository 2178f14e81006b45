import { describe, expect, it } from 'vitest'
import type { Condition } from '../../domain/condition.ts'
import { makePoints } from '../../domain/points.ts'
import type { Rule } from '../../domain/rule.ts'
import { planKinds } from '../catalogue.ts'
import type { Place } from '../place.ts'
import { makePlaces } from '../places.ts'
import { KINDS, makeTown, NOON } from '../testing/town.ts'
import { makeDesk } from './desk.ts'
import { makeGrader } from './grader.ts'
import { makeRuleEngine } from './rules.ts'

const SECOND = 1_000
const TEXT = { zh: '规则', en: 'Rule' }
const LOUD: Condition = { type: 'threshold', value: 'LAeq', above: 85 }
const SILENT: Condition = { type: 'silent', intervals: 10 }

function ruleOf(id: string, when: Condition, more: Partial<Rule> = {}): Rule {
  return { id, kind: 'noise', label: TEXT, response: TEXT, severity: 'yellow', when, ...more }
}

/** Counts every look at a property of an object. */
function counted<T extends object>(of: T, looks: { count: number }): T {
  return new Proxy(of, {
    get(target, name, receiver) {
      looks.count++
      return Reflect.get(target, name, receiver) as unknown
    },
  })
}

function engineFor(rules: readonly Rule[], stations: number) {
  const town = makeTown()
  for (let i = 0; i < stations; i++) town.add(`s${i}`, 'noise', { everySeconds: 60 })
  const plans = planKinds(KINDS)
  const engine = makeRuleEngine(rules, plans, { find() {}, keep() {} })
  const places = makePlaces(town, plans, engine)
  const points = makePoints('noise', plans.get('noise')!.names, 1)
  const read = (place: Place, seconds: number, value: string, level: number) => {
    for (const values of points.values) values[0] = Number.NaN
    points.values[place.plan.columnOf.get(value)!]![0] = level
    points.ts[0] = NOON + seconds * SECOND
    points.seq[0] = seconds
    place.lastTs = points.ts[0]
    engine.judge(place, points, 0, false)
  }
  return { town, engine, places, read, points }
}

/** Rules of the same kind that have nothing to do with station s0. */
function unrelated(count: number, looks: { count: number }): Rule[] {
  return Array.from({ length: count }, (_, i) =>
    counted(
      i % 2 === 0
        ? ruleOf(`far-${i}`, LOUD, { districts: [`district-${i}`] })
        : ruleOf(`far-${i}`, SILENT, { stations: [`elsewhere-${i}`] }),
      looks,
    ),
  )
}

describe('a reading', () => {
  it('does not touch rules of other districts and stations, however many there are', () => {
    const looks = { count: 0 }
    const { places, read } = engineFor([ruleOf('loud', LOUD), ...unrelated(1_000, looks)], 1)
    const place = places.byId('s0')!
    looks.count = 0
    for (let i = 0; i < 200; i++) read(place, i, 'LAeq', i % 20 < 10 ? 90 : 50)
    expect(looks.count).toBe(0)
    expect(place.vigil.watches.map(({ key }) => key)).toEqual(['loud'])
  })

  it('is looked at only by the rules on the values that it carries', () => {
    const looks = { count: 0 }
    const { places, read, points } = engineFor([ruleOf('loud', LOUD)], 1)
    const place = places.byId('s0')!
    const column = place.plan.columnOf.get('LAeq')!
    read(place, 0, 'LAmax', 60)
    const { ofColumn, columns } = place.vigil.list
    expect(columns).toEqual([column])
    const spied = counted(ofColumn[0]! as number[], looks)
    ;(ofColumn as number[][])[0] = spied
    read(place, 1, 'LAmax', 60)
    expect(looks.count).toBe(0)
    points.flags[column]![0] = 0
    read(place, 2, 'LAeq', 60)
    expect(looks.count).toBeGreaterThan(0)
  })

  it('allocates nothing for rules that stay where they are', () => {
    const rules = [
      ruleOf('loud', { ...LOUD, forSeconds: 30 }),
      ruleOf('flat', { type: 'flat', value: 'LAeq', tolerance: 0.1, forSeconds: 600 }),
      ruleOf('bad', { type: 'quality', bad: 3, of: 5 }),
      ruleOf('both', { type: 'all', of: [LOUD, { type: 'threshold', value: 'LAmax', above: 100 }] }),
    ]
    const { places, read } = engineFor(rules, 1)
    const place = places.byId('s0')!
    for (let i = 0; i < 40; i++) read(place, i, 'LAeq', 50 + (i % 2))
    const { numbers, bytes, first } = place.vigil.recent
    // Far enough for the oldest to be let go again and again.
    for (let i = 40; i < 140; i++) read(place, i, 'LAeq', 50 + (i % 2))
    const { recent } = place.vigil
    expect(recent.numbers).toBe(numbers)
    expect(recent.bytes).toBe(bytes)
    expect(recent.first).toBe(first)
  })
})

describe('a station', () => {
  it('that comes does not look at rules that name other stations', () => {
    const looks = { count: 0 }
    const rules = Array.from({ length: 1_000 }, (_, i) => ruleOf(`far-${i}`, LOUD, { stations: [`elsewhere-${i}`] }))
    const { places } = engineFor(
      rules.map((rule) => counted(rule, looks)),
      500,
    )
    looks.count = 0
    for (const place of places.all()) expect(place.vigil.watches).toHaveLength(0)
    expect(looks.count).toBe(0)
  })

  it('shares its list of rules with all that are watched alike', () => {
    const { places } = engineFor([ruleOf('loud', LOUD), ruleOf('silent', SILENT)], 3)
    const [one, ...others] = [...places.all()].map(({ vigil }) => vigil.list)
    for (const other of others) expect(other).toBe(one)
  })
})

describe('a tick', () => {
  it('looks only at stations that may be silent by now, each once in so many of its intervals', () => {
    const { engine, places } = engineFor([ruleOf('silent', SILENT)], 300)
    let looks = 0
    for (const [i, place] of [...places.all()].entries()) {
      // Heard one after the other, two a second.
      let heardAt = NOON + i * 500
      Object.defineProperty(place, 'heardAt', {
        get() {
          looks++
          return heardAt
        },
        set(at: number) {
          heardAt = at
        },
      })
    }
    engine.tick(NOON)
    looks = 0
    for (let second = 1; second < 600; second++) engine.tick(NOON + second * SECOND)
    expect(looks).toBe(0)
    // The first two are due: NaN is asked for, and then the time itself.
    engine.tick(NOON + 600 * SECOND)
    expect(looks).toBeGreaterThan(0)
    expect(looks).toBeLessThanOrEqual(4)
  })

  it('looks at all again when the clock was set back', () => {
    const found: number[] = []
    const town = makeTown()
    town.add('s', 'noise', { everySeconds: 60 })
    const plans = planKinds(KINDS)
    const engine = makeRuleEngine([ruleOf('silent', SILENT)], plans, { find: ({ at }) => found.push(at), keep() {} })
    const place = makePlaces(town, plans, engine).byId('s')!
    place.heardAt = NOON
    engine.tick(NOON + 1)
    const back = NOON - 3_600_000
    place.heardAt = back
    engine.tick(back + 599 * SECOND)
    expect(found).toEqual([])
    engine.tick(back + 600 * SECOND)
    expect(found).toEqual([back + 600 * SECOND])
  })

  it('looks only at alarms that get worse by now', () => {
    const rule = ruleOf('loud', LOUD, { escalate: [{ afterSeconds: 60, severity: 'red' }] })
    const desk = makeDesk({
      open: [],
      head: 0,
      keep: (_, done) => done(),
      find: async () => undefined,
      now: () => NOON,
    })
    const { places } = engineFor([rule], 200)
    let looks = 0
    const grader = makeGrader({ ...desk, head: 0, of: (id, station) => (looks++, desk.of(id, station)) }, () => rule)
    for (const [i, place] of [...places.all()].entries())
      grader.take({ rule, place, found: 'raise', at: NOON + i * SECOND, reading: 90, grade: 0, isLate: false })
    looks = 0
    grader.tick(NOON + 59 * SECOND)
    expect(looks).toBe(0)
    grader.tick(NOON + 60 * SECOND)
    expect(looks).toBe(1)
    expect([...desk.open()].filter(({ severity }) => severity === 'red')).toHaveLength(1)
  })
})
