import { describe, expect, it } from 'vitest'
import { openSmallLine } from './ingest/testing/small-line.ts'
import { ledgerView } from './ledger-view.ts'

const HOUR = 3_600_000
const MINUTE = 60_000

/** Three stations of two vendors and districts, one that never sends; two of them in order, one with holes. */
async function open() {
  const of = await openSmallLine()
  of.town.add('a', 'noise', { vendor: 'Acme', district: 'north', everySeconds: 60 })
  of.town.add('b', 'noise', { vendor: 'Bold', district: 'south', owner: 'roads', everySeconds: 60 })
  of.town.add('c', 'air', { district: 'south', everySeconds: 60 })
  of.town.add('never', 'air', { vendor: 'Acme', district: 'north' })
  const now = Date.now()
  const start = now - HOUR
  const send = (id: string, kind: string, minutes: readonly number[]) =>
    of.send(
      `city/v1/${kind}/${id}/readings`,
      minutes.map((minute) => ({
        ts: start + minute * MINUTE,
        seq: minute + 1,
        values: kind === 'noise' ? { LAeq: 50 } : { pm25: 20 },
      })),
    )
  const minutes = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
  const { line, journal, tables, town } = of
  const view = ledgerView({ registry: town, line, journal, tables, now: () => now })
  const span = { from: start, to: now }
  return { ...of, of, view, send, minutes, span, [Symbol.asyncDispose]: () => of[Symbol.asyncDispose]() }
}

describe('the ledger as the window sees it', () => {
  it('says that nothing came, then that nothing is missing', async () => {
    await using city = await open()
    expect(await city.view.ledger.summary(city.span)).toMatchObject({
      verdict: 'no-data',
      missing: { stations: 4, neverSeen: 4, completeness: null },
    })
    await city.send('a', 'noise', city.minutes(0, 60))
    await city.of.settled()
    expect(await city.view.ledger.summary(city.span)).toMatchObject({
      verdict: 'complete',
      total: { received: 60, stored: 60, duplicate: 0, refused: 0, pending: 0 },
      missing: { stations: 4, neverSeen: 3, gaps: 0, expected: 60, overdue: 0, completeness: 1 },
      proof: { judged: 1, counted: 1, isExact: true },
      wrong: 0,
      lost: 0,
    })
  })

  it('sums up by vendor, district and department, with what is missing where it is missing', async () => {
    await using city = await open()
    await city.send('a', 'noise', city.minutes(0, 60))
    await city.send('b', 'noise', [...city.minutes(0, 15), ...city.minutes(30, 60)])
    await city.send('c', 'air', city.minutes(0, 60))
    await city.of.send('city/v1/noise/nobody/readings', '{}')
    await city.of.settled()
    const by = async (group: 'vendor' | 'district' | 'department' | 'station') =>
      (await city.view.ledger.groups(city.span, group)).map(({ key, received, missing }) => [
        key,
        received,
        missing && [missing.gaps, missing.numbers, missing.completeness],
      ])
    const holes = [2, 15, 0.75]
    expect(await by('vendor')).toEqual([
      ['', 60, [0, 0, 1]],
      ['?', 1, null],
      ['Acme', 60, [0, 0, 1]],
      ['Bold', 45, expect.anything()],
    ])
    const [, , , [, , bold]] = (await by('vendor')) as [unknown, unknown, unknown, [string, number, number[]]]
    expect(bold).toEqual([holes[0], holes[1], expect.closeTo(holes[2]!, 1)])
    expect((await by('district')).map(([key, received]) => [key, received])).toEqual([
      ['?', 1],
      ['north', 60],
      ['south', 105],
    ])
    expect((await by('department')).find(([key]) => key === 'roads')?.slice(0, 2)).toEqual(['roads', 45])
    expect((await by('station')).map(([key]) => key)).toEqual(['?', 'a', 'b', 'c', 'never'])
    expect(await city.view.ledger.summary(city.span)).toMatchObject({
      verdict: 'gaps',
      missing: { gaps: 2, numbers: 15 },
    })
    expect(await city.view.ledger.summary({ ...city.span, vendor: 'Acme' })).toMatchObject({
      verdict: 'complete',
      total: { received: 60 },
    })
    const { items } = await city.view.gaps.list({ vendor: 'Bold', cause: 'sequence', limit: 10 })
    expect(items).toMatchObject([
      { station: 'b', first: 16, last: 30, vendor: 'Bold', district: 'south', department: 'roads' },
    ])
    expect((await city.view.gaps.list({ district: 'north', limit: 10 })).items).toEqual([])
    expect((await city.view.gaps.list({ ...city.span, to: city.span.from + 5 * MINUTE, limit: 10 })).items).toEqual([])
  })

  it('waits while the store is away, and is complete when it is back', async () => {
    await using city = await open()
    city.of.setAway(true)
    await city.send('a', 'noise', city.minutes(0, 60))
    await expect
      .poll(() => city.view.ledger.summary(city.span))
      .toMatchObject({ verdict: 'waiting', lost: 0, total: { pending: 60 } })
    city.of.setAway(false)
    await city.of.settled()
    expect(await city.view.ledger.summary(city.span)).toMatchObject({ verdict: 'complete', total: { pending: 0 } })
  })

  it('takes for lost what still waits when nothing is left to be done', async () => {
    await using city = await open()
    await city.send('a', 'noise', city.minutes(0, 60))
    await city.of.settled()
    await city.of.records.db.updateTable('ledger').set({ stored: 59 }).execute()
    expect(await city.view.ledger.summary(city.span)).toMatchObject({ verdict: 'lost', lost: 1 })
  })

  it('is unbalanced when more became of readings than came, or a message is in no book', async () => {
    await using city = await open()
    await city.send('a', 'noise', city.minutes(0, 60))
    await city.of.settled()
    const { db } = city.of.records
    await db.updateTable('ledger').set({ duplicate: 1 }).execute()
    expect(await city.view.ledger.summary(city.span)).toMatchObject({ verdict: 'unbalanced', wrong: 1 })
    await db.updateTable('ledger').set({ duplicate: 0 }).execute()
    await db.updateTable('ledger_messages').set({ data: 0 }).execute()
    expect(await city.view.ledger.summary(city.span)).toMatchObject({
      verdict: 'unbalanced',
      proof: { judged: 1, counted: 0, isExact: false },
    })
  })
})
