import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { copyOfShipped } from '../config/testing/folder.ts'
import { listen } from '../dashboard/server/testing/listen.ts'
import { answering, type Receiver, startReceiver } from '../delivery/testing/receiver.ts'
import type { Alarm } from '../domain/alarm.ts'
import type { Channel, Delivery, TestAnswer } from '../domain/delivery.ts'
import type { OutsideAnswer } from '../domain/outside-alert.ts'
import type { AlarmMessage, Problem } from '../domain/wire.ts'
import { runCity } from '../commands/program.ts'
import { type Credentials, type RunningCity, startCity } from './support/city.ts'
import { until } from './support/until.ts'

const SECRET = 'a secret of some length'
let rooms = new AsyncDisposableStack()
afterEach(async () => {
  await rooms.disposeAsync()
  rooms = new AsyncDisposableStack()
})

function onData(): () => Promise<RunningCity> {
  const config = rooms.use(copyOfShipped()).folder
  const data = rooms.adopt(mkdtempSync(join(tmpdir(), 'citypulse-delivery-')), (folder) =>
    rmSync(folder, { recursive: true, force: true }),
  )
  return async () => rooms.use(await startCity({ config, data }))
}

const CHANNEL = {
  type: 'webhook',
  label: 'Hook',
  isOn: true,
  filter: { news: ['raised', 'worse', 'cleared', 'acknowledged', 'changed'], silent: true },
  quiet: null,
  language: 'both',
  templates: {},
  summaryAbove: 10,
}

/** Of now: for what began long ago somebody is called at once. */
const STARTED_AT = new Date().toISOString()

/** Alerts number `from` to `to`, each an alarm of its own. */
function alerts(from: number, to: number, status: 'firing' | 'resolved' = 'firing') {
  return Array.from({ length: to - from }, (_, i) => ({
    status,
    labels: {
      alertname: 'Burst',
      n: String(from + i),
      severity: 'warning',
      team: (from + i) % 3 === 0 ? 'ecology' : 'x',
    },
    startsAt: STARTED_AT,
  }))
}

async function post(city: RunningCity, list: readonly object[]): Promise<void> {
  await city.api<OutsideAnswer>('POST', '/alertmanager/webhook', { version: '4', alerts: list })
}

interface Posted {
  readonly key: string
  readonly events: readonly AlarmMessage[]
}

/** Every post once by its key; fails when one key ever came with other content or a wrong signature. */
function booksOf(receiver: Receiver): { readonly posted: ReadonlyMap<string, Posted>; readonly doubles: number } {
  const posted = new Map<string, Posted & { readonly text: string }>()
  for (const { headers, text } of receiver.received) {
    const timestamp = String(headers['citypulse-timestamp'])
    expect(headers['citypulse-signature']).toBe(
      `v1=${createHmac('sha256', SECRET).update(`${timestamp}.${text}`).digest('hex')}`,
    )
    const body = JSON.parse(text) as Posted
    expect(headers['idempotency-key']).toBe(body.key)
    const before = posted.get(body.key)
    if (before) expect(before.text).toBe(text)
    posted.set(body.key, { ...body, text })
  }
  return { posted, doubles: receiver.received.length - posted.size }
}

describe('kill -9 during a burst of alarms', () => {
  it('costs a webhook no event; what comes twice has the same key; and departments have no gap', async () => {
    const start = onData()
    const receiver = rooms.use(await startReceiver())
    // Slow, so that something is on its way at each kill.
    receiver.answer = (response) => void setTimeout(() => response.writeHead(200).end(), 20)
    let city = await start()
    await city.api('POST', '/channels', { id: 'hook', ...CHANNEL, settings: { url: receiver.url, secret: SECRET } })
    const seen: AlarmMessage[] = []
    const kills = 2
    const each = 120
    for (let round = 0; round < kills; round++) {
      const before = eventsOf(receiver).length
      const sending = (async () => {
        for (let i = 0; i < each; i += 10)
          await post(city, alerts(round * each + i, round * each + i + 10)).catch(() => {})
      })()
      const moment = 2 + Math.floor(Math.random() * 4)
      // On a busy machine all of them may come in a few messages.
      await until(() => eventsOf(receiver).length >= before + moment * 10)
      await city.kill()
      await sending
      city = await start()
      // Whoever sends alerts sends them again until they were taken.
      await post(city, alerts(round * each, (round + 1) * each))
      await resume(city, seen)
    }
    const head = kills * each
    await until(() => new Set(eventsOf(receiver)).size >= head)
    await until(async () => (await city.api<Channel>('GET', '/channels/hook')).waiting === 0)
    const { posted, doubles } = booksOf(receiver)
    const seqs = [...posted.values()].flatMap(({ events }) => events.map(({ seq }) => seq))
    expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: seqs.length }, (_, i) => i + 1))
    expect(doubles).toBeLessThanOrEqual(kills)
    // The monitor, or what ended with a killed city, may have events of its own.
    const { items } = await city.api<{ items: AlarmMessage[] }>('GET', '/alarm-events?limit=1000')
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: items.length }, (_, i) => i + 1))
    expect(items.filter(({ event }) => event.type === 'raise' && event.alarm !== '').length).toBeGreaterThanOrEqual(
      head,
    )
    for (const [department, of] of Map.groupBy(items, (one) => one.department)) {
      expect([department, of.map(({ departmentSeq }) => departmentSeq)]).toEqual([department, of.map((_, i) => i + 1)])
      const half = Math.floor(of.length / 2)
      const rest = await city.api<{ items: AlarmMessage[] }>(
        'GET',
        `/alarm-events?department=${department}&after=${half}&limit=1000`,
      )
      expect(rest.items).toEqual(of.slice(half))
    }
    await resume(city, seen)
    expect(seen).toEqual(items)
  }, 240_000)
})

