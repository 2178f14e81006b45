import { describe, expect, it } from 'vitest'
import type { StationEntry } from '../../../domain/wire.ts'
import { stationIn, stationPath } from './address.ts'
import { chosen, type ListFacts, listQuestionOf, sortAfter, statesOf } from './list-question.ts'

const station = (id: string, of: Partial<StationEntry> = {}, state: StationEntry['status'] = 'online') =>
  ({
    id,
    kind: 'air',
    district: 'east',
    name: id,
    presence: { state, reason: 'reading', since: 0 },
    ...of,
  }) as StationEntry
const ALL = [
  station('air-10', { name: { zh: '码头', en: 'Pier' } }),
  station('air-9', { name: 'Aqueduct', district: 'west' }, 'offline'),
  station('noise-1', { kind: 'noise', name: 'Market' }, 'stale'),
]
const FACTS: ListFacts = {
  language: 'en',
  words: ({ id, name }) => `${id} ${typeof name === 'string' ? name : `${name.zh} ${name.en}`}`.toLowerCase(),
  age: ({ id }) => ({ 'air-10': 5, 'air-9': null, 'noise-1': 90 })[id] ?? null,
  alarms: ({ id }) => (id === 'noise-1' ? 3 : 0),
  kind: ({ kind }) => kind,
  district: ({ district }) => district,
}
const ask = (search: string) => {
  const params = new URLSearchParams(search)
  return listQuestionOf((name) => params.get(name))
}
const ids = (search: string) => chosen(ALL, ask(search), FACTS).map(({ id }) => id)

describe('the list of stations', () => {
  it('is by name when nothing is asked, in the language of the reader', () => {
    expect(ids('')).toEqual(['air-9', 'noise-1', 'air-10'])
    expect(chosen(ALL, ask(''), { ...FACTS, language: 'zh' }).map(({ id }) => id)).toEqual([
      'air-10',
      'air-9',
      'noise-1',
    ])
  })

  it('holds what has every kind, district, state and word that is asked', () => {
    expect(ids('kind=noise,water')).toEqual(['noise-1'])
    expect(ids('kind=air&district=west')).toEqual(['air-9'])
    expect(ids('status=offline,stale')).toEqual(['air-9', 'noise-1'])
    expect(ids('text=AIR pier')).toEqual(['air-10'])
    expect(ids('text=码头')).toEqual(['air-10'])
    expect(ids('text=nowhere')).toEqual([])
  })

  it('puts what needs somebody first by state and alarms, and what never sent last by age', () => {
    expect(ids('sort=status')).toEqual(['air-9', 'noise-1', 'air-10'])
    expect(ids('sort=alarms')[0]).toBe('noise-1')
    expect(ids('sort=age')).toEqual(['air-10', 'noise-1', 'air-9'])
    expect(ids('sort=-age')).toEqual(['air-9', 'noise-1', 'air-10'])
  })

  it('takes nonsense in an address for no wish', () => {
    expect(ids('sort=-moon')).toEqual(ids(''))
    expect(ids('sort=moon')).toEqual(ids(''))
  })

  it('turns round at the second click on a head', () => {
    expect(sortAfter(ask('sort=age'), 'age')).toBe('-age')
    expect(sortAfter(ask('sort=-age'), 'age')).toBe('age')
    expect(sortAfter(ask('sort=age'), 'name')).toBe('name')
  })

  it('counts states of what the rest of the question leaves', () => {
    expect(Object.fromEntries(statesOf(ALL, ask('kind=air&status=online'), FACTS))).toEqual({ online: 1, offline: 1 })
  })
})

describe('the address of a station', () => {
  it('leads back to it, whatever its id', () => {
    for (const id of ['air-1', 'a.b:c_d', '../x'.replace('/', '%')]) expect(stationIn(stationPath(id))).toBe(id)
  })

  it('is none of another page, nor of a broken one', () => {
    expect([
      stationIn('/stations'),
      stationIn('/stations/'),
      stationIn('/stations/a/b'),
      stationIn('/alarms/a'),
    ]).toEqual([null, null, null, null])
    expect(stationIn('/stations/%E0%A4%A')).toBeNull()
  })
})
