import { describe, expect, it } from 'vitest'
import type { Condition } from '../../domain/condition.ts'
import { makePoints } from '../../domain/points.ts'
import type { Rule } from '../../domain/rule.ts'
import type { Station } from '../../domain/station.ts'
import { planKinds } from '../catalogue.ts'
import { makePlaces } from '../places.ts'
import { KINDS, makeTown, NOON } from '../testing/town.ts'
import type { Finding, RuleState } from './finding.ts'
import { makeRuleEngine } from './rules.ts'

const SECOND = 1_000
const TEXT = { zh: '规则', en: 'Rule' }

function ruleOf(when: Condition, more: Partial<Rule> = {}): Rule {
  return { id: 'r', kind: 'noise', label: TEXT, response: TEXT, severity: 'yellow', when, ...more }
}

/** Rules over several stations; `found` collects as `raise s@12` in seconds after noon, `!` behind what came late. */
function bench(rules: readonly Rule[], stations: Record<string, [kind: string, more?: Partial<Station>]>) {
  const town = makeTown()
  for (const [id, [kind, more]] of Object.entries(stations)) town.add(id, kind, more)
  const plans = planKinds(KINDS)
  const found: string[] = []
  const kept = new Map<string, RuleState>()
  const text = ({ found: what, place, at, grade, isLate }: Finding) =>
    `${what} ${place.station.id}@${(at - NOON) / SECOND}${grade > 0 ? ` level ${grade}` : ''}${isLate ? '!' : ''}`
  const engine = makeRuleEngine(rules, plans, {
    find: (finding) => found.push(text(finding)),
    keep: (state) => kept.set(`${state.rule} ${state.station}`, state),
    usualOf: () => ({ at: () => ({ mean: 50, deviation: 4, weeks: 5 }), learn() {} }),
  })
  const places = makePlaces(town, plans, engine)
  for (const id of Object.keys(stations)) places.byId(id)
  const take = (id: string, seconds: number, value: number, how: 'judge' | 'again' | 'late', of: Of = {}) => {
    const place = places.byId(id)!
    const points = makePoints(place.plan.kind.id, place.plan.names, 1)
    for (const values of points.values) values[0] = Number.NaN
    const column = place.plan.columnOf.get(of.value ?? place.plan.names[0]!)!
    points.values[column]![0] = value
    points.flags[column]![0] = of.flag ?? 0
    points.level[0] = of.level ?? 0
    points.ts[0] = NOON + seconds * SECOND
    if (how === 'again') engine.judgeAgain(place, points, 0, true)
    else engine.judge(place, points, 0, how === 'late')
  }
  return {
    engine,
    places,
    found,
    kept,
    read: (id: string, seconds: number, value: number, of?: Of) => take(id, seconds, value, 'judge', of),
    /** In order, but long after it was measured. */
    readLate: (id: string, seconds: number, value: number, of?: Of) => take(id, seconds, value, 'late', of),
    /** Older than the newest. */
    readAgain: (id: string, seconds: number, value: number, of?: Of) => take(id, seconds, value, 'again', of),
  }
}

interface Of {
  readonly value?: string
  readonly flag?: number
  readonly level?: number
}

const L = 'LAeq'
const ONE = { s: ['noise'] } as const satisfies Record<string, [string]>

