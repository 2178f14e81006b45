import { describe, expect, it } from 'vitest'
import { CityError } from '../domain/errors.ts'
import { openSqliteJournal } from '../journal/sqlite.ts'
import type { Duplicate, Series, StoredReading, Write } from '../store/series/series.ts'
import { temporaryFolder } from '../test/support/temporary.ts'
import { until } from '../test/support/until.ts'
import { planKinds } from './catalogue.ts'
import { DEFAULT_WINDOW } from './device-time.ts'
import { makePlaces } from './places.ts'
import { seedPlaces } from './seed.ts'
import { makeSifter } from './sifter.ts'
import { makeStoreFeed } from './store-feed.ts'
import { clearCounts } from './stored-counts.ts'
import { KINDS, makeTown } from './testing/town.ts'

interface Row {
  readonly ts: number
  readonly seq: number
  readonly position: number
  readonly receivedAt: number
  readonly LAeq: number
}

/** A store that keeps the port's promises, in memory; it can be away, or hold a write until it is let go. */
function memorySeries() {
  const rows = new Map<string, Row>()
  const writes: (readonly [from: number, to: number])[] = []
  let last: Promise<unknown> = Promise.resolve()
  let isAway = false
  let waitMs: number | undefined
  let attempts = 0
  let gate: Promise<void> = Promise.resolve()

  async function carryOut({ from, to, points }: Write): Promise<readonly Duplicate[]> {
    await gate
    attempts++
    if (isAway) throw new CityError('store-unreachable', 'the store is away', waitMs === undefined ? {} : { waitMs })
    writes.push([from, to])
    const duplicates: Duplicate[] = []
    for (const p of points) {
      for (let i = 0; i < p.count; i++) {
        const key = `${p.station[i]} ${p.ts[i]} ${p.seq[i]}`
        const known = rows.get(key)
        const receivedAt = p.receivedAt[i]!
        if (known && known.position !== p.position[i]) duplicates.push({ station: p.station[i]!, receivedAt })
        const LAeq = p.values[p.names.indexOf('LAeq')]![i]!
        if (!known) rows.set(key, { ts: p.ts[i]!, seq: p.seq[i]!, position: p.position[i]!, receivedAt, LAeq })
      }
    }
    return duplicates
  }

  const series: Pick<Series, 'write' | 'latest'> = {
    write(write) {
      const next = last.then(() => carryOut(write))
      last = next.catch(() => {})
      return next
    },
    latest: async () => {
      const newest = [...rows.values()].sort((a, b) => a.ts - b.ts || a.seq - b.seq).at(-1)
      if (isAway) throw new CityError('store-unreachable', 'the store is away', waitMs === undefined ? {} : { waitMs })
      if (!newest) return []
      const { ts, seq, receivedAt, LAeq } = newest
      const stored: StoredReading = {
        kind: 'noise',
        station: 1,
        ts,
        seq,
        receivedAt,
        values: { LAeq },
        flags: {},
        index: null,
        level: 0,
      }
      return [stored]
    },
  }
  return {
    series: series as Series,
    rows,
    writes,
    setAway: (away: boolean, asks?: number) => {
      isAway = away
      waitMs = asks
    },
    attempts: () => attempts,
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
  }
}

/** The line's way from a real journal to a store, by the feed alone. */
async function bench({
  rows = 50,
  remembered = () => Promise.resolve(),
  wait,
}: {
  readonly rows?: number
  readonly remembered?: () => Promise<void>
  readonly wait?: (ms: number, resolve: () => void) => () => void
} = {}) {
  const journal = await openSqliteJournal({ file: `${await temporaryFolder()}/journal.db` })
  const store = memorySeries()
  const town = makeTown()
  town.add('n', 'noise')
  const idOf = (number: number) => town.byNumber(number)?.id
  const makeSecond = () => {
    const places = makePlaces(town, planKinds(KINDS))
    return { places, sifter: makeSifter(places, DEFAULT_WINDOW) }
  }
  const sum = { stored: 0, duplicate: 0 }
  const reached: number[] = []
  const troubles: string[] = []
  const feed = makeStoreFeed({
    journal,
    series: store.series,
    from: 0,
    makeSecond,
    seed: (places, below) => seedPlaces(store.series, places, { below, idOf }),
    refusals: async () => [],
    onTaken() {},
    idOf,
    onStored(to, counts) {
      reached.push(to)
      for (const { stored, duplicate } of counts) {
        sum.stored += stored
        sum.duplicate += duplicate
      }
    },
    remembered,
    onTrouble: (error) => troubles.push(error.message),
    rows,
    everyMs: 5,
    ...(wait ? { wait } : {}),
  })
  const { sifter } = makeSecond()
  const hooks = { fresh() {}, stale() {}, refused() {}, status() {} }
  const line = (async () => {
    for await (const batch of journal.read('line', 0)) {
      const touched = sifter.sift(batch, feed.sheets, hooks)
      feed.count(touched, batch.receivedAt)
      const room = feed.offer(batch.first + batch.topics.length)
      for (const place of touched) clearCounts(place)
      await room
    }
  })()
  const base = Date.now() - 60_000
  let next = 0

  return {
    feed,
    store,
    sum,
    reached,
    troubles,
    journal,
    /** Appends so many readings, a message each; resolves when the journal has them. */
    async send(count: number, first = next) {
      const sent = Array.from({ length: count }, (_, i) => {
        const payload = { ts: base + first + i, seq: first + i, values: { LAeq: 50 } }
        return new Promise<void>((resolve, reject) => {
          const bytes = Buffer.from(JSON.stringify(payload))
          journal.append('city/v1/noise/n/readings', bytes, (error) => (error ? reject(error) : resolve()))
        })
      })
      next = Math.max(next, first + count)
      await Promise.all(sent)
    },
    async [Symbol.asyncDispose]() {
      await feed[Symbol.asyncDispose]()
      await journal[Symbol.asyncDispose]()
      await line
    },
  }
}

