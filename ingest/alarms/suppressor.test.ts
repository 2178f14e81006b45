import { describe, expect, it } from 'vitest'
import type { Rule } from '../../domain/rule.ts'
import type { Suppression } from '../../domain/suppression.ts'
import { planKinds } from '../catalogue.ts'
import { makePlaces } from '../places.ts'
import { KINDS, makeTown, NOON } from '../testing/town.ts'
import { causeAt } from './cause.ts'
import { type Desk, makeDesk } from './desk.ts'
import { makeGatewayWatch } from './gateway-watch.ts'
import { makeSuppressor } from './suppressor.ts'

const TEXT = { zh: '规则', en: 'Rule' }
const MINUTE = 60_000
const base = { kind: 'noise', label: TEXT, response: TEXT, severity: 'yellow' } as const
const LOUD: Rule = { ...base, id: 'loud', when: { type: 'threshold', value: 'LAeq', above: 85 } }
const SILENT: Rule = { ...base, id: 'silent', when: { type: 'silent', intervals: 10 } }

function bench() {
  const town = makeTown()
  town.add('a', 'noise')
  town.add('b', 'noise', { district: 'south', gateway: 'gw' })
  town.addGateway('gw')
  const places = makePlaces(town, planKinds(KINDS))
  const steps: string[] = []
  let now = NOON
  const suppressor = makeSuppressor({
    known: [],
    desk: () => desk,
    ruleOf: (id) => [LOUD, SILENT].find((rule) => rule.id === id),
    stationOf: (id) => town.byId(id),
  })
  const desk: Desk = makeDesk({
    open: [],
    head: 0,
    keep: (_, done) => done(),
    find: async () => undefined,
    now: () => now,
    suppress: (alarm, at) => suppressor.reasonFor(alarm, at),
  })
  desk.onEvent(({ event, alarm }) =>
    steps.push(`${event.type} ${alarm.rule} ${alarm.station} ${event.state}${event.text ? `: ${event.text}` : ''}`),
  )
  const online = new Map<string, boolean>()
  const watch = makeGatewayWatch({
    gateways: () => town.gateways(),
    ownerOf: () => 'ecology',
    presence: {
      isConnected: (id) => online.get(id) ?? true,
      of: (id) =>
        (online.get(id) ?? true)
          ? { state: 'online', reason: 'connected', since: NOON }
          : { state: 'offline', reason: 'lwt', since: NOON },
    },
    desk,
    isOut: (id) => suppressor.current().some((known) => known.id === id && known.to === null),
    put: suppressor.put,
  })
  return {
    town,
    suppressor,
    desk,
    watch,
    online,
    steps,
    at: (time: number) => {
      now = time
      watch.tick(time)
      suppressor.tick(time)
    },
    find: (rule: Rule, station: string, found: 'raise' | 'clear', at: number) => {
      now = at
      desk.report({ cause: causeAt(places.byId(station)!, rule), found, at, reading: null })
    },
  }
}

function maintenance(scope: Suppression['scope'], from: number, to: number | null): Suppression {
  return { id: 'm', reason: 'maintenance', scope, from, to, why: 'filter change', by: 'anna', endedBy: null }
}

describe('maintenance', () => {
  it('sets aside what comes in its scope from the first, and what stood there already', () => {
    const { find, suppressor, at, steps } = bench()
    find(LOUD, 'a', 'raise', NOON)
    find(LOUD, 'b', 'raise', NOON)
    suppressor.put(maintenance({ districts: ['north'] }, NOON + MINUTE, NOON + 9 * MINUTE))
    at(NOON + MINUTE - 1)
    at(NOON + MINUTE)
    find(SILENT, 'a', 'raise', NOON + 2 * MINUTE)
    expect(steps).toEqual([
      'raise loud a unacknowledged',
      'raise loud b unacknowledged',
      'suppress loud a suppressed: maintenance: filter change',
      'raise silent a suppressed: maintenance: filter change',
    ])
  })

  it('announces at its end what still holds; what came and went meanwhile asks for nobody', () => {
    const { find, suppressor, at, steps, desk } = bench()
    suppressor.put(maintenance({}, NOON, NOON + 9 * MINUTE))
    at(NOON)
    find(LOUD, 'a', 'raise', NOON + MINUTE)
    find(LOUD, 'b', 'raise', NOON + MINUTE)
    find(LOUD, 'b', 'clear', NOON + 2 * MINUTE)
    at(NOON + 9 * MINUTE)
    expect(steps.slice(2)).toEqual([
      'clear loud b suppressed',
      'unsuppress loud a unacknowledged',
      'unsuppress loud b normal',
    ])
    expect([...desk.open()].map(({ station }) => station)).toEqual(['a'])
  })

  it('leaves alone what a person has put aside', async () => {
    const { find, suppressor, at, desk } = bench()
    find(LOUD, 'a', 'raise', NOON)
    const [alarm] = [...desk.open()]
    await desk.step(alarm!.id, { type: 'shelve', by: 'anna', text: 'known', until: NOON + 60 * MINUTE })
    suppressor.put(maintenance({}, NOON, NOON + 9 * MINUTE))
    at(NOON + 1)
    expect([...desk.open()]).toMatchObject([{ state: 'shelved' }])
  })
})

