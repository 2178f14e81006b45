import { describe, expect, it } from 'vitest'
import { bandsOf } from './config/bands.ts'
import { makeRefusals } from './broker/refusals.ts'
import type { Operations } from './domain/operations.ts'
import type { Trouble } from './domain/trouble.ts'
import { makeIngestBand } from './ingest-band.ts'
import { startOperationsWatch } from './operations-watch.ts'

const GB = 1024 ** 3
const BOUND = 8 * GB

function bench() {
  const facts = {
    at: Date.UTC(2026, 10, 23),
    bytes: 0,
    fileBytes: 0,
    isFull: false,
    head: 0,
    judged: 0,
    stored: 0,
    isRepeating: false,
    disk: { freeBytes: 100 * GB, totalBytes: 500 * GB } as Operations['disk'],
    loopLagMs: 3,
    bans: [] as { id: string; until: number }[],
    accepted: 0,
    readings: 0,
  }
  const holding = new Map<Trouble, string>()
  const told: string[] = []
  const lines: string[] = []
  const journal = {
    fill: (bound: number) => (facts.isFull ? 1 : Math.min(1, facts.bytes / Math.min(bound, BOUND))),
    get state() {
      return { bytes: facts.bytes, limitBytes: BOUND, waiting: 0, backlog: 0, isFull: facts.isFull }
    },
    get head() {
      return facts.head
    },
  }
  const none = { alarm: 0, normal: 0, low: 0 }
  const bands = bandsOf({})
  const watch = startOperationsWatch({
    version: '1.2.3',
    bands,
    band: makeIngestBand(journal, bands),
    journal,
    line: {
      troubles: {
        raise: (trouble, detail) => {
          if (holding.has(trouble)) return
          told.push(`+${trouble}`)
          holding.set(trouble, detail)
        },
        tell: () => {},
        clear: (trouble) => {
          if (holding.delete(trouble)) told.push(`-${trouble}`)
        },
        holds: (trouble) => holding.has(trouble),
      },
      get state() {
        const { judged, stored, isRepeating, readings } = facts
        return { judged, stored, isRepeating, readings, isStoreBehind: false, refused: 0, clocksOff: 0 }
      },
    },
    door: {
      get state() {
        const { accepted, bans } = facts
        const refusedBy = makeRefusals({ warn() {} }).counts
        const rest = {
          refusedBy,
          connections: 0,
          queued: 0,
          slowed: 0,
          refused: 0,
          held: 0,
          shed: none,
          withheld: none,
          turnedAway: none,
          banned: 0,
        }
        return { sessions: 0, accepted, bans, ...rest }
      },
    },
    disk: async () => facts.disk && { ...facts.disk, journalBytes: facts.fileBytes },
    takeLoopLagMs: () => facts.loopLagMs,
    log: { warn: (_, text) => lines.push(text), info: (_, text) => lines.push(text) },
    now: () => facts.at,
    monotonic: () => facts.at,
    everyMs: 1e9,
  })
  /** So many seconds go by, with a look at each. */
  const pass = async (seconds: number, each: () => void = () => {}) => {
    for (let i = 0; i < seconds; i++) {
      facts.at += 1_000
      each()
      await watch.look()
    }
  }
  const fill = async (share: number) => {
    facts.bytes = share * BOUND
    await pass(1)
  }
  return { facts, watch, holding, told, lines, pass, fill }
}

