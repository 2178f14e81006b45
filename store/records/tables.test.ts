import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildApiTokenRecords } from './api-tokens.ts'
import { buildAuditRecords } from './audit.ts'
import { buildCursorRecords } from './cursors.ts'
import { buildDeadLetterRecords, type NewDeadLetter } from './dead-letters.ts'
import { buildLedgerRecords } from './ledger.ts'
import { openRecords } from './open.ts'
import { buildPresenceRecords } from './presence.ts'
import type { Records } from './records.ts'
import { buildRuleStateRecords } from './rule-states.ts'
import { buildSettingRecords } from './settings.ts'
import { makeTemporaryFolder } from './testing/temporary-folder.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

async function withRecords(work: (records: Records) => Promise<void>): Promise<void> {
  await using folder = await makeTemporaryFolder()
  await using records = await openRecords({ file: join(folder.path, 'records.db') })
  await work(records)
}

describe('the ledger', () => {
  const delta = (station: string, hour: number, received: number, stored = 0, duplicate = 0, refused = 0) => {
    return { station, hour, received, stored, duplicate, refused }
  }

  it('adds up what comes bit by bit, and what is missing is pending', async () => {
    await withRecords(async (records) => {
      const ledger = buildLedgerRecords(records)
      await records.transact([ledger.add([delta('a', HOUR + 5, 10), delta('b', HOUR, 1, 1)])])
      await records.transact([ledger.add([delta('a', HOUR, 0, 6, 1, 1)]), ledger.add([delta('a', HOUR, 2)])])
      await records.transact([ledger.add([])])
      expect(await ledger.list({ from: 0, to: DAY })).toEqual([
        { ...delta('a', HOUR, 12, 6, 1, 1), pending: 4 },
        { ...delta('b', HOUR, 1, 1), pending: 0 },
      ])
    })
  })

  it('gives the hours that a span touches, of one station or of all', async () => {
    await withRecords(async (records) => {
      const ledger = buildLedgerRecords(records)
      const deltas = [0, 1, 2, 5, 9].flatMap((n) => [delta('a', n * HOUR, n + 1), delta('b', n * HOUR, 100)])
      await records.transact([ledger.add(deltas)])
      const hours = async (from: number, to: number) => {
        return (await ledger.list({ station: 'a', from, to })).map(({ hour, received }) => [hour / HOUR, received])
      }
      expect(await hours(0, DAY)).toEqual([0, 1, 2, 5, 9].map((n) => [n, n + 1]))
      expect(await hours(HOUR + 1, 5 * HOUR)).toEqual([1, 2].map((n) => [n, n + 1]))
      expect(await hours(5 * HOUR, 5 * HOUR + 1)).toEqual([[5, 6]])
      expect(await hours(3 * HOUR, 4 * HOUR)).toEqual([])
      expect(await hours(20 * HOUR, DAY)).toEqual([])
      expect(await ledger.list({ from: HOUR, to: 3 * HOUR })).toHaveLength(4)
      expect(await ledger.list({ station: 'c', from: 0, to: DAY })).toEqual([])
    })
  })

  it('sums the city by the hour and forgets whole hours', async () => {
    await withRecords(async (records) => {
      const ledger = buildLedgerRecords(records)
      await records.transact([ledger.add([delta('a', 0, 3, 1), delta('b', 0, 4, 1, 1, 1), delta('a', HOUR, 5)])])
      expect(await ledger.totals({ from: 0, to: DAY })).toEqual([
        { ...delta('*', 0, 7, 2, 1, 1), pending: 3 },
        { ...delta('*', HOUR, 5), pending: 5 },
      ])
      await records.transact([ledger.forget(HOUR + 5)])
      expect((await ledger.list({ from: 0, to: DAY })).map(({ hour }) => hour)).toEqual([HOUR])
    })
  })
})

