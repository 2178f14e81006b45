import { describe, expect, it } from 'vitest'
import { KINDS } from '../../../ingest/testing/town.ts'
import type { City } from '../city.ts'
import { seenRules } from './seen-plans.ts'
import { sightOf } from './sight.ts'

const WITHHELD = new Map([...KINDS, ['parking', { ...KINDS.get('parking')!, sharing: 'withheld' as const }]])

/** Rules that somebody of one department tries; told is what got through. */
function bench() {
  const told: unknown[] = []
  const rules = { list: () => [], try: (rule: unknown) => void told.push(rule) } as unknown as City['rules']
  const city = { rules, kinds: WITHHELD, stations: { get: () => undefined } } as unknown as City
  const actor = { roles: ['data-steward'], departments: ['ecology'], scopes: null, grants: [] } as const
  const sight = sightOf(city, { user: 'anna', actor }, { now: () => 0, onUse: () => {} })
  return { told, try: (when: unknown) => seenRules(city, () => sight).try({ kind: 'noise', when }, { from: 0, to: 1 }) }
}

describe('a rule that somebody of a department tries', () => {
  it.each([
    ['lists', '[', ']'],
    ['groups', '{"of":[', ']}'],
    ['wheres', '{"where":', '}'],
  ])('is looked through 50,000 %s deep for kinds that they may not read', (_, open, close) => {
    const nested = (kind: string): unknown =>
      JSON.parse(`${open.repeat(50_000)}{"where":{"kind":"${kind}"}}${close.repeat(50_000)}`)
    const { try: attempt, told } = bench()
    expect(() => attempt(nested('parking'))).toThrow('There is no kind parking.')
    expect(told).toEqual([])
    attempt(nested('air'))
    expect(told.length).toBe(1)
  })

  it('is stopped by any of several kinds, wherever it stands', () => {
    const { try: attempt, told } = bench()
    const leaf = (kind: unknown) => ({ type: 'silent', intervals: 3, where: { kind } })
    expect(() =>
      attempt({ type: 'all', of: [leaf('air'), { type: 'not', of: leaf('parking') }, leaf('noise')] }),
    ).toThrow('There is no kind parking.')
    for (const when of [null, 'parking', 7, [], { where: null }, { where: 'parking' }, leaf(7), leaf('water')])
      attempt(when)
    expect(told.length).toBe(8)
  })
})
