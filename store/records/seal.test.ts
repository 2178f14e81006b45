import { describe, expect, it } from 'vitest'
import { makeSeal } from './seal.ts'

const KEY = Buffer.alloc(32, 7)

describe('a sealed secret', () => {
  it('is opened again with the key at its place, and shows nothing of what it is', () => {
    const seal = makeSeal(KEY)
    const sealed = seal.close('SEC令牌 with spaces', 'channel dingtalk')
    expect(sealed).not.toContain('SEC')
    expect(Buffer.from(sealed.slice(3), 'base64url').includes('SEC')).toBe(false)
    expect(seal.open(sealed, 'channel dingtalk')).toBe('SEC令牌 with spaces')
  })

  it('is never twice the same text', () => {
    const seal = makeSeal(KEY)
    expect(seal.close('a', 'x')).not.toBe(seal.close('a', 'x'))
  })

  it('opens neither with another key, nor at another place, nor changed, nor cut', () => {
    const seal = makeSeal(KEY)
    const sealed = seal.close('token', 'a')
    const changed = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`
    expect(() => makeSeal(Buffer.alloc(32, 8)).open(sealed, 'a')).toThrow('enter it anew')
    for (const [text, place] of [
      [sealed, 'b'],
      [changed, 'a'],
      [sealed.slice(0, 20), 'a'],
      ['', 'a'],
      [sealed.replace('s1', 's2'), 'a'],
    ] as const)
      expect(() => seal.open(text, place)).toThrow('enter it anew')
  })
})
