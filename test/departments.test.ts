import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alarm, AlarmWithEvents } from '../domain/alarm.ts'
import type { Incident } from '../domain/incident.ts'
import { copyOfShipped } from '../config/testing/folder.ts'
import { type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { until } from './support/until.ts'

// What people of one department try with what is another's, by way of what they may.
const NEXT = 'nine green bottles on a wall'
const OWN = 'urban-management'

const rooms = new DisposableStack()
let city: RunningCity
let own: Alarm
let other: Alarm
beforeAll(async () => {
  const config = rooms.use(copyOfShipped())
  city = await startCity({ config: config.folder })
  own = await raise('dep-own', { kind: 'noise', value: 'LAeq', owner: OWN })
  other = await raise('dep-other', { kind: 'air', value: 'pm25', owner: 'ecology' })
})
afterAll(async () => {
  await city?.[Symbol.asyncDispose]()
  rooms.dispose()
})

async function raise(
  id: string,
  { kind, value, owner }: { kind: string; value: string; owner: string },
): Promise<Alarm> {
  const label = { zh: '测试', en: 'Test' }
  const when = { type: 'threshold', value, above: 100 }
  const rule = { id: `rule-${id}`, kind, label, response: label, severity: 'yellow', incident: false, when }
  await city.api('PUT', `/rules/${rule.id}`, { rule, why: 'for the test', version: 0 })
  const credentials = await city.register({ id, kind, owner })
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
  return (method: string, path: string, body?: object) => ask(changed.cookie, method, path, body)
}

async function ask(cookie: string | null, method: string, path: string, body?: object) {
  const answer = await fetch(`${city.url}/api/v1${path}`, {
    method,
    headers: { ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const set = answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as { id: string }, cookie: set }
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