function eventsOf(receiver: Receiver): number[] {
  return receiver.received.flatMap(({ text }) => (JSON.parse(text) as Posted).events.map(({ seq }) => seq))
}

/** Takes over Socket.IO what came after the last that was seen, up to the head. */
async function resume(city: RunningCity, seen: AlarmMessage[]): Promise<void> {
  using listener = await listen(city.url, { cookie: city.cookie, after: seen.at(-1)?.seq ?? 0 })
  const last = () => listener.alarms.at(-1)?.seq ?? seen.at(-1)?.seq ?? 0
  await until(() => listener.heads.length > 0 && last() >= Math.max(...listener.heads.map(({ seq }) => seq)))
  seen.push(...listener.alarms)
}

describe('channels over REST and at the terminal', () => {
  let city: RunningCity
  beforeAll(async () => void (city = await startCity()))
  afterAll(() => city?.[Symbol.asyncDispose]())

  it('are made, tested, changed and taken away, and never show a secret', async () => {
    const receiver = rooms.use(await startReceiver())
    const run = async (...args: string[]) => {
      const lines: string[] = []
      const streams = {
        print: (text: string) => void lines.push(text),
        complain: (text: string) => void lines.push(text),
      }
      const code = await runCity(['channels', ...args], streams, { CITY_DATA: city.data })
      process.exitCode = 0
      return { code, said: lines.join('\n') }
    }
    receiver.answer = answering(200, { errcode: 310000, errmsg: 'sign not match' })
    const url = `${receiver.url}/robot/send?access_token=topsecrettoken`
    const settings = ['--set', `url=${url}`, '--set', 'secret=SECtopsecretkey']
    expect(
      (
        await run(
          'add',
          'duty',
          '--type',
          'dingtalk',
          '--severity',
          'red',
          '--quiet',
          '22:00-07:00/orange',
          ...settings,
        )
      ).code,
    ).toBe(0)
    const failed = await run('test', 'duty')
    expect(failed).toMatchObject({ code: 1, said: expect.stringContaining('310000: sign not match') as string })
    receiver.answer = answering(200, { errcode: 0, errmsg: 'ok' })
    expect(await city.api<TestAnswer>('POST', '/channels/duty/test')).toMatchObject({ isSent: true, answer: '0: ok' })
    expect(await run('set', 'duty', '--label', 'Night', '--quiet', 'none')).toMatchObject({ code: 0 })
    const { items } = await city.api<{ items: Channel[] }>('GET', '/channels')
    expect(items).toMatchObject([
      {
        id: 'duty',
        label: 'Night',
        quiet: null,
        settings: {},
        secrets: ['url', 'secret'],
        filter: { severities: ['red'] },
      },
    ])
    // The secrets are still there: it can send.
    expect(await city.api<TestAnswer>('POST', '/channels/duty/test')).toMatchObject({ isSent: true })
    const sent = await city.api<{ items: Delivery[] }>('GET', '/channels/duty/deliveries?state=sent&limit=10')
    expect(sent.items.map(({ sort, answer }) => [sort, answer])).toEqual([
      ['test', '0: ok'],
      ['test', '0: ok'],
    ])
    const exists = await city.call<Problem>('POST', '/channels', { id: 'duty', ...CHANNEL, settings: {} })
    expect([exists.status, exists.body.code]).toEqual([409, 'channel-exists'])
    const said = [await run('list'), await run('list', '--json'), await run('deliveries', 'duty'), await run('types')]
    expect(said.every(({ code }) => code === 0)).toBe(true)
    const metrics = await (await fetch(`${city.url}/metrics`, { headers: { cookie: city.cookie } })).text()
    expect(metrics).toContain('citypulse_delivery_failing{channel="duty",type="dingtalk"} 0')
    const all = JSON.stringify([items, sent, said, metrics, city.log()])
    for (const secret of ['topsecrettoken', 'SECtopsecretkey']) expect(all).not.toContain(secret)
    expect((await run('remove', 'duty')).code).toBe(0)
    expect((await city.call('GET', '/channels/duty')).status).toBe(404)
  })

  it('that fail are an alarm of the monitor, which ends when they get through', async () => {
    const receiver = rooms.use(await startReceiver())
    receiver.answer = answering(404)
    await city.api('POST', '/channels', { id: 'hook', ...CHANNEL, settings: { url: receiver.url, secret: SECRET } })
    await post(city, alerts(0, 1))
    const failing = async () =>
      (await city.api<{ items: Alarm[] }>('GET', '/alarms')).items.find(({ rule }) => rule === 'channel-failing')
    await until(async () => (await failing())?.active === true)
    receiver.answer = answering(200)
    await city.api('POST', '/channels/hook/test')
    await until(async () => (await failing())?.active === false)
    await until(() => new Set(eventsOf(receiver)).size >= 3)
  })
})

