import { describe, expect, it } from 'vitest'
import { covers, watchKey } from './watch.ts'

const station = { kind: 'air', district: 'east', lon: 179.5, lat: -17 }

describe('a watch', () => {
  it('covers everything that it does not name', () => {
    expect(covers({})(station)).toBe(true)
    expect(covers({ kinds: [] })(station)).toBe(false)
    expect(covers({ kinds: ['air'], districts: ['west'] })(station)).toBe(false)
  })

  it('covers a kind everywhere, whatever its other parts say', () => {
    const watch = { kinds: [], bounds: [0, 0, 1, 1] as [number, number, number, number], everywhere: ['air'] }
    expect(covers(watch)(station)).toBe(true)
    expect(covers(watch)({ ...station, kind: 'noise' })).toBe(false)
    expect(watchKey(watch)).not.toBe(watchKey({ kinds: [], bounds: [0, 0, 1, 1] }))
  })

  it('has bounds whose edges belong to it, and which may cross the date line', () => {
    expect(covers({ bounds: [179.5, -17, 180, 0] })(station)).toBe(true)
    expect(covers({ bounds: [179.6, -17, 180, 0] })(station)).toBe(false)
    expect(covers({ bounds: [179, -20, -179, 0] })(station)).toBe(true)
    expect(covers({ bounds: [179, -20, -179, 0] })({ ...station, lon: -179.5 })).toBe(true)
    expect(covers({ bounds: [179, -20, -179, 0] })({ ...station, lon: 0 })).toBe(false)
  })

  it('shares its key with those that cover the same, and with no other', () => {
    expect(watchKey({ kinds: ['b', 'a'] })).toBe(watchKey({ kinds: ['a', 'b'] }))
    expect(watchKey({ kinds: ['a'] })).not.toBe(watchKey({ districts: ['a'] }))
    expect(watchKey({ kinds: [] })).not.toBe(watchKey({}))
  })
})
