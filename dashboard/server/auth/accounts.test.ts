import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openRecords } from '../../../store/records/open.ts'
import type { Records } from '../../../store/records/records.ts'
import { type Accounts, openAccounts } from './accounts.ts'

const PASSWORD = 'a password for tests'
const MINUTE = 60_000

let folder: string
let records: Records
let accounts: Accounts

beforeEach(async () => {
  // Only the date is set: the thread of the records and its messages go on in real time.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 23) })
  folder = await mkdtemp(join(tmpdir(), 'citypulse-accounts-'))
  records = await openRecords({ file: join(folder, 'records.sqlite') })
  accounts = await openAccounts({ records, secret: 'a secret of at least thirty-two characters' })
})
afterEach(async () => {
  vi.useRealTimers()
  await records[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)
const signIn = (password = PASSWORD, user = 'admin', address = '203.0.113.1') =>
  accounts.signIn({ user, password, address })

async function cookieOf(found: Promise<{ setCookies: readonly string[] }>): Promise<{ cookie: string }> {
  return { cookie: (await found).setCookies[0]?.split(';', 1)[0] ?? '' }
}

describe('the first administrator', () => {
  it('gets a password that is told once, and works', async () => {
    const password = await accounts.createFirstAdmin()
    expect(password).toMatch(/^\w{16}$/)
    expect((await signIn(password ?? '')).session).toMatchObject({ user: 'admin', role: 'admin', by: 'cookie' })
    expect(await accounts.createFirstAdmin('another password')).toBeNull()
    await expect(signIn('another password')).rejects.toMatchObject({ code: 'sign-in-failed' })
  })

  it('takes the password that is given, which is then not told', async () => {
    expect(await accounts.createFirstAdmin(PASSWORD)).toBeNull()
    await signIn()
  })
})

describe('a session', () => {
  beforeEach(() => accounts.createFirstAdmin(PASSWORD))

  it('ends after thirty minutes in which nobody used it', async () => {
    const proof = await cookieOf(signIn())
    pass(29 * MINUTE)
    expect(await accounts.sessionOf(proof, { touch: false })).not.toBeNull()
    pass(2 * MINUTE)
    expect(await accounts.sessionOf(proof)).toBeNull()
  })

  it('goes on while it is used, but never beyond twelve hours', async () => {
    const proof = await cookieOf(signIn())
    for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
      pass(20 * MINUTE)
      expect([minutes, (await accounts.sessionOf(proof))?.session.user]).toEqual([minutes, 'admin'])
    }
    pass(20 * MINUTE)
    expect(await accounts.sessionOf(proof)).toBeNull()
  })

  it('ends with signing out, and its cookie is worth nothing then', async () => {
    const proof = await cookieOf(signIn())
    const other = await cookieOf(signIn())
    const { setCookies } = await accounts.signOut(proof)
    expect(setCookies).toEqual([expect.stringMatching(/^citypulse=; Max-Age=0/)])
    expect(await accounts.sessionOf(proof)).toBeNull()
    expect(await accounts.sessionOf(other)).not.toBeNull()
  })

  it('is not opened by a cookie that was changed', async () => {
    const { cookie } = await cookieOf(signIn())
    for (const bad of [
      cookie.slice(0, -4),
      cookie.replace(/=./, (first) => (first === '=X' ? '=Y' : '=X')),
      'citypulse=',
      'citypulse=a.b',
      '',
    ]) {
      expect([bad, await accounts.sessionOf({ cookie: bad })]).toEqual([bad, null])
    }
  })

  it('has a cookie that scripts cannot read and other sites cannot send', async () => {
    const [line] = (await signIn()).setCookies
    expect(line).toMatch(/^citypulse=.*; HttpOnly; SameSite=Strict$/)
    const secure = await openAccounts({ records, secret: 'a secret of at least thirty-two characters', secure: true })
    const [strict] = (await secure.signIn({ user: 'admin', password: PASSWORD, address: '::1' })).setCookies
    expect(strict).toMatch(/^__Host-citypulse=.*Path=\/; HttpOnly; Secure; SameSite=Strict$/)
    expect(await secure.sessionOf(await cookieOf(Promise.resolve({ setCookies: [strict ?? ''] })))).not.toBeNull()
  })
})

describe('failed sign-ins', () => {
  beforeEach(() => accounts.createFirstAdmin(PASSWORD))

  it('lock an account after five within fifteen minutes, whether there is such an account or not', async () => {
    for (const user of ['admin', 'ghost']) {
      for (let i = 0; i < 5; i++) await expect(signIn('wrong', user)).rejects.toMatchObject({ code: 'sign-in-failed' })
      await expect(signIn(PASSWORD, user)).rejects.toMatchObject({ code: 'too-many-requests' })
    }
    pass(15 * MINUTE)
    await signIn()
  })

  it('cannot get round the lock by trying all at once', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 9 }, () => signIn('wrong')))
    const codes = tries.map((result) => (result as { reason: { code: string } }).reason.code)
    expect(codes.filter((code) => code === 'sign-in-failed').length).toBeLessThanOrEqual(5)
    await expect(signIn()).rejects.toMatchObject({ code: 'too-many-requests' })
  })

  it('are forgotten once one is good', async () => {
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 4; i++) await expect(signIn('wrong')).rejects.toMatchObject({ code: 'sign-in-failed' })
      await signIn()
    }
  })

  it('lock an account after ten from all places together, and not where its owner is known', async () => {
    await signIn(PASSWORD, 'admin', '198.51.100.7')
    for (let i = 0; i < 10; i++)
      await expect(signIn('wrong', 'admin', `203.0.113.${i}`)).rejects.toMatchObject({ code: 'sign-in-failed' })
    await expect(signIn(PASSWORD, 'admin', '203.0.113.99')).rejects.toMatchObject({ code: 'too-many-requests' })
    await signIn(PASSWORD, 'admin', '198.51.100.7')
  })

  it('lock an address after thirty, whatever accounts it tries, and no other address', async () => {
    for (let i = 0; i < 30; i++)
      await expect(signIn('wrong', `user-${i}`)).rejects.toMatchObject({ code: 'sign-in-failed' })
    await expect(signIn()).rejects.toMatchObject({ code: 'too-many-requests' })
    await signIn(PASSWORD, 'admin', '203.0.113.2')
  })

  it('say the same for a wrong user as for a wrong password', async () => {
    const [one, two] = await Promise.all([signIn('wrong').catch(String), signIn('wrong', 'ghost').catch(String)])
    expect(one).toBe(two)
  })
})

