import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pointsOf } from './contract-points.ts'
import { flagLine, lineOf, nanoseconds } from './influx-line.ts'

/** Reads a line as the protocol's grammar says, independently of the encoder. */
function parse(line: string) {
  expect(line).not.toMatch(/[\n\r\0]/)
  const cut = (text: string, at: string) => text.split(new RegExp(`(?<!\\\\)${at}`))
  const plain = (text: string) => text.replaceAll(/\\([,= ])/g, '$1')
  const [key, fields, time, ...rest] = cut(line, ' ')
  expect(rest).toEqual([])
  const [measurement, ...tags] = cut(key!, ',')
  const pairs = (list: readonly string[]) =>
    Object.fromEntries(list.map((pair) => cut(pair, '=').map(plain) as [string, string]))
  return { measurement: plain(measurement!), tags: pairs(tags), fields: pairs(cut(fields!, ',')), time: time! }
}

const row = { ts: 1_764_000_000_123, seq: 17, position: 5, values: { pm25: 1.5 }, flags: { pm25: 3 }, level: 2 }

describe('the line protocol', () => {
  it('carries station, district, values, flags that were raised, and where the reading came from', () => {
    const line = lineOf(pointsOf('air', [row]), 0, () => ({ id: 'station-1', district: 'west' }))
    expect(line).toEqual({
      line:
        'air,station=station-1,district=west position=5i,received=1764000500000i,seq=17i,lvl=2i,' +
        'pm25=1.5,pm25_qc=3i 1764000000123000017',
    })
  })

  it('lets no station id or district become anything but its tag', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({
        unit: fc.constantFrom('a', ',', '=', ' ', '\\', '\n', '"', '#', '\r', '\0', '城', '\t'),
        maxLength: 12,
      }),
    )
    fc.assert(
      fc.property(nasty, nasty, (id, district) => {
        const line = lineOf(pointsOf('air', [row]), 0, () => ({ id, district }))
        const flag = flagLine('air', { id, district }, { value: 'pm25', flag: 4, ts: 1, seq: 2 })
        expect('line' in line).toBe('line' in flag)
        if (!('line' in line) || !('line' in flag)) return
        const read = parse(line.line)
        expect(read.measurement).toBe('air')
        expect(read.tags).toEqual({ station: id, district })
        expect(Object.keys(read.fields)).toEqual(['position', 'received', 'seq', 'lvl', 'pm25', 'pm25_qc'])
        expect(parse(flag.line)).toEqual({
          measurement: 'air',
          tags: { station: id, district },
          fields: { pm25_qc: '4i' },
          time: '1000002',
        })
      }),
      { numRuns: 2000 },
    )
  })

  it('takes every id that the registry allows', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,62}$/), (id) => {
        expect(lineOf(pointsOf('air', [row]), 0, () => ({ id, district: 'west' }))).toHaveProperty('line')
      }),
    )
  })

  it('carries every finite value unchanged and leaves out what is none', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (pm25, temperature) => {
        const points = pointsOf('air', [{ ...row, values: { pm25, temperature }, flags: {} }])
        const line = lineOf(points, 0, () => ({ id: 'a', district: 'b' }))
        const { fields } = parse((line as { line: string }).line)
        for (const [name, value] of Object.entries({ pm25, temperature })) {
          if (Number.isFinite(value)) expect(Number(fields[name])).toBe(value === 0 ? 0 : value)
          else expect(fields).not.toHaveProperty(name)
        }
      }),
    )
  })

  it('refuses a station that the registry does not know', () => {
    expect(lineOf(pointsOf('air', [row]), 0, () => undefined)).toHaveProperty('refused')
  })

  it('gives each millisecond and sequence number a time of its own, in nanoseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: -4e12, max: 8e12 }), fc.nat(999_999), (ts, seq) => {
        expect(BigInt(nanoseconds(ts, seq))).toBe(BigInt(ts) * 1_000_000n + BigInt(seq))
      }),
    )
    expect(nanoseconds(5, 1_000_007)).toBe('5000007')
  })
})
