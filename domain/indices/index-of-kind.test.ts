import { describe, expect, it } from 'vitest'
import { valueNames, type IndexChoice, type Kind } from '../kind.ts'
import type { Traits } from '../station.ts'
import { indexOfKind, type IndexOptions } from './index-of-kind.ts'

const label = { zh: '测', en: 'test' }
const AT = Date.parse('2026-11-01T12:00:00+08:00')
const NIGHT = Date.parse('2026-11-01T23:00:00+08:00')

function kindOf(index: IndexChoice | undefined, units: Record<string, string>, traits?: Kind['traits']): Kind {
  const specs = Object.entries(units).map(([name, unit]) => [name, { unit, label, decimals: 1 }])
  return {
    id: 'test',
    label,
    owner: 'ecology',
    sharing: 'mandatory',
    everySeconds: 60,
    shape: 'circle',
    headline: Object.keys(units)[0]!,
    values: Object.fromEntries(specs) as Kind['values'],
    ...(index && { index }),
    ...(traits && { traits }),
  }
}

interface Given extends IndexOptions {
  readonly traits?: Traits
  readonly at?: number
}

function compute(kind: Kind, values: Record<string, number>, { traits = {}, at = AT, ...options }: Given = {}) {
  const row = valueNames(kind).map((name) => values[name] ?? NaN)
  return indexOfKind(kind, options)!.compute(row, traits, at)
}

describe('index of a kind', () => {
  it('is none where the kind chose none, or has not what it takes', () => {
    const units = { tilt: 'deg' }
    expect(indexOfKind(kindOf(undefined, units))).toBeNull()
    const models = ['cn-aqi', 'water-class', 'noise-zone', 'traffic', 'parking'] as const
    expect(models.map((model) => indexOfKind(kindOf({ model }, units)))).toEqual([null, null, null, null, null])
    const levels = [1, 2].map((from) => ({ from, label, colour: '#000000' }))
    expect(indexOfKind(kindOf({ model: 'bands', value: 'fill', levels }, units))).toBeNull()
  })

  it('bears the name that the kind chose it by', () => {
    const units = { pm25: 'ug/m3', O2: 'mg/L', LAeq: 'dB{A}', averageVehicleSpeed: 'km/h', occupancy: '1' }
    for (const model of ['cn-aqi', 'water-class', 'noise-zone', 'traffic', 'parking'] as const) {
      expect(indexOfKind(kindOf({ model }, units))?.id).toBe(model)
    }
  })
})

describe('cn-aqi', () => {
  const units = {
    pm25: 'ug/m3',
    pm10: 'ug/m3',
    so2: 'ug/m3',
    no2: 'ug/m3',
    o3: 'ug/m3',
    co: 'mg/m3',
    temperature: 'Cel',
  }
  const kind = kindOf({ model: 'cn-aqi' }, units)
  const hour = { so2: 20, no2: 88, co: 1.4, o3: 210, pm10: 140, pm25: 62, temperature: 8 }

  it('comes from the means of an hour', () => {
    expect(indexOfKind(kind)).toMatchObject({ averaging: 'hour', decimals: 0 })
    expect(compute(kind, hour)).toEqual({ value: 108, level: 3, factors: ['pm10'] })
  })

  it('takes the table of its day', () => {
    expect(compute(kind, hour, { at: Date.UTC(2025, 0, 1) })).toEqual({ value: 105, level: 3, factors: ['o3'] })
  })

  it('is not said of an incomplete set that shows no pollution', () => {
    expect(compute(kind, { ...hour, o3: NaN, pm10: 70, pm25: 20 })).toBeNull()
    expect(compute(kind, { ...hour, o3: NaN })).toMatchObject({ value: 108 })
  })

  it('does not miss what the kind does not measure, and converts what it measures otherwise', () => {
    const dust = kindOf({ model: 'cn-aqi' }, { pm25: 'mg/m3', humidity: '%' })
    expect(compute(dust, { pm25: 0.06 })).toEqual({ value: 100, level: 2, factors: ['pm25'] })
  })
})

describe('water-class', () => {
  const units = {
    temperature: 'Cel',
    pH: '[pH]',
    O2: 'mg/L',
    cod: 'mg/L',
    'P-TOT': 'mg/L',
    'N-TOT': 'mg/L',
    ammoniaNitrogen: 'mg/L',
    codMn: 'mg/L',
  }
  const kind = kindOf({ model: 'water-class' }, units)
  const sample = { pH: 7.4, O2: 6.8, codMn: 3.2, cod: 14, ammoniaNitrogen: 0.42, 'P-TOT': 0.09, 'N-TOT': 3.1 }

  it('depends on the body of water', () => {
    const river = { value: 2, level: 2, factors: ['O2', 'codMn', 'ammoniaNitrogen', 'P-TOT'] }
    expect(compute(kind, { ...sample, temperature: 15 })).toEqual(river)
    const lake = compute(kind, sample, { traits: { waterBody: 'lake' } })
    expect(lake).toEqual({ value: 4, level: 4, factors: ['P-TOT'] })
  })

  it('knows that warm water holds less oxygen', () => {
    const clean = { ...sample, O2: 7, codMn: 1, ammoniaNitrogen: 0.1, 'P-TOT': 0.01 }
    expect(compute(kind, { ...clean, temperature: 30 })).toMatchObject({ level: 1 })
    expect(compute(kind, { ...clean, temperature: 20 })).toMatchObject({ level: 2 })
  })

  it('calls water good only when the main items are there', () => {
    expect(compute(kind, { ...sample, codMn: NaN })).toBeNull()
    expect(compute(kind, { ...sample, cod: NaN })).toMatchObject({ level: 2 })
    expect(compute(kind, { ammoniaNitrogen: 1.01 })).toEqual({ value: 4, level: 4, factors: ['ammoniaNitrogen'] })
  })
})

