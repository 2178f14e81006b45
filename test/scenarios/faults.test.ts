import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GapEntry } from '../../domain/ledger.ts'
import type { Station } from '../../domain/station.ts'
import type { SeriesAnswer } from '../../domain/wire.ts'
import { startSimulator, type SimulatorHandle } from '../../simulators/city.ts'
import { READING_FAULTS, type ReadingFault, REFUSED } from '../../simulators/disorder/fault-types.ts'
import { parseFaults } from '../../simulators/disorder/parse-faults.ts'
import { askCity, type Ask } from '../../simulators/play/ask.ts'
import { bookDifferences, booksOf, emptyBook } from '../../simulators/play/books.ts'
import { type RunningCity, startCity } from '../support/city.ts'
import { until } from '../support/until.ts'
import { SHIPPED_CITY } from './judge.ts'

const HOUR = 3_600_000
const FAULTS = READING_FAULTS.filter((fault) => fault !== 'scaled')
const LINKS = ['flapping', 'half-open', 'storm', 'slow'] as const
const SUSPECT = 3

/** One station for each fault, and one that is well. */
const stations: readonly Station[] = [...FAULTS, ...LINKS, 'well'].map((id, i) => ({
  id: `sim-${id}`,
  kind: 'air',
  name: id,
  district: '990101',
  lon: 123 + i * 0.001,
  lat: 31,
  simulated: true,
  ...((LINKS as readonly string[]).includes(id) ? { everySeconds: 0.2 } : {}),
}))

const model = { ...SHIPPED_CITY, stations, gateways: [], rules: [] }
const passwords = new Map<string, string>()
let city: RunningCity
let ask: Ask

beforeAll(async () => {
  city = await startCity()
  for (const { simulated: _, ...station } of stations)
    passwords.set(station.id, (await city.register(station)).password)
  const { token } = await city.api<{ token: string }>('POST', '/tokens', { name: 'faults' })
  ask = askCity(city.url, token)
})
afterAll(() => city?.[Symbol.asyncDispose]())

function simulate(who: readonly string[], faults: string, more: { historyHours?: number; isLive?: boolean } = {}) {
  const began = Date.now()
  return startSimulator({
    config: { ...model, stations: stations.filter(({ id }) => who.includes(id)) },
    mqtt: { host: '127.0.0.1', port: city.mqttPort },
    passwordOf: (id) => passwords.get(id)!,
    seed: 5,
    log: { info() {}, warn() {} },
    played: null,
    faults: parseFaults(faults),
    reconnectMs: { least: 50, most: 300 },
    links: { keepaliveSeconds: 1, stormEveryMs: 700, flapEveryMs: 600 },
    now: more.isLive ? () => Date.now() - 10_000 : () => began,
    historyHours: more.historyHours ?? 0,
  })
}

async function differences(simulator: SimulatorHandle, id: string, mayRepeat: boolean): Promise<string[]> {
  const { acknowledged, pending, dropped } = simulator.countsOf(id)!
  const own = { id, acknowledged, pending: pending + dropped, faults: simulator.faults(id), mayRepeat }
  return bookDifferences(own, emptyBook(), (await booksOf(ask, Date.now() - 2 * HOUR)).get(id) ?? emptyBook())
}

