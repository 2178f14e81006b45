import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alarm } from '../domain/alarm.ts'
import type { Incident } from '../domain/incident.ts'
import type { Pass } from '../domain/wire.ts'
import { copyOfShipped } from '../config/testing/folder.ts'
import { listen, type Listener } from '../dashboard/server/testing/listen.ts'
import { type Credentials, type RunningCity, startCity } from './support/city.ts'
import { connect, connectDevice } from './support/device.ts'
import { until } from './support/until.ts'

// Who may do what, written down by hand from docs/access.md, and held against a city that runs. Letters: viewer, operator, (shift)
// lead, data steward, department admin, system admin, (X) security admin, (U) auditor.
const ROLE_OF = {
  V: 'viewer',
  O: 'operator',
  L: 'shift-lead',
  D: 'data-steward',
  A: 'department-admin',
  S: 'system-admin',
  X: 'security-admin',
  U: 'auditor',
} as const
type Letter = keyof typeof ROLE_OF
const LETTERS = Object.keys(ROLE_OF) as Letter[]
const OWN = 'urban-management'
const OTHER = 'transport'
const NEW_PASSWORD = 'nine green bottles on a wall'

/** Three stations of urban management: what it shares with all, on demand, with nobody. */
const THINGS = {
  shared: { id: 'acc-noise', kind: 'noise', values: { LAeq: 101 }, value: 'LAeq' },
  asked: { id: 'acc-manhole', kind: 'manhole', values: { tilt: 120 }, value: 'tilt' },
  withheld: { id: 'acc-waste', kind: 'waste', values: { fillLevel: 99 }, value: 'fillLevel' },
} as const
type ThingName = keyof typeof THINGS
const THING_NAMES = Object.keys(THINGS) as ThingName[]

type Outcome = 'yes' | 403 | 404
interface Row {
  readonly call: string
  readonly roles: string
  /** For those of another department: of what is shared, asked for, withheld. Absent: departments do not matter. */
  readonly others?: readonly [shared: Outcome, asked: Outcome, withheld: Outcome]
  /** For those of the owner, where it is not yes throughout. */
  readonly own?: readonly [shared: Outcome, asked: Outcome, withheld: Outcome]
  readonly body?: object
}