describe('noise-zone', () => {
  const zone = { label, type: 'text', default: '2' } as const
  const kind = kindOf({ model: 'noise-zone' }, { LAeq: 'dB{A}', LAmax: 'dB{A}' }, { zone })

  it('is the distance from the limit of zone and hour', () => {
    expect(compute(kind, { LAeq: 60 })).toEqual({ value: 0, level: 1, factors: [] })
    expect(compute(kind, { LAeq: 60 }, { at: NIGHT })).toEqual({ value: 10, level: 3, factors: ['LAeq'] })
    expect(compute(kind, { LAeq: 60 }, { traits: { zone: '4a' } })).toMatchObject({ value: -10, level: 1 })
  })

  it('keeps the hours of the city', () => {
    expect(compute(kind, { LAeq: 60 }, { at: NIGHT, utcOffsetMinutes: 0 })).toMatchObject({ value: 0 })
  })

  it('has a level within the limit and three above it', () => {
    expect([60, 60.1, 65, 65.1, 70, 70.1].map((LAeq) => compute(kind, { LAeq })?.level)).toEqual([1, 2, 2, 3, 3, 4])
  })

  it('reads a zone that was given as a number, and says nothing of one that is unknown', () => {
    expect(compute(kind, { LAeq: 60 }, { traits: { zone: 3 } })).toMatchObject({ value: -5 })
    expect(compute(kind, { LAeq: 60 }, { traits: { zone: '9' } })).toBeNull()
    expect(compute(kind, { LAmax: 60 })).toBeNull()
  })
})

describe('traffic', () => {
  const units = { intensity: '{vehicle}/h', occupancy: '1', averageVehicleSpeed: 'km/h' }
  const kind = kindOf({ model: 'traffic' }, units)
  const traits = { freeFlowSpeed: 60 }

  it('compares the speed with that of free flow', () => {
    const reading = compute(kind, { averageVehicleSpeed: 24, intensity: 900 }, { traits })
    expect(reading).toEqual({ value: 6, level: 4, factors: ['averageVehicleSpeed'] })
    expect(compute(kind, { averageVehicleSpeed: 66 }, { traits })).toEqual({ value: 0, level: 1, factors: [] })
  })

  it('tells a jam from an empty road', () => {
    const still = { averageVehicleSpeed: 0, intensity: 0 }
    expect(compute(kind, { ...still, occupancy: 0 }, { traits })).toBeNull()
    expect(compute(kind, { ...still, occupancy: 0.6 }, { traits })).toMatchObject({ value: 10, level: 5 })
  })

  it('says nothing without the free-flow speed', () => {
    expect(compute(kind, { averageVehicleSpeed: 24 })).toBeNull()
  })
})

describe('parking', () => {
  const counts = ['totalSpotNumber', 'availableSpotNumber', 'occupiedSpotNumber', 'outOfServiceSlotNumber']
  const units = Object.fromEntries(counts.map((name) => [name, '{spots}']))
  const kind = kindOf({ model: 'parking' }, { ...units, occupancy: '%' })

  it('is full by the spots in service', () => {
    const spots = { totalSpotNumber: 100, outOfServiceSlotNumber: 4, occupiedSpotNumber: 95 }
    expect(compute(kind, spots)?.value).toBeCloseTo(98.96, 2)
    expect(compute(kind, spots)?.level).toBe(3)
  })

  it('counts the occupied from the free where only those are told', () => {
    expect(compute(kind, { totalSpotNumber: 100, availableSpotNumber: 12 })).toEqual({
      value: 88,
      level: 2,
      factors: [],
    })
  })

  it('takes a reported occupancy where the counts are missing', () => {
    expect(compute(kind, { occupancy: 50 })).toEqual({ value: 50, level: 1, factors: [] })
    expect(compute(kind, { availableSpotNumber: 12 })).toBeNull()
  })
})

describe('bands', () => {
  const level = (from: number) => ({ from, label, colour: '#000000' })

  it('rise with the value', () => {
    const kind = kindOf({ model: 'bands', value: 'fill', levels: [0, 70, 90].map(level) }, { fill: '%' })
    expect(indexOfKind(kind)).toMatchObject({ unit: '%', decimals: 1 })
    expect([-1, 0, 69.9, 70, 90, 120].map((fill) => compute(kind, { fill })?.level)).toEqual([1, 1, 1, 2, 3, 3])
    expect(compute(kind, { fill: 90 })).toEqual({ value: 90, level: 3, factors: ['fill'] })
    expect(compute(kind, {})).toBeNull()
  })

  it('rise as the value falls', () => {
    const choice = { model: 'bands', value: 'battery', falling: true, levels: [100, 20, 5].map(level) } as const
    const kind = kindOf({ ...choice, levels: [...choice.levels] }, { battery: '%' })
    expect([110, 100, 20.1, 20, 5, 0].map((battery) => compute(kind, { battery })?.level)).toEqual([1, 1, 1, 2, 3, 3])
  })
})
