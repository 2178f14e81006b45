import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePayload, writeReading } from './decode.ts'
import { DEFAULT_WINDOW } from './device-time.ts'
import { NOON, rowOf } from './testing/town.ts'

/** What is written of a reading, or why nothing is. */
function read(json: unknown, kind = 'air') {
  const row = rowOf(kind)
  const fault = writeReading(json, row, NOON, DEFAULT_WINDOW)
  if (fault) return fault
  const { points, plan, missing } = row
  const values = Object.fromEntries(
    plan.names.flatMap((name, c) => (Number.isNaN(points.values[c]![0]) ? [] : [[name, points.values[c]![0]]])),
  )
  return { ts: points.ts[0], seq: points.seq[0], values, missing: missing.map((column) => plan.names[column]) }
}

describe('the time of a reading', () => {
  it.for([
    [NOON - 1, NOON - 1],
    [NOON - 0.5, NOON - 1],
    ['2026-05-20T12:00:00Z', NOON],
    ['2026-05-20T20:00:00+08:00', NOON],
    ['2026-05-20T20:00:00+0800', NOON],
    ['2026-05-20T12:00Z', NOON],
    ['2026-05-20T12:00:00.123456789Z', NOON + 123],
    ['2026-02-28T00:00:00Z', Date.UTC(2026, 1, 28)],
    [undefined, NOON],
    [null, NOON],
  ] as const)('is taken from %s', ([ts, expected]) => {
    expect(read({ ts, values: { pm25: 1 } })).toMatchObject({ ts: expected })
  })

  it.for([
    'noon',
    '',
    '1764000000000',
    '2026-05-20',
    '2026-05-20T12:00:00',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-05-00T00:00:00Z',
    '2026-05-20T25:00:00Z',
    -1,
    true,
    {},
    [],
  ])('is refused when it is %s', (ts) => {
    expect(read({ ts, values: { pm25: 1 } })).toMatchObject({ reason: 'bad-time' })
  })

  it('may be five minutes ahead and four hundred days old, and not a millisecond more', () => {
    const at = (ts: number) => read({ ts, values: { pm25: 1 } })
    expect(at(NOON + 300_000)).toMatchObject({ ts: NOON + 300_000 })
    expect(at(NOON + 300_001)).toMatchObject({ reason: 'in-the-future' })
    expect(at(NOON - 400 * 86_400_000)).toMatchObject({ seq: 0 })
    expect(at(NOON - 400 * 86_400_000 - 1)).toMatchObject({ reason: 'too-old' })
  })

  it('that was sent in seconds is refused with the hint', () => {
    expect(read({ ts: NOON / 1000, values: { pm25: 1 } })).toMatchObject({
      reason: 'too-old',
      detail: expect.stringContaining('were these seconds?'),
    })
  })

  it('that no calendar has is refused by number, too', () => {
    expect(read({ ts: 1e300, values: { pm25: 1 } })).toMatchObject({ reason: 'in-the-future' })
  })
})

