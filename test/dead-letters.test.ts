import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { copyOfShipped } from '../config/testing/folder.ts'
import type { DeadLetterCheck, DeadLetterDetail, DeadLetterSummary, ReplayManyAnswer } from '../domain/dead-letter.ts'
import type { DeadLetter } from '../domain/wire.ts'
import { deadLetters, latestAt, ledgerOf, pointsOf, settledLedger } from './support/books.ts'
import { type RunningCity, startCity } from './support/city.ts'
import { connectDevice, type Device } from './support/device.ts'
import { PATIENCE_MS, until } from './support/until.ts'

const config = copyOfShipped()
// The hostile station sends 25 MB as fast as it can.
config.replace('city.yaml', 'map: map', 'map: map\nlimits: { messagesPerSecond: 100000, bytesPerSecond: 100000000 }')
const data = mkdtempSync(join(tmpdir(), 'citypulse-letters-'))
let city: RunningCity
beforeAll(async () => {
  city = await startCity({ config: config.folder, data })
})
afterAll(async () => {
  await city?.[Symbol.asyncDispose]()
  rmSync(data, { recursive: true, force: true })
  config[Symbol.dispose]()
})

async function newDevice(id: string, vendor?: string): Promise<Device> {
  const credentials = await city.register({ id, kind: 'air', ...(vendor !== undefined && { vendor }) })
  return connectDevice(credentials, { port: city.mqttPort, kind: 'air' })
}

async function lettersOf(station: string, count: number, more = ''): Promise<readonly DeadLetter[]> {
  let letters: readonly DeadLetter[] = []
  await until(
    async () => {
      letters = await deadLetters(city, `&station=${station}${more}`)
      return letters.length === count
    },
    PATIENCE_MS,
    () => `${station} has ${letters.length} letters, expected ${count}`,
  )
  return letters
}

/** Calls until nothing is left, as the page and the terminal do. */
async function replayAll(filter: object, limit: number): Promise<{ calls: number; stored: number; refused: number }> {
  const sum = { calls: 0, stored: 0, refused: 0 }
  let after: number | null = 0
  while (after !== null) {
    const answer: ReplayManyAnswer = await city.api('POST', '/dead-letters/replay', { filter, limit, after })
    sum.calls++
    sum.stored += answer.stored
    sum.refused += answer.refused
    after = answer.next
  }
  return sum
}

const HOSTILE: readonly (readonly [string, Buffer | string])[] = [
  ['broken JSON', '{"values":{"pm25":1}'],
  ['NaN', '{"values":{"pm25":NaN}}'],
  ['1e400', '{"values":{"pm25":1e400}}'],
  ['10,000 deep', '['.repeat(10_000) + ']'.repeat(10_000)],
  ['10,000 deep, for a time', `{"ts":${'['.repeat(10_000)}${']'.repeat(10_000)},"values":{"pm25":1}}`],
  ['10,000 deep, for a unit', `{"values":{"pm25":{"value":1,"unit":${'['.repeat(10_000)}${']'.repeat(10_000)}}}}`],
  ['a lone surrogate for a name', '{"values":{"\\ud800":1}}'],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0xed, 0xa0, 0x80, 0x7d])],
  ['__proto__', '{"__proto__":{"values":{"pm25":1}},"values":{"__proto__":1}}'],
  ['constructor', '{"values":{"constructor":1,"toString":2}}'],
  ['60 KB of text', JSON.stringify({ values: { pm25: 'x'.repeat(60_000) } })],
  [
    '60 KB of names',
    JSON.stringify({ values: Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`n${n}`, 1])) }),
  ],
  ['NUL bytes', Buffer.alloc(1_000)],
  ['nothing', ''],
  ['markup and bidi', '<img src=x onerror=alert(1)>\u202e'],
]
const ROUNDS = 100