describe('a condition', () => {
  it('on the rate raises when a value has risen by more than so much within so long', () => {
    const rule = ruleOf({ type: 'rate', value: L, rises: 20, withinSeconds: 60 })
    const { read, found } = bench([rule], { s: ['noise'] })
    for (const [at, value] of [
      [0, 50],
      [30, 65],
      [59, 70],
      [60, 70.5],
      [121, 71],
    ] as const)
      read('s', at, value, { value: L })
    expect(found).toEqual(['raise s@60', 'clear s@121'])
  })

  it('on the rate downwards looks at the highest of the window', () => {
    const { read, found } = bench([ruleOf({ type: 'rate', value: L, falls: 20, withinSeconds: 60 })], { s: ['noise'] })
    for (const [at, value] of [
      [0, 60],
      [30, 80],
      [60, 59],
      [200, 59],
    ] as const)
      read('s', at, value, { value: L })
    expect(found).toEqual(['raise s@60', 'clear s@200'])
  })

  it('on a flat line raises after so long without a move, and clears with the next one', () => {
    const { read, found } = bench([ruleOf({ type: 'flat', value: L, tolerance: 0.1, forSeconds: 120 })], {
      s: ['noise'],
    })
    for (const [at, value] of [
      [0, 50],
      [60, 50.1],
      [119, 50.05],
      [120, 50],
      [180, 50.1],
      [240, 51],
    ] as const)
      read('s', at, value, { value: L })
    expect(found).toEqual(['raise s@120', 'clear s@240'])
  })

  it('on quality counts the suspect and worse among the last readings that carry the value', () => {
    const { read, found } = bench([ruleOf({ type: 'quality', value: L, bad: 2, of: 3 })], { s: ['noise'] })
    const flags = [3, 0, 4, 0, 0, 3]
    flags.forEach((flag, i) => read('s', i, 50, { value: L, flag }))
    expect(found).toEqual(['raise s@2', 'clear s@3'])
  })

  it('on the unusual judges by standard deviations, in its direction, never below its least', () => {
    const when = { type: 'unusual', value: L, times: 2.5, direction: 'above', atLeast: 12 } as const
    const { read, found } = bench([ruleOf(when)], { s: ['noise'] })
    for (const [at, value] of [
      [0, 30],
      [1, 61],
      [2, 62],
      [3, 70],
      [4, 50],
    ] as const)
      read('s', at, value, { value: L })
    expect(found).toEqual(['raise s@2', 'clear s@4'])
  })

  it('with levels says at which it stands, each with its own way back', () => {
    const levels = [
      { severity: 'orange', at: 95, clear: 92 },
      { severity: 'red', at: 105 },
    ] as const
    const when: Condition = { type: 'threshold', value: L, above: 85, deadband: 5, levels: [...levels] }
    const { read, found } = bench([ruleOf(when)], { s: ['noise'] })
    for (const [at, value] of [
      [0, 90],
      [1, 96],
      [2, 93],
      [3, 110],
      [4, 100],
      [5, 91],
      [6, 80],
    ] as const)
      read('s', at, value, { value: L })
    expect(found).toEqual([
      'raise s@0',
      'grade s@1 level 1',
      'grade s@3 level 2',
      'grade s@4 level 1',
      'grade s@5',
      'clear s@6',
    ])
  })
})

describe('a group', () => {
  const loud: Condition = { type: 'threshold', value: L, above: 85 }

  it('holds when all its parts hold at the station, and not when one is turned around', () => {
    const peak = { type: 'threshold', value: 'LAmax', above: 100 } as const
    const both = ruleOf({ type: 'all', of: [loud, peak] })
    const one = ruleOf({ type: 'all', of: [loud, { type: 'not', of: peak }] }, { id: 'one' })
    const { read, found } = bench([both, one], ONE)
    read('s', 0, 90, { value: L })
    read('s', 1, 110, { value: 'LAmax' })
    read('s', 2, 80, { value: L })
    expect(found).toEqual(['raise s@0', 'raise s@1', 'clear s@1', 'clear s@2'])
  })

  it('looks at any station of another kind in the same district', () => {
    const jam = { type: 'index', level: 4, where: { kind: 'traffic' } } as const
    const { read, found } = bench([ruleOf({ type: 'all', of: [loud, jam] })], {
      s: ['noise'],
      far: ['traffic', { district: 'south' }],
      a: ['traffic'],
      b: ['traffic'],
    })
    read('s', 0, 90, { value: L })
    read('far', 1, 1, { level: 5 })
    expect(found).toEqual([])
    read('a', 2, 1, { level: 5 })
    read('b', 3, 1, { level: 4 })
    read('a', 4, 1, { level: 1 })
    expect(found).toEqual(['raise s@2'])
    read('b', 5, 1, { level: 1 })
    expect(found).toEqual(['raise s@2', 'clear s@5'])
  })

  it('looks at one named station, and waits for its own hold time', () => {
    const flood = { type: 'threshold', value: 'waterLevel', above: 5, where: { station: 'gauge' } } as const
    const { read, found } = bench([ruleOf({ type: 'any', of: [loud, flood], forSeconds: 60 })], {
      s: ['noise'],
      gauge: ['water'],
    })
    read('gauge', 0, 6, { value: 'waterLevel' })
    read('s', 59, 50, { value: L })
    expect(found).toEqual([])
    read('s', 60, 50, { value: L })
    expect(found).toEqual(['raise s@60'])
  })

  it('stands after a restart where it stood, its parts beyond the station as well', () => {
    const jam = { type: 'index', level: 4, where: { kind: 'traffic' } } as const
    const rule = ruleOf({ type: 'all', of: [loud, jam] })
    const stations = { s: ['noise'], a: ['traffic'] } as const satisfies Record<string, [string]>
    const before = bench([rule], stations)
    before.read('a', 0, 1, { level: 5 })
    before.read('s', 1, 90, { value: L })
    const after = bench([rule], stations)
    for (const state of before.kept.values()) after.engine.restore(after.places.byId(state.station)!, state)
    after.read('s', 2, 91, { value: L })
    expect(after.found).toEqual([])
    after.read('a', 3, 1, { level: 1 })
    expect(after.found).toEqual(['clear s@3'])
  })
})