// `?` stands for an id of a thing. What is allowed may still be refused for another reason (400, 409): it is not 401, 403 or 404.
const OF_THINGS: readonly Row[] = [
  { call: 'GET /stations/{station}', roles: 'VOLDASU', others: ['yes', 'yes', 404] },
  { call: 'GET /stations/{station}/latest', roles: 'VOLDASU', others: ['yes', 403, 404] },
  { call: 'GET /series?station={station}&value={value}', roles: 'VOLDASU', others: ['yes', 403, 404] },
  { call: 'POST /credentials/{station}/rotate', roles: 'AS', others: [403, 403, 404] },
  { call: 'POST /stations', roles: 'AS', others: [403, 403, 404], body: { as: 'station' } },
  { call: 'DELETE /stations/{throwaway}', roles: 'AS', others: [403, 403, 404] },
  { call: 'PATCH /stations/{station}', roles: 'AS', others: [403, 403, 404], body: { name: 'as it was' } },
  {
    call: 'PATCH /stations/{station}',
    roles: 'AS',
    own: [403, 'yes', 'yes'],
    others: [403, 403, 404],
    body: { owner: null },
  },
  { call: 'GET /stations/{station}/history', roles: 'OLDASU', others: [403, 403, 404] },
  {
    call: 'POST /stations/{station}/commands',
    roles: 'OLS',
    others: [403, 403, 404],
    body: { command: { do: 'restart' } },
  },
  { call: 'GET /credentials/{station}', roles: 'ASU', others: ['yes', 'yes', 404] },
  { call: 'POST /credentials/{throwaway}/disable', roles: 'AS', others: [403, 403, 404], body: { why: 'stolen' } },
  { call: 'POST /credentials/{station}/enable', roles: 'AS', others: [403, 403, 404], body: {} },
  { call: 'POST /enrolment-codes', roles: 'AS', others: [403, 403, 404], body: { as: 'code' } },
  { call: 'GET /alarms/{alarm}', roles: 'VOLDASU', others: ['yes', 404, 404] },
  { call: 'GET /alarms/{alarm}/duty', roles: 'VOLDASU', others: ['yes', 404, 404] },
  { call: 'GET /alarms/{alarm}/cap', roles: 'VOLDASU', others: ['yes', 404, 404] },
  { call: 'POST /alarms/{alarm}/comment', roles: 'OL', others: [403, 404, 404], body: { text: 'seen' } },
  { call: 'POST /alarms/{alarm}/ack', roles: 'OL', others: [403, 404, 404], body: {} },
  { call: 'POST /alarms/{alarm}/return-to-service', roles: 'L', others: [403, 404, 404], body: {} },
  { call: 'POST /alarms/{alarm}/cap/withdraw', roles: 'L', others: [403, 404, 404], body: { why: 'not at all' } },
  { call: 'GET /incidents/{incident}', roles: 'VOLDASU', others: ['yes', 404, 404] },
  { call: 'POST /incidents/{incident}/note', roles: 'OL', others: [403, 404, 404], body: { text: 'seen' } },
  {
    call: 'POST /incidents/{incident}/level',
    roles: 'OL',
    others: [403, 404, 404],
    body: { severity: 'blue' },
  },
  { call: 'GET /dead-letters/{letter}', roles: 'VOLDASU', others: ['yes', 404, 404] },
  { call: 'POST /dead-letters/{letter}/check', roles: 'VOLDASU', others: ['yes', 404, 404], body: {} },
  { call: 'POST /dead-letters/{letter}/discard', roles: 'D', others: [403, 404, 404], body: { reason: 'no use' } },
  // The kind of the shared station is another department's, though the station is not.
  { call: 'PUT /rules/{rule}', roles: 'A', own: [403, 'yes', 'yes'], others: [403, 403, 404], body: { as: 'rule' } },
  { call: 'POST /suppressions', roles: 'L', others: [403, 403, 404], body: { as: 'suppression' } },
  { call: 'PUT /field-maps/station/{station}/{kind}', roles: 'D', others: [403, 403, 404], body: { as: 'map' } },
]

