import { describe, expect, it } from 'vitest'
import { base32, codeAt, keyUri, stepOf } from './totp.ts'

const SECRET = Buffer.from('12345678901234567890')

describe('a code of the second factor', () => {
  it('is that of RFC 6238, appendix B, to six digits', () => {
    for (const [seconds, code] of [
      [59, '287082'],
      [1111111109, '081804'],
      [1111111111, '050471'],
      [1234567890, '005924'],
      [2000000000, '279037'],
      [20000000000, '353130'],
    ] as const) {
      expect([seconds, codeAt(SECRET, Math.floor(seconds / 30))]).toEqual([seconds, code])
    }
  })

  it('is good a step before and after its own, and once', () => {
    const of = { secret: SECRET, now: 59_000, after: -1 }
    expect(stepOf('287082', of)).toBe(1)
    expect(stepOf('287 082', of)).toBe(1)
    expect(stepOf('287082', { ...of, now: 89_000 })).toBe(1)
    expect(stepOf('287082', { ...of, now: 120_000 })).toBeNull()
    expect(stepOf('287082', { ...of, after: 1 })).toBeNull()
    expect(stepOf('287083', of)).toBeNull()
    expect(stepOf('', of)).toBeNull()
  })

  it('comes from a secret that apps can read', () => {
    expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI')
    expect(keyUri({ secret: SECRET, issuer: 'Small city', user: 'a&b' })).toBe(
      'otpauth://totp/Small%20city:a%26b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Small%20city&algorithm=SHA1&digits=6&period=30',
    )
  })
})
