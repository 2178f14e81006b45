import { describe, expect, it } from 'vitest'
import { planKinds } from './catalogue.ts'
import { DEFAULT_WINDOW } from './device-time.ts'
import { latestOf } from './latest.ts'
import { makePlaces } from './places.ts'
import { makeSheets } from './sheets.ts'
import { makeSifter, type Hooks } from './sifter.ts'
import { batchOf, KINDS, makeTown, NOON } from './testing/town.ts'

const MINUTE = 60_000
const NOISE = 'city/v1/noise/n/readings'
const AIR = 'city/v1/air/a/readings'
const GATEWAY = 'city/v1/gateways/g/readings'

function bench() {
  const town = makeTown()
  town.add('n', 'noise')
  town.add('a', 'air')
  town.add('bin', 'waste', { gateway: 'g' })
  town.addGateway('g')
  const places = makePlaces(town, planKinds(KINDS))
  const sheets = makeSheets()
  const fresh: string[] = []
  const refused: string[] = []
  const hooks: Hooks = {
    fresh: ({ station }, points, i, isLate) =>
      fresh.push(`${station.id}@${points.ts[i]! - NOON}${isLate ? ' late' : ''}`),
    stale() {},
    refused: ({ place, item, position, fault }) =>
      refused.push(`${position} ${place?.station.id ?? 'nobody'} ${item ?? 'all'} ${fault.reason}`),
    status: ({ id }, payload) => fresh.push(`${id} says ${payload.toString()}`),
  }
  const sifter = makeSifter(places, DEFAULT_WINDOW)
  return {
    town,
    places,
    sheets,
    fresh,
    refused,
    sift: (messages: Parameters<typeof batchOf>[0], at: Parameters<typeof batchOf>[1] = {}) =>
      sifter.sift(batchOf(messages, at), sheets, hooks),
    /** Rows of a kind's sheet: `time seq doubtful value flag`. */
    rows(kind: string, value: string) {
      const points = sheets.take().points.find((one) => one.kind === kind)!
      const column = points.names.indexOf(value)
      return Array.from({ length: points.count }, (_, i) =>
        [
          points.ts[i]! - NOON,
          points.seq[i],
          points.doubtful[i],
          points.values[column]![i],
          points.flags[column]![i],
        ].join(' '),
      )
    },
  }
}

describe('a message that is mostly rubbish', () => {
  it('is refused reading by reading up to a hundred, and the rest as one; what is good in it is taken', () => {
    const { sift, rows, refused } = bench()
    const [n] = sift([[NOISE, [...Array(20_000).fill(null), reading(1, 50), ...Array(500).fill({})]]])
    expect(refused).toHaveLength(101)
    expect(refused.at(-2)).toBe('0 n 99 not-a-reading')
    expect(refused.at(-1)).toBe('0 n all not-a-reading')
    expect(n).toMatchObject({ received: 102, refused: 101, written: 1 })
    expect(rows('noise', 'LAeq')).toEqual(['1 0 0 50 0'])
  })

  it('of a gateway too, whosever the readings are', () => {
    const { sift, refused } = bench()
    sift([
      [
        GATEWAY,
        { bin: Array(150).fill(7), ...Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`no-${i}`, []])) },
      ],
    ])
    expect(refused).toHaveLength(101)
    expect(refused.at(-1)).toBe('0 bin all not-a-reading')
  })

  it('leaves a single one over as itself', () => {
    const { sift, refused } = bench()
    sift([[NOISE, Array(101).fill(null)]])
    expect(refused.at(-1)).toBe('0 n 100 not-a-reading')
  })
})

const reading = (ts: number, LAeq: number, seq = 0) => ({ ts: NOON + ts, seq, values: { LAeq } })

