import { describe, expect, it } from 'vitest'
import { dueTone } from './tones.ts'

const NOW = 1_764_000_000_000
const at = (id: string, ms: number) => new Map([[id, ms]])

describe('the tone that is due', () => {
  it('is that of the worst alarm that waits', () => {
    const waiting = [
      { id: 'y', severity: 'yellow' as const },
      { id: 'r', severity: 'red' as const },
    ]
    expect(dueTone(waiting, new Map(), NOW)).toBe('red')
  })

  it('repeats every five seconds for red, every thirty for orange, never for yellow', () => {
    const due = (severity: 'red' | 'orange' | 'yellow', ago: number) =>
      dueTone([{ id: 'a', severity }], at('a', NOW - ago), NOW)
    expect(due('red', 4999)).toBeNull()
    expect(due('red', 5000)).toBe('red')
    expect(due('orange', 29_999)).toBeNull()
    expect(due('orange', 30_000)).toBe('orange')
    expect(due('yellow', 3_600_000)).toBeNull()
  })

  it('is never that of a blue alarm', () => {
    expect(dueTone([{ id: 'b', severity: 'blue' }], new Map(), NOW)).toBeNull()
  })
})
