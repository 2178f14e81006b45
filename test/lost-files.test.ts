import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { copyOfShipped } from '../config/testing/folder.ts'
import type { AlarmWithEvents } from '../domain/alarm.ts'
import type { GapEntry, LedgerSummary } from '../domain/ledger.ts'
import { pointsOf, settledLedger } from './support/books.ts'
import { type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { until } from './support/until.ts'

const rooms = new AsyncDisposableStack()
afterAll(() => rooms.disposeAsync())

const STATION = 'car-park-lost'
const COUNT = 50

it('a city whose files are lost one after the other keeps the others, doubles nothing, and says what is lost', async () => {
  const config = rooms.use(copyOfShipped()).folder
  const data = rooms.adopt(mkdtempSync(join(tmpdir(), 'citypulse-lost-')), (folder) =>
    rmSync(folder, { recursive: true, force: true }),
  )
  const start = async () => rooms.use(await startCity({ data, config }))
  const from = Date.now() - 60_000
  const send = async (city: RunningCity) => {
    const credentials = await city.register({ id: STATION, kind: 'parking' })
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'parking' })
    for (let i = 0; i < COUNT; i++) await device.send({ ts: from + i, values: { totalSpotNumber: i + 1 }, seq: i })
  }
  const stored = async (city: RunningCity) => {
    const span = { station: STATION, value: 'totalSpotNumber', from, to: from + COUNT }
    return (await pointsOf(city, span)).points.map(([ts, value]) => [ts - from, value])
  }
  const all = Array.from({ length: COUNT }, (_, i) => [i, i + 1])

  // A station made before gives the one that is lost a number that no configuration would give it again.
  let city = await start()
  await city.register({ id: 'car-park-earlier', kind: 'parking' })
  await send(city)
  await settledLedger(city, STATION, COUNT)
  expect(await stored(city)).toEqual(all)
  await city.stop()

  const records = spoil(join(data, 'records.db'))
  city = await start()
  expect(await damageOf(city)).toContain('records.db is damaged')
  expect(keptIn(join(data, 'quarantine'), records)).toBe(true)
  await send(city)
  expect(await settledLedger(city, STATION, COUNT)).toMatchObject({ received: COUNT, stored: 0, duplicate: COUNT })
  expect(await stored(city)).toEqual(all)
  const headBefore = await metricOf(city, 'journal_head')
  await city.stop()

  const journal = spoil(join(data, 'journal.db'))
  city = await start()
  expect(await damageOf(city)).toContain('journal.db is damaged')
  expect(keptIn(join(data, 'quarantine'), journal)).toBe(true)
  expect(await metricOf(city, 'journal_head')).toBe(headBefore)
  expect(await metricOf(city, 'damage_found')).toBeGreaterThan(0)
  expect(await stored(city)).toEqual(all)
  await city.stop()

  const series = spoil(join(data, 'series', 'series.duckdb'))
  city = await start()
  const told = await damageOf(city)
  expect(told).toContain('series.duckdb is damaged')
  expect(told).toContain(`positions 0 to ${headBefore - 1}`)
  expect(keptIn(join(data, 'series', 'quarantine'), series)).toBe(true)
  expect(await stored(city)).toEqual([])
  // The books know that they were stored; that they are gone is a gap of the city.
  let summary: LedgerSummary | undefined
  await until(async () => {
    summary = await city.api<LedgerSummary>('GET', '/ledger/summary')
    return summary.verdict === 'lost'
  })
  const { items: gaps } = await city.api<{ items: GapEntry[] }>('GET', '/gaps?cause=store')
  expect(gaps).toMatchObject([{ cause: 'store', station: null, state: 'open', toAt: expect.any(Number) as number }])
  await city.stop()

  city = await start()
  const { items } = await city.api<{ items: { rule: string; active: boolean }[] }>('GET', '/alarms?limit=50')
  expect(items.filter(({ rule, active }) => rule === 'damage-found' && active)).toEqual([])
  expect((await city.api<{ items: GapEntry[] }>('GET', '/gaps?cause=store')).items).toHaveLength(1)
  await city.stop()

  // New keys would lock every device out, without a word.
  rmSync(join(data, 'secrets.json'))
  await expect(startCity({ data, config })).rejects.toThrow('restore it from a backup')
})

/** Overwrites a file with what means nothing; answers those bytes. */
function spoil(file: string): Buffer {
  const bytes = Buffer.alloc(statSync(file).size, 'lost ')
  writeFileSync(file, bytes)
  return bytes
}

function keptIn(folder: string, bytes: Buffer): boolean {
  return readdirSync(folder).some((name) => readFileSync(join(folder, name)).equals(bytes))
}

/** What the standing alarm says of the damage. */
async function damageOf(city: RunningCity): Promise<string> {
  const { items } = await city.api<{ items: { id: string; rule: string; active: boolean }[] }>(
    'GET',
    '/alarms?limit=50',
  )
  const alarm = items.find(({ rule, active }) => rule === 'damage-found' && active)
  const { events } = await city.api<AlarmWithEvents>('GET', `/alarms/${alarm!.id}`)
  return events.map(({ text }) => text ?? '').join('\n')
}

async function metricOf(city: RunningCity, name: string): Promise<number> {
  const text = await (await fetch(`${city.url}/metrics`)).text()
  return Number(new RegExp(`^citypulse_${name} (\\d+)`, 'm').exec(text)?.[1])
}
