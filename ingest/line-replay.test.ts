import { buildLineTables } from '../store/records/line-tables.ts'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CityError } from '../domain/errors.ts'
import { openSqliteJournal } from '../journal/sqlite.ts'
import { buildAuditRecords } from '../store/records/audit.ts'
import { buildLedgerRecords } from '../store/records/ledger.ts'
import { openRecords } from '../store/records/open.ts'
import type { Series, Write } from '../store/series/series.ts'
import { temporaryFolder } from '../test/support/temporary.ts'
import { until } from '../test/support/until.ts'
import { startLine } from './line.ts'
import { replayLetter, replayMany, type ReplayRooms } from './replay.ts'
import { KINDS, makeTown } from './testing/town.ts'

const TOPIC = 'city/v1/noise/n/readings'
const KEY = { of: 'vendor', name: 'Acme', kind: 'noise' } as const

/** A line of a station of the vendor Acme on real journal and records; its store can be away. */
async function bench() {
  const rooms = new AsyncDisposableStack()
  const folder = await temporaryFolder()
  const openJournal = () => openSqliteJournal({ file: join(folder, 'journal.db') })
  let journal = await openJournal()
  rooms.defer(() => journal[Symbol.asyncDispose]())
  const records = rooms.use(await openRecords({ file: join(folder, 'records.db') }))
  const tables = buildLineTables(records)
  const town = makeTown()
  town.add('n', 'noise', { vendor: 'Acme' })
  const stored = new Map<string, number>()
  let isAway = false
  const write = async ({ points }: Write) => {
    if (isAway) throw new CityError('store-unreachable', 'the store is away')
    const duplicates = []
    for (const p of points)
      for (let i = 0; i < p.count; i++) {
        const key = `${p.ts[i]} ${p.seq[i]}`
        if (stored.has(key)) duplicates.push({ station: p.station[i]!, receivedAt: p.receivedAt[i]! })
        else stored.set(key, p.values[p.names.indexOf('LAeq')]![i]!)
      }
    return duplicates
  }
  const series = { write, latest: async () => [] } as Partial<Series> as Series
  const start = () => {
    const quiet = { info() {}, warn() {}, error() {} }
    const fail = (error: Error) => {
      throw error
    }
    return startLine({
      journal,
      series,
      records,
      tables,
      stations: town,
      kinds: KINDS,
      rules: [],
      tell() {},
      log: quiet,
      onFailure: fail,
    })
  }
  let line = await start()
  rooms.defer(() => line[Symbol.asyncDispose]())
  const replaying = (): ReplayRooms => ({
    journal,
    line,
    deadLetters: tables.deadLetters,
    audit: buildAuditRecords(records),
    transact: records.transact,
    now: Date.now,
    patienceMs: isAway ? 50 : 5_000,
  })
  const letters = async () => (await tables.deadLetters.list({ limit: 100 })).items.toReversed()
  return {
    records,
    deadLetters: tables.deadLetters,
    letters,
    stored,
    setAway: (away: boolean) => void (isAway = away),
    async send(payload: unknown) {
      const { promise, resolve, reject } = Promise.withResolvers<number>()
      journal.append(TOPIC, Buffer.from(JSON.stringify(payload)), (error, position) =>
        error ? reject(error) : resolve(position),
      )
      const position = await promise
      await until(() => line.state.judged > position)
    },
    map: (isOn: boolean) =>
      line.fieldMaps.change({ ...KEY, map: { values: { L: { to: 'LAeq' } } }, isOn, reason: 'x' }, 'li'),
    unmap: () => line.fieldMaps.change({ ...KEY, map: null, isOn: false, reason: 'x' }, 'li'),
    replay: async (id: number, payload?: string) =>
      replayLetter(
        (await tables.deadLetters.get(id))!,
        { by: 'li', ...(payload !== undefined && { payload }) },
        replaying(),
      ),
    replayAll: () =>
      replayMany({ states: ['waiting', 'refused-again'] }, { after: 0, limit: 100, by: 'li' }, replaying()),
    async restart() {
      await line[Symbol.asyncDispose]()
      await journal[Symbol.asyncDispose]()
      journal = await openJournal()
      line = await start()
    },
    settled: () => line.settled(),
    async ledger() {
      const rows = await tables.ledger.list({ from: 0, to: Date.now() + 1 })
      const sum = { received: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 }
      for (const row of rows) for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += row[key]
      return sum
    },
    [Symbol.asyncDispose]: () => rooms.disposeAsync(),
  }
}

it.for([false, true])(
  'decides by position which version of a field map is for a message, also when the store is fed from the journal (restart: %s)',
  async (isRestarted) => {
    await using city = await bench()
    const ts = Date.now() - 60_000
    const reading = (n: number) => ({ ts: ts + n, values: { L: 50 + n } })
    city.setAway(true)
    for (const n of [0, 1, 2]) await city.send(reading(n))
    await city.map(true)
    await city.send(reading(3))
    await city.unmap()
    await city.send(reading(4))
    await until(async () => (await city.letters()).length === 4)
    expect(await city.replay(1)).toMatchObject({ outcome: 'refused' })
    await city.map(false)
    await city.send(reading(5))
    await until(async () => (await city.letters()).length === 5)
    expect(await city.replayAll()).toMatchObject({ pending: 5, refused: 0, left: 0 })
    await city.unmap()
    if (isRestarted) await city.restart()
    expect(city.stored.size).toBe(0)
    city.setAway(false)
    await city.settled()
    expect([...city.stored.values()].toSorted((a, b) => a - b)).toEqual([50, 51, 52, 53, 54, 55])
    expect(await city.ledger()).toEqual({ received: 6, stored: 6, duplicate: 0, refused: 0, pending: 0 })
    expect((await city.letters()).map(({ state, mapVersion }) => [state, mapVersion])).toEqual(
      Array.from({ length: 5 }, () => ['replayed', 3]),
    )
  },
)