describe('API tokens', () => {
  beforeEach(() => accounts.createFirstAdmin(PASSWORD))

  const use = (token: string) => accounts.sessionOf({ authorization: `Bearer ${token}` })

  it('have the role of their owner, until they are revoked', async () => {
    const { item, token } = await accounts.tokens.create({ user: 'admin', name: 'export', expiresAt: null })
    expect((await use(token))?.session).toMatchObject({ user: 'admin', role: 'admin', by: 'token', expiresAt: null })
    expect(await accounts.tokens.list('admin')).toEqual([{ ...item, usedAt: Date.now() }])
    await expect(accounts.tokens.revoke('somebody', item.id)).rejects.toMatchObject({ code: 'not-found' })
    await accounts.tokens.revoke('admin', item.id)
    expect(await use(token)).toBeNull()
  })

  it('end when they were to end', async () => {
    const { token } = await accounts.tokens.create({ user: 'admin', name: 'export', expiresAt: Date.now() + MINUTE })
    expect(await use(token)).not.toBeNull()
    pass(MINUTE)
    expect(await use(token)).toBeNull()
  })

  it('are not in the records as they are', async () => {
    const { token } = await accounts.tokens.create({ user: 'admin', name: 'export', expiresAt: null })
    expect(JSON.stringify(await records.db.selectFrom('api_tokens').selectAll().execute())).not.toContain(token)
  })

  it('do not fall back on a cookie when they are wrong', async () => {
    const proof = await cookieOf(signIn())
    expect(await accounts.sessionOf({ ...proof, authorization: 'Bearer city_nothing' })).toBeNull()
  })
})

describe('the token of the command line', () => {
  const CLI_TOKEN = 'k'.repeat(43)
  const use = (of: Accounts, authorization: string) => of.sessionOf({ authorization })

  it('is an administrator that nobody can sign in as, and no other token is', async () => {
    const options = { records, secret: 'a secret of at least thirty-two characters' }
    const local = await openAccounts({ ...options, cliToken: CLI_TOKEN })
    expect((await use(local, `Bearer ${CLI_TOKEN}`))?.session).toMatchObject({
      user: 'local',
      role: 'admin',
      by: 'token',
      expiresAt: null,
    })
    for (const wrong of [`Bearer ${CLI_TOKEN}k`, `Bearer ${CLI_TOKEN.slice(1)}`, 'Bearer ', CLI_TOKEN]) {
      expect([wrong, await use(local, wrong)]).toEqual([wrong, null])
    }
    await expect(local.signIn({ user: 'local', password: CLI_TOKEN, address: '203.0.113.1' })).rejects.toMatchObject({
      code: 'sign-in-failed',
    })
  })

  it('opens nothing when none was given', async () => {
    expect(await use(accounts, `Bearer ${CLI_TOKEN}`)).toBeNull()
    expect(await use(accounts, 'Bearer undefined')).toBeNull()
  })
})

it('notes every sign-in, good or bad, in the audit', async () => {
  await accounts.createFirstAdmin(PASSWORD)
  await signIn('wrong', 'ghost').catch(String)
  await accounts.signOut(await cookieOf(signIn()))
  const rows = await records.db.selectFrom('audit').select(['actor', 'action', 'result']).orderBy('seq').execute()
  expect(rows).toEqual([
    { actor: 'ghost', action: 'sign-in', result: 'refused' },
    { actor: 'admin', action: 'sign-in', result: 'done' },
    { actor: 'admin', action: 'sign-out', result: 'done' },
  ])
})
