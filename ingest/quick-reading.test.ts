import fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { makePoints } from '../domain/points.ts'
import { planKinds } from './catalogue.ts'
import { parsePayload, type Row, writeReading } from './decode.ts'
import { DEFAULT_WINDOW } from './device-time.ts'
import { makeQuickReader } from './quick-reading.ts'

const NOW = 1_795_478_400_000
const plan = planKinds(loadConfig('config').kinds).get('air')!
const names = plan.names

it('takes the plain form, compact and with spaces', () => {
  for (const text of [
    `{"ts":${NOW},"seq":7,"values":{"pm25":35.2,"pm10":60}}`,
    `{ "values": { "co": 0.6, "pm25": -0.0 }, "seq": 0, "ts": ${NOW} }`,
    '{"values":{"temperature":-12.75}}',
  ]) {
    expect(quick(text), text).not.toBeNull()
  }
})

it('reads every reading that it takes exactly as JSON.parse does', () => {
  const plain = fc
    .tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.nat(6))
    .map(([n, decimals]) => n / 10 ** decimals)
  const number = fc.oneof(
    { weight: 9, arbitrary: plain },
    { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  )
  const reading = fc.record(
    {
      ts: fc.integer({ min: NOW - 1e9, max: NOW }),
      seq: fc.nat(),
      values: fc.dictionary(fc.constantFrom(...names), number, { minKeys: 1 }),
    },
    { requiredKeys: ['values'] },
  )
  let taken = 0
  fc.assert(
    fc.property(reading, (sent) => {
      const text = JSON.stringify(sent)
      const fast = quick(text)
      if (fast === null) return
      taken++
      expect(fast).toEqual(slow(text))
    }),
    { numRuns: 2_000 },
  )
  expect(taken).toBeGreaterThan(200)
})

it('takes no damaged payload that JSON.parse refuses, and reads the others alike', () => {
  const base = `{"ts":${NOW},"seq":17,"values":{"pm25":35.2,"pm10":60,"no2":21.4}}`
  const bytes = fc.array(
    fc.tuple(fc.nat(base.length), fc.constantFrom(...Array.from(' {}[]":,.-+0129eEx\\nt')), fc.boolean()),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  fc.assert(
    fc.property(bytes, (edits) => {
      let text = base
      for (const [at, byte, insert] of edits) text = text.slice(0, at) + byte + text.slice(insert ? at : at + 1)
      const fast = quick(text)
      if (fast !== null) expect(fast).toEqual(slow(text))
    }),
    { numRuns: 5_000 },
  )
})

it.each([
  '',
  '{',
  '{}',
  '{"values":{}}',
  '{"values":{"pm25":1}',
  '{"values":{"pm25":1}}x',
  '{"values":{"pm25":01}}',
  '{"values":{"pm25":1,}}',
  '{"values":{"pm25":1e3}}',
  '[]',
])('leaves %s to JSON.parse', (text) => {
  expect(quick(text)).toBeNull()
})

function row(): Row {
  return { plan, points: makePoints('air', names, 1), i: 0, missing: [], isTimed: false, isNumbered: false }
}

function quick(text: string): number[] | null {
  const to = row()
  return makeQuickReader()(Buffer.from(text), to, NOW, DEFAULT_WINDOW) ? rowOf(to) : null
}

function slow(text: string): number[] | string {
  const to = row()
  const parsed = parsePayload(Buffer.from(text))
  if ('reason' in parsed) return parsed.reason
  const fault = writeReading(parsed.json, to, NOW, DEFAULT_WINDOW)
  return fault ? fault.reason : rowOf(to)
}

function rowOf({ points }: Row): number[] {
  return [points.ts[0]!, points.seq[0]!, ...points.values.map((column) => column[0]!)]
}