it('counts a replay in the hour in which its letter first came, and judges it by that time', async () => {
  await using city = await bench()
  const ts = Date.now() - 60_000
  await city.send({ ts, values: { LAeq: 50 } })
  await city.send({ ts, values: { L: 50 } })
  await until(async () => (await city.letters()).length === 1)
  const HOUR = 3_600_000
  await city.records.db
    .updateTable('dead_letters')
    .set((of) => ({ receivedAt: of('receivedAt', '-', 5 * HOUR) }))
    .execute()
  const [letter] = await city.letters()
  expect(await city.replay(letter!.id, JSON.stringify({ ts, values: { LAeq: 50 } }))).toMatchObject({
    outcome: 'refused',
  })
  expect(await city.replay(letter!.id, JSON.stringify({ ts: ts - 5 * HOUR, values: { LAeq: 50 } }))).toMatchObject({
    outcome: 'stored',
  })
  await city.settled()
  const rows = await buildLedgerRecords(city.records).list({ from: 0, to: Date.now() + 1 })
  // The letter was moved to an hour of which nothing was counted: it takes its refusal from there.
  expect(rows.map(({ received, stored, refused, pending }) => [received, stored, refused, pending])).toEqual([
    [0, 1, -1, 0],
    [2, 1, 1, 0],
  ])
})

it('takes an edited array for several readings, and balances', async () => {
  await using city = await bench()
  const ts = Date.now() - 60_000
  await city.send({ ts, values: { L: 1 } })
  await until(async () => (await city.letters()).length === 1)
  const some = [0, 1, 2].map((n) => ({ ts: ts + n, values: { [n === 1 ? 'nonsense' : 'LAeq']: 50 + n } }))
  expect(await city.replay(1, JSON.stringify(some))).toMatchObject({ outcome: 'refused' })
  await city.settled()
  expect(await city.ledger()).toEqual({ received: 3, stored: 2, duplicate: 0, refused: 1, pending: 0 })
  expect(await city.replay(1, JSON.stringify([some[0], { ts: ts + 1, values: { LAeq: 51 } }]))).toMatchObject({
    outcome: 'stored',
  })
  await city.settled()
  expect(await city.ledger()).toEqual({ received: 4, stored: 3, duplicate: 1, refused: 0, pending: 0 })
})

it('lets one of two that order the same replay at once, and tells the other that it is closed', async () => {
  await using city = await bench()
  await city.send({ values: { L: 1 } })
  await until(async () => (await city.letters()).length === 1)
  await city.map(false)
  const orders = await Promise.allSettled([city.replay(1), city.replay(1), city.replay(1)])
  expect(orders.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
  await city.settled()
  expect(await city.ledger()).toEqual({ received: 1, stored: 1, duplicate: 0, refused: 0, pending: 0 })
  const { items } = await buildAuditRecords(city.records).list({ limit: 10 })
  expect(items.map(({ action, result }) => `${action} ${result}`)).toEqual([
    'replay-dead-letter ok',
    'put-field-map ok',
  ])
})

it('gives a letter back that was ordered and never came into the journal', async () => {
  await using city = await bench()
  await city.send({ values: { L: 1 } })
  await until(async () => (await city.letters()).length === 1)
  await city.deadLetters.claim(1, { actor: 'li', at: Date.now() - 1, edited: null })
  await city.restart()
  await until(async () => (await city.letters())[0]!.state === 'waiting')
  await city.map(true)
  expect(await city.replay(1)).toMatchObject({ outcome: 'stored' })
})

it('runs many readings of one message again that are one letter, and counts each of them once they are taken', async () => {
  await using city = await bench()
  const ts = Date.now() - 60_000
  await city.send(Array.from({ length: 150 }, (_, n) => ({ ts: ts + n, seq: n, values: { L: 50 } })))
  await city.settled()
  const letters = await city.letters()
  expect(letters).toHaveLength(100)
  expect((await city.deadLetters.list({ limit: 200 })).items).toHaveLength(101)
  expect(await city.ledger()).toMatchObject({ received: 101, refused: 101, pending: 0 })
  expect(await city.replay(101)).toMatchObject({ outcome: 'refused' })
  expect(await city.ledger()).toMatchObject({ received: 101, refused: 101, pending: 0 })
  await city.map(true)
  await city.replayAll()
  expect(await city.replay(101)).toMatchObject({ outcome: 'stored' })
  await city.settled()
  expect(await city.ledger()).toEqual({ received: 150, stored: 150, duplicate: 0, refused: 0, pending: 0 })
  expect(city.stored.size).toBe(150)
})
