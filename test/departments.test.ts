import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alarm, AlarmWithEvents } from '../domain/alarm.ts'
import { io } from 'socket.io-client'
import type { Incident, IncidentWithParts } from '../domain/incident.ts'
import { copyOfShipped } from '../config/testing/folder.ts'
import { type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { HAS_CHROMIUM, openBrowser, openPage } from './support/browser.ts'
import { settled } from './support/pages.ts'
import { until } from './support/until.ts'

// What people of one department try with what is another's, by way of what they may.
const NEXT = 'nine green bottles on a wall'
const OWN = 'urban-management'
/** As large as a body may be, bytes. */
const BODY_BYTES = 64 * 1024
const SECRET = {
  kind: 'parking',
  value: 'availableSpotNumber',
  owner: 'transport',
  district: '990102',
  incident: true as const,
}

const rooms = new DisposableStack()
let city: RunningCity
let own: Alarm
let other: Alarm
/** Of a kind that its department withholds. */
let secret: Alarm
beforeAll(async () => {
  const config = rooms.use(copyOfShipped())
  config.replace('kinds/parking.yaml', 'sharing: mandatory', 'sharing: withheld')
  city = await startCity({ config: config.folder })
  own = await raise('dep-own', { kind: 'noise', value: 'LAeq', owner: OWN })
  other = await raise('dep-other', { kind: 'air', value: 'pm25', owner: 'ecology' })
  secret = await raise('dep-secret', SECRET)
})
afterAll(async () => {
  await city?.[Symbol.asyncDispose]()
  rooms.dispose()
})

async function raise(
  id: string,
  of: { kind: string; value: string; owner: string; district?: string; incident?: object | true; ruleOwner?: string },
): Promise<Alarm> {
  const { kind, value, owner, incident = false, ruleOwner, district } = of
  const label = { zh: '测试', en: `Test ${id}` }
  const when = { type: 'threshold', value, above: 100 }
  const rule = {
    id: `rule-${id}`,
    kind,
    label,
    response: label,
    severity: 'yellow',
    when,
    ...(ruleOwner !== undefined && { owner: ruleOwner }),
    ...(incident !== true && { incident }),
  }
  await city.api('PUT', `/rules/${rule.id}`, { rule, why: 'for the test', version: 0 })
  const credentials = await city.register({ id, kind, owner, ...(district !== undefined && { district }) })
  await using device = await connectDevice(credentials, { port: city.mqttPort, kind })
  await device.send({ ts: Date.now(), values: { [value]: 101 } })
  let found: Alarm | undefined
  await until(async () => {
    found = (await city.api<{ items: Alarm[] }>('GET', `/alarms?rule=${rule.id}`)).items[0]
    return found !== undefined
  })
  return found!
}

async function person(user: string, roles: readonly string[], departments: readonly string[] | null) {
  const { password } = await city.api<{ password: string }>('POST', '/people', { user, roles, departments })
  const signed = await ask(null, 'POST', '/session', { user, password })
  const changed = await ask(signed.cookie, 'PUT', '/profile/password', { password, next: NEXT })
  const call = (method: string, path: string, body?: object | string) => ask(changed.cookie, method, path, body)
  return Object.assign(call, { cookie: changed.cookie })
}

async function ask(cookie: string | null, method: string, path: string, body?: object | string) {
  const answer = await fetch(`${city.url}/api/v1${path}`, {
    method,
    headers: { ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  const set = answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false
  return { status: answer.status, body: (isJson ? JSON.parse(text) : null) as { id: string }, cookie: set, text }
}

const whole = (alarm: Alarm) => city.api<AlarmWithEvents>('GET', `/alarms/${encodeURIComponent(alarm.id)}`)

describe('people of one department', () => {
  it('step no alarm of another by way of an incident, and move none out of its own', async () => {
    const call = await person('dep-operator', ['operator'], [OWN])
    const theirs = await city.api<Incident>('POST', '/incidents', {
      label: 'theirs',
      severity: 'red',
      alarms: [other.id],
    })
    const { body: mine, status } = await call('POST', '/incidents', {
      label: 'mine',
      severity: 'red',
      alarms: [own.id],
    })
    expect(status).toBe(201)
    expect((await call('POST', `/incidents/${mine.id}/join`, { alarm: other.id })).status).toBe(403)
    expect((await call('POST', '/incidents', { label: 'x', severity: 'red', alarms: [own.id, other.id] })).status).toBe(
      403,
    )
    expect((await whole(other)).incident).toBe(theirs.id)

    // Somebody of the whole city puts both into one, which is of both departments then.
    await city.api('POST', `/incidents/${mine.id}/join`, { alarm: other.id })
    const acked = await call('POST', `/incidents/${mine.id}/ack`, {})
    expect([acked.status, acked.body]).toEqual([200, expect.anything()])
    await until(async () => (await whole(own)).state === 'acknowledged')
    expect(await whole(other)).toMatchObject({ state: 'unacknowledged', ackedBy: null })
    expect((await call('POST', `/incidents/${mine.id}/leave`, { alarm: other.id, reason: 'away' })).status).toBe(403)
    await city.api('POST', `/incidents/${mine.id}/ack`, {})
    await until(async () => (await whole(other)).state === 'acknowledged')
  })

  it('announce maintenance for no place that is not registered: it may become another department’s', async () => {
    const call = await person('dep-lead', ['shift-lead'], [OWN])
    const wish = (scope: object) => ({ reason: 'maintenance', why: 'pipes', to: String(Date.now() + 60_000), scope })
    const statusOf = async (scope: object) => (await call('POST', '/suppressions', wish(scope))).status
    expect(await statusOf({ stations: ['dep-own'] })).toBe(201)
    for (const scope of [
      { stations: ['dep-other'] },
      { stations: ['dep-own', 'not-there-yet'] },
      { stations: ['outside-host'] },
      { gateways: ['gw-not-there'] },
    ])
      expect([scope, await statusOf(scope)]).toEqual([scope, 403])
    await city.api('POST', '/suppressions', wish({ stations: ['not-there-yet'] }))
  })

  it('page through the events that they may see one by one, to the end, and miss none', async () => {
    const call = await person('dep-pager', ['viewer'], [OWN])
    const page = async (query: string) =>
      (await call('GET', `/alarm-events?${query}`)).body as unknown as {
        items: { seq: number; departmentSeq: number }[]
        next: string | null
      }
    for (const of of ['', `department=${OWN}&`, 'department=transport&']) {
      const all = await page(`${of}limit=500`)
      expect(all.next).toBeNull()
      const seen: number[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const { items, next }: Awaited<ReturnType<typeof page>> = await page(
          `${of}limit=1${cursor && `&cursor=${cursor}`}`,
        )
        seen.push(...items.map(({ seq }) => seq))
        cursor = next
      }
      expect(seen).toEqual(all.items.map(({ seq }) => seq))
    }
  })

  it('hide no alarm of another department by a maintenance of their own, once the station is that department’s', async () => {
    const call = await person('dep-mover', ['shift-lead'], [OWN])
    const moved = await raise('dep-moved', { kind: 'noise', value: 'LAeq', owner: OWN })
    const wish = { reason: 'maintenance', why: 'pipes', to: String(Date.now() + 600_000) }
    const { body: made } = await call('POST', '/suppressions', { ...wish, scope: { stations: ['dep-moved'] } })
    expect(made).toMatchObject({ departments: [OWN] })
    await until(async () => (await whole(moved)).state === 'suppressed')
    await city.api('PATCH', '/stations/dep-moved', { owner: 'ecology' })
    await until(async () => (await whole(moved)).state === 'unacknowledged')
    expect((await call('POST', `/suppressions/${made.id}/end`, {})).status).toBe(200)
  })

  it('read no reason of a maintenance or outage that names what is withheld from them', async () => {
    const call = await person('dep-reader', ['viewer'], [OWN])
    const rule = 'rule-dep-secret'
    await city.api('POST', '/gateways', { id: 'gw-secret', name: 'Garage', district: '990102', lon: 123, lat: 31 })
    await city.register({ id: 'dep-garage', kind: 'parking', owner: 'transport', gateway: 'gw-secret' })
    const wish = { reason: 'maintenance', to: String(Date.now() + 600_000) }
    const scopes = [
      { stations: ['dep-secret'] },
      { kinds: ['parking'] },
      { rules: [rule] },
      { gateways: ['gw-secret'], silenceOnly: true },
    ]
    for (const scope of scopes) await city.api('POST', '/suppressions', { ...wish, scope, why: 'the barrier is bent' })
    await city.api('POST', '/suppressions', { ...wish, scope: { kinds: ['noise'] }, why: 'all may know' })
    const { text } = await call('GET', '/suppressions')
    expect([text.includes('bent'), text.includes('all may know')]).toEqual([false, true])
    const theirs = await person('dep-parking', ['viewer'], ['transport'])
    expect((await theirs('GET', '/suppressions')).text.split('bent').length).toBe(scopes.length + 1)
    const { items } = await city.api<{ items: { id: string; why: string }[] }>('GET', '/suppressions')
    for (const { id, why } of items) if (/bent|know/.test(why)) await city.api('POST', `/suppressions/${id}/end`, {})
  })

  it('call no station of a kind that is kept from them their own', async () => {
    const call = await person('dep-admin', ['department-admin'], [OWN])
    const station = { name: 'Mine', district: '990101', lon: 123.05, lat: 31.01, owner: OWN }
    const make = (kind: string) => call('POST', '/stations', { ...station, id: `dep-mine-${kind}`, kind })
    const withheld = await make('parking')
    expect([withheld.status, (await make('noise')).status]).toEqual([404, 201])
    expect(withheld.text).not.toContain('transport')

    // One that the whole city gave them goes to no other of theirs.
    await city.register({ id: 'dep-given', kind: 'parking', owner: OWN })
    const both = await person('dep-both', ['department-admin'], [OWN, 'emergency'])
    expect((await both('PATCH', '/stations/dep-given', { owner: 'emergency' })).status).toBe(404)
    expect((await both('PATCH', '/stations/dep-given', { name: 'Given' })).status).toBe(200)
  })

  it('make no rule, and try none, that looks at neighbours of a kind that they may not read', async () => {
    const call = await person('dep-ruler', ['department-admin', 'data-steward'], ['ecology'])
    const label = { zh: '测试', en: 'Test' }
    const near = (kind: string) => ({ type: 'silent', intervals: 3, where: { kind, withinMetres: 500 } })
    const rule = (kind: string) => ({
      id: `rule-near-${kind}`,
      kind: 'noise',
      label,
      response: label,
      severity: 'yellow',
      when: { type: 'all', of: [{ type: 'any', of: [near(kind)] }] },
    })
    const save = (kind: string) =>
      call('PUT', `/rules/rule-near-${kind}`, { rule: rule(kind), why: 'for the test', version: 0 })
    const attempt = (kind: string) => call('POST', '/rule-tries', { rule: rule(kind) })
    for (const ask of [save, attempt]) {
      const [withheld, onDemand, shared] = [await ask('parking'), await ask('waste'), await ask('traffic')]
      expect([withheld.status, onDemand.status], ask.name).toEqual([404, 403])
      // What is wrong with it, if anything, is another matter.
      expect([403, 404], ask.name).not.toContain(shared.status)
    }
  })

  it('bring nothing down by a rule that is nested deeper than any stack', async () => {
    const call = await person('dep-nester', ['department-admin', 'data-steward'], ['ecology'])
    const label = { zh: '测试', en: 'Test' }
    const head = JSON.stringify({ id: 'rule-deep', kind: 'noise', label, response: label, severity: 'yellow' }).slice(
      0,
      -1,
    )
    for (const [open, close] of [
      ['[', ']'],
      ['{"of":', '}'],
    ] as const) {
      const deep = Math.floor((BODY_BYTES - 512) / (open.length + close.length))
      const rule = `${head},"when":${open.repeat(deep)}{"where":{"kind":"parking"}}${close.repeat(deep)}}`
      const put = `{"rule":${rule},"why":"for the test","version":0}`
      for (const [method, path, body, asks] of [
        ['PUT', '/rules/rule-deep', put, call],
        ['POST', '/rule-tries', `{"rule":${rule}}`, call],
      ] as const) {
        const { status } = await asks(method, path, body)
        expect([path, open, status]).toEqual([path, open, 404])
      }
      // Whoever may read every kind is told that it is no rule.
      expect([open, (await ask(city.cookie, 'PUT', '/rules/rule-deep', put)).status]).toEqual([open, 400])
    }
  })

  it('replay no dead letter with a payload that names a station of another department', async () => {
    const call = await person('dep-steward', ['data-steward'], [OWN])
    const credentials = await city.register({ id: 'dep-letter', kind: 'noise', owner: OWN })
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' })
    await device.send({ ts: Date.now(), values: { LAeq: 'loud' } }).catch(() => {})
    let letter = 0
    await until(async () => {
      const { items } = await city.api<{ items: { id: number }[] }>('GET', '/dead-letters?station=dep-letter')
      letter = items[0]?.id ?? 0
      return letter > 0
    })
    const message = (...stations: string[]) =>
      JSON.stringify(Object.fromEntries(stations.map((id) => [id, [{ ts: Date.now(), values: { LAeq: 55 } }]])))
    for (const step of ['replay', 'check']) {
      const send = (payload: string) => call('POST', `/dead-letters/${letter}/${step}`, { payload })
      const hidden = await send(message('dep-letter', 'dep-secret'))
      expect([step, hidden.status, hidden.text.includes('parking')]).toEqual([step, 404, false])
      if (step === 'replay') expect((await send(message('dep-letter', 'dep-other'))).status).toBe(403)
    }
    // It was refused before anything was done with the letter.
    expect(await city.api('GET', `/dead-letters/${letter}`)).toMatchObject({ state: 'waiting' })
    expect((await call('POST', `/dead-letters/${letter}/check`, { payload: message('dep-letter') })).status).toBe(200)
    const own = JSON.stringify({ ts: Date.now(), values: { LAeq: 55 } })
    expect((await call('POST', `/dead-letters/${letter}/replay`, { payload: own })).status).toBe(200)
  })

  it('raise and end no alerts from outside, which may be of any department', async () => {
    const call = await person('dep-alerts', ['operator'], [OWN])
    const alerts = {
      version: '4',
      alerts: [{ status: 'firing', labels: { alertname: 'x', department: 'emergency', severity: 'critical' } }],
    }
    expect((await call('POST', '/alertmanager/webhook', alerts)).status).toBe(403)
    await city.api('POST', '/alertmanager/webhook', alerts)
  })
})

describe('an incident with alarms that are withheld', () => {
  /** What of it nobody of another department may learn. */
  const SECRETS = ['dep-secret', 'parking', 'transport', '990102', 'four crews at the garage', 'look at level two']

  /** One of whoever is of the whole city, with an alarm of one department and a withheld one of another. */
  async function mixed(label = 'mixed'): Promise<string> {
    const { id } = await city.api<Incident>('POST', '/incidents', { label, severity: 'red', alarms: [own.id] })
    await city.api('POST', `/incidents/${id}/join`, { alarm: secret.id })
    await city.api('POST', `/incidents/${id}/note`, { text: 'four crews at the garage' })
    await city.api('POST', `/incidents/${id}/task`, { text: 'look at level two', department: 'transport' })
    await city.api('POST', `/incidents/${id}/task`, { text: 'mind the noise', department: OWN })
    return id
  }

  const told = (text: string) => SECRETS.filter((one) => text.includes(one))

  it.skipIf(!HAS_CHROMIUM)(
    'counts in the window what whoever looks may act on, and says what is withheld',
    async () => {
      const call = await person('dep-window', ['operator'], [OWN])
      const id = await mixed('seen in a window')
      const browser = await openBrowser()
      const { page } = await openPage(browser, { locale: 'en-GB' })
      const [name, value] = call.cookie.split('=', 2) as [string, string]
      await page.context().addCookies([{ name, value, url: city.url }])
      await page.goto(`${city.url}/incidents`)
      const row = page.locator(`a[href="/incidents/${encodeURIComponent(id)}"]`)
      await row.getByText('2 alarms (1 withheld)').waitFor()
      await row.getByText('1 unacknowledged').waitFor()
      await row.click()
      await page.locator('incident-room header').getByText('2 alarms (1 withheld) · 1 unacknowledged').waitFor()
      await page.locator('incident-log').getByText('words withheld').waitFor()
      for (const at of ['/incidents', `/incidents/${id}`, '/alarms']) {
        await page.goto(city.url + at)
        await settled(page)
        expect([at, told(await page.locator('body').innerText())]).toEqual([at, []])
      }
    },
  )

  it('tells others nothing of them but how many they are: in lists, steps, the past and the live connection', async () => {
    const call = await person('dep-viewer', ['operator'], [OWN])
    const heard: string[] = []
    const socket = io(`${city.url}/ops`, {
      transports: ['websocket'],
      extraHeaders: { cookie: call.cookie, origin: city.url },
    })
    using _ = { [Symbol.dispose]: () => void socket.close() }
    socket.onAny((...all) => heard.push(JSON.stringify(all)))
    await until(() => heard.some((one) => one.includes('"head"')))
    const id = await mixed()
    const whole = await city.api<IncidentWithParts>('GET', `/incidents/${id}`)
    expect(told(JSON.stringify(whole))).toEqual(SECRETS)

    const { body, text } = await call('GET', `/incidents/${id}`)
    expect(body).toMatchObject({ members: 2, withheld: 1, label: { en: 'mixed' }, alarms: [{ id: own.id }] })
    expect((body as unknown as Incident).tasks.map((task) => task.text.en)).toEqual(['Test dep-own', 'mind the noise'])
    expect(told(text)).toEqual([])
    for (const path of [
      '/incidents',
      '/incidents?district=990101',
      `/history/incidents?at=${Date.now()}`,
      '/history/incident-events',
      '/history/alarm-events',
      '/alarm-events',
      '/warnings',
    ]) {
      const answer = await call('GET', path)
      expect([path, answer.status, told(answer.text)]).toEqual([path, 200, []])
    }
    expect((await call('GET', '/incidents')).text).toContain(id)
    expect((await call('GET', '/incidents?district=990102')).text).not.toContain(id)
    expect((await call('GET', `/incidents/${id}/cap`)).status).toBe(403)
    expect(told((await call('POST', `/incidents/${id}/note`, { text: 'on our way' })).text)).toEqual([])
    expect((await call('POST', `/incidents/${id}/task-done`, { task: 3 })).status).toBe(409)
    await until(() => heard.some((one) => one.includes('on our way')))
    expect(heard.filter((one) => one.includes(id)).length).toBeGreaterThan(3)
    expect(told(heard.filter((one) => one.includes(id) || one.startsWith('["incident"')).join())).toEqual([])
    expect(heard.filter((one) => one.includes('dep-secret'))).toEqual([])

    // Colleagues read each other's words; those of the other department see its own.
    const colleague = await person('dep-colleague', ['viewer'], [OWN])
    expect((await colleague('GET', `/incidents/${id}`)).text).toContain('on our way')
    const theirs = await person('dep-transport', ['viewer'], ['transport'])
    expect((await theirs('GET', `/incidents/${id}`)).body).not.toHaveProperty('withheld')
  })

  it('is not there for who may see none of them, from its first event on', async () => {
    const call = await person('dep-nobody', ['viewer'], [OWN])
    const { id } = await city.api<Incident>('POST', '/incidents', {
      label: 'look at level two',
      severity: 'red',
      alarms: [secret.id],
    })
    expect((await call('GET', `/incidents/${id}`)).status).toBe(404)
    for (const path of ['/incidents', '/history/incident-events', `/history/incidents?at=${Date.now()}`]) {
      const { text } = await call('GET', path)
      expect([path, told(text), text.includes(id)]).toEqual([path, [], false])
    }
  })

  it('is merged, widened, levelled, closed and warned of only by who may step every open alarm of it', async () => {
    const call = await person('dep-merger', ['operator', 'shift-lead'], [OWN])
    const mine = await raise('dep-mine', { kind: 'noise', value: 'LAeq', owner: OWN })
    const { body: small } = await call('POST', '/incidents', { label: 'small', severity: 'red', alarms: [mine.id] })
    const id = await mixed('both')
    const steps: readonly [string, object][] = [
      [`/incidents/${id}/merge`, { into: small.id, reason: 'one thing' }],
      [`/incidents/${small.id}/merge`, { into: id, reason: 'one thing' }],
      [`/incidents/${id}/join`, { alarm: mine.id }],
      [`/incidents/${id}/level`, { severity: 'red' }],
      [`/incidents/${id}/close`, { reason: 'over' }],
      [`/incidents/${id}/cap/issue`, { why: 'a warning' }],
    ]
    for (const [path, body] of steps) {
      const { status, text } = await call('POST', path, body)
      expect([path, status, told(text)]).toEqual([path, 403, []])
    }
    expect((await whole(secret)).incident).toBe(id)
    expect((await whole(mine)).incident).toBe(small.id)
    await city.api('POST', `/incidents/${small.id}/merge`, { into: id, reason: 'one thing' })
    expect((await whole(mine)).incident).toBe(id)
  })

  it('is not made by declaring one of their cause, and what is declared takes no alarm of another department', async () => {
    const call = await person('dep-declarer', ['operator'], [OWN])
    const declare = (cause: string, alarms: readonly string[] = [own.id]) =>
      call('POST', '/incidents', { label: 'mine', severity: 'red', alarms, cause })
    const [hidden, none] = [await declare('parking'), await declare('nowhere')]
    expect([hidden.status, none.status]).toEqual([403, 403])
    expect(hidden.text.replaceAll('parking', 'nowhere')).toBe(none.text)

    // Its first alarm is of a cause, and so is the next, which another department has.
    const hum = { kind: 'noise', value: 'LAeq', incident: { id: 'hum', label: { zh: '嗡', en: 'Hum' } } }
    const first = await raise('dep-near', { ...hum, owner: OWN })
    const { body } = await call('POST', '/incidents', { label: 'mine', severity: 'red', alarms: [first.id] })
    const foreign = await raise('dep-foreign', { ...hum, owner: 'ecology' })
    expect((await whole(first)).incident).toBe(body.id)
    expect((await whole(foreign)).incident).not.toBe(body.id)
  })
})
