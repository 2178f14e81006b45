import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildApiTokenRecords } from './api-tokens.ts'
import { buildAuditRecords } from './audit.ts'
import { buildCursorRecords } from './cursors.ts'
import { buildDeadLetterBounds } from './dead-letters-trim.ts'
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
        return (await ledger.list({ stations: ['a'], from, to })).map(({ hour, received }) => [hour / HOUR, received])
      }
      expect(await hours(0, DAY)).toEqual([0, 1, 2, 5, 9].map((n) => [n, n + 1]))
      expect(await hours(HOUR + 1, 5 * HOUR)).toEqual([1, 2].map((n) => [n, n + 1]))
      expect(await hours(5 * HOUR, 5 * HOUR + 1)).toEqual([[5, 6]])
      expect(await hours(3 * HOUR, 4 * HOUR)).toEqual([])
      expect(await hours(20 * HOUR, DAY)).toEqual([])
      expect(await ledger.list({ from: HOUR, to: 3 * HOUR })).toHaveLength(4)
      expect(await ledger.list({ stations: ['c'], from: 0, to: DAY })).toEqual([])
    })
  })

  it('sums the city by the hour and forgets whole hours', async () => {
    await withRecords(async (records) => {
      const ledger = buildLedgerRecords(records)
      await records.transact([ledger.add([delta('a', 0, 3, 1), delta('b', 0, 4, 1, 1, 1), delta('a', HOUR, 5)])])
      expect(await ledger.sums({ from: 0, to: DAY }, 'hour')).toEqual([
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

  it('keep the raw bytes and are marked when they were replayed, with an entry in the audit log', async () => {
    await withRecords(async (records) => {
      const letters = buildDeadLetterRecords(records)
      const given = letter(7, { station: null, item: 3, vendor: 'Acme', kind: 'air', field: 'ts' })
      await records.transact([letters.add(given)])
      const { raw: _, ...rest } = given
      const shown = {
        ...rest,
        id: 1,
        raw: Buffer.from([7, 0, 255]).toString('base64'),
        replayedAt: null,
        state: 'waiting',
        by: null,
        changedAt: null,
        note: null,
        edited: null,
        mapVersion: null,
        replayPosition: null,
      }
      expect(await letters.get(1)).toEqual(shown)
      expect(await letters.claim(1, { actor: 'li', at: 98, edited: Buffer.from('{}') })).toBe(true)
      expect(await letters.claim(1, { actor: 'wu', at: 98, edited: null })).toBe(false)
      const settled = { id: 1, state: 'replayed', at: 99, note: 'taken', position: 12, mapVersion: 4 } as const
      await records.transact(letters.settle(settled))
      expect(await letters.get(1)).toEqual({
        ...shown,
        replayedAt: 99,
        state: 'replayed',
        by: 'li',
        changedAt: 99,
        note: 'taken',
        edited: Buffer.from('{}').toString('base64'),
        mapVersion: 4,
        replayPosition: 12,
      })
      expect(await letters.claim(1, { actor: 'wu', at: 100, edited: null })).toBe(false)
      expect((await buildAuditRecords(records).list({ limit: 9 })).items).toMatchObject([
        {
          actor: 'li',
          action: 'replay-dead-letter',
          object: '1',
          result: 'ok',
          detail: expect.stringMatching(/^edited, as message 12, by .* 4: taken$/),
        },
      ])
      expect(await letters.get(2)).toBeUndefined()
    })
  })

  it('go back to waiting when the process ended before they ran, and not when they ran', async () => {
    await withRecords(async (records) => {
      const letters = buildDeadLetterRecords(records)
      await records.transact([1, 2, 3].map((n) => letters.add(letter(n))))
      for (const id of [1, 2]) await letters.claim(id, { actor: 'li', at: id, edited: null })
      await records.transact(
        letters.settle({ id: 2, state: 'refused-again', at: 3, note: '', position: 9, mapVersion: null }),
      )
      expect(await letters.releaseAll(1)).toBe(0)
      expect(await letters.releaseAll(10)).toBe(1)
      const { items } = await letters.list({ limit: 9 })
      expect(items.map(({ state }) => state)).toEqual(['waiting', 'refused-again', 'waiting'])
    })
  })

  it('are discarded once, each with its reason in the audit log', async () => {
    await withRecords(async (records) => {
      const letters = buildDeadLetterRecords(records)
      await records.transact([1, 2, 3].map((n) => letters.add(letter(n))))
      const by = { actor: 'li', at: 5, reason: 'a test device' }
      expect(await letters.discard([1, 3], by)).toBe(2)
      expect(await letters.discard([1, 2], by)).toBe(1)
      expect(await letters.discard([], by)).toBe(0)
      const { items } = await buildAuditRecords(records).list({ limit: 9 })
      expect(items.map(({ action, object, detail }) => `${action} ${object} ${detail}`)).toEqual(
        ['2', '3', '1'].map((id) => `discard-dead-letter ${id} a test device`),
      )
      expect(await letters.claim(1, { actor: 'li', at: 6, edited: null })).toBe(false)
    })
  })

  it('are summed up by cause, with the newest of each', async () => {
    await withRecords(async (records) => {
      const letters = buildDeadLetterRecords(records)
      const of = (n: number, station: string, vendor: string | null, field: string) =>
        letters.add(letter(n, { station, vendor, field, kind: 'air', reason: 'unknown-value' }))
      await records.transact([
        ...[1, 2, 3].map((n) => of(n, `a${n}`, 'Acme', 'pm2_5')),
        of(4, 'a1', 'Acme', 'temp'),
        of(5, 'x', null, 'pm2_5'),
        of(6, 'y', null, 'pm2_5'),
      ])
      await letters.discard([6], { actor: 'li', at: 9, reason: 'x' })
      const { groups, ...sum } = await letters.summary({ states: ['waiting'], from: 1, to: 6 })
      expect(sum).toEqual({ count: 5, isWhole: true, lastAt: 6 })
      const common = { reason: 'unknown-value', kind: 'air' }
      expect(groups).toEqual([
        {
          ...common,
          vendor: 'Acme',
          station: null,
          field: 'pm2_5',
          count: 3,
          stations: 3,
          firstAt: 1,
          lastAt: 3,
          example: 3,
        },
        {
          ...common,
          vendor: null,
          station: 'x',
          field: 'pm2_5',
          count: 1,
          stations: 1,
          firstAt: 5,
          lastAt: 5,
          example: 5,
        },
        {
          ...common,
          vendor: 'Acme',
          station: null,
          field: 'temp',
          count: 1,
          stations: 1,
          firstAt: 4,
          lastAt: 4,
          example: 4,
        },
      ])
      expect(await letters.idsAfter({ vendor: 'Acme' }, 1, 2)).toEqual({ ids: [2, 3], count: 3 })
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
      expect(await buildDeadLetterBounds(records).trim(30 * DAY + 1100)).toEqual({ tooOld: 1100, tooMuch: 0 })
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
      const bounds = buildDeadLetterBounds(records)
      expect(await bounds.bytes()).toBe(1_000_000)
      const trim = (bytes: number) => bounds.trim(0, { ageMs: DAY, bytes })
      expect(await trim(1_000_000)).toEqual({ tooOld: 0, tooMuch: 0 })
      expect(await trim(250_500)).toEqual({ tooOld: 0, tooMuch: 750 })
      expect(await bounds.bytes()).toBe(250_000)
      await letters.claim(1000, { actor: 'li', at: 1, edited: new Uint8Array(500) })
      expect(await bounds.bytes()).toBe(250_500)
      expect(await trim(1000)).toEqual({ tooOld: 0, tooMuch: 250 })
      await records.transact([letters.add(letter(999))])
      expect(await bounds.bytes()).toBe(203)
      await trim(0)
      await records.transact(Array.from({ length: 250 }, (_, n) => letters.add(letter(n + 750))))
      const { items } = await letters.list({ limit: 1000 })
      expect(items.map(({ position }) => position)).toEqual(Array.from({ length: 250 }, (_, i) => 999 - i))
    })
  })

  it('never use a number again', async () => {
    await withRecords(async (records) => {
      const letters = buildDeadLetterRecords(records)
      await records.transact([letters.add(letter(1))])
      await buildDeadLetterBounds(records).trim(0, { ageMs: DAY, bytes: 0 })
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
      expect(page.items).toEqual([{ seq: 3, source: '', ...entry(3, 'ann') }])
      const next = await audit.list({ actor: 'ann', limit: 1, cursor: page.next ?? '' })
      expect(next).toEqual({ items: [{ seq: 1, source: '', ...entry(1, 'ann') }], next: null })
      expect((await audit.list({ object: 'none', limit: 1 })).items).toEqual([])
      expect((await audit.list({ result: 'done,ok', limit: 9 })).items).toHaveLength(3)
      expect((await audit.list({ result: 'done', limit: 9 })).items).toEqual([])
    })
  })

  it('an API token is good until it expires or is revoked, and is kept only as a hash', async () => {
    await withRecords(async (records) => {
      let now = 1000
      const tokens = buildApiTokenRecords(records, { now: () => now })
      const lasting = await tokens.create({ name: 'export', user: 'ann', expiresAt: null })
      const brief = await tokens.create({ name: 'test', user: 'bob', expiresAt: 2000 })
      const shown = {
        id: lasting.id,
        name: 'export',
        user: 'ann',
        createdAt: 1000,
        expiresAt: null,
        scopes: null,
        departments: null,
        usedAt: null,
        createdBy: null,
      }
      expect(await tokens.verify(lasting.token)).toEqual(shown)
      expect(await tokens.verify(`${lasting.token}x`)).toBeNull()
      expect(await tokens.verify(brief.token)).not.toBeNull()
      now = 2000
      expect(await tokens.verify(brief.token)).toBeNull()
      expect(await tokens.list('ann')).toEqual([{ ...shown, usedAt: 1000 }])
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
