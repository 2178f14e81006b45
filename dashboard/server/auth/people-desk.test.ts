import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../../../domain/access/roles.ts'
import { buildSavedViewRecords } from '../../../store/records/saved-views.ts'
import { openRecords } from '../../../store/records/open.ts'
import type { Records } from '../../../store/records/records.ts'
import { type Accounts, openAccounts } from './accounts.ts'
import type { Session } from './session.ts'
import { codeAt } from './totp.ts'

const PASSWORD = 'a password for tests'
const ADDRESS = '203.0.113.1'
const OPTIONS = { secret: 'a secret of at least thirty-two characters' }

let folder: string
let records: Records
let accounts: Accounts
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citypulse-people-'))
  records = await openRecords({ file: join(folder, 'records.sqlite') })
  accounts = await openAccounts({ records, ...OPTIONS })
  await accounts.createFirstAdmin(PASSWORD)
})
afterAll(async () => {
  await records[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const as = (roles: readonly Role[], departments: readonly string[] | null = null, user = 'somebody'): Session => ({
  user,
  role: 'viewer',
  actor: { roles, departments, scopes: null, grants: [] },
  by: 'cookie',
  expiresAt: null,
  isBootstrap: false,
  owes: null,
  sessionId: null,
  provedAt: null,
})
const security = as(['security-admin'])
const water = as(['department-admin'], ['water'])
const make = (user: string, roles: readonly Role[], departments: readonly string[] | null = ['water'], by = security) =>
  accounts.people.create(user, { roles, departments }, by)

describe('accounts', () => {
  it('have one of the three administrations at most, however they come to it', async () => {
    await expect(make('two', ['system-admin', 'auditor'])).rejects.toMatchObject({ code: 'not-allowed' })
    await make('one', ['system-admin', 'operator'])
    const change = (roles: readonly Role[]) => accounts.people.change('one', { roles }, security)
    await expect(change(['system-admin', 'security-admin'])).rejects.toMatchObject({ code: 'not-allowed' })
    expect((await change(['auditor'])).roles).toEqual(['auditor'])
  })

  it('of a department are made by its administrator, below an administrator, and within the department', async () => {
    await make('pump', ['operator'], ['water'], water)
    const refused: [readonly Role[], readonly string[] | null][] = [
      [['department-admin'], ['water']],
      [['operator'], ['water', 'health']],
      [['operator'], null],
      [['operator'], []],
    ]
    for (const [roles, departments] of refused)
      await expect(make('other', roles, departments, water)).rejects.toMatchObject({ code: 'not-allowed' })
    await make('nurse', ['operator'], ['health'])
    await expect(accounts.people.change('nurse', { isOff: true }, water)).rejects.toMatchObject({ code: 'not-found' })
    await make('both', ['operator'], ['water', 'health'])
    await expect(accounts.people.change('both', { isOff: true }, water)).rejects.toMatchObject({ code: 'not-allowed' })
    expect(accounts.people.list(water).map(({ user }) => user)).not.toContain('nurse')
  })

  it('are not changed by their owners, nor by who is none of the two administrators', async () => {
    await make('sec', ['security-admin'], null)
    const sec = as(['security-admin'], null, 'Sec')
    await expect(accounts.people.change('sec', { roles: [] }, sec)).rejects.toMatchObject({ code: 'not-allowed' })
    for (const role of ['viewer', 'operator', 'shift-lead', 'data-steward', 'system-admin', 'auditor'] as const)
      await expect(make('x', ['viewer'], null, as([role]))).rejects.toMatchObject({ code: 'not-allowed' })
  })

  it('owe a password of their own, and lose what was given to the first one for ever', async () => {
    const password = await make('new', ['viewer'])
    const { session } = await accounts.signIn({ user: 'new', password, address: ADDRESS })
    expect(session.owes).toBe('password')
    const weak = { password, next: 'new12345', address: ADDRESS }
    await expect(accounts.profile.changePassword(session, weak)).rejects.toMatchObject({ code: 'password-too-weak' })
    const found = await accounts.profile.changePassword(session, { password, next: PASSWORD, address: ADDRESS })
    expect([found.session.owes, found.session.sessionId === session.sessionId]).toEqual([null, false])
    await expect(accounts.signIn({ user: 'new', password, address: ADDRESS })).rejects.toMatchObject({
      code: 'sign-in-failed',
    })
  })

  it('of the first start keep every administration until somebody takes of them, and never get them back', async () => {
    expect(accounts.isUndivided()).toBe(true)
    expect((await accounts.people.change('admin', { roles: ['system-admin'] }, security)).isBootstrap).toBe(false)
    expect(accounts.isUndivided()).toBe(false)
    const all = { roles: ['system-admin', 'security-admin'] as const }
    await expect(accounts.people.change('admin', all, security)).rejects.toMatchObject({ code: 'not-allowed' })
  })

  it('never leave the city without a security administrator', async () => {
    await expect(accounts.people.remove('sec', security)).rejects.toMatchObject({ code: 'step-not-allowed' })
    await expect(accounts.people.change('sec', { isOff: true }, security)).rejects.toMatchObject({
      code: 'step-not-allowed',
    })
  })
})

describe('the second factor', () => {
  it('lets nobody in twice with one code, and once with each recovery code', async () => {
    await accounts.createUser({ user: 'phone', password: PASSWORD, role: 'operator' })
    const wish = { user: 'phone', password: PASSWORD, address: '203.0.113.9' }
    const { session } = await accounts.signIn(wish)
    const begun = await accounts.profile.beginSecondFactor(session, wish)
    const secret = secretIn(begun.secret)
    const step = Math.floor(Date.now() / 30_000)
    const recovery = await accounts.profile.confirmSecondFactor(session, codeAt(secret, step))
    await expect(accounts.signIn(wish)).rejects.toMatchObject({ code: 'second-factor-required' })
    const sign = (code: string) =>
      accounts.signIn({ ...wish, code }).then(
        () => 'in',
        ({ code: why }: { code: string }) => why,
      )
    expect(await sign(codeAt(secret, step))).toBe('sign-in-failed')
    const next = codeAt(secret, step + 1)
    expect((await Promise.all([sign(next), sign(next)])).toSorted()).toEqual(['in', 'sign-in-failed'])
    expect(new Set(recovery).size).toBe(10)
    for (const one of recovery) expect(one).toMatch(/^([a-z2-7]{6}-){3}[a-z2-7]{6}$/)
    expect(await sign(recovery[0]!.toUpperCase())).toBe('in')
    expect(await sign(recovery[0]!)).toBe('sign-in-failed')
    const text = JSON.stringify(await records.db.selectFrom('people').selectAll().execute())
    expect([text.includes(begun.secret), text.includes(recovery[1]!)]).toEqual([false, false])
  })

  it('is confirmed by nobody who guesses: after five wrong codes there is another secret, or none', async () => {
    await accounts.createUser({ user: 'guessed', password: PASSWORD, role: 'operator' })
    const wish = { user: 'guessed', password: PASSWORD, address: '203.0.113.10' }
    const { session } = await accounts.signIn(wish)
    const begin = async () => secretIn((await accounts.profile.beginSecondFactor(session, wish)).secret)
    const confirm = (code: string) => accounts.profile.confirmSecondFactor(session, code)
    const guess = async (secret: Uint8Array) => {
      const step = Math.floor(Date.now() / 30_000)
      const good = [-2, -1, 0, 1, 2].map((away) => codeAt(secret, step + away))
      return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !good.includes(code))!
    }
    const first = await begin()
    for (let n = 0; n < 5; n++)
      await expect(confirm(await guess(first))).rejects.toMatchObject({ code: 'sign-in-failed' })
    const right = codeAt(first, Math.floor(Date.now() / 30_000))
    await expect(confirm(right)).rejects.toMatchObject({ code: 'step-not-allowed' })
    const second = await begin()
    for (let n = 0; n < 4; n++)
      await expect(confirm(await guess(second))).rejects.toMatchObject({ code: 'sign-in-failed' })
    expect(await confirm(codeAt(second, Math.floor(Date.now() / 30_000)))).toHaveLength(10)
  })

  it('that a role needs is owed until it is there', async () => {
    const strict = await openAccounts({ records, ...OPTIONS, secondFactorFor: ['shift-lead'] })
    await strict.createUser({ user: 'lead', password: PASSWORD, role: 'shift-lead' })
    const { session } = await strict.signIn({ user: 'lead', password: PASSWORD, address: ADDRESS })
    expect(session.owes).toBe('second-factor')
  })
})

describe('a lock', () => {
  it('outlives a restart, and does not reach who is known where they are', async () => {
    await accounts.createUser({ user: 'desk', password: PASSWORD, role: 'operator' })
    const home = { user: 'desk', password: PASSWORD, address: '203.0.113.20' }
    await accounts.signIn(home)
    for (let i = 0; i < 10; i++) {
      const guess = { user: 'desk', password: 'wrong', address: `203.0.113.${30 + Math.floor(i / 5)}` }
      await expect(accounts.signIn(guess)).rejects.toMatchObject({ code: 'sign-in-failed' })
    }
    for (const of of [accounts, await openAccounts({ records, ...OPTIONS })]) {
      await expect(of.signIn({ ...home, address: '203.0.113.40' })).rejects.toMatchObject({ code: 'too-many-requests' })
      expect((await of.signIn(home)).session.user).toBe('desk')
    }
  })
})

describe('a stranger', () => {
  const guess = (user: string, address: string) =>
    accounts.signIn({ user, password: 'wrong', address }).then(
      () => 'in',
      ({ code }: { code: string }) => code,
    )

  it('locks nobody out who comes from elsewhere, be it for the first time, by whatever they try from one place', async () => {
    await accounts.createUser({ user: 'newcomer', password: PASSWORD, role: 'operator' })
    const codes = []
    for (let i = 0; i < 12; i++) codes.push(await guess('newcomer', '198.51.100.1'))
    expect(codes).toEqual([
      ...Array.from({ length: 5 }, () => 'sign-in-failed'),
      ...Array.from({ length: 7 }, () => 'too-many-requests'),
    ])
    const own = { user: 'newcomer', password: PASSWORD, address: '198.51.100.2' }
    expect((await accounts.signIn(own)).session.user).toBe('newcomer')
  })

  it('is one place with all addresses of a network of theirs', async () => {
    const codes = []
    for (let i = 0; i < 7; i++) codes.push(await guess('ghost', `2001:db8:1:2:${i}::${i}`))
    expect(codes.slice(4)).toEqual(['sign-in-failed', 'too-many-requests', 'too-many-requests'])
    expect(await guess('ghost', '2001:db8:1:3::1')).toBe('sign-in-failed')
  })

  it('is not taken for somebody known by a name with an address in it', async () => {
    const home = { user: 'kept', password: PASSWORD, address: '198.51.100.9' }
    await accounts.createUser({ user: 'kept', password: PASSWORD, role: 'operator' })
    await accounts.signIn(home)
    for (let i = 0; i < 6; i++) await guess('kept 198.51.100.9', `198.51.100.${20 + i}`)
    expect((await accounts.signIn(home)).session.user).toBe('kept')
  })
})

function secretIn(base32: string): Uint8Array {
  const bits = Array.from(base32, (letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2))
}

it('of two administrators who make the same name at once, one makes it and the other takes nothing of it back', async () => {
  const both = await Promise.allSettled([make('twin', ['viewer']), make('twin', ['operator'])])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  const password = both.find((one) => one.status === 'fulfilled')!.value
  const { session } = await accounts.signIn({ user: 'twin', password, address: ADDRESS })
  expect([session.user, accounts.people.get('twin', security).user]).toEqual(['twin', 'twin'])
  await expect(make('sign-in-service', ['viewer'])).rejects.toMatchObject({ code: 'person-exists' })
})

describe('what somebody leaves behind', () => {
  const views = (owner: string) => buildSavedViewRecords(records).list({ owner, departments: null })
  const save = (owner: string, id: string, department: string | null) => {
    const view = { page: '/alarms', name: id, query: 'severity=red', isDefault: true, changedAt: 1 } as const
    return records.transact([buildSavedViewRecords(records).save({ ...view, id, owner, department })])
  }

  it('is nobody’s who has the name next: no view of theirs, and no wall that they let in', async () => {
    await make('leaver', ['department-admin'])
    await save('leaver', 'own', null)
    await save('leaver', 'shared', 'water')
    const wall = await accounts.walls.create({ wall: 'main', departments: ['water'], by: 'Leaver' })
    const other = await accounts.walls.create({ wall: 'main', by: 'somebody' })
    expect(wall.item.expiresAt! - Date.now()).toBeGreaterThan(364 * 86_400_000)
    expect(wall.item.expiresAt! - Date.now()).toBeLessThan(366 * 86_400_000)
    await accounts.people.remove('leaver', security)
    await make('leaver', ['viewer'])
    expect((await views('leaver')).map(({ id, owner }) => [id, owner])).toEqual([['shared', 'leaver (removed)']])
    await expect(accounts.walls.enter(wall.token)).rejects.toMatchObject({ code: 'sign-in-failed' })
    expect((await accounts.walls.enter(other.token)).session.user).toBe('wall:main')
    const ended = await records.db.selectFrom('audit').selectAll().where('action', '=', 'revoke-wall-token').execute()
    expect(ended.at(-1)).toMatchObject({ actor: 'somebody', object: String(wall.item.id), detail: 'main, of leaver' })
  })

  it.each([
    [{ isOff: true }, false],
    [{ roles: ['viewer'] as const }, false],
    [{ departments: ['health'] }, false],
    [{ departments: ['water', 'health'] }, true],
    [{ roles: ['department-admin', 'operator'] as const }, true],
  ])('goes dark when they may not let it in any more: %j', async (change, isLit) => {
    const user = `idler-${Object.keys(change)[0]}-${isLit}`.toLowerCase()
    await make(user, ['department-admin'])
    const { token } = await accounts.walls.create({ wall: 'main', departments: ['water'], by: user })
    await accounts.people.change(user, change, security)
    const entered = accounts.walls.enter(token).then(
      () => true,
      () => false,
    )
    expect(await entered).toBe(isLit)
  })
})

describe('an API token that may change accounts', () => {
  const script = (roles: readonly Role[], departments: readonly string[] | null = null): Session => ({
    ...as(roles, departments),
    by: 'token',
    actor: { roles, departments, scopes: ['people'], grants: [] },
  })

  it('makes people of departments, and neither makes nor touches an administrator', async () => {
    const by = script(['security-admin'])
    await make('by-script', ['operator'], ['water'], by)
    await make('boss', ['system-admin'], null)
    const refused = [
      make('evil', ['security-admin'], null, by),
      make('evil', ['department-admin'], ['water'], by),
      accounts.people.change('by-script', { roles: ['system-admin'] }, by),
      accounts.people.change('boss', { isOff: true }, by),
      accounts.people.signOut('boss', by),
      accounts.people.remove('boss', by),
    ]
    for (const each of refused)
      await expect(each).rejects.toMatchObject({
        code: 'not-allowed',
        message: expect.stringContaining('who has signed in, not an API token') as string,
      })
    expect(accounts.people.get('boss', security).isOff).toBe(false)
    await accounts.people.remove('by-script', by)
  })

  it('of before there were scopes is no better', async () => {
    await make('old-sec', ['security-admin'], null)
    await records.db.updateTable('people').set({ mustChange: 0 }).where('user', '=', 'old-sec').execute()
    const { token } = await accounts.tokens.create({ user: 'old-sec', name: 'old', expiresAt: null, scopes: null })
    const found = await accounts.sessionOf({ authorization: `Bearer ${token}` })
    await expect(make('evil', ['system-admin'], null, found!.session)).rejects.toMatchObject({ code: 'not-allowed' })
  })
})

describe('API tokens of an account', () => {
  const tokenOf = async (user: string) => {
    const { token } = await accounts.tokens.create({ user, name: 'script', expiresAt: null })
    return token
  }
  const sessionOf = async (token: string) => (await accounts.sessionOf({ authorization: `Bearer ${token}` }))?.session

  it('are found and ended by administrators, however its name is written', async () => {
    await make('Li.Nb', ['operator'])
    const token = await tokenOf('Li.Nb')
    expect((await sessionOf(token))?.user).toBe('li.nb')
    const [found] = await accounts.tokens.list('li.nb')
    expect(found).toMatchObject({ name: 'script' })
    await accounts.tokens.revoke('li.nb', found!.id, 'somebody')
    expect(await sessionOf(token)).toBeUndefined()
  })

  it('owe what the account owes, and end when its password is reset', async () => {
    await make('owing', ['operator'])
    const token = await tokenOf('owing')
    expect((await sessionOf(token))?.owes).toBe('password')
    await accounts.people.resetPassword('owing', security)
    expect(await sessionOf(token)).toBeUndefined()
  })
})

describe('an account of the sign-in service', () => {
  const enter = (user: string, roles: readonly Role[], subject = user) =>
    accounts.enterAs({ subject, user, roles, departments: null }, { address: ADDRESS })

  it('has one administration at most, and no name of the city', async () => {
    await expect(enter('three', ['security-admin', 'system-admin', 'auditor'])).rejects.toMatchObject({
      code: 'not-allowed',
    })
    for (const name of ['local', 'System', 'config'])
      await expect(enter(name, ['viewer'])).rejects.toMatchObject({ code: 'person-exists' })
    expect(accounts.people.list(security).map(({ user }) => user)).not.toContain('three')
  })

  it('gets no password here, which would neither let it in nor out again', async () => {
    await enter('mallory', ['operator'])
    await expect(accounts.people.resetPassword('mallory', security)).rejects.toMatchObject({ code: 'step-not-allowed' })
    expect((await enter('mallory', ['operator'])).session.owes).toBeNull()
  })
})

describe('an account that is removed', () => {
  it('cannot sign in, also when it was not removed to the end', async () => {
    const password = await make('gone', ['operator'])
    // As far as the power lasted: what lets it in goes first.
    const stopped = new Error('the power failed')
    const failing: Records = {
      ...records,
      db: records.db,
      transact(statements) {
        const text = JSON.stringify(statements.map((one) => one.compile().parameters))
        return text.includes('remove-person') ? Promise.reject(stopped) : records.transact(statements)
      },
    }
    {
      await using broken = await openAccounts({ records: failing, ...OPTIONS })
      await expect(broken.people.remove('gone', security)).rejects.toBe(stopped)
    }
    await using again = await openAccounts({ records, ...OPTIONS })
    await expect(again.signIn({ user: 'gone', password, address: ADDRESS })).rejects.toMatchObject({
      code: 'sign-in-failed',
    })
    await again.people.remove('gone', security)
    expect(again.people.list(security).map(({ user }) => user)).not.toContain('gone')
  })
})