describe('a gateway that is gone', () => {
  it('is one alarm; the silence of its stations is set aside, what they measured is not', () => {
    const { find, online, at, steps } = bench()
    at(NOON)
    find(LOUD, 'b', 'raise', NOON)
    online.set('gw', false)
    at(NOON + 5_000)
    find(SILENT, 'b', 'raise', NOON + 20_000)
    find(SILENT, 'b', 'clear', NOON + 21_000)
    at(NOON + 29_000)
    expect(steps.splice(1)).toEqual([
      'raise silent b suppressed: outage: gateway gw is offline',
      'clear silent b suppressed',
    ])
    at(NOON + 30_000)
    find(SILENT, 'b', 'raise', NOON + 10 * MINUTE)
    find(SILENT, 'a', 'raise', NOON + 10 * MINUTE)
    expect(steps.slice(1)).toEqual([
      'raise gateway-offline gw unacknowledged',
      'raise silent b suppressed: outage: gateway gw is offline',
      'raise silent a unacknowledged',
    ])
    online.set('gw', true)
    at(NOON + 11 * MINUTE)
    at(NOON + 12 * MINUTE)
    expect(steps.slice(4)).toEqual(['clear gateway-offline gw returned', 'unsuppress silent b unacknowledged'])
  })

  it('has as long to come back to a city that was away itself', () => {
    const { online, at, steps } = bench()
    online.set('gw', false)
    at(NOON + 60 * MINUTE)
    at(NOON + 60 * MINUTE + 29_000)
    expect(steps).toEqual([])
    at(NOON + 60 * MINUTE + 30_000)
    expect(steps).toEqual(['raise gateway-offline gw unacknowledged'])
  })
})

describe('maintenance of a department', () => {
  const owned = (scope: Suppression['scope'], departments: string[] | null) => ({
    ...maintenance(scope, NOON, NOON + 60 * MINUTE),
    departments,
  })

  it('hides no alarm of another department once the station has moved there, nor of a neighbour behind its gateway', () => {
    const city = bench()
    city.town.add('a', 'noise', { owner: 'ecology', gateway: 'gw' })
    city.suppressor.put(owned({ gateways: ['gw'] }, ['ecology']))
    city.find(LOUD, 'a', 'raise', NOON)
    city.at(NOON)
    expect(city.steps).toEqual(['raise loud a suppressed: maintenance: filter change'])
    city.town.add('neighbour', 'noise', { owner: 'emergency', gateway: 'gw' })
    city.find(LOUD, 'neighbour', 'raise', NOON + MINUTE)
    city.at(NOON + MINUTE)
    expect(city.steps.splice(0).at(-1)).toBe('raise loud neighbour unacknowledged')
    city.town.add('a', 'noise', { owner: 'emergency', gateway: 'gw' })
    city.suppressor.look()
    city.at(NOON + 2 * MINUTE)
    expect(city.steps.splice(0)).toEqual([expect.stringMatching(/^unsuppress loud a/)])
    city.town.add('a', 'noise', { owner: 'ecology', gateway: 'gw' })
    city.suppressor.look()
    city.at(NOON + 3 * MINUTE)
    expect(city.steps).toEqual([expect.stringMatching(/^suppress loud a/)])
  })

  it('that is of the whole city hides those of every department', () => {
    const city = bench()
    city.suppressor.put(owned({ stations: ['a'] }, null))
    city.town.add('a', 'noise', { owner: 'emergency' })
    city.find(LOUD, 'a', 'raise', NOON)
    expect(city.steps).toEqual(['raise loud a suppressed: maintenance: filter change'])
  })
})