describe('the bands as alarms', () => {
  it('are one alarm for each band, raised as the journal fills and cleared as it empties', async () => {
    const { fill, told, holding, watch } = bench()
    await fill(0.5)
    expect(told).toEqual([])
    await fill(0.71)
    expect([...holding]).toEqual([
      ['ingest-shedding', '71 % of the 8192.0 MiB that the journal may hold; 5816.3 MiB are in use'],
    ])
    await fill(0.86)
    await fill(0.96)
    await fill(1)
    expect([...holding.keys()]).toEqual(['ingest-stopped'])
    expect(watch.now().ingest).toMatchObject({ band: 'stopped', fill: 1, cause: 'journal' })
    await fill(0.2)
    expect([...holding.keys()]).toEqual([])
    expect(told).toEqual([
      '+ingest-shedding',
      '+ingest-slowed',
      '-ingest-shedding',
      '+ingest-reserved',
      '-ingest-slowed',
      '+ingest-stopped',
      '-ingest-reserved',
      '-ingest-stopped',
    ])
  })

  it('do not come and go at a fill that trembles', async () => {
    const { fill, told } = bench()
    for (let i = 0; i < 20; i++) await fill(i % 2 ? 0.68 : 0.71)
    expect(told).toEqual(['+ingest-shedding'])
  })

  it('are told in the log once, not with each look', async () => {
    const { fill, lines } = bench()
    for (let i = 0; i < 5; i++) await fill(0.9)
    expect(lines).toEqual(['the way in has become narrower'])
  })

  it('show a disk that runs full before it is full', async () => {
    const { facts, pass, watch, holding } = bench()
    facts.bytes = GB
    facts.disk = { freeBytes: 0.5 * GB, totalBytes: 500 * GB }
    await pass(1)
    expect(watch.now().ingest).toMatchObject({ band: 'shedding', cause: 'disk' })
    expect(holding.get('ingest-shedding')).toMatch(/81 % of the 1264\.0 MiB that the disk has room for/)
    facts.disk = { freeBytes: 200 * 1024 ** 2, totalBytes: 500 * GB }
    await pass(1)
    expect(watch.now().ingest.band).toBe('stopped')
    facts.disk = { freeBytes: 50 * GB, totalBytes: 500 * GB }
    await pass(1)
    expect(watch.now().ingest.band).toBe('normal')
  })

  it('count as room what the journal has of the disk and has emptied', async () => {
    const { facts, pass, watch } = bench()
    facts.disk = { freeBytes: 0, totalBytes: 500 * GB }
    facts.bytes = facts.fileBytes = GB
    await pass(1)
    expect(watch.now().ingest).toMatchObject({ band: 'stopped', cause: 'disk' })
    facts.bytes = GB / 10
    await pass(1)
    expect(watch.now().ingest).toMatchObject({ band: 'normal', fill: 0.1 })
  })

  it('go by the journal alone where the disk does not say', async () => {
    const { facts, pass, watch } = bench()
    facts.disk = null
    facts.bytes = 0.9 * BOUND
    await pass(1)
    expect(watch.now()).toMatchObject({ disk: null, ingest: { band: 'slowed', cause: 'journal' } })
  })

  it('do not count a store that is away before the journal fills', async () => {
    const { facts, pass, watch } = bench()
    await pass(600, () => {
      facts.head += 1_000
      facts.judged = facts.head
    })
    expect(watch.now()).toMatchObject({ line: { unstored: 600_000, lagSeconds: 0 }, ingest: { band: 'normal' } })
  })
})

describe('a line that is behind', () => {
  it('is an alarm after 30 seconds, slows the devices after 60, and never stops them', async () => {
    const { facts, pass, watch, holding } = bench()
    facts.head = 100
    await pass(30)
    expect(holding.has('line-behind')).toBe(false)
    await pass(3)
    expect(holding.get('line-behind')).toBe('Readings are judged 31 s after they came')
    expect(watch.now().ingest).toMatchObject({ band: 'shedding', cause: 'line' })
    await pass(30)
    expect(watch.now().ingest.band).toBe('slowed')
    await pass(3_600)
    expect(watch.now().ingest.band).toBe('slowed')
    facts.judged = 100
    await pass(1)
    expect([watch.now().ingest.band, [...holding]]).toEqual(['normal', []])
  })

  it('is not behind when the first message after a quiet hour has just come', async () => {
    const { facts, pass, watch, told } = bench()
    facts.head = facts.judged = 10
    await pass(3_600)
    facts.head = 11
    await pass(1)
    expect(watch.now().line.lagSeconds).toBe(0)
    expect(told).toEqual([])
  })

  it('slows nobody while it goes again through what was judged before', async () => {
    const { facts, pass, watch } = bench()
    facts.head = 1_000
    facts.isRepeating = true
    await pass(120)
    expect(watch.now().ingest.band).toBe('normal')
  })
})

describe('what else can be wrong with the monitor', () => {
  it('is a late event loop, when it is late for half a minute and not only once', async () => {
    const { facts, pass, holding } = bench()
    facts.loopLagMs = 4_000
    await pass(11)
    facts.loopLagMs = 3
    await pass(20)
    expect(holding.has('event-loop-late')).toBe(false)
    facts.loopLagMs = 4_000
    await pass(31)
    expect(holding.has('event-loop-late')).toBe(true)
    facts.loopLagMs = 3
    await pass(10)
    expect(holding.has('event-loop-late')).toBe(false)
  })

  it('is a client that is kept out, by name and for as long as it is', async () => {
    const { facts, pass, holding } = bench()
    facts.bans = [{ id: 'air-9', until: 0 }]
    await pass(1)
    expect(holding.get('clients-banned')).toBe('1: air-9')
    facts.bans = []
    await pass(1)
    expect(holding.has('clients-banned')).toBe(false)
  })
})

describe('the figures', () => {
  it('are rates of the last ten seconds', async () => {
    const { facts, pass, watch } = bench()
    await pass(30, () => {
      facts.accepted += 20
      facts.readings += 50
      facts.stored += 10
    })
    expect(watch.now().rates).toEqual({ messagesPerSecond: 20, readingsPerSecond: 50, storedPerSecond: 10 })
    await pass(11)
    expect(watch.now().rates).toEqual({ messagesPerSecond: 0, readingsPerSecond: 0, storedPerSecond: 0 })
  })

  it('of the last hour are kept, and no more', async () => {
    const { facts, pass, watch } = bench()
    await pass(2 * 3_600, () => (facts.accepted += 5))
    const { everySeconds, points } = watch.history()
    expect([everySeconds, points.length]).toEqual([10, 360])
    expect(new Set(points.map(({ messagesPerSecond }) => messagesPerSecond))).toEqual(new Set([5]))
    expect(points.at(-1)!.at - points[0]!.at).toBe(3_590_000)
  })
})
