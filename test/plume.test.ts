import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { type Copy, copyOfShipped, SHIPPED } from '../config/testing/folder.ts'
import { rowsOf } from '../dashboard/web/alarms/rows.ts'
import { isAside, type Alarm } from '../domain/alarm.ts'
import type { Incident, IncidentWithParts } from '../domain/incident.ts'
import type { Station } from '../domain/station.ts'
import { interpret } from '../simulators/scenarios/effects/interpret.ts'
import { plume } from '../simulators/scenarios/impromptu.ts'
import type { Touch } from '../simulators/scenarios/scenario.ts'
import { type Credentials, type RunningCity, startCity } from './support/city.ts'
import { connect } from './support/device.ts'
import { listen } from '../dashboard/server/testing/listen.ts'
import { until } from './support/until.ts'

const LIMIT = 115
const BASE = 30
const EVERY_SECONDS = 7
const DISTRICTS = ['990101', '990102', '990103'] as const
const GATEWAYS = ['gw-west', 'gw-middle', 'gw-east'] as const
/** Without holding back, so that the plume need not last for minutes. */
const RULES = `
rules:
  - id: plume-dust
    kind: air
    label: { zh: 细颗粒物骤升, en: Fine dust surges }
    severity: orange
    when: { type: threshold, value: pm25, above: ${LIMIT} }
    response: { zh: 通知下风向, en: Warn those downwind }
  - id: plume-coarse
    kind: air
    label: { zh: 可吸入颗粒物骤升, en: Dust surges }
    severity: yellow
    owner: emergency
    when: { type: threshold, value: pm10, above: ${LIMIT} }
    response: { zh: 现场核查, en: Look on the spot }
`

/** Four streets of stations from west to east, through three districts; the middle one stands behind a gateway of its own. */
const STATIONS: readonly (Station & { gateway: string })[] = Array.from({ length: 48 }, (_, i) => {
  const column = Math.floor(i / 4)
  const part = Math.floor(column / 4)
  return {
    id: `plume-${String(i).padStart(2, '0')}`,
    kind: 'air',
    name: `Corner ${i}`,
    district: DISTRICTS[part]!,
    lon: 122.95 + column * 0.0085,
    lat: 31 + (i % 4) * 0.0009,
    everySeconds: EVERY_SECONDS,
    // The first street of the middle has a link of its own.
    gateway: part === 1 && i % 4 === 0 ? GATEWAYS[0] : GATEWAYS[part]!,
  }
})

/** What an air station measures besides; a value that is missing would be doubtful data. */
const USUAL = Object.fromEntries(
  Object.entries(loadConfig(SHIPPED).kinds.get('air')!.simulate!.signals).map(([name, { base }]) => [name, base]),
)

/** The simulator's plume before a west wind: the first one that dusts all three districts. */
function planPlume(folder: string): readonly Touch[] {
  const { kinds, rules } = loadConfig(folder)
  const calm = { haze: 0, heat: 0, wind: 0, rain: 0, bustle: 0, inversion: 0, season: 0, river: 0, runoff: 0 }
  for (let seed = 1; seed < 500; seed++) {
    const weather = () => ({ ...calm, windFrom: 270, windSpeed: 3 })
    const stage = { kinds, rules, stations: STATIONS, gateways: [], weather, at: Date.now(), seed }
    const touches = plume.plan(stage)?.effects.flatMap((effect) => interpret(effect, stage).touches) ?? []
    if (touches.filter((touch) => dustOf(touch) > LIMIT + 5).length >= 36) return touches
  }
  throw new Error('no plume reaches far enough')
}

function dustOf({ peak, adds }: Touch): number {
  return BASE + peak * adds!['pm25']!
}

let copy: Copy
let data: string
let city: RunningCity
let plan: readonly Touch[]
const credentials = new Map<string, Credentials>()
const clients = new Map<string, MqttClient>()

beforeAll(async () => {
  copy = copyOfShipped()
  copy.write('rules/plume.yaml', RULES)
  data = await mkdtemp(join(tmpdir(), 'citypulse-plume-'))
  plan = planPlume(copy.folder)
  city = await startCity({ config: copy.folder, data: join(data, 'city') })
  for (const id of GATEWAYS) {
    const where = { name: id, district: DISTRICTS[0], lon: 123, lat: 31 }
    credentials.set(id, await city.api<Credentials>('POST', '/gateways', { id, ...where }))
  }
  for (const station of STATIONS) await city.register(station)
  await link(...GATEWAYS)
})
afterAll(async () => {
  for (const client of clients.values()) await client.endAsync(true)
  await city?.[Symbol.asyncDispose]()
  copy?.[Symbol.dispose]()
  if (data) await rm(data, { recursive: true, force: true })
})

async function link(...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const topic = `city/v1/gateways/${id}/status`
    const will = { topic, payload: Buffer.from('offline'), qos: 1, retain: true } as const
    clients.set(id, await connect(credentials.get(id)!, { port: city.mqttPort, options: { will } }))
  }
}

/** Readings of stations of now, each through its gateway; those of one that is gone say nothing. */
async function send(dust: ReadonlyMap<string, number>): Promise<void> {
  for (const [id, client] of clients) {
    const behind = STATIONS.filter(({ gateway }) => gateway === id).filter((station) => dust.has(station.id))
    const of = ({ id: station }: Station) => {
      const pm25 = Math.round(dust.get(station)! * 10) / 10
      return [station, { ts: Date.now(), values: { ...USUAL, pm25, pm10: Math.round(pm25 * 13) / 10 } }] as const
    }
    if (behind.length === 0 || !client.connected) continue
    const topic = `city/v1/gateways/${id}/readings`
    await client.publishAsync(topic, JSON.stringify(Object.fromEntries(behind.map(of))), { qos: 1 })
  }
}

