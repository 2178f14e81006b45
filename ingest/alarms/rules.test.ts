import { describe, expect, it } from 'vitest'
import { makePoints } from '../../domain/points.ts'
import type { Condition } from '../../domain/condition.ts'
import type { Rule } from '../../domain/rule.ts'
import type { Station } from '../../domain/station.ts'
import { planKinds } from '../catalogue.ts'
import { makePlaces } from '../places.ts'
import { KINDS, makeTown, NOON } from '../testing/town.ts'
import type { RuleState } from './finding.ts'
import { makeRuleEngine } from './rules.ts'

const SECOND = 1_000

function ruleOf(when: Condition, more: Partial<Rule> = {}): Rule {
  const text = { zh: '规则', en: 'Rule' }
  return { id: 'r', kind: 'noise', label: text, response: text, severity: 'yellow', when, ...more }
}

/** A rule and a station of its kind; `found` collects as `raise@12` in seconds after noon. */
function bench(rule: Rule, more: Partial<Station> = {}) {
  const town = makeTown()
  town.add('s', rule.kind, more)
  const plans = planKinds(KINDS)
  const plan = plans.get(rule.kind)!
  const found: string[] = []
  const kept: RuleState[] = []
  const engine = makeRuleEngine([rule], plans, {
    find: ({ found: what, at, reading }) =>
      found.push(`${what}@${(at - NOON) / SECOND}${reading === null ? '' : `=${reading}`}`),
    keep: (state) => kept.push(state),
  })
  const places = makePlaces(town, plans, engine)
  const place = places.byId('s')!
  const points = makePoints(rule.kind, plan.names, 1)
  const column = rule.when.type === 'threshold' ? plan.columnOf.get(rule.when.value)! : 0

  return {
    engine,
    place,
    places,
    found,
    kept,
    /** A reading so many seconds after noon. */
    read(seconds: number, value: number, { flag = 0, level = 0, isLate = false } = {}) {
      for (const values of points.values) values[0] = Number.NaN
      points.values[column]![0] = value
      points.flags[column]![0] = flag
      points.level[0] = level
      points.ts[0] = NOON + seconds * SECOND
      engine.judge(place, points, 0, isLate)
    },
  }
}

const LOUD: Condition = {
  type: 'threshold',
  value: 'LAeq',
  above: 85,
  clear: 78,
  forSeconds: 180,
  clearForSeconds: 300,
}

describe('a threshold', () => {
  it('raises above it, not at it, and clears at its clear level', () => {
    const { read, found } = bench(ruleOf({ type: 'threshold', value: 'LAeq', above: 85, clear: 78 }))
    read(0, 85)
    read(1, 85.1)
    read(2, 80)
    read(3, 78.1)
    read(4, 78)
    read(5, 80)
    expect(found).toEqual(['raise@1=85.1', 'clear@4=78'])
  })

  it('works downwards, and without a clear level of its own', () => {
    const { read, found } = bench(ruleOf({ type: 'threshold', value: 'LAeq', below: 28 }))
    read(0, 28)
    read(1, 27.9)
    read(2, 28)
    expect(found).toEqual(['raise@1=27.9', 'clear@2=28'])
  })

  it('waits for the hold time in measurement time, and starts anew when the value falls back', () => {
    const { read, found } = bench(ruleOf(LOUD))
    read(0, 90)
    read(170, 90)
    read(175, 80)
    read(180, 90)
    read(359, 90)
    expect(found).toEqual([])
    read(360, 91)
    expect(found).toEqual(['raise@360=91'])
  })

  it('clears only after the value was back for its time without a break', () => {
    const { read, found } = bench(ruleOf(LOUD))
    read(0, 90)
    read(180, 90)
    read(200, 70)
    read(400, 79)
    read(410, 70)
    read(709, 70)
    expect(found).toEqual(['raise@180=90'])
    read(710, 70)
    expect(found).toEqual(['raise@180=90', 'clear@710=70'])
  })

  it('takes no notice of values that failed or are missing, but of suspect ones', () => {
    const { read, found } = bench(ruleOf({ type: 'threshold', value: 'LAeq', above: 85 }))
    read(0, 130, { flag: 4 })
    read(1, 130, { flag: 9 })
    read(2, Number.NaN)
    expect(found).toEqual([])
    read(3, 130, { flag: 3 })
    expect(found).toEqual(['raise@3=130'])
    read(4, Number.NaN)
    expect(found).toHaveLength(1)
  })

  it('watches only its districts and stations', () => {
    const when: Condition = { type: 'threshold', value: 'LAeq', above: 85 }
    const elsewhere = bench(ruleOf(when, { districts: ['south'] }))
    const other = bench(ruleOf(when, { stations: ['other'] }))
    const both = bench(ruleOf(when, { districts: ['north'], stations: ['s'] }))
    for (const { read } of [elsewhere, other, both]) read(0, 90)
    expect([elsewhere.found, other.found, both.found]).toEqual([[], [], ['raise@0=90']])
  })
})