describe('alerts from outside', () => {
  it('come with a token of an operator, become alarms, survive a kill, and end when resolved; a siren learns what ended', async () => {
    const start = onData()
    let city = await start()
    const { token } = await city.api<{ token: string }>('POST', '/tokens', { name: 'alertmanager' })
    const send = (path: string, body: unknown, bearer = token) =>
      fetch(`${city.url}/api/v1/alertmanager/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    expect((await send('webhook', { version: '4', alerts: [] }, 'city_wrong')).status).toBe(401)
    expect((await send('webhook', { version: '3', alerts: [] })).status).toBe(400)
    // As Alertmanager 0.27 sends it.
    const webhook = {
      receiver: 'citypulse',
      status: 'firing',
      alerts: [
        {
          status: 'firing',
          labels: {
            alertname: 'DiskFull',
            instance: 'db1:9100',
            job: 'node',
            severity: 'critical',
            district: '990101',
          },
          annotations: { summary: 'Disk of db1 is full', description: 'Make room' },
          startsAt: '2026-11-25T08:00:00.000Z',
          endsAt: '0001-01-01T00:00:00Z',
          generatorURL: 'http://prometheus:9090/graph?g0.expr=x',
          fingerprint: 'b2c8e1f0a1d3c4e5',
        },
      ],
      groupLabels: { alertname: 'DiskFull' },
      commonLabels: { alertname: 'DiskFull' },
      commonAnnotations: {},
      externalURL: 'http://alertmanager:9093',
      version: '4',
      groupKey: '{}:{alertname="DiskFull"}',
      truncatedAlerts: 0,
    }
    expect(await (await send('webhook', webhook)).json()).toEqual({ raised: 1, cleared: 0, unchanged: 0 })
    const found = async () =>
      (await city.api<{ items: Alarm[] }>('GET', '/alarms')).items.filter(({ kind }) => kind === 'outside')
    expect(await found()).toMatchObject([{ severity: 'red', district: '990101', station: 'db1:9100', active: true }])
    const prometheus = [
      { labels: { alertname: 'Slow', severity: 'info' }, endsAt: new Date(Date.now() + 3_000).toISOString() },
    ]
    expect((await send('api/v2/alerts', prometheus)).status).toBe(200)
    const siren = await city.api<Credentials>('POST', '/services', { id: 'siren' })
    await post(city, alerts(0, 2))
    const [ending, staying] = (await found()).filter(({ severity }) => severity === 'yellow')
    {
      await using before = await hear(city, siren)
      await until(() => before.heard.size === 4)
    }
    // It is away while this one ends, and the city is gone before it is back.
    await city.api('POST', `/alarms/${ending!.id}/ack`)
    await post(city, alerts(0, 2, 'resolved'))
    await until(async () => (await city.api<Alarm>('GET', `/alarms/${ending!.id}`)).state === 'normal')
    await city.kill()
    city = await start()
    {
      await using after = await hear(city, siren)
      await until(() => after.heard.size === 4)
      expect([after.heard.get(ending!.id)?.state, after.heard.get(staying!.id)?.state]).toEqual(['normal', 'returned'])
    }
    expect((await found()).find(({ severity }) => severity === 'red')).toMatchObject({ active: true, count: 1 })
    const slow = async () => (await found()).find(({ severity }) => severity === 'blue')
    await until(async () => (await slow())?.active === false)
    const resolved = webhook.alerts.map((alert) => ({ ...alert, status: 'resolved', endsAt: new Date().toISOString() }))
    expect(await (await send('webhook', { ...webhook, status: 'resolved', alerts: resolved })).json()).toMatchObject({
      cleared: 1,
    })
    expect((await found()).every(({ active }) => !active)).toBe(true)
  })
})

/** What stands retained for a siren. */
async function hear(city: RunningCity, siren: Credentials) {
  const heard = new Map<string, Alarm>()
  const client = await connectAsync(`mqtt://127.0.0.1:${city.mqttPort}`, { ...siren, reconnectPeriod: 0 })
  client.on('message', (_, payload) => {
    if (payload.length === 0) return
    const alarm = JSON.parse(payload.toString()) as Alarm
    heard.set(alarm.id, alarm)
  })
  await client.subscribeAsync('city/v1/alarms/#')
  return { heard, [Symbol.asyncDispose]: () => client.endAsync(true) }
}
