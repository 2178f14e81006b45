import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Rule } from '../domain/rule.ts'
import type { Trouble } from '../domain/trouble.ts'
import { makeRuleEngine } from './alarms/rules.ts'
import { planKinds } from './catalogue.ts'
import { DEFAULT_WINDOW } from './device-time.ts'
import { makePlaces } from './places.ts'
import { makePresenceBook } from './presence.ts'
import { makeSheets } from './sheets.ts'
import { makeSifter } from './sifter.ts'
import { batchOf, KINDS, makeTown, NOON } from './testing/town.ts'
import { makeTimeKeeper } from './time-keeper.ts'

const SECOND = 1_000
const HOUR = 3_600_000
const TEXT = { zh: '静默', en: 'Silent' }
const SILENT: Rule = {
  id: 'silent',
  kind: 'noise',
  label: TEXT,
  response: TEXT,
  severity: 'blue',
  when: { type: 'silent', intervals: 10 },
}

/** A station that sends once a second, judged once a second by a server whose clocks a test sets. */
function bench() {
  const town = makeTown()
  town.add('n', 'noise', { everySeconds: 1 })
  town.add('m', 'noise', { everySeconds: 60 })
  const plans = planKinds(KINDS)
  const found: string[] = []
  const engine = makeRuleEngine([SILENT], plans, {
    find: ({ found: what }) => found.push(what),
    keep() {},
  })
  const places = makePlaces(town, plans, engine)
  const presence = makePresenceBook(() => {})
  const holding = new Map<Trouble, string>()
  let [wall, steady, head] = [NOON, 0, 0]
  const keeper = makeTimeKeeper({
    now: () => wall,
    monotonic: () => steady,
    everyMs: SECOND,
    places: places.all,
    presence,
    troubles: {
      raise: (name, detail) => void (holding.has(name) || holding.set(name, detail)),
      clear: (name) => void holding.delete(name),
      tell: (name, detail) => void holding.set(name, detail),
      holds: (name) => holding.has(name),
    },
    head: () => head,
    log: { warn() {} },
  })
  const sifter = makeSifter(places, DEFAULT_WINDOW)
  const late: boolean[] = []
  const hooks = {
    fresh: (_place: unknown, _points: unknown, _i: unknown, isLate: boolean) => void late.push(isLate),
    stale() {},
    refused() {},
    status() {},
  }

  function receive(receivedAt: number, ts = wall, id = 'n'): void {
    const first = head++
    keeper.look()
    const batch = batchOf([[`city/v1/noise/${id}/readings`, { ts, values: { LAeq: 50 } }]], { first, receivedAt })
    const heardAt = keeper.heardAt(batch)
    for (const place of sifter.sift(batch, makeSheets(), hooks, heardAt)) {
      presence.heard(place, heardAt)
      engine.heard(place, heardAt)
      place.received = 0
    }
  }

  function tick(): void {
    keeper.look()
    keeper.tick()
    engine.tick(wall)
    presence.tick(places.all(), wall)
  }

  function pass(seconds: number, sends: boolean, tsOf = () => wall): void {
    for (let i = 0; i < seconds; i++) {
      wall += SECOND
      steady += SECOND
      if (sends) receive(wall, tsOf())
      tick()
    }
  }

  return {
    found,
    holding,
    late,
    presence,
    pass,
    tick,
    receive,
    keeper,
    clock: () => places.byId('n')!.clock,
    /** The clock on the wall is set. */
    set: (byMs: number) => void (wall += byMs),
    /** The process stands still, as under SIGSTOP. */
    stop(ms: number) {
      wall += ms
      steady += ms
    },
    wall: () => wall,
  }
}

describe('when the clock of the server is set', () => {
  it.for([HOUR, -HOUR, 2_500, -2_500, 365 * 24 * HOUR])('by %d ms, nobody is silent or gone for it', (step) => {
    const { pass, set, tick, found, holding, presence } = bench()
    pass(5, true)
    set(step)
    tick()
    expect(presence.of('n').state).toBe('online')
    pass(5, true)
    expect([found, presence.of('n').state]).toEqual([[], 'online'])
    expect(holding.get('clock-jumped')).toMatch(step > 0 ? /set forward by/ : /set back by/)
  })

  it.for([HOUR, -HOUR])('by %d ms, who really is silent is told of as soon as without it', (step) => {
    const { pass, set, found } = bench()
    pass(5, true)
    pass(4, false)
    set(step)
    pass(5, false)
    expect(found).toEqual([])
    pass(2, false)
    expect(found).toEqual(['raise'])
  })

  it('a message that came just before and is judged just after was not heard an hour ago', () => {
    const { pass, set, receive, tick, wall, found, presence } = bench()
    pass(3, true)
    const receivedAt = wall()
    set(HOUR)
    receive(receivedAt, receivedAt)
    tick()
    expect([found, presence.of('n').state]).toEqual([[], 'online'])
  })

  it('back by an hour, readings of now are not late although the time of receipt stands still', () => {
    const { pass, set, receive, wall, late } = bench()
    pass(3, true)
    const stands = wall()
    set(-HOUR)
    late.length = 0
    receive(stands, wall() - SECOND, 'm')
    receive(stands, wall() - HOUR, 'm')
    pass(HOUR / SECOND + 200, true)
    receive(wall(), wall() - 200 * SECOND, 'm')
    expect([late[0], late.slice(1, -1).some(Boolean), late.at(-1)]).toEqual([false, false, true])
  })

  it('tells of it until ten minutes have passed without a step', () => {
    const { pass, set, holding } = bench()
    set(HOUR)
    pass(601, true)
    expect(holding.has('clock-jumped')).toBe(true)
    pass(5, true)
    expect(holding.has('clock-jumped')).toBe(false)
  })
})

it('the time in which the process stood still makes nobody silent, and is no step of the clock', () => {
  const { pass, stop, tick, found, holding, presence } = bench()
  pass(5, true)
  stop(30 * SECOND)
  tick()
  expect([found, presence.of('n').state]).toEqual([[], 'online'])
  pass(11, false)
  expect(found).toEqual(['raise'])
  expect(holding.has('clock-jumped')).toBe(false)
})

it('small corrections as NTP makes them change nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1_900, max: 1_900 }), { maxLength: 20 }), (steps) => {
      const { pass, set, found, holding } = bench()
      for (const step of steps) {
        set(step)
        pass(1, true)
      }
      expect([found, [...holding]]).toEqual([[], []])
    }),
    { numRuns: 30 },
  )
})

it('stations whose readings count as late because of their clock are told of once that has lasted', () => {
  const { pass, wall, holding, keeper } = bench()
  pass(180, true, () => wall() - 10 * 60 * SECOND)
  expect(keeper.clocksOff).toBe(1)
  pass(125, true, () => wall() - 10 * 60 * SECOND)
  expect(holding.get('clocks-wrong')).toBe('1: n')
  pass(320, true, () => wall() - 20)
  expect([holding.has('clocks-wrong'), keeper.clocksOff]).toEqual([false, 0])
})
