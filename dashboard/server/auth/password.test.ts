import { describe, expect, it } from 'vitest'
import { makePassword, makePasswords } from './password.ts'

describe('a password hash', () => {
  it('is argon2id with 19 MiB and two passes, and differs each time', async () => {
    const { hash, verify } = makePasswords()
    const [one, two] = await Promise.all([hash('open sesame'), hash('open sesame')])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    expect(one).not.toBe(two)
    expect(await verify({ hash: one, password: 'open sesame' })).toBe(true)
    expect(await verify({ hash: one, password: 'Open sesame' })).toBe(false)
  })

  it('of another kind never verifies', async () => {
    const { verify } = makePasswords()
    for (const hash of ['', 'open sesame', '$2b$10$abc', '$argon2i$v=19$m=19456,t=2,p=1$AAAA$AAAA']) {
      expect(await verify({ hash, password: 'open sesame' })).toBe(false)
    }
  })

  it('is refused when nine are at work or waiting already', async () => {
    const { hash } = makePasswords()
    const results = await Promise.allSettled(Array.from({ length: 13 }, () => hash('open sesame')))
    expect(results.map(({ status }) => status)).toEqual([...Array(9).fill('fulfilled'), ...Array(4).fill('rejected')])
    expect(results.at(-1)).toMatchObject({ reason: { code: 'too-many-requests', retry: true } })
    await hash('open sesame')
  })

  it('of somebody known is looked at while a crowd of strangers fills the other lane', async () => {
    const { hash, verify } = makePasswords()
    const kept = await hash('open sesame')
    const crowd = Promise.allSettled(Array.from({ length: 13 }, () => verify({ hash: kept, password: 'x' })))
    // Both ask while the crowd is there.
    const known = verify({ hash: kept, password: 'open sesame', isKnown: true })
    const stranger = verify({ hash: kept, password: 'open sesame' })
    await expect(stranger).rejects.toMatchObject({ code: 'too-many-requests' })
    expect(await known).toBe(true)
    expect((await crowd).filter(({ status }) => status === 'rejected')).toHaveLength(4)
  })
})

it('makes passwords of sixteen letters that are all different', () => {
  const made = new Set(Array.from({ length: 500 }, makePassword))
  expect(made.size).toBe(500)
  for (const password of made) expect(password).toMatch(/^[a-zA-Z2-9]{16}$/)
})
