import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, type OpenWindow, openWindow, PASSWORD } from '../testing/open-window.ts'
import { codeAt } from './totp.ts'

const NEXT = `${'a lasting sentence of sixty-four and more letters '.repeat(2)}Ω密码`
const STEP_MS = 30_000

let window: OpenWindow
beforeAll(async () => {
  window = await openWindow()
})
afterAll(() => window?.[Symbol.asyncDispose]())

const sign = (body: object) => ask(`${window.url}/api/v1/session`, { method: 'POST', body })
const isIn = async (cookie: string) =>
  (await ask(`${window.url}/api/v1/session`, { headers: { cookie } })).status === 200

describe('a password', () => {
  it('that was changed ends every other session of its owner', async () => {
    const [here, there] = [await window.signIn('watcher'), await window.signIn('watcher')]
    const changed = await ask(`${window.url}/api/v1/profile/password`, {
      method: 'PUT',
      headers: { cookie: here },
      body: { password: PASSWORD, next: NEXT },
    })
    expect(changed.status).toBe(200)
    expect([await isIn(there), await isIn(here)]).toEqual([false, false])
    const [fresh = ''] = changed.headers.getSetCookie()
    expect(await isIn(fresh.split(';')[0]!)).toBe(true)
  })

  it('is verified exactly as it was typed, up to its last letter', async () => {
    const tried = [NEXT, NEXT.toUpperCase(), NEXT.slice(0, -1), NEXT.slice(0, 64), ` ${NEXT}`, NEXT.trim() + ' ']
    const statuses: number[] = []
    // Not more than lock the account.
    for (const password of tried.slice(0, 4)) statuses.push((await sign({ user: 'watcher', password })).status)
    expect(statuses).toEqual([200, 401, 401, 401])
    expect((await sign({ user: 'watcher', password: NEXT })).status).toBe(200)
    for (const password of tried.slice(4)) expect((await sign({ user: 'watcher', password })).status).toBe(401)
  })

  it('that was reset keeps the second factor', async () => {
    await window.accounts.createUser({ user: 'phone', password: PASSWORD, role: 'operator' })
    const wish = { user: 'phone', password: PASSWORD, address: '203.0.113.9' }
    const { session } = await window.accounts.signIn(wish)
    const { secret } = await window.accounts.profile.beginSecondFactor(session, wish)
    const step = Math.floor(Date.now() / STEP_MS)
    await window.accounts.profile.confirmSecondFactor(session, codeAt(secretIn(secret), step))
    const security = {
      ...session,
      user: 'sec',
      actor: { ...session.actor, roles: ['security-admin' as const], departments: null },
    }
    const password = await window.accounts.people.resetPassword('phone', security)
    expect((await sign({ user: 'phone', password })).body.code).toBe('second-factor-required')
    const answer = await sign({ user: 'phone', password, code: codeAt(secretIn(secret), step + 1) })
    expect([answer.status, answer.body.owes]).toEqual([200, 'password'])
  })
})

function secretIn(base32: string): Buffer {
  let bits = ''
  for (const letter of base32) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