describe('an index rule', () => {
  it('raises at its level or worse and clears below, as long as it holds', () => {
    const { read, found } = bench(ruleOf({ type: 'index', level: 3, forSeconds: 60 }))
    read(0, 1, { level: 2 })
    read(60, 1, { level: 3 })
    read(119, 1, { level: 4 })
    read(120, 1, { level: 3 })
    read(180, 1, { level: 0 })
    read(240, 1, { level: 2 })
    expect(found).toEqual(['raise@120=3', 'clear@240=2'])
  })
})

describe('a silence rule', () => {
  const silent = ruleOf({ type: 'silent', intervals: 10 })

  it('raises once after so many intervals of the station, at the time it became silent', () => {
    const { engine, place, found } = bench(silent, { everySeconds: 30 })
    engine.tick(NOON)
    place.heardAt = NOON
    engine.tick(NOON + 299 * SECOND)
    expect(found).toEqual([])
    engine.tick(NOON + 305 * SECOND)
    engine.tick(NOON + 306 * SECOND)
    expect(found).toEqual(['raise@300'])
  })

  it('clears as soon as anything is heard, be it old', () => {
    const { engine, place, found } = bench(silent)
    place.heardAt = NOON
    engine.tick(NOON + 600 * SECOND)
    engine.heard(place, NOON + 601 * SECOND)
    engine.heard(place, NOON + 602 * SECOND)
    expect(found).toEqual(['raise@600', 'clear@601'])
  })

  it('says nothing of a station that was never heard', () => {
    const { engine, found } = bench(silent)
    engine.tick(NOON * 2)
    expect(found).toEqual([])
  })
})

describe('after a restart', () => {
  it('a rule stands where it stood: rising since then, and active without being raised again', () => {
    const before = bench(ruleOf(LOUD))
    before.read(0, 90)
    const rising = bench(ruleOf(LOUD))
    rising.engine.restore(rising.place, before.kept.at(-1)!)
    rising.read(180, 90)
    expect(rising.found).toEqual(['raise@180=90'])

    const active = bench(ruleOf(LOUD))
    active.engine.restore(active.place, rising.kept.at(-1)!)
    active.read(200, 90)
    active.read(260, 70)
    active.read(560, 70)
    expect(active.found).toEqual(['clear@560=70'])
    expect(active.kept.at(-1)).toMatchObject({ rule: 'r', station: 's', state: { phase: 0, was: { phase: 2 } } })
    for (let i = 0; i < 32; i++) active.read(600 + i, 70)
    expect(active.kept.at(-1)).toMatchObject({ rule: 'r', station: 's', state: null })
  })

  it('what is kept of a rule that is gone or not for the station any more is passed over', () => {
    const elsewhere = bench(ruleOf(LOUD, { districts: ['south'] }))
    elsewhere.engine.restore(elsewhere.place, { rule: 'r', station: 's', state: { phase: 2, since: NOON } })
    elsewhere.engine.restore(elsewhere.place, { rule: 'gone', station: 's', state: { phase: 2, since: NOON } })
    elsewhere.read(0, 10)
    elsewhere.read(9_999, 10)
    expect(elsewhere.found).toEqual([])
  })
})
