import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NOBODY } from '../domain/ledger.ts'
import { openSqliteJournal } from '../journal/sqlite.ts'
import type { Journal } from '../journal/journal.ts'
import { buildAuditRecords } from '../store/records/audit.ts'
import { buildLineTables, type LineTables } from '../store/records/line-tables.ts'
import { openRecords } from '../store/records/open.ts'
import type { Records } from '../store/records/records.ts'
import { openInfluxSeries } from '../store/series/influx.ts'
import {
  type FakeInflux,
  partialWrite,
  partialWrite3,
  type Reply,
  startFakeInflux,
} from '../store/series/testing/fake-influx.ts'
import { temporaryFolder } from '../test/support/temporary.ts'
import { until } from '../test/support/until.ts'
import { type Line, startLine } from './line.ts'
import { replayLetter } from './replay.ts'
import { KINDS, makeTown, type Town } from './testing/town.ts'

const BASE = Date.now() - 3_600_000
const isPoison = (line: string) => line.includes('LAeq=66.6')

let fake: FakeInflux
let town: Town
let records: Records
let tables: LineTables
let journal: Journal
let rooms: AsyncDisposableStack
let folder: string

beforeEach(async () => {
  rooms = new AsyncDisposableStack()
  folder = await temporaryFolder()
  fake = rooms.use(await startFakeInflux())
  records = rooms.use(await openRecords({ file: join(folder, 'records.db') }))
  tables = buildLineTables(records)
  journal = rooms.use(await openSqliteJournal({ file: join(folder, 'journal.db') }))
  town = makeTown()
  town.addGateway('g')
  town.add('n', 'noise', { vendor: 'Acme' })
  town.add('m', 'noise', { gateway: 'g' })
  town.add('w', 'water')
})
afterEach(() => rooms.disposeAsync())

/** The process ends and another one starts; what was open of the line stays open, and dead. */
async function restart(): Promise<Line> {
  await journal[Symbol.asyncDispose]()
  journal = rooms.use(await openSqliteJournal({ file: join(folder, 'journal.db') }))
  return start()
}

async function start(own: Records = records): Promise<Line> {
  const series = await openInfluxSeries({
    url: fake.url,
    bucket: 'b',
    kinds: KINDS,
    stationOf: (number) => town.byNumber(number),
    numberOf: (id) => town.byId(id)?.number,
    timeoutMs: 20_000,
  })
  rooms.use(series)
  const line = await startLine({
    journal,
    series,
    records: own,
    tables,
    stations: town,
    kinds: KINDS,
    rules: [],
    tell() {},
    log: { info() {}, warn() {}, error() {} },
    onFailure(error) {
      if (own === records) throw error
    },
  })
  return own === records ? rooms.use(line) : line
}

function send(topic: string, payload: unknown): Promise<number> {
  return new Promise((resolve, reject) => {
    journal.append(`city/v1/${topic}/readings`, Buffer.from(JSON.stringify(payload)), (error, position) =>
      error ? reject(error) : resolve(position),
    )
  })
}

const noise = (n: number, LAeq = 50) => ({ ts: BASE + n * 40, seq: n, values: { LAeq } })

/** Of all stations together. */
async function ledger() {
  const sum = { received: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 }
  for (const row of await tables.ledger.list({ from: 0, to: Date.now() + 1 })) {
    if (row.station === NOBODY) continue
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += row[key]
  }
  return sum
}

const letters = async () => (await tables.deadLetters.list({ limit: 100 })).items.toReversed()

const replay = async (line: Line, id: number, payload?: string) =>
  replayLetter(
    (await tables.deadLetters.get(id))!,
    { by: 'li', ...(payload !== undefined && { payload }) },
    {
      journal,
      line,
      deadLetters: tables.deadLetters,
      audit: buildAuditRecords(records),
      transact: records.transact,
      now: Date.now,
    },
  )

