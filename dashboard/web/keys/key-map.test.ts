import { describe, expect, it } from 'vitest'
import { keyMapOf, printedKey, takenBy } from './key-map.ts'

const COMMANDS = [
  { id: 'ack', group: 'step', keys: ['a'] },
  { id: 'next', group: 'list', keys: ['j', 'ArrowDown'] },
  { id: 'toggle', group: 'list', keys: ['1', '2'], isRange: true },
  { id: 'go', group: 'page', keys: ['g'] },
  { id: 'page /alarms', group: 'page', keys: ['a'] },
] as const

describe('the keys', () => {
  it('do what is shipped until somebody chooses otherwise', () => {
    const map = keyMapOf(COMMANDS, {})
    expect([map.commandAt('a'), map.commandAt('ArrowDown'), map.pageAt('a'), map.commandAt('x')]).toEqual([
      'ack',
      'next',
      'page /alarms',
      undefined,
    ])
  })

  it('are exchanged or taken away one by one', () => {
    const map = keyMapOf(COMMANDS, { ack: 'q', next: null })
    expect([map.commandAt('q'), map.commandAt('a'), map.commandAt('j'), map.keysOf('ack')]).toEqual([
      'ack',
      undefined,
      undefined,
      ['q'],
    ])
  })

  it('do nothing at all when they are turned off', () => {
    const map = keyMapOf(COMMANDS, {}, false)
    expect([map.commandAt('a'), map.commandAt('g'), map.pageAt('a')]).toEqual([undefined, undefined, undefined])
  })

  it('are not given twice, but a page may have the key of a step', () => {
    const map = keyMapOf(COMMANDS, {})
    expect(takenBy(COMMANDS, map, { id: 'ack', key: 'j' })).toBe('next')
    expect(takenBy(COMMANDS, map, { id: 'ack', key: 'a' })).toBeNull()
    expect(takenBy(COMMANDS, map, { id: 'page /alarms', key: 'g' })).toBeNull()
  })

  it('are printed as they stand on the keyboard', () => {
    expect(['A', 'a', 'ArrowDown', '?', '['].map(printedKey)).toEqual(['Shift+A', 'a', '↓', '?', '['])
  })
})