describe('what comes late', () => {
  const loud = ruleOf({ type: 'threshold', value: L, above: 85, forSeconds: 60 })

  it('opens and closes at the times of the device, and calls for nobody', () => {
    const { readLate, found } = bench([loud], ONE)
    for (const [at, value] of [
      [0, 90],
      [60, 90],
      [120, 70],
    ] as const)
      readLate('s', at, value, { value: L })
    expect(found).toEqual(['raise s@60!', 'clear s@120!'])
  })

  it('is announced once a reading of now shows that it still holds', () => {
    const { readLate, read, found } = bench([loud], ONE)
    readLate('s', 0, 90, { value: L })
    readLate('s', 60, 90, { value: L })
    read('s', 120, 91, { value: L })
    read('s', 180, 92, { value: L })
    expect(found).toEqual(['raise s@60!', 'announce s@120'])
  })

  it('and out of order is judged again from where the rule stood then', () => {
    const { read, readAgain, found } = bench([loud], ONE)
    read('s', 0, 90, { value: L })
    read('s', 60, 90, { value: L })
    readAgain('s', 30, 70, { value: L })
    // The hold time was broken: what was raised is not borne out.
    expect(found).toEqual(['raise s@60', 'clear s@60!'])
    read('s', 90, 90, { value: L })
    read('s', 120, 90, { value: L })
    expect(found.slice(2)).toEqual(['raise s@120'])
  })
})

describe('when the rules are changed', () => {
  const loud = ruleOf({ type: 'threshold', value: L, above: 85 })

  it('an unchanged one goes on, a changed one ends what it had raised and begins anew', () => {
    const peak = ruleOf({ type: 'threshold', value: 'LAmax', above: 100 }, { id: 'peak' })
    const { read, engine, places, found, kept } = bench([loud, peak], ONE)
    read('s', 0, 90, { value: L })
    read('s', 1, 110, { value: 'LAmax' })
    const stricter = { ...loud, when: { type: 'threshold', value: L, above: 80 } } as const
    engine.change([stricter, peak], places.all(), NOON + 2 * SECOND)
    expect(found.slice(2)).toEqual(['clear s@2'])
    expect(kept.get('r s')?.state).toBeNull()
    read('s', 3, 82, { value: L })
    read('s', 4, 90, { value: 'LAmax' })
    expect(found.slice(3)).toEqual(['raise s@3', 'clear s@4'])
  })

  it('a new rule watches at once, one that is gone no longer', () => {
    const { read, engine, places, found } = bench([], ONE)
    read('s', 0, 90, { value: L })
    engine.change([loud], places.all(), NOON)
    read('s', 1, 90, { value: L })
    engine.change([], places.all(), NOON + 2 * SECOND)
    read('s', 3, 90, { value: L })
    expect(found).toEqual(['raise s@1', 'clear s@2'])
  })
})
