import { describe, expect, it } from 'vitest'
import type { StationEntry } from '../../../domain/wire.ts'
import type { KindFacts } from '../api.ts'
import type { Band } from '../chart/picture.ts'
import { bandsOfLines } from './bands.ts'
import { groupsOf, type KnownLine, limitsOf, linesOf, linesParam, namesOf } from './lines.ts'
import { offersFor } from './offers.ts'

const value = (unit: string, zh: string, en: string, at?: number) => ({
  unit,
  decimals: 1,
  label: { zh, en },
  ...(at !== undefined && { limits: [{ at, label: { zh: '限值', en: 'Limit' } }] }),
})
const KINDS: Readonly<Record<string, KindFacts>> = {
  air: {
    id: 'air',
    label: { zh: '空气', en: 'Air' },
    headline: 'pm25',
    values: {
      pm25: value('ug/m3', '细颗粒物', 'PM2.5', 35),
      pm10: value('ug/m3', '可吸入颗粒物', 'PM10'),
      temperature: value('Cel', '气温', 'Temperature'),
    },
  } as unknown as KindFacts,
  noise: {
    id: 'noise',
    label: { zh: '噪声', en: 'Noise' },
    headline: 'LAeq',
    values: { LAeq: value('dB{A}', '声级', 'Leq') },
  } as unknown as KindFacts,
}
const entry = (id: string, kind: string, zh: string, en: string) =>
  ({ id, kind, name: { zh, en }, district: 'east' }) as StationEntry
const STATIONS = [
  entry('air-1', 'air', '码头', 'Pier'),
  entry('air-2', 'air', '公园', 'Park'),
  entry('noise-1', 'noise', '码头', 'Pier'),
]

function known(...words: readonly string[]): readonly KnownLine[] {
  return linesOf(words.join(',')).flatMap((key): readonly KnownLine[] => {
    const found = STATIONS.find(({ id }) => id === key.station)
    const kind = KINDS[found?.kind ?? '']
    const spec = kind?.values[key.value]
    return found && kind && spec ? [{ ...key, entry: found, kind, spec }] : []
  })
}

describe('the lines of an address', () => {
  it('are each there once, in order, and nonsense among them is passed over', () => {
    const lines = linesOf('air-1~pm25,,air-2~pm25,air-1~pm25,x,~,a~b~c')
    expect(linesParam(lines)).toBe('air-1~pm25,air-2~pm25')
    expect([linesOf(null), linesParam([])]).toEqual([[], null])
  })

  it('share a chart where their unit is the same, and have one of their own where not', () => {
    const groups = groupsOf(known('air-1~pm25', 'noise-1~LAeq', 'air-2~pm10', 'air-1~temperature'), 8)
    expect(groups.map(({ unit, lines }) => [unit, lines.length])).toEqual([
      ['ug/m3', 2],
      ['dB{A}', 1],
      ['Cel', 1],
    ])
  })

  it('are never more in one chart than dashes tell apart', () => {
    expect(groupsOf(known('air-1~pm25', 'air-2~pm25', 'air-1~pm10'), 2).map(({ lines }) => lines.length)).toEqual([
      2, 1,
    ])
  })

  it('are called by what tells them apart', () => {
    expect(namesOf(known('air-1~pm25', 'air-2~pm25'), 'en')).toEqual(['Pier', 'Park'])
    expect(namesOf(known('air-1~pm25', 'air-1~pm10'), 'en')).toEqual(['Pier · PM2.5', 'Pier · PM10'])
    expect(namesOf(known('air-1~pm25'), 'en')).toEqual(['Pier · PM2.5'])
    expect(namesOf(known('air-1~pm25', 'air-2~pm10'), 'en')).toEqual(['Pier · PM2.5', 'Park · PM10'])
  })

  it('show the limits of a standard only where all are of the value that it limits', () => {
    expect(limitsOf(known('air-1~pm25', 'air-2~pm25'), 'en')).toEqual([{ at: 35, label: 'Limit' }])
    expect(limitsOf(known('air-1~pm25', 'air-2~pm10'), 'en')).toEqual([])
  })
})

describe('what happened meanwhile', () => {
  const shown = { from: 1000, to: 2000 }
  const alarm = (station: string, value: string | null): Band => ({
    kind: 'alarm',
    from: 1100,
    to: 1200,
    label: 'Dust',
    severity: 'red',
    alarm: `of ${station}`,
    value,
  })
  const work: Band = { kind: 'maintenance', from: 900, to: null, label: 'cleaning' }
  const AT: Readonly<Record<string, readonly Band[]>> = {
    'air-1': [alarm('air-1', 'pm25'), work, { ...work, from: 10, to: 20 }],
    'air-2': [work, alarm('air-2', 'pm10')],
  }
  const bandsOf = (...words: readonly string[]) =>
    bandsOfLines(known(...words), ({ id }) => AT[id] ?? [], { shown, language: 'en', all: linesOf(words.join(',')) })

  it('is drawn behind the lines of one station, and named by itself', () => {
    expect(bandsOf('air-1~pm25')).toEqual([alarm('air-1', 'pm25'), work])
    expect(bandsOf('air-1~pm10').map(({ isAside }) => isAside)).toEqual([true, undefined])
  })

  it('has the name of its station where there are several, and is behind the lines only where it is of them all', () => {
    const told = bandsOf('air-1~pm25', 'air-2~pm25').map(({ label, isAside }) => [label, isAside === true])
    expect(told).toEqual([
      ['Pier · Dust', true],
      ['Pier + Park · cleaning', false],
      ['Park · Dust', true],
    ])
  })
})

describe('what is offered', () => {
  const ask = (text: string, chosen: readonly string[] = [], most = 20) =>
    offersFor(text, {
      stations: STATIONS,
      kind: (id) => KINDS[id],
      district: () => 'Old town',
      chosen: linesOf(chosen.join(',')),
      language: 'en',
      most,
    }).map(({ station, value }) => `${station}~${value}`)

  it('has every word in its station, kind, district or value, in either language, the headline first', () => {
    expect(ask('pier')).toEqual(['noise-1~LAeq', 'air-1~pm25', 'air-1~pm10', 'air-1~temperature'])
    expect(ask('park pm10')).toEqual(['air-2~pm10'])
    expect(ask('公园 气温')).toEqual(['air-2~temperature'])
    expect(ask('old town noise')).toEqual(['noise-1~LAeq'])
    expect(ask('park leq')).toEqual([])
  })

  it('is nothing for nothing, nor what is compared already, nor more than there is room for', () => {
    expect(ask('  ')).toEqual([])
    expect(ask('park', ['air-2~pm25'])).not.toContain('air-2~pm25')
    expect(ask('air', [], 2)).toHaveLength(2)
  })
})