// What belongs to no department. A body that is wrong is refused after the question of who asks.
const PLAIN: readonly Row[] = [
  { call: 'GET /city', roles: 'VOLDASXU' },
  { call: 'GET /session', roles: 'VOLDASXU' },
  { call: 'GET /access', roles: 'VOLDASXU' },
  { call: 'GET /profile', roles: 'VOLDASXU' },
  { call: 'GET /profile/sessions', roles: 'VOLDASXU' },
  { call: 'GET /tokens', roles: 'VOLDASXU' },
  { call: 'POST /tokens', roles: 'VOLDASXU' },
  { call: 'GET /stations', roles: 'VOLDASU' },
  { call: 'GET /alarms', roles: 'VOLDASU' },
  { call: 'GET /alarm-events', roles: 'VOLDASU' },
  { call: 'GET /alarm-performance', roles: 'VOLDASU' },
  { call: 'GET /incidents', roles: 'VOLDASU' },
  { call: 'POST /incidents', roles: 'OL' },
  { call: 'GET /warnings', roles: 'VOLDASU' },
  { call: 'GET /suppressions', roles: 'VOLDASU' },
  { call: 'POST /suppressions', roles: 'L' },
  { call: 'GET /rules', roles: 'VOLDASU' },
  { call: 'POST /rule-tries', roles: 'LDA' },
  { call: 'GET /duty/now', roles: 'VOLDASU' },
  { call: 'GET /duty/week', roles: 'VOLDASU' },
  { call: 'GET /duty/rosters', roles: 'VOLDASU' },
  { call: 'GET /duty/contacts', roles: 'OLASU' },
  { call: 'PUT /duty/overrides/x', roles: 'OLA' },
  { call: 'PUT /duty/rosters/x', roles: 'A' },
  { call: 'PUT /escalations/x', roles: 'A' },
  { call: 'GET /channels', roles: 'OLASU' },
  { call: 'POST /channels', roles: 'S' },
  { call: 'GET /ledger', roles: 'VOLDASU' },
  { call: 'GET /ledger/summary', roles: 'VOLDASU' },
  { call: 'GET /gaps', roles: 'VOLDASU' },
  { call: 'GET /dead-letters', roles: 'VOLDASU' },
  { call: 'GET /dead-letters/summary', roles: 'VOLDASU' },
  { call: 'POST /dead-letters/replay', roles: 'D' },
  { call: 'POST /dead-letters/discard', roles: 'D' },
  { call: 'GET /field-maps', roles: 'VOLDASU' },
  { call: 'GET /operations', roles: 'VOLDASU' },
  { call: 'GET /operations/history', roles: 'VOLDASU' },
  { call: 'GET /backups', roles: 'SU' },
  { call: 'GET /gateways', roles: 'ASU' },
  { call: 'POST /gateways', roles: 'S' },
  { call: 'GET /services', roles: 'SXU' },
  { call: 'POST /services', roles: 'S' },
  { call: 'GET /people', roles: 'AXU' },
  { call: 'POST /people', roles: 'AX' },
  { call: 'GET /grants', roles: 'DAXU' },
  { call: 'POST /grants', roles: 'DA' },
  { call: 'GET /views', roles: 'VOLDASXU' },
  { call: 'POST /views', roles: 'VOLDASXU' },
  { call: 'GET /shift-notes', roles: 'VOLDASU' },
  { call: 'POST /shift-notes', roles: 'OLA' },
  { call: 'GET /history/alarms?at=1', roles: 'VOLDASU' },
  { call: 'GET /history/incidents?at=1', roles: 'VOLDASU' },
  { call: 'GET /history/alarm-events', roles: 'VOLDASU' },
  { call: 'GET /history/incident-events', roles: 'VOLDASU' },
  { call: 'GET /history/marks', roles: 'VOLDASU' },
  { call: 'GET /history/stations', roles: 'VOLDASU' },
  { call: 'GET /enrolment-codes', roles: 'ASU' },
  { call: 'GET /registration', roles: 'ASU' },
  { call: 'GET /registrations', roles: 'ASU' },
  { call: 'GET /walls/main/tokens', roles: 'AS' },
  { call: 'GET /operations/unsafe', roles: 'SU' },
  { call: 'GET /audit', roles: 'U' },
  { call: 'GET /audit/state', roles: 'U' },
  { call: 'GET /audit/heads', roles: 'U' },
  { call: 'POST /audit/verify', roles: 'U' },
  // These belong to the whole city, and everybody here is of a department.
  { call: 'POST /registration/open', roles: '', body: {} },
  { call: 'POST /registration/close', roles: '', body: {} },
  {
    call: 'POST /alertmanager/webhook',
    roles: '',
    body: { version: '4', alerts: [{ status: 'firing', labels: { alertname: 'x' } }] },
  },
]

interface Ids {
  readonly station: string
  readonly kind: string
  readonly value: string
  readonly alarm: string
  readonly incident: string
  readonly letter: string
  readonly rule: string
}

let city: RunningCity
const ids = {} as Record<ThingName, Ids>
const cookies = new Map<string, string>()
let throwaways = 0

beforeAll(async () => {
  using config = copyOfShipped()
  config.replace('kinds/waste.yaml', 'sharing: on-demand', 'sharing: withheld')
  city = await startCity({ config: config.folder })
  for (const name of THING_NAMES) ids[name] = await makeThing(name)
  for (const letter of LETTERS) {
    for (const department of [OWN, OTHER]) cookies.set(`${letter} ${department}`, await makePerson(letter, department))
  }
})
afterAll(() => city?.[Symbol.asyncDispose]())

/** A station with a reading, an alarm, an incident and a dead letter. */
async function makeThing(name: ThingName): Promise<Ids> {
  const { id, kind, values, value } = THINGS[name]
  const rule = `acc-${name}`
  await city.api('PUT', `/rules/${rule}`, { rule: ruleOf(name), why: 'for the matrix', version: 0 })
  const credentials = await city.register({ id, kind, owner: OWN })
  await using device = await connectDevice(credentials, { port: city.mqttPort, kind })
  await device.send({ ts: Date.now(), values })
  await device.send({ ts: Date.now(), values: { nonsense: 1 } })
  let alarm: Alarm | undefined
  let letter: { id: number } | undefined
  await until(async () => {
    alarm = (await city.api<{ items: Alarm[] }>('GET', `/alarms?rule=${rule}`)).items[0]
    letter = (await city.api<{ items: { id: number }[] }>('GET', `/dead-letters?station=${id}`)).items[0]
    return alarm !== undefined && letter !== undefined
  })
  const incident = await city.api<Incident>('POST', '/incidents', {
    label: `incident of ${name}`,
    severity: 'blue',
    alarms: [alarm!.id],
  })
  return { station: id, kind, value, alarm: alarm!.id, incident: incident.id, letter: String(letter!.id), rule }
}

