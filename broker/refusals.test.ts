import { describe, expect, it } from 'vitest'
import { makeRefusals } from './refusals.ts'

const quiet = { warn() {} }

describe('who was refused', () => {
  it('is told by reason and address with the first names, then by name, and once', () => {
    const refusals = makeRefusals(quiet)
    for (const name of ['root', 'admin', 'root', 'pi', 'ubnt'])
      refusals.tell('wrong-credentials', { client: 'x', username: name, address: '10.0.0.7' }, '')
    refusals.tell('disabled', { client: 'air-1', username: 'air-1', address: '10.0.0.7' }, '')
    refusals.tell('topic', { station: 'air-2' }, '')
    refusals.count('protocol')
    refusals.count('protocol')
    expect(refusals.take()).toEqual([
      { reason: 'wrong-credentials', address: '10.0.0.7', names: ['root', 'admin', 'pi'], count: 5 },
      { reason: 'disabled', address: '10.0.0.7', names: ['air-1'], count: 1 },
      { reason: 'topic', address: null, names: ['air-2'], count: 1 },
      { reason: 'protocol', address: null, names: [], count: 2 },
    ])
    expect(refusals.take()).toEqual([])
    expect(refusals.counts['wrong-credentials']).toBe(5)
  })

  it('stays small when strangers come from everywhere under endless names: the rest is one sum by reason', () => {
    const refusals = makeRefusals(quiet)
    for (let i = 0; i < 10_000; i++)
      refusals.tell(
        'wrong-credentials',
        { username: `${i}`.padEnd(60_000, 'x'), address: `10.0.${i >> 8}.${i & 255}` },
        '',
      )
    for (let i = 0; i < 10; i++) refusals.tell('topic', { station: `air-${i}` }, '')
    const taken = refusals.take()
    expect(taken.length).toBeLessThan(70)
    expect(taken.reduce((sum, { count }) => sum + count, 0)).toBe(10_010)
    expect(taken).toContainEqual({ reason: 'wrong-credentials', address: null, names: [], count: 10_000 - 64 })
    expect(JSON.stringify(taken).length).toBeLessThan(20_000)
  })
})