describe('dead letters', () => {
  const letter = (n: number, more: Partial<NewDeadLetter> = {}): NewDeadLetter => ({
    position: n,
    receivedAt: n,
    topic: 'city/v1/noise/a/readings',
    station: 'a',
    stage: 'decode',
    reason: 'not-json',
    detail: '',
    item: null,
    raw: new Uint8Array([n, 0, 255]),
    ...more,
  })

  it('keep the raw bytes and are marked when they were replayed', async () => {
    await withRecords(async (records) => {
      const letters = buildDeadLetterRecords(records)
      await records.transact([letters.add(letter(7, { station: null, item: 3 }))])
      const { raw: _, ...rest } = letter(7, { station: null, item: 3 })
      const shown = { ...rest, id: 1, raw: Buffer.from([7, 0, 255]).toString('base64'), replayedAt: null }
      expect(await letters.get(1)).toEqual(shown)
      await records.transact([letters.markReplayed(1, 99)])
      expect(await letters.get(1)).toEqual({ ...shown, replayedAt: 99 })
      expect(await letters.get(2)).toBeUndefined()
    })
  })

  it('are listed newest first by station and reason, page by page', async () => {
    await withRecords(async (records) => {
      const letters = buildDeadLetterRecords(records)
      const wanted = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((n) =>
        letters.add(letter(n, { station: n % 2 ? 'a' : 'b', reason: n % 3 ? 'not-json' : 'too-old' })),
      )
      await records.transact(wanted)
      const positions = async (filter: { station?: string; reason?: string }) => {
        const seen: number[] = []
        let cursor: string | null | undefined
        do {
          const page = await letters.list({ ...filter, limit: 2, ...(cursor ? { cursor } : {}) })
          seen.push(...page.items.map(({ position }) => position))
          cursor = page.next
          await records.transact([letters.add(letter(100, filter))])
        } while (cursor)
        return seen
      }
      expect(await positions({ station: 'a', reason: 'not-json' })).toEqual([11, 7, 5, 1])
      expect((await positions({ reason: 'too-old' })).filter((n) => n < 100)).toEqual([12, 9, 6, 3])
    })
  })

  it('are forgotten when they are too old', async () => {
    await withRecords(async (records) => {
      const letters = buildDeadLetterRecords(records)
      const wanted = Array.from({ length: 1200 }, (_, n) => letters.add(letter(n)))
      await records.transact([...wanted, letters.add(letter(30 * DAY))])
      expect(await letters.trim(30 * DAY + 1100)).toBe(1100)
      const { items } = await letters.list({ limit: 1000 })
      expect(items).toHaveLength(101)
      expect(items.at(-1)?.receivedAt).toBe(1100)
    })
  })

  it('are forgotten, oldest first, down to the bytes that they may take and not further', async () => {
    await withRecords(async (records) => {
      const letters = buildDeadLetterRecords(records)
      await records.transact(
        Array.from({ length: 1000 }, (_, n) => letters.add(letter(n, { raw: new Uint8Array(800) }))),
      )
      expect(await letters.bytes()).toBe(1_000_000)
      expect(await letters.trim(0, { ageMs: DAY, bytes: 1_000_000 })).toBe(0)
      expect(await letters.trim(0, { ageMs: DAY, bytes: 250_500 })).toBe(750)
      expect(await letters.bytes()).toBe(250_000)
      const { items } = await letters.list({ limit: 1000 })
      expect(items.map(({ position }) => position)).toEqual(Array.from({ length: 250 }, (_, i) => 999 - i))
    })
  })

  it('never use a number again', async () => {
    await withRecords(async (records) => {
      const letters = buildDeadLetterRecords(records)
      await records.transact([letters.add(letter(1))])
      await letters.trim(0, { ageMs: DAY, bytes: 0 })
      await records.transact([letters.add(letter(2))])
      expect((await letters.list({ limit: 10 })).items.map(({ id }) => id)).toEqual([2])
    })
  })
})