function ruleOf(name: ThingName) {
  const { kind, value, values } = THINGS[name]
  return {
    id: `acc-${name}`,
    kind,
    label: { zh: '测试', en: 'Test' },
    response: { zh: '处置', en: 'Act' },
    severity: 'yellow',
    incident: false,
    when: { type: 'threshold', value, above: (values as Record<string, number>)[value]! - 1 },
  }
}

async function makePerson(letter: Letter, department: string): Promise<string> {
  const user = `p-${letter.toLowerCase()}-${department}`
  const wish = { user, roles: [ROLE_OF[letter]], departments: [department] }
  const { password } = await city.api<{ password: string }>('POST', '/people', wish)
  const cookie = await signIn(user, password)
  const changed = await fetch(`${city.url}/api/v1/profile/password`, {
    method: 'PUT',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ password, next: NEW_PASSWORD }),
  })
  if (!changed.ok) throw new Error(await changed.text())
  return cookieOf(changed)
}

async function signIn(user: string, password: string): Promise<string> {
  const answer = await fetch(`${city.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, password }),
  })
  if (!answer.ok) throw new Error(`${user}: ${await answer.text()}`)
  return cookieOf(answer)
}

function cookieOf(answer: Response): string {
  return answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
}

async function ask(
  cookie: string | null,
  call: string,
  body?: unknown,
  // oxlint-disable-next-line typescript/no-explicit-any -- what came over the wire is judged by the tests
): Promise<{ status: number; body: any }> {
  const [method = '', path = ''] = call.split(' ')
  const answer = await fetch(`${city.url}/api/v1${path}`, {
    method,
    headers: { ...(cookie && { cookie }), ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = /json/.test(answer.headers.get('content-type') ?? '')
  return { status: answer.status, body: (isJson ? JSON.parse(text) : text) as unknown }
}

const outcomeOf = (status: number): Outcome | 401 =>
  status === 401 || status === 403 || status === 404 ? status : 'yes'

async function bodyFor(row: Row, name: ThingName): Promise<unknown> {
  const { id, kind, value } = THINGS[name]
  const { as } = (row.body ?? {}) as { as?: string }
  if (as === 'station') {
    const place = { district: '990101', lon: 123, lat: 31 }
    return { id: `acc-new-${throwaways++}`, kind, name: 'new', owner: OWN, ...place }
  }
  if (as === 'rule') return { rule: ruleOf(name), why: 'as it was', version: 9_999 }
  if (as === 'suppression')
    return { reason: 'outage', scope: { stations: [id] }, why: 'road works', to: String(Date.now() + 1_000) }
  if (as === 'code') return { id }
  if (as === 'map') return { map: { values: { [`raw-${value}`]: { to: value } } }, isOn: false, reason: 'renamed' }
  return row.body
}

async function pathFor(row: Row, name: ThingName): Promise<string> {
  let call = row.call
  if (call.includes('{throwaway}')) {
    const id = `acc-gone-${throwaways++}`
    await city.register({ id, kind: THINGS[name].kind, owner: OWN })
    call = call.replace('{throwaway}', id)
  }
  return call.replaceAll(/\{(\w+)\}/g, (_, key: keyof Ids) => encodeURIComponent(ids[name][key]))
}

describe('the matrix', () => {
  it('answers each role of each department at each call about a thing as it is written down', async () => {
    const wrong: string[] = []
    let cells = 0
    for (const row of OF_THINGS) {
      for (const [i, name] of THING_NAMES.entries()) {
        for (const letter of LETTERS) {
          for (const department of [OWN, OTHER]) {
            const wanted: Outcome = !row.roles.includes(letter)
              ? 403
              : department === OWN
                ? (row.own?.[i] ?? 'yes')
                : row.others![i]!
            const cookie = cookies.get(`${letter} ${department}`)!
            const answer = await ask(cookie, await pathFor(row, name), await bodyFor(row, name))
            const got = outcomeOf(answer.status)
            if (got !== wanted)
              wrong.push(`${row.call}, ${name}, ${letter} of ${department}: ${answer.status}, wanted ${wanted}`)
            cells++
          }
        }
      }
    }
    expect(wrong).toEqual([])
    expect(cells).toBe(OF_THINGS.length * 3 * 16)
    expect(cells).toBeGreaterThan(500)
  })

  it('answers each role at each call about nothing of a department as it is written down', async () => {
    const wrong: string[] = []
    for (const row of PLAIN) {
      for (const letter of LETTERS) {
        const wanted = row.roles.includes(letter) ? 'yes' : 403
        const body = row.call.startsWith('GET') ? undefined : (row.body ?? { wrong: true })
        const { status } = await ask(cookies.get(`${letter} ${OTHER}`)!, row.call, body)
        if (outcomeOf(status) !== wanted) wrong.push(`${row.call}, ${letter}: ${status}, wanted ${wanted}`)
      }
      const { status } = await ask(null, row.call, row.call.startsWith('GET') ? undefined : {})
      if (status !== 401) wrong.push(`${row.call}, nobody: ${status}, wanted 401`)
    }
    expect(wrong).toEqual([])
  })

  it('lists to another department what is shared with it, and not that there is more', async () => {
    for (const department of [OWN, OTHER]) {
      const cookie = cookies.get(`D ${department}`)!
      // oxlint-disable-next-line typescript/no-explicit-any -- what came over the wire is judged by the tests
      const listed = async (path: string, keyOf: (item: any) => string): Promise<string[]> =>
        (await ask(cookie, `GET ${path}`)).body.items.map(keyOf)
      const all = (shown: readonly ThingName[], of: keyof Ids) => shown.map((name) => ids[name][of]).toSorted()
      const only = (found: readonly string[], of: keyof Ids) =>
        [...new Set(found)].filter((id) => THING_NAMES.some((name) => ids[name][of] === id)).toSorted()
      const seen: ThingName[] = department === OWN ? THING_NAMES : ['shared']
      const known: ThingName[] = department === OWN ? THING_NAMES : ['shared', 'asked']

      const stations = await listed('/stations?limit=1000', ({ id }) => id)
      expect([department, only(stations, 'station')]).toEqual([department, all(known, 'station')])
      const alarms = await listed('/alarms?limit=1000', ({ id }) => id)
      expect([department, only(alarms, 'alarm')]).toEqual([department, all(seen, 'alarm')])
      const events = await listed('/alarm-events?limit=1000', ({ alarm }) => alarm.id)
      expect([department, only(events, 'alarm')]).toEqual([department, all(seen, 'alarm')])
      const incidents = await listed('/incidents?limit=1000', ({ id }) => id)
      expect([department, only(incidents, 'incident')]).toEqual([department, all(seen, 'incident')])
      const past = await listed(`/history/alarms?at=${Date.now()}&limit=1000`, ({ id }) => id)
      expect([department, only(past, 'alarm')]).toEqual([department, all(seen, 'alarm')])
      const told = await listed('/history/alarm-events?limit=1000', ({ alarm }) => alarm.id)
      expect([department, only(told, 'alarm')]).toEqual([department, all(seen, 'alarm')])
      const marks = await ask(cookie, 'GET /history/marks')
      const counted = marks.body.items.reduce((sum: number, { events: count }: { events: number }) => sum + count, 0)
      expect([department, counted]).toEqual([department, told.length])
      const letters = await listed('/dead-letters?limit=1000', ({ id }) => String(id))
      expect([department, only(letters, 'letter')]).toEqual([department, all(seen, 'letter')])
      const ledger = await listed('/ledger?limit=1000', ({ station }) => station)
      expect([department, only(ledger, 'station')]).toEqual([department, all(seen, 'station')])
      const csv = await fetch(`${city.url}/api/v1/ledger?format=csv`, { headers: { cookie } })
      const text = await csv.text()
      for (const name of THING_NAMES)
        expect([name, text.includes(ids[name].station)]).toEqual([name, seen.includes(name)])
    }
  })

  it('shows of what must be asked for neither the readings nor the exact place, and says whom to ask', async () => {
    const path = `GET /stations/${ids.asked.station}`
    await city.api('POST', '/stations', {
      id: 'acc-placed',
      kind: 'manhole',
      name: 'Cover',
      owner: OWN,
      district: '990101',
      lon: 123.00049,
      lat: 31.00051,
    })
    const { body } = await ask(cookies.get(`V ${OTHER}`)!, path)
    expect(body.locked).toEqual({ sharing: 'on-demand', ask: OWN })
    const placed = await ask(cookies.get(`V ${OTHER}`)!, 'GET /stations/acc-placed')
    expect(placed.body).toMatchObject({ lon: 123, lat: 31.001 })
    expect((await ask(cookies.get(`V ${OWN}`)!, path)).body).not.toHaveProperty('locked')
  })

  it('tells of a place that is not shown exactly as it is shown, however narrowly somebody looks', async () => {
    const credentials = await city.register({
      id: 'acc-found',
      kind: 'manhole',
      owner: OWN,
      lon: 123.00049,
      lat: 31.00051,
    })
    const around = (lon: number, lat: number) => ({ bounds: [lon - 0.0001, lat - 0.0001, lon + 0.0001, lat + 0.0001] })
    using exact = await listen(city.url, { cookie: cookies.get(`V ${OTHER}`)! })
    using shown = await listen(city.url, { cookie: cookies.get(`V ${OTHER}`)! })
    using own = await listen(city.url, { cookie: cookies.get(`V ${OWN}`)! })
    await exact.say('watch', around(123.00049, 31.00051))
    await shown.say('watch', around(123, 31.001))
    await own.say('watch', around(123.00049, 31.00051))
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'manhole' })
    await device.send({ ts: Date.now(), values: { tilt: 1 } })
    const toldOf = ({ stations }: Listener) => new Set(stations.flat().map(({ id }) => id))
    await until(async () => toldOf(own).has('acc-found') && toldOf(shown).has('acc-found'))
    expect(toldOf(exact)).toEqual(new Set())
  })

  it('puts into the audit who asked for what must not be known of', async () => {
    await ask(cookies.get(`S ${OTHER}`)!, `GET /stations/${ids.withheld.station}`)
    await ask(cookies.get(`S ${OTHER}`)!, 'GET /gateways/none-such')
    const denials = () =>
      city.api<{ items: { object: string; detail: string; source: string }[] }>(
        'GET',
        `/audit?actor=p-s-${OTHER}&action=denied&text=not-found`,
      )
    await until(async () => (await denials()).items.length > 0)
    expect((await denials()).items).toContainEqual(
      expect.objectContaining({ object: 'GET /api/v1/stations/:id', detail: 'not-found', source: '127.0.0.1' }),
    )
  })

  it('leaves a device that waits to those whose kind it asks for', async () => {
    const { password } = await city.api<{ password: string }>('POST', '/registration/open')
    const waiting = { shared: 'acc-wait-noise', withheld: 'acc-wait-waste', unsaid: 'acc-wait-any' }
    for (const [id, kind] of [
      [waiting.shared, 'noise'],
      [waiting.withheld, 'waste'],
      [waiting.unsaid, undefined],
    ])
      await city.api('POST', '/register', { id, password, claim: `claim-of-${id}`, kind })
    const [own, other] = [cookies.get(`A ${OWN}`)!, cookies.get(`A ${OTHER}`)!]
    const listed = async (cookie: string) =>
      (await ask(cookie, 'GET /registrations')).body.items.map(({ id }: { id: string }) => id).toSorted()
    expect(await listed(own)).toEqual(Object.values(waiting).toSorted())
    expect(await listed(other)).toEqual([waiting.shared, waiting.unsaid].toSorted())
    const asParking = { kind: 'parking', name: 'taken', district: '990101', lon: 123, lat: 31 }
    for (const [id, status] of [
      [waiting.shared, 403],
      [waiting.withheld, 404],
      [waiting.unsaid, 403],
    ] as const) {
      expect([id, (await ask(other, `POST /registrations/${id}/approve`, asParking)).status]).toEqual([id, status])
      expect([id, (await ask(other, `POST /registrations/${id}/reject`, {})).status]).toEqual([id, status])
    }
    expect((await ask(own, `POST /registrations/${waiting.withheld}/reject`, {})).status).toBe(204)
  })

  it('sends each role of each department over the live connection what it may see, and the numbers of the rest', async () => {
    const head = (await city.api<{ items: { seq: number }[] }>('GET', '/alarm-events?limit=1000')).items.length
    for (const letter of LETTERS) {
      for (const department of [OWN, OTHER]) {
        const passed: number[] = []
        using live: Listener = await listen(city.url, { cookie: cookies.get(`${letter} ${department}`)! })
        live.socket.on('pass', ({ of, seq }: Pass) => of === 'alarm' && passed.push(seq))
        live.socket.emit('resume', { after: 0 })
        await until(async () => live.alarms.length + passed.length >= head)
        const numbers = [...live.alarms.map(({ seq }) => seq), ...passed].toSorted((a, b) => a - b)
        expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => i + 1))
        const heard = new Set(live.alarms.map(({ alarm }) => alarm.id))
        const told = () => new Set(live.stations.flat().flatMap(({ id, latest }) => (latest ? [id] : [])))
        const mayHear = (name: ThingName) => letter !== 'X' && (department === OWN || name === 'shared')
        for (const name of THING_NAMES) {
          expect([letter, department, name, heard.has(ids[name].alarm)]).toEqual([
            letter,
            department,
            name,
            mayHear(name),
          ])
        }
        // What stands is owed to whoever comes; it is sent with the next change.
        if (mayHear('shared') && told().size > 0) {
          for (const name of THING_NAMES) expect([name, told().has(ids[name].station)]).toEqual([name, mayHear(name)])
        }
      }
    }
  })

  it('lets accounts of third parties hear on MQTT the alarms of their departments, and what those may see', async () => {
    for (const [service, departments, wanted] of [
      ['siren-all', undefined, THING_NAMES],
      ['siren-own', [OWN], THING_NAMES],
      ['siren-other', [OTHER], ['shared']],
    ] as const) {
      const credentials = await city.api<Credentials>('POST', '/services', { id: service, departments })
      const client = await connect(credentials, { port: city.mqttPort })
      const heard = new Set<string>()
      client.on('message', (topic) => heard.add(topic.split('/').at(-1) ?? ''))
      await client.subscribeAsync('city/v1/alarms/#', { qos: 1 })
      // Retained messages come in any order; an alarm that is shared with all comes to everybody.
      await until(async () => wanted.every((name) => heard.has(ids[name].alarm)))
      for (const name of THING_NAMES) {
        const isWanted = (wanted as readonly string[]).includes(name)
        expect([service, name, heard.has(ids[name].alarm)]).toEqual([service, name, isWanted])
      }
      await client.endAsync(true)
    }
  })
})

describe('a grant', () => {
  it('opens what is shared on demand until it ends, and every use is told', async () => {
    const steward = cookies.get(`D ${OTHER}`)!
    const owner = cookies.get(`A ${OWN}`)!
    const latest = `GET /stations/${ids.asked.station}/latest`
    const wish = { to: OTHER, from: OWN, kinds: ['manhole'], purpose: 'closing roads around open covers', days: 5 }
    const asked = await ask(steward, 'POST /grants', wish)
    expect(asked.status).toBe(201)
    const { id } = asked.body
    expect((await ask(steward, latest)).status).toBe(403)
    expect((await ask(steward, `POST /grants/${id}/decide`, { give: true })).status).toBe(403)
    expect((await ask(cookies.get(`A ${OTHER}`)!, `POST /grants/${id}/decide`, { give: true })).status).toBe(403)
    const given = await ask(owner, `POST /grants/${id}/decide`, { give: true })
    expect(given.body).toMatchObject({ state: 'given', decidedBy: `p-a-${OWN}` })
    expect((await ask(steward, latest)).status).toBe(200)
    expect((await ask(steward, `GET /alarms/${ids.asked.alarm}`)).status).toBe(200)
    expect((await ask(cookies.get(`O ${OTHER}`)!, `POST /alarms/${ids.asked.alarm}/ack`, {})).status).toBe(403)
    expect((await ask(steward, `GET /stations/${ids.withheld.station}`)).status).toBe(404)
    const uses = await ask(owner, `GET /grants/${id}/uses`)
    expect(uses.body.items).toEqual(
      expect.arrayContaining([expect.objectContaining({ user: `p-d-${OTHER}`, action: 'reading.read' })]),
    )
    expect((await ask(owner, `POST /grants/${id}/end`, {})).body).toMatchObject({ state: 'ended' })
    expect((await ask(steward, latest)).status).toBe(403)
    expect((await ask(owner, `POST /grants/${id}/decide`, { give: true })).status).toBe(409)
  })
})

describe('a wall', () => {
  const enter = async (token: string) => {
    const answer = await fetch(`${city.url}/api/v1/wall-session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    })
    return cookieOf(answer)
  }
  const make = (cookie: string, body: object = {}) => ask(cookie, 'POST /walls/main/tokens', body)

  it('shows no more than whoever made its token may see, and keeps nothing', async () => {
    const made = await make(cookies.get(`A ${OTHER}`)!)
    expect(made.status).toBe(201)
    const wall = await enter(made.body.token)
    expect((await ask(wall, `GET /stations/${ids.shared.station}`)).status).toBe(200)
    expect((await ask(wall, `GET /stations/${ids.asked.station}/latest`)).status).toBe(403)
    expect((await ask(wall, `GET /stations/${ids.withheld.station}`)).status).toBe(404)
    const whole = await make(city.cookie)
    expect((await ask(await enter(whole.body.token), `GET /stations/${ids.withheld.station}`)).status).toBe(200)
    expect((await ask(wall, 'POST /views', { name: 'x', page: '/alarms', query: '' })).status).toBe(403)
    const remove = (cookie: string, { body }: typeof made) => ask(cookie, `DELETE /walls/main/tokens/${body.item.id}`)
    expect((await remove(cookies.get(`A ${OTHER}`)!, whole)).status).toBe(403)
    expect((await remove(cookies.get(`A ${OTHER}`)!, made)).status).toBe(204)
    expect((await ask(wall, 'GET /session')).status).toBe(401)
  })

  it('is not let in for longer than the API token that makes its token is valid', async () => {
    const wish = { name: 'of the walls', days: 2, scopes: ['manage'] }
    const { token } = (await ask(cookies.get(`A ${OWN}`)!, 'POST /tokens', wish)).body
    const withToken = async (body: object) =>
      (
        await fetch(`${city.url}/api/v1/walls/main/tokens`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).status
    expect([await withToken({}), await withToken({ days: 3 }), await withToken({ days: 1 })]).toEqual([403, 403, 201])
  })
})