type Bench = Awaited<ReturnType<typeof bench>>

/** Every message stored once or counted as a duplicate, and told in order. */
function expectWhole({ store, sum, reached, journal }: Bench, { distinct }: { distinct: number }): void {
  expect(store.rows.size).toBe(distinct)
  expect(sum).toEqual({ stored: distinct, duplicate: journal.head - distinct })
  expect(reached).toEqual([...reached].sort((a, b) => a - b))
  expect(reached.at(-1)).toBe(journal.head)
}

describe('the store feed', () => {
  it('stores everything in order, a full write at once and a small one after its time', async () => {
    await using of = await bench()
    await of.send(500)
    await of.send(3)
    await until(() => of.feed.position === 503)
    expectWhole(of, { distinct: 503 })
    expect(of.store.writes.map(([from]) => from)).toEqual([0, ...of.store.writes.slice(0, -1).map(([, to]) => to)])
  })

  it('counts what is delivered twice as duplicate', async () => {
    await using of = await bench()
    await of.send(100)
    await of.send(60, 40)
    await until(() => of.feed.position === 160)
    expectWhole(of, { distinct: 100 })
  })

  it('falls behind when the store goes away, goes on taking, and catches up without loss or doubles', async () => {
    await using of = await bench()
    await of.send(120)
    await until(() => of.feed.position > 0)
    of.store.setAway(true)
    await of.send(200)
    await until(() => of.feed.isBehind)
    await of.send(200)
    await of.send(30, 100)
    expect(of.feed.sheets.rows).toBe(0)
    of.store.setAway(false)
    await until(() => of.feed.position === 550 && !of.feed.isBehind)
    expectWhole(of, { distinct: 520 })
    expect(of.troubles[0]).toBe('the store is away')

    await of.send(50)
    await until(() => of.feed.position === 600)
    expectWhole(of, { distinct: 570 })
  })

  it('goes away and comes back many times while readings keep coming, and nothing is lost', async () => {
    await using of = await bench({ rows: 20 })
    let isOver = false
    const flapping = (async () => {
      for (let away = true; !isOver; away = !away) {
        of.store.setAway(away)
        await new Promise((resolve) => setTimeout(resolve, away ? 20 : 60))
      }
      of.store.setAway(false)
    })()
    for (let i = 0; i < 40; i++) {
      await of.send(37)
      await of.send(5, i * 30)
    }
    isOver = true
    await flapping
    await until(() => of.feed.position === of.journal.head && !of.feed.isBehind)
    expect(of.troubles).not.toEqual([])
    expectWhole(of, { distinct: 40 * 37 })
  })

  it('asks a store that wants 30 s of peace twice in 30 s at the most', async () => {
    let now = 0
    const pauses: { at: number; resolve: () => void }[] = []
    const wait = (ms: number, resolve: () => void) => {
      pauses.push({ at: now + ms, resolve })
      return () => {}
    }
    await using of = await bench({ wait })
    of.store.setAway(true, 30_000)
    await of.send(60)
    await until(() => pauses.length === 1)
    const before = of.store.attempts()
    expect(pauses[0]!.at).toBeGreaterThanOrEqual(30_000)
    await of.send(500)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(of.store.attempts()).toBe(before)
    expect(before).toBeLessThanOrEqual(2)
    now = pauses[0]!.at
    pauses[0]!.resolve()
    await until(() => pauses.length === 2)
    expect(pauses[1]!.at).toBeGreaterThanOrEqual(now + 30_000)
    of.store.setAway(false)
    pauses[1]!.resolve()
    await until(() => of.feed.position === 560)
    expectWhole(of, { distinct: 560 })
  })

  it('is level again also while readings never cease to come', async () => {
    await using of = await bench({ rows: 200 })
    of.store.setAway(true)
    await of.send(300)
    await until(() => of.feed.isBehind)
    let isOver = false
    const flood = (async () => {
      while (!isOver) await of.send(20)
    })()
    of.store.setAway(false)
    await until(() => !of.feed.isBehind)
    isOver = true
    await flood
    await until(() => of.feed.position === of.journal.head)
    expectWhole(of, { distinct: of.journal.head })
  })

  it('stores nothing before what was found in it is kept', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    await using of = await bench({ remembered: () => promise })
    await of.send(100)
    await new Promise((resume) => setTimeout(resume, 50))
    expect(of.store.writes).toEqual([])
    resolve()
    await until(() => of.feed.position === 100)
  })

  it('is settled only when everything offered is stored', async () => {
    await using of = await bench()
    const letGo = of.store.hold()
    await of.send(70)
    await until(() => of.feed.sheets.rows === 0)
    let isSettled = false
    const settled = of.feed.settled().then(() => (isSettled = true))
    await new Promise((resume) => setTimeout(resume, 20))
    expect(isSettled).toBe(false)
    letGo()
    await settled
    expect(of.feed.position).toBe(70)
  })

  it('closes at once when the store is away, in the middle of a pause, and stores nothing afterwards', async () => {
    const of = await bench()
    of.store.setAway(true)
    await of.send(60)
    await until(() => of.troubles.length > 0)
    const startedAt = performance.now()
    await of.feed[Symbol.asyncDispose]()
    expect(performance.now() - startedAt).toBeLessThan(200)
    of.store.setAway(false)
    const { length } = of.store.writes
    await of.journal[Symbol.asyncDispose]()
    expect(of.store.writes).toHaveLength(length)
  })
})
