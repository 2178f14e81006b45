import fc from 'fast-check'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDuckSeries } from '../store/series/duck.ts'
import { temporaryFolder } from '../test/support/temporary.ts'
import { planKinds } from './catalogue.ts'
import { DEFAULT_WINDOW } from './device-time.ts'
import { latestOf } from './latest.ts'
import { makePlaces } from './places.ts'
import { makeSheets } from './sheets.ts'
import { makeSifter } from './sifter.ts'
import { batchOf, KINDS, makeTown, NOON } from './testing/town.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

interface Sent {
  readonly ts: number
  readonly seq: number
  readonly LAeq: number
}

/** What store and picture have of a station after its readings came in this order, so many a message. */
async function afterwards(sent: readonly Sent[], size: number) {
  const town = makeTown()
  const { number } = town.add('n', 'noise')
  const places = makePlaces(town, planKinds(KINDS))
  const sifter = makeSifter(places, DEFAULT_WINDOW)
  const sheets = makeSheets()
  const hooks = { fresh() {}, stale() {}, refused() {}, status() {} }
  const folder = join(await temporaryFolder(), 'series')
  await using series = await openDuckSeries({ folder, kinds: KINDS, stationOf: town.byNumber, sealEveryMs: 0 })
  let duplicates = 0
  for (let at = 0; at < sent.length; at += size) {
    const some = sent.slice(at, at + size).map(({ ts, seq, LAeq }) => ({ ts, seq, values: { LAeq } }))
    const batch = batchOf([['city/v1/noise/n/readings', some]], { first: at, receivedAt: NOON + HOUR + at })
    sifter.sift(batch, sheets, hooks)
    duplicates += (await series.write({ from: at, to: at + 1, ...sheets.take() })).length
  }
  const query = { kind: 'noise', station: number, value: 'LAeq', from: 0, to: NOON + 2 * HOUR, limit: 1_000 }
  const points = await series.series(query)
  const { ts, values } = latestOf(places.byId('n'))!
  const [stored] = await series.latest()
  return {
    rows: points.map(([at, value]) => `${at - NOON} ${value}`).toSorted(),
    shown: { ts, values },
    newest: { ts: stored!.ts, seq: stored!.seq, values: stored!.values },
    duplicates,
  }
}

it('a shuffled stream, sent twice over, leaves the rows and the newest reading that an ordered one leaves', async () => {
  const stream = fc
    .uniqueArray(
      fc.record({
        ts: fc.integer({ min: 0, max: 50 }).map((m) => NOON + m * MINUTE),
        seq: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 2, maxLength: 40, selector: ({ ts, seq }) => `${ts} ${seq}` },
    )
    .map((all) => all.map((one, i): Sent => ({ ...one, LAeq: 40 + (i % 20) })))
  const shuffled = stream.chain((all) =>
    fc.tuple(
      fc.constant(all.toSorted((a, b) => a.ts - b.ts || a.seq - b.seq)),
      fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length, maxLength: 2 * all.length }),
      fc.integer({ min: 1, max: 9 }),
    ),
  )
  await fc.assert(
    fc.asyncProperty(shuffled, async ([ordered, mixed, size]) => {
      const expected = await afterwards(ordered, size)
      expect(expected.duplicates).toBe(0)
      expect(await afterwards(mixed, size)).toEqual({ ...expected, duplicates: ordered.length })
    }),
    { numRuns: 8 },
  )
})