describe('a reading that the store refuses', () => {
  it.each([
    ['of a message of its own', 'noise/n', noise(1, 66.6), noise(1, 66.6)],
    ['in an array', 'noise/n', [noise(1), noise(2, 66.6), noise(3)], noise(2, 66.6)],
    ['of a gateway', 'gateways/g', { m: [noise(1), noise(2, 66.6)], n: [] }, { m: noise(2, 66.6) }],
  ])('%s is one letter with just its bytes, and the ledger balances', async (_, topic, payload, expected) => {
    fake.otherwise = partialWrite3(isPoison)
    const line = await start()
    const position = await send(topic, payload)
    await line.settled()
    const [letter, ...more] = (await letters()).filter(({ stage }) => stage === 'store')
    expect(more).toEqual([])
    expect(letter).toMatchObject({
      stage: 'store',
      reason: 'store-refused-line',
      station: topic === 'noise/n' ? 'n' : 'm',
      vendor: topic === 'noise/n' ? 'Acme' : null,
      kind: 'noise',
      position,
      state: 'waiting',
      detail: expect.stringContaining('invalid column type') as string,
    })
    expect(JSON.parse(Buffer.from(letter!.raw, 'base64').toString())).toEqual(expected)
    const { received, stored, refused, pending } = await ledger()
    expect({ refused, pending, rest: received - stored }).toEqual({ refused: 1, pending: 0, rest: 1 })
    expect(line.store).toMatchObject({ refused: 1, isHeld: false, inFlight: 0, oldestAt: null })
  })

  it('is stored by a replay once the store takes it, and counted where it first came', async () => {
    fake.otherwise = partialWrite(isPoison)
    const line = await start()
    await send('noise/n', [noise(1), noise(2, 66.6)])
    await line.settled()
    expect(await ledger()).toEqual({ received: 2, stored: 1, duplicate: 0, refused: 1, pending: 0 })
    expect(await replay(line, 1)).toMatchObject({
      outcome: 'refused',
      detail: expect.stringContaining('type') as string,
    })
    await line.settled()
    expect((await letters()).map(({ state }) => state)).toEqual(['replayed', 'waiting'])
    expect(await ledger()).toEqual({ received: 2, stored: 1, duplicate: 0, refused: 1, pending: 0 })
    fake.otherwise = {}
    expect(await replay(line, 2)).toMatchObject({ outcome: 'stored' })
    expect(await ledger()).toEqual({ received: 2, stored: 2, duplicate: 0, refused: 0, pending: 0 })
    expect(fake.points.size).toBe(2)
  })

  it('is one letter also when the process ends after the store has answered, before anything of it is kept', async () => {
    fake.otherwise = partialWrite(isPoison)
    // Once the store has been written to, the records keep nothing of this process.
    const [{ writes }, { transact: keep }] = [fake, records]
    const transact: Records['transact'] = (statements) =>
      writes.length > 0 ? new Promise<void>(() => {}) : keep(statements)
    await start({ ...records, transact })
    await send('noise/n', [noise(1), noise(2, 66.6), noise(3)])
    await until(() => fake.writes.some(({ lines }) => lines.length === 1 && isPoison(lines[0]!)))
    await until(() => fake.points.size === 2)
    expect(await letters()).toEqual([])
    expect(await tables.cursors.positionOf('stored')).toBe(0)

    const before = fake.writes.length
    const line = await restart()
    await line.settled()
    expect(fake.writes.length).toBeGreaterThan(before)
    expect(fake.points.size).toBe(2)
    expect((await letters()).length).toBe(1)
    expect(await ledger()).toEqual({ received: 3, stored: 2, duplicate: 0, refused: 1, pending: 0 })
  })
})

describe('a store that refuses everything', () => {
  it.each([401, 403, 404])(
    'with %i is an alarm with the remedy; it holds all and goes on by itself',
    async (status) => {
      fake.otherwise = { status, body: { message: 'no' } }
      const line = await start()
      for (let n = 0; n < 50; n++) await send('noise/n', noise(n))
      await until(() => line.troubles.holds('store-refuses'))
      const alarm = [...line.desk.open()].find(({ rule }) => rule === 'store-refuses')
      expect(alarm).toMatchObject({ severity: 'orange', kind: 'monitor' })
      expect(line.store).toMatchObject({ isHeld: true, writes: 0 })
      expect(Date.now() - line.store.oldestAt!).toBeLessThan(60_000)
      fake.otherwise = {}
      await line.settled()
      await until(() => !line.troubles.holds('store-refuses'))
      expect(await letters()).toEqual([])
      expect(await ledger()).toEqual({ received: 50, stored: 50, duplicate: 0, refused: 0, pending: 0 })
      expect(line.store).toMatchObject({ isHeld: false, oldestAt: null })
    },
  )

  it('and goes away is one alarm at a time', async () => {
    fake.otherwise = { status: 401 }
    const line = await start()
    await send('noise/n', noise(1))
    await until(() => line.troubles.holds('store-refuses'))
    await fake.close()
    await until(() => line.troubles.holds('store-away'))
    expect(line.troubles.holds('store-refuses')).toBe(false)
    fake.otherwise = {}
    await fake.open()
    await line.settled()
    expect(line.troubles.holds('store-away')).toBe(false)
  })
})

describe('a store that is away when the line starts', () => {
  it('is caught up with when it is back, and what it had before is known for duplicates', async () => {
    const first = await start()
    for (let n = 0; n < 20; n++) await send('noise/n', noise(n))
    await first.settled()
    await first[Symbol.asyncDispose]()
    await fake.close()
    const line = await restart()
    expect(line.state.isStoreBehind).toBe(true)
    // One that is there already, and came before anything newer of its station.
    await send('noise/n', noise(7))
    await send('noise/n', noise(30))
    await until(() => line.troubles.holds('store-away'))
    await fake.open()
    await line.settled()
    await until(() => !line.state.isStoreBehind)
    expect(line.troubles.holds('store-away')).toBe(false)
    expect(await ledger()).toEqual({ received: 22, stored: 21, duplicate: 1, refused: 0, pending: 0 })
    // The line itself knows by now, too.
    await send('noise/n', noise(8))
    await line.settled()
    expect(await ledger()).toEqual({ received: 23, stored: 21, duplicate: 2, refused: 0, pending: 0 })
    expect(fake.points.size).toBe(21)
  })

  it('ends its alarm also when nothing has come meanwhile', async () => {
    await fake.close()
    const line = await start()
    await until(() => line.troubles.holds('store-away'))
    await fake.open()
    await until(() => !line.troubles.holds('store-away') && !line.state.isStoreBehind)
    expect(fake.writes).toEqual([])
  })
})

