import { describe, expect, it } from 'vitest'
import { DUTY_LISTS } from '../../../domain/duty.ts'
import { emptyOf, withPart } from './draft.ts'

describe('a draft', () => {
  it('begins with everything that is needed, and nothing else', () => {
    expect(emptyOf(DUTY_LISTS.escalations)).toEqual({
      id: '',
      label: { zh: '', en: '' },
      on: 'ack',
      levels: [{ afterMinutes: 0, position: 'duty-officer' }],
    })
    for (const shape of Object.values(DUTY_LISTS)) expect(emptyOf(shape)).toHaveProperty('id', '')
  })

  it('changes one part, takes one away, and leaves what was given as it was', () => {
    const given = { a: [{ b: 1, c: 2 }, { b: 3 }], d: 4 }
    const before = structuredClone(given)
    expect(withPart(given, ['a', 0, 'b'], 9)).toEqual({ a: [{ b: 9, c: 2 }, { b: 3 }], d: 4 })
    expect(withPart(given, ['a', 2], { b: 5 })).toEqual({ a: [...given.a, { b: 5 }], d: 4 })
    expect(withPart(given, ['a', 0], undefined)).toEqual({ a: [{ b: 3 }], d: 4 })
    expect(withPart(given, ['d'], undefined)).toEqual({ a: given.a })
    expect(Object.keys(withPart(given, ['a'], []) as object)).toEqual(['a', 'd'])
    expect(given).toEqual(before)
  })
})
