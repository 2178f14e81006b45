import { describe, expect, it } from 'vitest'
import { makeAddresses } from './addresses.ts'
import { retryAfterOf } from './post.ts'

const LOCAL = makeAddresses({ mayBePrivate: true })
const PUBLIC = makeAddresses({ mayBePrivate: false })

describe('addresses', () => {
  it.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    'fe80::1',
    'fd00:ec2::254',
    '100.100.100.200',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
  ])('%s is never spoken to', (address) => {
    expect(LOCAL.refusalOf(address)).toContain('never spoken to')
  })

  it.each([
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '127.0.0.1',
    '::1',
    'fd12::1',
    '100.64.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '::10.0.0.1',
    'fec0::1',
    '198.18.0.1',
    '192.0.0.8',
  ])('%s is private: the configuration says whether it may be spoken to', (address) => {
    expect(LOCAL.refusalOf(address)).toBeNull()
    expect(PUBLIC.refusalOf(address)).toContain('delivery.privateAddresses')
  })

  it.each(['8.8.8.8', '2001:4860:4860::8888', '172.32.0.1'])('%s may always be spoken to', (address) => {
    expect(PUBLIC.refusalOf(address)).toBeNull()
  })

  it.each([
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://[::ffff:7f00:1]/',
    'http://127.0.0.1./',
    'http://\u2460\u2461\u2466.0.0.1/',
  ])('of this machine are known however they are written: %s', async (url) => {
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
    await expect(PUBLIC.resolve(host)).rejects.toThrow()
  })

  it('are looked at as what a name resolves to, not as it is written', async () => {
    await expect(PUBLIC.resolve('localhost')).rejects.toThrow('private address')
    await expect(LOCAL.resolve('169.254.169.254')).rejects.toThrow('never spoken to')
    expect((await LOCAL.resolve('localhost'))[0].address).toMatch(/^(127\.0\.0\.1|::1)$/)
  })
})

it('Retry-After is read as seconds or as a date', () => {
  const now = Date.parse('2026-11-25T00:00:00Z')
  expect(retryAfterOf('120', now)).toBe(120_000)
  expect(retryAfterOf('Wed, 25 Nov 2026 00:00:30 GMT', now)).toBe(30_000)
  expect(retryAfterOf('soon', now)).toBeUndefined()
  expect(retryAfterOf(undefined, now)).toBeUndefined()
})