describe('faults of readings on request', () => {
  const who = [...FAULTS, 'well'].map((fault) => `sim-${fault}`)
  let simulator: SimulatorHandle
  const sent = (fault: ReadingFault) => simulator.faults(`sim-${fault}`)[fault] ?? 0
  const points = async (fault: string) => {
    const query = `station=sim-${fault}&value=pm25&from=${Date.now() - 13 * HOUR}&to=${Date.now()}`
    return (await ask.get<SeriesAnswer>(`/series?${query}`)).points
  }
  const flagged = async (fault: string) => (await points(fault)).filter(([, , flag]) => flag >= SUSPECT).length
  const gaps = async (fault: string, state: string) =>
    (await ask.all<GapEntry>(`/gaps?station=sim-${fault}&cause=sequence&state=${state}`)).reduce(
      (sum, gap) => sum + (gap.missing ?? 0),
      0,
    )

  beforeAll(async () => {
    const spells = (fault: string) => fault === 'stuck' || fault === 'drifting'
    const wishes = FAULTS.map((fault) => `${fault}:${spells(fault) ? 60 : 12}%@sim-${fault}`).join(',')
    simulator = await simulate(who, wishes, { historyHours: 12 })
    await simulator.historySent
    simulator.finish()
    await until(() => simulator.counts().pending === 0)
  })
  afterAll(() => simulator?.[Symbol.asyncDispose]())

  it('are made, of those and only those stations that were named', () => {
    for (const fault of FAULTS) expect(sent(fault), fault).toBeGreaterThan(30)
    expect(simulator.faults('sim-well')).toEqual({})
    for (const fault of FAULTS) expect(Object.keys(simulator.faults(`sim-${fault}`))).toEqual([fault])
  })

  it('are in the books of the city to the last reading: stored, duplicate and refused', async () => {
    for (const id of who) await until(async () => (await differences(simulator, id, false)).length === 0)
  })

  it('that are refused are as many dead letters, each with its reason', async () => {
    for (const fault of REFUSED) {
      const letters = await ask.all<{ reason: string }>(`/dead-letters?station=sim-${fault}`)
      expect(letters.length, fault).toBe(sent(fault))
      const reasons = new Set(letters.map(({ reason }) => reason))
      if (fault === 'wrong-clock') expect([...reasons]).toEqual(['too-old'])
      if (fault === 'wrong-unit') expect([...reasons]).toEqual(['unknown-unit'])
      if (fault === 'truncated') expect([...reasons]).toEqual(['not-json'])
      if (fault === 'hostile') expect(reasons.size).toBeGreaterThan(4)
    }
  })

  it('that leave numbers out are gaps: missing ones stay, late and swapped ones heal', async () => {
    const times = (await points('missing')).map(([ts]) => ts)
    // What is missing before the first and behind the last that came cannot be known.
    const between = (times.at(-1)! - times[0]!) / 60_000 + 1 - times.length
    expect(sent('missing') - between).toBeGreaterThanOrEqual(0)
    expect(sent('missing') - between).toBeLessThan(6)
    await until(async () => (await gaps('missing', 'open')) === between)
    for (const fault of ['late', 'out-of-order', 'well']) expect(await gaps(fault, 'open'), fault).toBe(0)
  })

  it('that a sensor has are flags: spikes, what stands still for an hour, and what drifts out of its span', async () => {
    expect(await flagged('well')).toBe(0)
    // A spike is flagged, and the step down from it may be.
    expect(await flagged('spiking')).toBeGreaterThanOrEqual(sent('spiking'))
    // Of a spell the first hour may be calm weather, what comes behind it is doubtful; spells are cut where the history begins and ends.
    const beyond = spellsOf(await points('stuck')).map((minutes) => Math.max(0, minutes - 60))
    expect(beyond.filter((minutes) => minutes > 30).length).toBeGreaterThan(0)
    const doubtful = beyond.reduce((sum, minutes) => sum + minutes, 0)
    expect(Math.abs((await flagged('stuck')) - doubtful)).toBeLessThanOrEqual(2 * beyond.length)
    expect(await flagged('drifting')).toBeGreaterThan(sent('drifting') * 0.3)
  })
})

/** How many minutes each time the same value stood for at least half an hour. */
function spellsOf(points: SeriesAnswer['points']): readonly number[] {
  const lengths: number[] = []
  points.forEach(([, value], i) => {
    if (i > 0 && value === points[i - 1]![1]) lengths[lengths.length - 1]!++
    else lengths.push(1)
  })
  return lengths.filter((minutes) => minutes >= 30)
}

describe('faults of connections on request', () => {
  it('are counted, cost no reading, and what vanished is given up by the city', async () => {
    const wishes = LINKS.map((fault) => `${fault}:100%@sim-${fault}`).join(',')
    const who = LINKS.map((fault) => `sim-${fault}`)
    await using simulator = await simulate(who, wishes, { isLive: true })
    const { links } = simulator
    const slow = () => simulator.countsOf('sim-slow')!.acknowledged
    await until(() => links.flapping >= 3 && links.storm >= 3 && links.givenUp >= 2 && slow() > 5)
    expect(links.slow).toBe(1)
    expect(links['half-open']).toBeGreaterThanOrEqual(links.givenUp)
    simulator.finish()
    await until(() => simulator.counts().pending === 0)
    for (const id of who) await until(async () => (await differences(simulator, id, true)).length === 0)
  })
})
