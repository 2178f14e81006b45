import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openSqliteJournal } from '../journal/sqlite.ts'
import { buildAuditRecords } from '../store/records/audit.ts'
import { replayLetter } from './replay.ts'
import { openSmallLine } from './testing/small-line.ts'

const NOISE = 'city/v1/noise/n/readings'
const good = (ts: number, seq: number) => ({ ts, seq, values: { LAeq: 50 } })

/** Some of everything: taken, refused, sent twice, of a gateway, of nobody, a status, half of a broken array. */
async function sendSomeOfEverything(of: Awaited<ReturnType<typeof openSmallLine>>): Promise<void> {
  const now = Date.now()
  await of.send(NOISE, good(now, 1))
  await of.send(NOISE, good(now, 1))
  await of.send(NOISE, [good(now + 1, 2), { ts: now + 2, seq: 3, values: { nonsense: 1 } }])
  await of.send(NOISE, 'no json')
  await of.send('city/v1/noise/stranger/readings', good(now, 1))
  await of.send('something/else', 'x')
  await of.send('city/v1/noise/n/status', 'online')
  await of.send('city/v1/gateways/g/readings', {
    bin: { ts: now, values: { fillLevel: 50 } },
    n: good(now, 9),
    stranger: [good(now, 1), good(now, 2)],
  })
  await of.send('city/v1/gateways/g/readings', 'no json')
}

async function open() {
  const of = await openSmallLine()
  of.town.add('n', 'noise', { vendor: 'Acme' })
  of.town.add('bin', 'waste', { gateway: 'g' })
  of.town.addGateway('g')
  return of
}

const SOME = {
  n: [6, 2, 1, 3, 0],
  bin: [1, 1, 0, 0, 0],
  // Two messages on topics of nobody, two readings of a stranger, and a gateway's message that is none.
  '?': [5, 0, 0, 5, 0],
}

describe('the books', () => {
  it('have every message of the journal, also of nobody, and both sets agree', async () => {
    await using of = await open()
    await sendSomeOfEverything(of)
    await of.settled()
    expect(await of.ledger()).toEqual(SOME)
    expect(await of.proof()).toEqual({
      from: 0,
      judged: 9,
      counted: 9,
      messages: { data: 6, status: 1, replays: 0, strays: 2, lost: 0 },
      isExact: true,
    })
    expect(await of.differences()).toEqual([])
  })

  it('count nothing twice when what was judged is gone through again for the store', async () => {
    await using of = await open()
    of.setAway(true)
    await sendSomeOfEverything(of)
    await of.restart()
    expect((await of.ledger())['n']).toEqual([6, 0, 0, 3, 3])
    of.setAway(false)
    await of.settled()
    expect(await of.ledger()).toEqual(SOME)
    expect(await of.proof()).toMatchObject({ judged: 9, isExact: true })
    expect(await of.differences()).toEqual([])
  })

  it('move what belonged to nobody to its station when it is run again', async () => {
    await using of = await open()
    await of.send('city/v1/noise/late/readings', good(Date.now(), 1))
    await of.send('city/v1/noise/never/readings', good(Date.now(), 1))
    of.town.add('late', 'noise')
    await of.settled()
    const { items } = await of.tables.deadLetters.list({ limit: 10 })
    for (const letter of items)
      await replayLetter(
        letter,
        { by: 'li' },
        {
          journal: of.journal,
          line: of.line,
          deadLetters: of.tables.deadLetters,
          audit: buildAuditRecords(of.records),
          transact: of.records.transact,
          now: Date.now,
        },
      )
    await of.settled()
    expect(await of.ledger()).toEqual({ late: [1, 1, 0, 0, 0], '?': [1, 0, 0, 1, 0] })
    expect(await of.proof()).toMatchObject({ judged: 4, messages: { replays: 2, strays: 2 }, isExact: true })
    expect(await of.differences()).toEqual([])
  })

  it('would show a message that was passed over, and a reading that came into one set only', async () => {
    await using of = await open()
    await sendSomeOfEverything(of)
    await of.settled()
    const { db } = of.records
    await db.updateTable('cursors').set({ position: 10 }).where('name', '=', 'judged').execute()
    await db.updateTable('ledger').set({ received: 1, refused: 1 }).where('station', '=', '?').execute()
    expect(await of.proof()).toMatchObject({ judged: 10, counted: 9, isExact: false })
    expect(await of.differences()).toMatchObject([{ readings: 12, received: 8 }])
  })

  it('name the positions that a damaged journal has lost, as a gap of the city, and still account for all', async () => {
    await using of = await open()
    await of.send(NOISE, good(Date.now(), 1))
    await of.settled()
    await of.restart(async () => {
      // As if the process had been killed with four messages unjudged, and the disk had spoilt the first three.
      {
        await using journal = await openSqliteJournal({ file: of.file, atLeast: 1 })
        const append = (seqs: readonly number[]) =>
          Promise.all(
            seqs.map((seq) => {
              const { promise, resolve } = Promise.withResolvers<unknown>()
              journal.append(NOISE, Buffer.from(JSON.stringify(good(Date.now() + seq, seq))), resolve)
              return promise
            }),
          )
        expect([...(await append([2, 3, 4])), ...(await append([5]))]).toEqual([null, null, null, null])
      }
      using db = new DatabaseSync(of.file)
      expect(db.prepare('update log set crc = crc + 1 where first = 1 and count = 3').run().changes).toBe(1)
    })
    await of.settled()
    expect(await of.ledger()).toEqual({ n: [2, 2, 0, 0, 0] })
    expect(await of.proof()).toMatchObject({ judged: 5, messages: { data: 2, lost: 3 }, isExact: true })
    expect(await of.gaps()).toMatchObject([
      { cause: 'sequence', station: 'n', first: 2, last: 4, missing: 3, state: 'open' },
      { cause: 'journal', station: null, first: 1, last: 3, missing: 3, state: 'open' },
    ])
  })
})

it('gaps are kept with the position: after a restart what was missing is still missing, and heals', async () => {
  await using of = await open()
  const at = Date.now() - 3_600_000
  await of.send(NOISE, [good(at, 1), good(at + 1_000, 2), good(at + 2_000, 7)])
  await of.restart()
  await of.send(NOISE, [good(at + 3_000, 8), good(at + 1_500, 4)])
  await of.settled()
  expect((await of.gaps()).map(({ first, last, state }) => [first, last, state])).toEqual([
    [3, 3, 'open'],
    [5, 6, 'open'],
  ])
  await of.restart()
  await of.send(
    NOISE,
    [5, 6, 3].map((seq) => good(at + 1_500, seq)),
  )
  await of.settled()
  expect(await of.gaps()).toEqual([])
})
