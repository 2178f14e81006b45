import { describe, expect, it } from 'vitest'
import { askedIn, questionOf } from './question.ts'

const HOUR_MS = 3_600_000
const NOW = Date.UTC(2026, 10, 26, 4, 30)

describe('what the address of a report says', () => {
  const of = (params: Readonly<Record<string, string>>) => (name: string) => params[name] ?? null

  it('is asked once, however long it stays open', () => {
    for (const params of [
      {},
      { incident: 'a' },
      { from: '1000', to: '9000' },
      { incident: 'a', from: '1000', to: '9000' },
    ])
      expect(askedIn(of(params))).toBe(askedIn(of({ ...params })))
    const keys = [{}, { incident: 'a' }, { incident: 'b' }, { from: '1000', to: '9000' }].map((one) => askedIn(of(one)))
    expect(new Set(keys).size).toBe(4)
  })

  it('is the last eight hours, from a full hour on, where it names no span or one that ends before it begins', () => {
    const span = { from: NOW - 8.5 * HOUR_MS, to: NOW }
    expect(questionOf(of({}), NOW).span).toEqual(span)
    expect(questionOf(of({ from: '9000', to: '1000' }), NOW).span).toEqual(span)
    expect(questionOf(of({ from: '1000', to: '9000' }), NOW).span).toEqual({ from: 1000, to: 9000 })
  })
})