async function all<T>(path: string): Promise<T[]> {
  return (await city.api<{ items: T[] }>('GET', `${path}${path.includes('?') ? '&' : '?'}limit=1000`)).items
}

const openAlarms = async () => (await all<Alarm>('/alarms')).filter(({ state }) => state !== 'normal')
const ofPlume = ({ rule }: Alarm) => rule.startsWith('plume-')

describe('a plume over three districts while a gateway is out', () => {
  const air = new Map(STATIONS.map(({ id }) => [id, BASE]))
  let reached = 0
  let sentAt = 0

  /** All stations that are there send what the plume has made of their air so far. */
  const breathe = async () => {
    sentAt = performance.now()
    await send(air)
  }

  it('is one incident and the alarm of the gateway to the operator, and no forty rows, also when the city is killed meanwhile', async () => {
    await breathe()
    const dead = GATEWAYS[1]
    clients.get(dead)!.stream.destroy()
    clients.delete(dead)
    const arrivals = plan.toSorted((a, b) => a.course.from - b.course.from)
    const waves = Array.from({ length: 6 }, (_, i) => arrivals.slice(i * 8, i * 8 + 8))
    for (const [i, wave] of waves.entries()) {
      for (const touch of wave) air.set(touch.station, dustOf(touch))
      await breathe()
      if (i !== 2) continue
      await until(async () => (await openAlarms()).filter(ofPlume).length >= 10)
      await city.kill()
      for (const client of clients.values()) await client.endAsync(true)
      city = await startCity({ config: copy.folder, data: join(data, 'city') })
      await link(GATEWAYS[0], GATEWAYS[2])
    }
    const isThere = ({ id, gateway }: (typeof STATIONS)[number]) => gateway !== dead && (air.get(id) ?? 0) > LIMIT
    const dusted = STATIONS.filter(isThere)
    expect(new Set(dusted.map(({ district }) => district)).size).toBe(3)
    const expected = dusted.length * 2
    expect(expected).toBeGreaterThan(40)
    const isDone = async () => {
      if (performance.now() - sentAt > 5_000) await breathe()
      const open = await openAlarms()
      const silent = open.filter(({ rule }) => rule === 'air-silent')
      reached = open.filter(ofPlume).length
      return reached === expected && open.some(({ kind }) => kind === 'gateways') && silent.length >= 12
    }
    await until(isDone, 90_000, () => `${reached} of ${expected} alarms of the plume`)

    const open = await openAlarms()
    const incidents = await all<Incident>('/incidents')
    expect(incidents).toHaveLength(1)
    const [incident] = incidents
    expect(incident).toMatchObject({
      cause: 'air',
      severity: 'orange',
      state: 'open',
      members: expected,
      active: expected,
      waiting: expected,
      districts: expect.arrayContaining([...DISTRICTS]),
      departments: expect.arrayContaining(['ecology', 'emergency']),
    })
    // The silence behind the gateway is explained: it is set aside, in no incident, and calls nobody.
    for (const alarm of open.filter(({ rule }) => rule === 'air-silent'))
      expect([alarm.state, alarm.incident]).toEqual(['suppressed', null])
    const rows = rowsOf(
      open.filter(({ state }) => !isAside(state)),
      new Map(),
      new Set(),
    )
    const shown = rows.map((row) => (row.of === 'incident' ? `${row.unit.alarms.length} alarms` : row.alarm.kind))
    expect(shown.sort()).toEqual([`${expected} alarms`, 'gateways'])
  })

  it('has a timeline and messages without a gap or a double, and one task for each department', async () => {
    const [{ id } = { id: '' }] = await all<Incident>('/incidents')
    const { events, alarms, tasks } = await city.api<IncidentWithParts>('GET', `/incidents/${id}`)
    expect(events.map(({ number }) => number)).toEqual(events.map((_, i) => i + 1))
    const joined = events.filter(({ type }) => type === 'joined').map(({ alarm }) => alarm)
    expect(new Set(joined).size).toBe(joined.length)
    expect(new Set(joined)).toEqual(new Set(alarms.map((alarm) => alarm.id)))
    expect(tasks.map(({ department }) => department).sort()).toEqual(['ecology', 'emergency'])
    using browser = await listen(city.url, { cookie: city.cookie, origin: city.url, after: 0, incidentsAfter: 0 })
    await until(() => browser.incidents.length >= events.length)
    expect(browser.incidents.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1))
    const seqs = browser.alarms.map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.map((_, i) => i + 1))
  })

  it('is acknowledged by one step, which is one event for each alarm', async () => {
    const [{ id, waiting } = { id: '', waiting: 0 }] = await all<Incident>('/incidents')
    const before = (await city.api<IncidentWithParts>('GET', `/incidents/${id}`)).alarms.length
    const after = await city.api<IncidentWithParts>('POST', `/incidents/${id}/ack`, { comment: 'on it' })
    expect([waiting, after.waiting, after.alarms.length]).toEqual([before, 0, before])
    expect(after.alarms.every(({ ackedBy, state }) => ackedBy === 'admin' && state === 'acknowledged')).toBe(true)
    const refused = await city.call<{ code: string; detail: string }>('POST', `/incidents/${id}/close`, { reason: 'x' })
    expect([refused.status, refused.body.code]).toEqual([409, 'step-not-allowed'])
    expect(refused.body.detail).toContain('still hold')
  })
})