it('sets hostile messages aside, each byte for byte, and has the good reading behind them within a second', {
  retry: 2,
}, async () => {
  const id = `air-hostile-${Date.now()}`
  await using device = await newDevice(id)
  const ts = Date.now() - 1_000
  const sent = Array.from({ length: ROUNDS }, () => HOSTILE).flat()
  await Promise.all(
    sent.map(async ([, payload]) => device.client.publishAsync(`city/v1/air/${id}/readings`, payload, { qos: 1 })),
  )
  await device.send({ ts, values: { pm25: 12 } })
  await latestAt(city, id, ts, 1_000)
  expect(await settledLedger(city, id, sent.length + 1)).toMatchObject({ stored: 1, refused: sent.length })

  const letters = await lettersOf(id, 200)
  const raws = new Set(letters.map(({ raw }) => raw))
  expect([...raws].toSorted()).toEqual(
    HOSTILE.map(([, payload]) => Buffer.from(payload as string).toString('base64')).toSorted(),
  )
  for (const { id: letter } of letters.slice(0, HOSTILE.length)) {
    await city.api('GET', `/dead-letters/${letter}`)
    expect((await city.api<DeadLetterCheck>('POST', `/dead-letters/${letter}/check`, {})).faults).not.toEqual([])
  }
  await until(async () =>
    (await city.api<{ items: { rule: string }[] }>('GET', '/alarms?limit=200')).items.some(
      ({ rule }) => rule === 'dead-letters-many',
    ),
  )
})

it('points at the place of the fault', async () => {
  await using device = await newDevice('air-place')
  const payloads = [
    '{"ts":5, oops}',
    '[{"values":{"pm25":1}},{"ts":1,"values":{"pm25":2}}]',
    '{"values":{"pm25":1,"pm2_5":"é"}}',
  ]
  const places = ['o', '"ts":1', '"pm2_5":"é"']
  for (const payload of payloads) await device.send(payload)
  const letters = (await lettersOf('air-place', 3)).toReversed()
  for (const [n, { id }] of letters.entries()) {
    const { raw, place } = await city.api<DeadLetterDetail>('GET', `/dead-letters/${id}`)
    expect(Buffer.from(raw, 'base64').subarray(place!.from, place!.to).toString()).toBe(places[n])
  }
})

it('maps the wrong names of a vendor, replays its letters in one go, and stores its next messages', async () => {
  const vendor = '奥科 <Acme>'
  const stations = ['air-v1', 'air-v2']
  const devices = await Promise.all(stations.map((id) => newDevice(id, vendor)))
  const from = Date.now() - 50_000
  const reading = (n: number) => ({
    ts: Math.floor((from + n * 1_000) / 1_000),
    values: { pm2_5: 352, tempF: 68, battery: 3.3, ...(n === 0 && { humidity: 'wet' }) },
  })
  for (let n = 0; n < 20; n++) for (const device of devices) await device.send(reading(n))
  const letters = await lettersOf('air-v1', 20)
  const asked = new URLSearchParams({ vendor })
  const { groups } = await city.api<DeadLetterSummary>('GET', `/dead-letters/summary?${asked}`)
  expect(groups).toMatchObject([{ reason: 'too-old', vendor, kind: 'air', field: 'ts', count: 40, stations: 2 }])

  const map = {
    values: { pm2_5: { to: 'pm25', factor: 0.1 }, tempF: { to: 'temperature', unit: '[degF]' }, battery: { to: null } },
    time: 's',
  }
  const check = await city.api<DeadLetterCheck>('POST', `/dead-letters/${letters[0]!.id}/check`, { map })
  expect(check).toMatchObject({
    faults: [],
    readings: [
      {
        station: 'air-v1',
        ts: Math.floor((from + 19_000) / 1_000) * 1_000,
        values: { pm25: { unit: 'ug/m3', flag: 1 } },
      },
    ],
  })
  expect(check.readings[0]!.values['pm25']!.value).toBeCloseTo(35.2)
  expect(check.readings[0]!.values['temperature']!.value).toBeCloseTo(20)
  expect(await ledgerOf(city, 'air-v1')).toMatchObject({ received: 20, refused: 20 })

  const path = `/field-maps/vendor/${encodeURIComponent(vendor)}/air`
  const wrong = { map: { values: { a: { to: 'nonsense' } } }, reason: 'x' }
  expect(await city.call('PUT', path, wrong)).toMatchObject({ status: 400, body: { detail: /no value nonsense/ } })
  await city.api('PUT', path, { map, reason: 'firmware 2.1', isOn: false })
  expect(await replayAll({ vendor }, 15)).toEqual({ calls: 3, stored: 38, refused: 2 })
  for (const station of stations) {
    expect(await settledLedger(city, station, 20)).toEqual({
      received: 20,
      stored: 19,
      duplicate: 0,
      refused: 1,
      pending: 0,
    })
    const { points } = await pointsOf(city, { station, value: 'pm25', from: from - 1_000, to: from + 20_000 })
    expect(points).toHaveLength(19)
  }
  expect(await replayAll({ vendor }, 500)).toEqual({ calls: 1, stored: 0, refused: 2 })
  const [again] = await lettersOf('air-v1', 1, '&state=refused-again')
  expect(again).toMatchObject({ by: 'admin', note: expect.stringContaining('humidity'), mapVersion: 1, edited: null })
  expect(await lettersOf('air-v1', 19, '&state=replayed')).toMatchObject(
    letters.slice(0, 19).map(({ raw }) => ({ raw })),
  )

  const payload = JSON.stringify({ ts: Math.floor(from / 1_000), values: { pm2_5: 200 } })
  const order = () => city.call('POST', `/dead-letters/${again!.id}/replay`, { payload })
  expect(await order()).toMatchObject({ status: 200, body: { outcome: 'stored' } })
  expect(await order()).toMatchObject({ status: 409, body: { code: 'letter-closed', detail: /is replayed/ } })
  const { raw, edited, state } = await city.api<DeadLetterDetail>('GET', `/dead-letters/${again!.id}`)
  expect({ raw, state }).toEqual({ raw: letters.at(-1)!.raw, state: 'replayed' })
  expect(Buffer.from(edited!, 'base64').toString()).toBe(payload)
  expect(await settledLedger(city, 'air-v1', 20)).toMatchObject({ received: 20, stored: 20, refused: 0 })

  await devices[0]!.send(reading(30))
  await lettersOf('air-v1', 21)
  await city.api('PUT', path, { map, reason: 'until firmware 2.2', isOn: true })
  await devices[0]!.send(reading(31))
  const ts = Math.floor((from + 31_000) / 1_000) * 1_000
  expect((await latestAt(city, 'air-v1', ts, 5_000)).values['pm25']).toBeCloseTo(35.2)
  expect(await settledLedger(city, 'air-v1', 22)).toMatchObject({ received: 22, stored: 21, refused: 1 })
  for (const device of devices) await device[Symbol.asyncDispose]()
})

