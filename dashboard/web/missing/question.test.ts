import { describe, expect, it } from 'vitest'
import { byNeed, into, outOf, percentOf, queryOf, questionOf } from './question.ts'

const of = (search: string) => {
  const params = new URLSearchParams(search)
  return questionOf((name) => params.get(name))
}

describe('the address of the page', () => {
  it('asks for the last day of the city by district when it says nothing, or nonsense', () => {
    expect(of('')).toEqual({ window: '24h', by: 'district', chosen: {}, isAllGaps: false })
    expect(of('window=1y&by=colour&gaps=some&district=')).toEqual(of(''))
  })

  it('is put to the server in its own names', () => {
    expect(queryOf(of('window=1h&vendor=Acme&at=air-1'), 7_200_000)).toEqual({
      from: '3600000',
      to: '7200000',
      vendor: 'Acme',
      station: 'air-1',
    })
  })

  it('can mean the stations that have no vendor', () => {
    const { vendor } = into('vendor', '')
    expect(vendor).toBeTruthy()
    expect(queryOf(of(new URLSearchParams({ vendor: vendor! }).toString()), 0)['vendor']).toBe('')
  })

  it('leads from the city to a station and back by the same steps', () => {
    let search = new URLSearchParams('by=vendor')
    const patch = (changes: Record<string, string | null>) => {
      for (const [name, value] of Object.entries(changes)) {
        if (value === null) search.delete(name)
        else search.set(name, value)
      }
      return search.toString()
    }
    expect(patch(into('vendor', 'Acme'))).toBe('by=station&vendor=Acme')
    expect(patch(into('station', 'air-1'))).toBe('by=station&vendor=Acme&at=air-1')
    expect(patch(outOf(of(search.toString()))!)).toBe('by=station&vendor=Acme')
    expect(patch(outOf(of(search.toString()))!)).toBe('by=vendor')
    expect(outOf(of(search.toString()))).toBeNull()
  })
})

it('the worst stand first, and who was never seen stands last', () => {
  const group = (key: string, completeness: number | null, gaps = 0, pending = 0) => ({
    key,
    pending,
    missing: { completeness, gaps },
  })
  const all = [
    group('never', null),
    group('whole', 1),
    group('waits', 1, 0, 5),
    group('numbers', 1, 2),
    group('half', 0.5),
    { key: '?', pending: 0, missing: null },
  ]
  expect(byNeed(all).map(({ key }) => key)).toEqual(['half', 'numbers', 'waits', 'whole', '?', 'never'])
})

it('a share is never rounded up to the whole', () => {
  expect([1, 0.99999, 0.9876, 0].map(percentOf)).toEqual([100, 99.9, 98.7, 0])
})
