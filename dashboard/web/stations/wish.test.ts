import { describe, expect, it } from 'vitest'
import type { KindFacts } from '../api.ts'
import { quoted } from './shell-word.ts'
import { changeOf, commandOf, exampleOf, FIELD_ID_PATTERN, nameOf, stationOf } from './wish.ts'

const KIND = {
  id: 'noise',
  owner: 'ecology',
  everySeconds: 60,
  headline: 'LAeq',
  values: { LAeq: { unit: 'dB{A}', decimals: 1, suspect: [30, 110], label: { zh: '声级', en: 'Leq' } } },
  traits: {
    zone: { type: 'text', default: '2', label: { zh: '区', en: 'Zone' } },
    floor: { type: 'number', default: 1, label: { zh: '层', en: 'Floor' } },
  },
} as unknown as KindFacts

function form(fields: Readonly<Record<string, string>>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}

const FIELDS = { id: ' noise-9 ', kind: 'noise', zh: '码头', en: 'Pier', district: 'east', lon: '121.5', lat: '31.2' }
const STATION = stationOf(form(FIELDS), KIND)

describe('a station that is to be made', () => {
  it('says only what its kind does not', () => {
    expect(
      stationOf(form({ ...FIELDS, owner: '', everySeconds: '', 'trait.zone': '2', 'trait.floor': '3' }), KIND),
    ).toEqual({
      id: 'noise-9',
      kind: 'noise',
      name: { zh: '码头', en: 'Pier' },
      district: 'east',
      lon: 121.5,
      lat: 31.2,
      traits: { floor: 3 },
    })
  })

  it('has one name where only one was written, or both are the same', () => {
    expect([nameOf('码头', ''), nameOf('', 'Pier'), nameOf('A', ' A ')]).toEqual(['码头', 'Pier', 'A'])
  })
})

describe('the field of an id', () => {
  it('takes what the city takes, by an expression that a browser can read', () => {
    const pattern = new RegExp(`^(?:${FIELD_ID_PATTERN})$`, 'v')
    expect(['air-1', 'a.b:c_D-9'].every((id) => pattern.test(id))).toBe(true)
    expect(['', '-a', 'a b', 'a/b', '码头', 'x'.repeat(64)].some((id) => pattern.test(id))).toBe(false)
  })
})

describe('a change', () => {
  const entry = { ...STATION, owner: 'ecology', everySeconds: 60, vendor: 'Acme' }
  const same = { ...FIELDS, owner: 'ecology', everySeconds: '60', vendor: 'Acme', priority: 'normal' }

  it('is none when nothing was changed, also where the form shows what the kind says', () => {
    expect(changeOf(form(same), entry, KIND)).toBeNull()
  })

  it('names only what is different, and takes away what was emptied', () => {
    expect(
      changeOf(form({ ...same, zh: '东码头', lon: '121.6', vendor: '', everySeconds: '30' }), entry, KIND),
    ).toEqual({
      name: { zh: '东码头', en: 'Pier' },
      lon: 121.6,
      vendor: null,
      everySeconds: 30,
    })
    expect(changeOf(form({ ...same, everySeconds: '' }), { ...entry, everySeconds: 5 }, KIND)).toEqual({
      everySeconds: null,
    })
  })
})

describe('a command', () => {
  it('is an object of JSON that says something, and nothing else', () => {
    expect(commandOf('{"do":"restart"}')).toEqual({ do: 'restart' })
    for (const text of ['', 'restart', '"restart"', '[1]', 'null', '{}', '{"do":'])
      expect([text, commandOf(text)]).toEqual([text, null])
  })
})

describe('the line that tries credentials', () => {
  it('sends a reading that its kind would take', () => {
    expect(exampleOf(KIND)).toBe('{"values":{"LAeq":38}}')
  })

  it('is one word a part for a shell, whatever a password holds', () => {
    expect(quoted('air-1')).toBe('air-1')
    expect(quoted(`a'b$(rm) "c"`)).toBe(`'a'\\''b$(rm) "c"'`)
  })
})