describe('an API token that may only read', () => {
  it('keeps no views', async () => {
    const wish = { name: 'reader', days: 1, scopes: ['read'] }
    const { token } = (await ask(cookies.get(`V ${OWN}`)!, 'POST /tokens', wish)).body
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ name: 'x', page: '/alarms', query: '' })
    expect((await fetch(`${city.url}/api/v1/views`, { headers })).status).toBe(200)
    expect((await fetch(`${city.url}/api/v1/views`, { method: 'POST', headers, body })).status).toBe(403)
  })
})

describe('an account', () => {
  it('that loses its role, or is switched off, is cut from the live connection within five seconds', async () => {
    for (const change of [{ roles: ['viewer'] }, { isOff: true }]) {
      const user = `cut-${Object.keys(change)[0]}`
      const { password } = await city.api<{ password: string }>('POST', '/people', {
        user,
        roles: ['operator'],
        departments: [OWN],
      })
      const changed = await fetch(`${city.url}/api/v1/profile/password`, {
        method: 'PUT',
        headers: { cookie: await signIn(user, password), 'content-type': 'application/json' },
        body: JSON.stringify({ password, next: NEW_PASSWORD }),
      })
      const cookie = cookieOf(changed)
      using live = await listen(city.url, { cookie })
      const startedAt = performance.now()
      await city.api('PATCH', `/people/${user}`, change)
      expect((await ask(cookie, 'GET /session')).status).toBe(401)
      await until(async () => !live.socket.connected)
      expect(performance.now() - startedAt).toBeLessThan(5_000)
    }
  })
})