describe('small tables', () => {
  it('a cursor is where it was moved last, and 0 before', async () => {
    await withRecords(async (records) => {
      const cursors = buildCursorRecords(records)
      expect(await cursors.positionOf('ingest')).toBe(0)
      await records.transact([cursors.move('ingest', 5), cursors.move('rules', 1)])
      await records.transact([cursors.move('ingest', 9)])
      expect(await cursors.positionOf('ingest')).toBe(9)
    })
  })

  it('presence is what was saved last of each station', async () => {
    await withRecords(async (records) => {
      const presence = buildPresenceRecords(records)
      await records.transact([
        presence.save([
          ['a', { state: 'online', reason: 'reading', since: 1.5 }],
          ['b', { state: 'online', reason: 'connected', since: 2 }],
        ]),
      ])
      await records.transact([presence.save([['a', { state: 'offline', reason: 'lwt', since: 3 }]])])
      expect(await presence.all()).toEqual(
        new Map([
          ['a', { state: 'offline', reason: 'lwt', since: 3 }],
          ['b', { state: 'online', reason: 'connected', since: 2 }],
        ]),
      )
    })
  })

  it('rule states are saved and forgotten by rule and station', async () => {
    await withRecords(async (records) => {
      const states = buildRuleStateRecords(records)
      const row = (rule: string, station: string, state: string) => ({ rule, station, state })
      await records.transact([states.save([row('r1', 'a', '{"since":1}'), row('r1', 'b', 'x'), row('r2', 'a', 'y')])])
      await records.transact([states.save([row('r1', 'a', '{"since":2}')]), states.forget([row('r1', 'b', '')])])
      expect(await states.all()).toEqual([row('r1', 'a', '{"since":2}'), row('r2', 'a', 'y')])
    })
  })

  it('a setting is what it was set to last', async () => {
    await withRecords(async (records) => {
      const settings = buildSettingRecords(records)
      expect(await settings.get('map')).toBeUndefined()
      await settings.set('map', 'day')
      await settings.set('map', 'night')
      expect(await settings.get('map')).toBe('night')
    })
  })

  it('the audit is listed newest first by actor and object', async () => {
    await withRecords(async (records) => {
      const audit = buildAuditRecords(records)
      const entry = (at: number, actor: string) => ({ at, actor, action: 'x', object: 'o', result: 'ok', detail: '' })
      await records.transact([audit.add(entry(1, 'ann')), audit.add(entry(2, 'bob')), audit.add(entry(3, 'ann'))])
      const page = await audit.list({ actor: 'ann', limit: 1 })
      expect(page.items).toEqual([{ seq: 3, ...entry(3, 'ann') }])
      const next = await audit.list({ actor: 'ann', limit: 1, cursor: page.next ?? '' })
      expect(next).toEqual({ items: [{ seq: 1, ...entry(1, 'ann') }], next: null })
      expect((await audit.list({ object: 'none', limit: 1 })).items).toEqual([])
    })
  })

  it('an API token is good until it expires or is revoked, and is kept only as a hash', async () => {
    await withRecords(async (records) => {
      let now = 1000
      const tokens = buildApiTokenRecords(records, { now: () => now })
      const lasting = await tokens.create({ name: 'export', user: 'ann', expiresAt: null })
      const brief = await tokens.create({ name: 'test', user: 'bob', expiresAt: 2000 })
      const shown = { id: lasting.id, name: 'export', user: 'ann', createdAt: 1000, expiresAt: null }
      expect(await tokens.verify(lasting.token)).toEqual(shown)
      expect(await tokens.verify(`${lasting.token}x`)).toBeNull()
      expect(await tokens.verify(brief.token)).not.toBeNull()
      now = 2000
      expect(await tokens.verify(brief.token)).toBeNull()
      expect(await tokens.list('ann')).toEqual([shown])
      expect(await tokens.list()).toHaveLength(2)
      expect(await tokens.revoke(lasting.id, 'bob')).toBe(false)
      expect(await tokens.revoke(lasting.id)).toBe(true)
      expect(await tokens.revoke(lasting.id)).toBe(false)
      expect(await tokens.verify(lasting.token)).toBeNull()
      const rows = await records.db.selectFrom('api_tokens').selectAll().execute()
      expect(JSON.stringify(rows)).not.toContain(brief.token)
    })
  })
})