describe('a value', () => {
  it('is converted from the unit it was sent in', () => {
    const { values } = read({ values: { o3: { value: 50, unit: '[ppb]' }, co: { value: 900, unit: 'ug/m3' } } }) as {
      values: Record<string, number>
    }
    expect(values['o3']).toBeCloseTo((50 * 48) / 24.4654, 2)
    expect(values['co']).toBeCloseTo(0.9, 12)
  })

  it('without a unit, or with its own, is taken as it is', () => {
    expect(read({ values: { pm25: { value: 3 }, pm10: { value: 4, unit: 'ug/m3' } } })).toMatchObject({
      values: { pm25: 3, pm10: 4 },
    })
  })

  it.for([
    [{ pm25: { value: 1, unit: 'Cel' } }, 'unknown-unit'],
    [{ pm25: { value: 1, unit: '[ppb]' } }, 'unknown-unit'],
    [{ pm25: { value: 1, unit: 7 } }, 'unknown-unit'],
    [{ pm25: { value: '1' } }, 'not-a-number'],
    [{ pm25: [1] }, 'not-a-number'],
    [{ pm25: true }, 'not-a-number'],
    [{ pm25: Number.POSITIVE_INFINITY }, 'not-a-number'],
    [{ pm2: 1 }, 'unknown-value'],
    [{ toString: 1 }, 'unknown-value'],
    [{}, 'no-values'],
    [[], 'no-values'],
    [undefined, 'no-values'],
  ] as const)('%j is refused as %s', ([values, reason]) => {
    expect(read({ values })).toMatchObject({ reason })
  })

  it('that is null is missing, and a reading of nothing else is one', () => {
    expect(read({ values: { pm25: null, pm10: 2 } })).toMatchObject({ values: { pm10: 2 }, missing: ['pm25'] })
    expect(read({ values: { pm25: null } })).toMatchObject({ values: {}, missing: ['pm25'] })
  })

  it('of the reading before never shines through', () => {
    const row = rowOf('air')
    writeReading({ values: { pm25: 1, pm10: null } }, row, NOON, DEFAULT_WINDOW)
    writeReading({ values: { no2: 3 } }, row, NOON, DEFAULT_WINDOW)
    expect(row.points.values[row.plan.columnOf.get('pm25')!]![0]).toBeNaN()
    expect(row.missing).toEqual([])
  })
})

describe('a sequence number', () => {
  it.for([-1, 1.5, '1', 2 ** 53, {}])('is refused when it is %s', (seq) => {
    expect(read({ seq, values: { pm25: 1 } })).toMatchObject({ reason: 'bad-sequence' })
  })

  it('is 0 when none was sent', () => {
    expect(read({ values: { pm25: 1 } })).toMatchObject({ seq: 0 })
    expect(read({ seq: null, values: { pm25: 1 } })).toMatchObject({ seq: 0 })
  })
})

describe('bytes', () => {
  it('of any kind give a reading or a fault of the catalogue, and never an error', () => {
    const odd = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .record({
          ts: fc.jsonValue(),
          seq: fc.jsonValue(),
          values: fc.dictionary(fc.constantFrom('pm25', 'x'), fc.jsonValue()),
        })
        .map((json) => Buffer.from(JSON.stringify(json))),
    )
    fc.assert(
      fc.property(odd, (payload) => {
        const parsed = parsePayload(payload)
        const found = 'reason' in parsed ? parsed : read(parsed.json)
        expect('reason' in found ? found.detail : found.ts).toBeTruthy()
      }),
      { numRuns: 500 },
    )
  })

  it('nested as deep as a packet allows are refused like others', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const deep = open.repeat(9_000) + '1' + close.repeat(9_000)
      for (const text of [deep, `{"ts":${deep},"values":{"pm25":1}}`, `{"seq":${deep},"values":{"pm25":1}}`]) {
        const parsed = parsePayload(Buffer.from(text)) as { json: unknown }
        expect(read(parsed.json)).toHaveProperty('reason')
      }
    }
  })
})

describe('a payload that is nested too deep', () => {
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

  it.for([
    ['an array', Buffer.from(deep(32_000))],
    ['a time', Buffer.from(`{"ts":${deep(30_000)},"values":{"pm25":1}}`)],
    ['objects that never end', Buffer.from('{"a":'.repeat(13_000))],
  ] as const)('is refused before it is read: %s', ([, payload]) => {
    expect(parsePayload(payload)).toEqual({ reason: 'not-a-reading', detail: 'nested more than 32 deep' })
  })

  it('is not one that has brackets in its text', () => {
    expect(parsePayload(Buffer.from(JSON.stringify({ note: `\\"${'['.repeat(100)}` })))).toEqual({
      json: { note: `\\"${'['.repeat(100)}` },
    })
    expect(parsePayload(Buffer.from(deep(32)))).toHaveProperty('json')
  })
})