it('discards with a reason, and replays no more what was discarded', async () => {
  await using device = await newDevice('air-discard')
  for (const payload of ['a', 'b', 'c']) await device.send(Buffer.from(payload))
  const [letter] = await lettersOf('air-discard', 3)
  const path = `/dead-letters/${letter!.id}`
  await city.api('POST', `${path}/discard`, { reason: 'a test of the fitter' })
  expect(await city.call('POST', `${path}/replay`, {})).toMatchObject({ status: 409, body: { code: 'letter-closed' } })
  const order = { filter: { station: 'air-discard' }, reason: 'the same' }
  expect(await city.api('POST', '/dead-letters/discard', order)).toEqual({ discarded: 2, left: 0, next: null })
  expect(await replayAll({ station: 'air-discard' }, 10)).toEqual({ calls: 1, stored: 0, refused: 0 })
  expect(await lettersOf('air-discard', 3, '&state=discarded')).toMatchObject([
    { note: 'a test of the fitter' },
    {},
    {},
  ])
})

it('moves each letter from refused to stored once, and no reading twice, though the city is killed while they are replayed', async () => {
  const each = 1_500
  const id = 'air-killed'
  const device = await newDevice(id, 'Kaput')
  const from = Date.now() - 60_000
  await Promise.all(
    Array.from({ length: each }, (_, n) => device.send({ ts: from + n, seq: n, values: { PM25: n % 100 } })),
  )
  await settledLedger(city, id, each)
  await device[Symbol.asyncDispose]()
  const map = { values: { PM25: { to: 'pm25' } } }
  await city.api('PUT', '/field-maps/vendor/Kaput/air', { map, reason: 'capitals', isOn: true })
  for (const wait of [30, 120, 60]) {
    const order = { filter: { vendor: 'Kaput' }, limit: 500 }
    const cut = city.call('POST', '/dead-letters/replay', order).catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, wait))
    await city.kill()
    await cut
    await city[Symbol.asyncDispose]()
    city = await startCity({ config: config.folder, data })
    await until(async () => (await deadLetters(city, '&state=replaying')).length === 0)
  }
  await replayAll({ vendor: 'Kaput' }, 500)
  expect(await settledLedger(city, id, each)).toEqual({
    received: each,
    stored: each,
    duplicate: 0,
    refused: 0,
    pending: 0,
  })
  const { points } = await pointsOf(city, { station: id, value: 'pm25', from, to: from + each })
  expect(points.map(([ts, value]) => [ts - from, value])).toEqual(Array.from({ length: each }, (_, n) => [n, n % 100]))
})
