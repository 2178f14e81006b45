import { describe, expect, it } from 'vitest'
import { guessFieldRules, likeness } from './field-map-guess.ts'
import { type FieldMap, mapped } from './field-map.ts'

const map = (values: FieldMap['values'], time?: FieldMap['time']): FieldMap => ({ values, ...(time && { time }) })
const valuesOf = (values: unknown, rules: FieldMap['values']) => mapped({ values }, map(rules))

describe('a field map', () => {
  it('renames, scales, shifts, gives a unit and leaves out, and touches nothing else', () => {
    const rules = {
      pm2_5: { to: 'pm25', factor: 0.1 },
      tempF: { to: 'temperature', unit: '[degF]' },
      raw: { to: 'pressure', factor: 2, plus: -10 },
      battery: { to: null },
    }
    const sent = {
      ts: 5,
      seq: 7,
      other: true,
      values: { pm2_5: 352, tempF: 68, raw: 6, battery: 3.3, no2: null, x: 'y' },
    }
    const before = structuredClone(sent)
    expect(mapped(sent, map(rules))).toEqual({
      json: {
        ts: 5,
        seq: 7,
        other: true,
        values: { pm25: 35.2, temperature: { value: 68, unit: '[degF]' }, pressure: 2, no2: null, x: 'y' },
      },
    })
    expect(sent).toEqual(before)
  })

  it('takes seconds, microseconds and nanoseconds for what they are, and leaves ISO 8601 alone', () => {
    for (const [time, ts] of [
      ['s', 1_764_000_000],
      ['us', 1_764_000_000_000_000],
      ['ns', 1764e15],
    ] as const)
      expect(mapped({ ts, values: {} }, map({}, time))).toMatchObject({ json: { ts: 1_764_000_000_000 } })
    expect(mapped({ ts: '2026-01-01T00:00Z' }, map({}, 's'))).toEqual({ json: { ts: '2026-01-01T00:00Z' } })
    expect(mapped({ ts: Number.POSITIVE_INFINITY }, map({}, 's'))).toEqual({ json: { ts: Number.POSITIVE_INFINITY } })
  })

  it('keeps a unit that the message says itself', () => {
    const rules = { t: { to: 'temperature', unit: 'K', factor: 10 } }
    expect(valuesOf({ t: { value: 1, unit: 'Cel' } }, rules)).toEqual({
      json: { values: { temperature: { value: 10, unit: 'Cel' } } },
    })
    expect(valuesOf({ t: { value: 1 } }, rules)).toEqual({
      json: { values: { temperature: { value: 10, unit: 'K' } } },
    })
    expect(valuesOf({ t: null }, rules)).toEqual({ json: { values: { temperature: null } } })
  })

  it('takes text for a number only where it says so, and only text that is one', () => {
    const rules = { a: { to: 'pm25', fromText: true }, b: { to: 'pm10' } }
    expect(valuesOf({ a: '35.2', b: '35.2' }, rules)).toEqual({ json: { values: { pm25: 35.2, pm10: '35.2' } } })
    for (const text of ['', ' ', '0x10', 'NaN', '1,5', 'Infinity', '1_0'])
      expect(valuesOf({ a: text }, rules)).toEqual({ json: { values: { pm25: text } } })
  })

  it('refuses a message in which two names are the same value', () => {
    const rules = { pm2_5: { to: 'pm25' } }
    expect(valuesOf({ pm25: 1, pm2_5: 2 }, rules)).toMatchObject({ reason: 'mapped-twice', field: 'pm2_5' })
  })

  it('does not trip over __proto__, nor over what is no reading', () => {
    const json = JSON.parse('{"__proto__":{"x":1},"values":{"__proto__":1,"constructor":2}}') as object
    const result = mapped(json, map({ a: { to: 'b' } })) as { json: { values: object } }
    expect(Object.entries(result.json.values)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ])
    expect(({} as { x?: number }).x).toBeUndefined()
    for (const other of [null, 5, 'x', [1], [], { values: [] }, { values: null }, {}])
      expect(mapped(other, map({ a: { to: 'b' } }))).toEqual({ json: other })
  })
})

describe('a guess', () => {
  const known = ['pm25', 'pm10', 'so2', 'temperature', 'relativeHumidity', 'windSpeed', 'windDirection']

  it('finds what vendors usually write, each name of the kind once', () => {
    const rules = guessFieldRules(['PM2_5', 'pm-10', 'temp', 'Humidity', 'wind_speed', 'battery', 'so2'], known)
    expect(Object.fromEntries(rules)).toEqual({
      PM2_5: { to: 'pm25' },
      'pm-10': { to: 'pm10' },
      temp: { to: 'temperature' },
      Humidity: { to: 'relativeHumidity' },
      wind_speed: { to: 'windSpeed' },
      battery: null,
    })
    expect(Object.fromEntries(guessFieldRules(['rh', 'RH2'], known))).toEqual({
      rh: { to: 'relativeHumidity' },
      RH2: null,
    })
  })

  it('holds names that differ only in case and signs to be the same, and empty ones to be like nothing', () => {
    expect(likeness('NO_2', 'no2')).toBe(1)
    expect(likeness('', 'no2')).toBe(0)
    expect(likeness('__', '--')).toBe(0)
  })
})