describe('a backlog', () => {
  it('lets fresh readings pass, those of the alarm class too, and is neither lost nor doubled', async () => {
    const line = await start()
    await fake.close()
    const total = 60_000
    const backlog = Array.from({ length: total }, (_, n) => send('noise/n', noise(n)))
    await Promise.all(backlog)
    await until(() => line.state.isStoreBehind && line.state.judged === journal.head)

    // The store is back, and slow: each request waits until it is let go.
    const waiting: { readonly lines: readonly string[]; letGo(): void }[] = []
    fake.otherwise = (lines) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.push({ lines, letGo: () => resolve() })
      return { after: promise }
    }
    await fake.open()
    await until(() => waiting.length > 0)
    const water = { ts: Date.now(), seq: 1, values: { pH: 7 } }
    await send('water/w', water)
    await send('noise/m', noise(1))
    await until(() => line.state.judged === journal.head)
    const hasCome = (name: string) => waiting.some(({ lines }) => lines.some((text) => text.startsWith(name)))
    for (let n = 0; !hasCome('water,station=w'); n++) {
      expect(n).toBeLessThan(12)
      await until(() => waiting[n] !== undefined)
      waiting[n]!.letGo()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(line.store.ahead).toBeGreaterThan(0)
    expect(line.state.stored).toBeLessThan(backlog.length)
    for (const one of waiting) one.letGo()
    fake.otherwise = {}
    await line.settled()
    expect(fake.points.size).toBe(total + 2)
    expect(await ledger()).toEqual({ received: total + 2, stored: total + 2, duplicate: 0, refused: 0, pending: 0 })
    expect(line.state).toMatchObject({ isStoreBehind: false, stored: journal.head })
  })
})

describe('whatever the store does, and whenever the process ends', () => {
  it.each([1, 2, 3])('every reading is stored once, a duplicate, or a letter (seed %i)', async (seed) => {
    const random = chance(seed)
    const pick = (of: number) => Math.floor(random() * of)
    fake.otherwise = (lines) => {
      const after = pick(10)
      switch (pick(12)) {
        case 0:
          return { status: 503, after }
        case 1:
          return { status: 429, headers: { 'retry-after': '0' } }
        case 2:
          return { reset: true, keeps: () => false, after }
        case 3:
          // All of it is kept, and nobody hears of it.
          return { reset: true, keeps: (line) => !isPoison(line), after }
        case 4:
          return { status: 401 }
        default:
          return { after, ...(partialWrite3(isPoison) as (lines: readonly string[]) => Reply)(lines) }
      }
    }
    const sent = new Map<number, number>()
    let isDead = { value: false }
    const startMortal = async () => {
      const mine = { value: false }
      isDead = mine
      const transact: Records['transact'] = (statements) =>
        mine.value ? new Promise<void>(() => {}) : records.transact(statements)
      return start({ ...records, transact })
    }
    let line = await startMortal()
    let next = 0
    for (let round = 0; round < 30; round++) {
      const batch = Array.from({ length: 40 }, () => (pick(8) === 0 && next > 0 ? pick(next) : next++))
      for (const n of batch) sent.set(n, (sent.get(n) ?? 0) + 1)
      await Promise.all(batch.map((n) => send('noise/n', noise(n, n % 29 === 0 ? 66.6 : 40 + (n % 20)))))
      const what = pick(10)
      if (what === 0) {
        await fake.close()
        await new Promise((resolve) => setTimeout(resolve, pick(60)))
        await fake.open()
      } else if (what === 1) {
        isDead.value = true
        await journal[Symbol.asyncDispose]()
        journal = rooms.use(await openSqliteJournal({ file: join(folder, 'journal.db') }))
        line = await startMortal()
      } else await new Promise((resolve) => setTimeout(resolve, pick(60)))
    }
    fake.otherwise = partialWrite3(isPoison)
    await line.settled()
    await until(() => line.state.stored === journal.head)

    const poison = [...sent].filter(([n]) => n % 29 === 0).reduce((sum, [, times]) => sum + times, 0)
    const good = [...sent.keys()].filter((n) => n % 29 !== 0)
    const received = [...sent.values()].reduce((sum, times) => sum + times, 0)
    expect(new Set([...fake.points.values()].map(({ fields }) => fields['seq']))).toEqual(new Set(good))
    expect(fake.points.size).toBe(good.length)
    expect(await ledger()).toEqual({
      received,
      stored: good.length,
      duplicate: received - poison - good.length,
      refused: poison,
      pending: 0,
    })
    const all = (await tables.deadLetters.list({ limit: 10_000 })).items
    expect(all).toHaveLength(poison)
    expect(new Set(all.map(({ position }) => position)).size).toBe(poison)
    await line[Symbol.asyncDispose]()
  })
})

/** [0, 1), the same for the same seed. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
