import type { Compilable } from 'kysely'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../test/support/temporary.ts'
import { buildCursorRecords } from '../store/records/cursors.ts'
import { buildGapRecords } from '../store/records/gaps.ts'
import { buildLedgerRecords } from '../store/records/ledger.ts'
import { buildMessageLedger } from '../store/records/message-ledger.ts'
import { openRecords } from '../store/records/open.ts'
import { buildSettingRecords } from '../store/records/settings.ts'
import { statement } from '../store/records/statement.ts'
import { makeCommitter } from './committer.ts'
import { until } from '../test/support/until.ts'

const HOUR = 3_600_000

/** A committer on real records; `hold` keeps a transaction from starting until it is let go. */
async function bench(options: { everyMs?: number; folder?: string } = {}) {
  const folder = options.folder ?? (await temporaryFolder())
  const records = await openRecords({ file: `${folder}/records.db` })
  const ledger = buildLedgerRecords(records)
  const messages = buildMessageLedger(records)
  const cursors = buildCursorRecords(records)
  const settings = buildSettingRecords(records)
  const transactions: number[] = []
  const failures: Error[] = []
  let gate: Promise<void> = Promise.resolve()
  const committer = makeCommitter({
    transact: async (statements: readonly Compilable[]) => {
      transactions.push(statements.length)
      await gate
      await records.transact(statements)
    },
    ledgerStatement: ledger.add,
    messageStatement: messages.add,
    headStatement: buildGapRecords(records).move,
    cursorStatement: cursors.move,
    onFailure: (error) => failures.push(error),
    everyMs: options.everyMs ?? 10_000,
  })
  return {
    committer,
    ledger,
    messages,
    cursors,
    settings,
    transactions,
    failures,
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
    [Symbol.asyncDispose]: async () => {
      await committer[Symbol.asyncDispose]()
      await records[Symbol.asyncDispose]()
    },
  }
}

function everything({ committer, settings: { save } }: Awaited<ReturnType<typeof bench>>): void {
  committer.add(save('a', '1'))
  committer.count('s', 5 * HOUR, { received: 2, refused: 1 })
  committer.count('s', 5 * HOUR, { received: 3, stored: 4 })
  committer.countMessages(5 * HOUR, { data: 3, status: 1, readings: 2 })
  committer.countMessages(6 * HOUR, { data: 1, strays: 1, replays: 1, lost: 2, readings: 3 })
  committer.cursor('judged', 7)
  committer.cursor('judged', 9)
}

describe('the committer', () => {
  it('keeps all that was added together in one transaction, counts summed and the newest cursor', async () => {
    await using of = await bench()
    everything(of)
    await of.committer.settled()
    expect(of.transactions).toEqual([4])
    expect(await of.settings.get('a')).toBe('1')
    expect(await of.cursors.positionOf('judged')).toBe(9)
    expect(await of.ledger.list({ stations: ['s'], from: 0, to: 9 * HOUR })).toEqual([
      { station: 's', hour: 5 * HOUR, received: 5, stored: 4, duplicate: 0, refused: 1, pending: 0 },
    ])
    expect(await of.messages.proof()).toEqual({
      from: 0,
      judged: 9,
      counted: 9,
      messages: { data: 4, status: 1, replays: 1, strays: 1, lost: 2 },
      isExact: true,
    })
    expect(
      (await of.messages.differences({ from: 0, to: 9 * HOUR })).map((row) => [row.hour, row.readings, row.received]),
    ).toEqual([
      [5 * HOUR, 2, 5],
      [6 * HOUR, 3, 0],
    ])
  })

  it('keeps nothing of a transaction of which one part fails, and tells that it failed', async () => {
    await using of = await bench()
    const called: string[] = []
    everything(of)
    of.committer.add(statement('insert into no_such_table values (1)', []))
    of.committer.after(() => called.push('after'))
    of.committer.hurry()
    await expect.poll(() => of.failures).toHaveLength(1)
    expect(called).toEqual([])
    expect(await of.settings.get('a')).toBeUndefined()
    expect(await of.cursors.positionOf('judged')).toBe(0)
    expect(await of.ledger.list({ from: 0, to: 9 * HOUR })).toEqual([])
    expect(await of.messages.proof()).toMatchObject({ judged: 0, counted: 0 })
  })

  it('lets nobody wait for ever once it has failed', async () => {
    await using of = await bench()
    of.committer.add(statement('insert into no_such_table values (1)', []))
    await expect(of.committer.settled()).rejects.toMatchObject({ code: 'records-failed' })
    await expect(of.committer.settled()).rejects.toMatchObject({ code: 'records-failed' })
    expect(of.failures).toHaveLength(1)
  })

  it('calls back in order, each only when what was added before it is durable', async () => {
    await using of = await bench()
    const seen: string[] = []
    const letGo = of.hold()
    of.committer.add(of.settings.save('a', '1'))
    of.committer.after(() => seen.push('first'))
    of.committer.after(() => seen.push('second'))
    of.committer.hurry()
    await expect.poll(() => of.transactions).toHaveLength(1)
    // Added while a commit runs: goes into the next.
    of.committer.add(of.settings.save('a', '2'))
    of.committer.after(() => seen.push('third'))
    expect(seen).toEqual([])
    letGo()
    await of.committer.settled()
    expect(seen).toEqual(['first', 'second', 'third'])
    expect(of.transactions).toHaveLength(2)
    expect(await of.settings.get('a')).toBe('2')
  })

  it('commits what is not urgent after its time, without being asked', async () => {
    await using of = await bench({ everyMs: 5 })
    of.committer.cursor('stored', 3)
    await expect.poll(() => of.cursors.positionOf('stored')).toBe(3)
  })

  it('keeps what is left when it is closed', async () => {
    const folder = await temporaryFolder()
    {
      await using of = await bench({ folder })
      everything(of)
    }
    await using of = await bench({ folder })
    expect(await of.cursors.positionOf('judged')).toBe(9)
  })
})

describe('what waits for a commit', () => {
  it.each([
    ['statements', 10_001, 0],
    ['bytes', 10, 2 << 20],
  ])('is waited for when it is too many %s, until the next commit takes it', async (_, count, bytes) => {
    await using of = await bench()
    const letGo = of.hold()
    of.committer.add(of.settings.save('first', '1'))
    of.committer.hurry()
    await until(() => of.transactions.length === 1)
    expect(of.committer.room()).toBeNull()
    for (let n = 0; n < count; n++) of.committer.add(of.settings.save('a', `${n}`), bytes)
    let hasRoom = false
    const waiting = of.committer.room()?.then(() => (hasRoom = true))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(hasRoom).toBe(false)
    letGo()
    await waiting
    expect(of.transactions).toEqual([1, count])
    expect(of.committer.room()).toBeNull()
  })
})