describe('a reading', () => {
  it('is written with the position and receipt of its message', () => {
    const { sift, sheets, places } = bench()
    const touched = sift(
      [
        [NOISE, reading(-5, 50)],
        [NOISE, [reading(-4, 51), reading(-3, 52)]],
      ],
      { first: 100, receivedAt: NOON + 1 },
    )
    const [points] = sheets.take().points
    expect([...points!.position.subarray(0, 3)]).toEqual([100, 101, 101])
    expect([...points!.receivedAt.subarray(0, 3)]).toEqual([NOON + 1, NOON + 1, NOON + 1])
    expect(touched).toEqual([places.byId('n')])
    expect(touched[0]).toMatchObject({ received: 3, written: 3, refused: 0, heardAt: NOON + 1 })
  })

  it('is doubtful unless it is newer than all before, by time and then by number', () => {
    const { sift, rows, fresh } = bench()
    sift([
      [NOISE, reading(0, 50, 1)],
      [NOISE, reading(0, 50, 1)],
      [NOISE, reading(0, 51, 2)],
      [NOISE, reading(-1, 49, 9)],
      [NOISE, reading(1, 52, 0)],
    ])
    expect(rows('noise', 'LAeq')).toEqual(['0 1 0 50 0', '0 1 1 50 0', '0 2 0 51 0', '-1 9 1 49 0', '1 0 0 52 0'])
    expect(fresh).toEqual(['n@0', 'n@0', 'n@1'])
  })

  it('that took long to arrive is told as late', () => {
    const { sift, fresh } = bench()
    sift([[NOISE, reading(-120_000, 50)]])
    sift([[NOISE, reading(-119_999, 50)]], { receivedAt: NOON + 2 })
    sift([[AIR, { ts: NOON - 200_000, values: { pm25: 1 } }]])
    expect(fresh).toEqual(['n@-120000', 'n@-119999 late', 'a@-200000 late'])
  })

  it('is flagged, never dropped, and only the newest is shown', () => {
    const { sift, rows, places } = bench()
    sift([
      [NOISE, reading(0, 500)],
      [NOISE, reading(-10, 55)],
    ])
    expect(latestOf(places.byId('n'))).toMatchObject({ ts: NOON, values: { LAeq: 500 }, flags: { LAeq: 4 } })
    expect(rows('noise', 'LAeq')).toEqual(['0 0 0 500 4', '-10 0 1 55 0'])
  })

  it('marks the one before as a spike once the next shows it', () => {
    const { sift, sheets } = bench()
    sift([[NOISE, [reading(0, 50), reading(MINUTE, 100), reading(2 * MINUTE, 50)]]])
    expect(sheets.take().amendments).toEqual([
      { kind: 'noise', station: 1, ts: NOON + MINUTE, seq: 0, value: 'LAeq', flag: 4 },
    ])
  })

  it('of a kind with hour means gets its index from the whole hour before', () => {
    const { sift, places } = bench()
    const of = (m: number) => ({
      ts: NOON + m * MINUTE,
      values: { pm25: 70, pm10: 80, so2: 9, no2: 30, co: 0.7, o3: 60 },
    })
    for (let m = 0; m < 60; m++) sift([[AIR, of(m)]], { receivedAt: NOON + m * MINUTE })
    expect(latestOf(places.byId('a'))!.indices).toEqual({})
    sift([[AIR, of(60)]], { receivedAt: NOON + 60 * MINUTE })
    const index = latestOf(places.byId('a'))!.indices['cn-aqi']!
    expect(index.level).toBeGreaterThan(1)
    expect(index.factors).toContain('pm25')
  })
})

describe('what cannot be a reading', () => {
  it('is refused alone, with its place in the message, and the rest is taken', () => {
    const { sift, refused, rows, places } = bench()
    sift(
      [
        [NOISE, [reading(0, 50), { ts: NOON, values: { x: 1 } }, 7, reading(1, 51)]],
        [NOISE, '{'],
        [NOISE, []],
      ],
      { first: 40 },
    )
    expect(refused).toEqual([
      '40 n 1 unknown-value',
      '40 n 2 not-a-reading',
      '41 n all not-json',
      '42 n all not-a-reading',
    ])
    expect(rows('noise', 'LAeq')).toHaveLength(2)
    expect(places.byId('n')).toMatchObject({ received: 6, refused: 4, written: 2 })
  })

  it('leaves nothing behind in the row that the next reading is written to', () => {
    const { sift, rows } = bench()
    sift([
      [NOISE, { ts: NOON, values: { LAeq: 99, LAmax: 99, x: 1 } }],
      [NOISE, { ts: NOON, values: { LAmin: 40 } }],
    ])
    expect(rows('noise', 'LAmax')).toEqual(['0 0 0 NaN 0'])
  })

  it('does not make a station newer than what was stored of it', () => {
    const { sift, rows } = bench()
    sift([
      [NOISE, { ts: NOON + 50, values: { x: 1 } }],
      [NOISE, reading(0, 50)],
    ])
    expect(rows('noise', 'LAeq')).toEqual(['0 0 0 50 0'])
  })

  it('of a topic that is nobody’s is refused for nobody', () => {
    const { sift, refused } = bench()
    expect(sift([['city/v1/noise/gone/readings', reading(0, 50)]])).toEqual([])
    expect(refused).toEqual(['0 nobody all unknown-station'])
  })
})

describe('a gateway’s message', () => {
  it('is taken for its stations and refused for others, in the order of its keys', () => {
    const { sift, refused, rows } = bench()
    const one = { ts: NOON, values: { fillLevel: 40 } }
    sift([[GATEWAY, { bin: [one, { ...one, seq: 1 }, 5], n: reading(0, 50), ghost: one }]])
    expect(refused).toEqual(['0 bin 2 not-a-reading', '0 n 3 not-its-gateway', '0 nobody 4 unknown-station'])
    expect(rows('waste', 'fillLevel')).toHaveLength(2)
  })

  it('that names nobody, or nothing, is refused as a whole', () => {
    const { sift, refused } = bench()
    sift([
      [GATEWAY, {}],
      [GATEWAY, []],
      [GATEWAY, '1'],
      [GATEWAY, { bin: [] }],
    ])
    expect(refused).toEqual([
      '0 nobody all not-a-reading',
      '1 nobody all not-a-reading',
      '2 nobody all not-a-reading',
      '3 nobody all not-a-reading',
    ])
  })
})

it('a word on a status topic is no reading', () => {
  const { sift, fresh, refused } = bench()
  sift([
    ['city/v1/noise/n/status', 'offline'],
    ['city/v1/gateways/g/status', 'online'],
  ])
  expect({ fresh, refused }).toEqual({ fresh: ['n says offline', 'g says online'], refused: [] })
})
