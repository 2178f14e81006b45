import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ACTION_NAMES, ACTIONS } from '../../../domain/access/table.ts'
import type { Document } from '../testing/document.ts'
import { ask, type OpenWindow, openWindow, PASSWORD } from '../testing/open-window.ts'

const MINUTE_MS = 60_000

let window: OpenWindow
let calls: readonly { readonly call: string; readonly action: string }[]
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  window = await openWindow()
  const { paths } = (await ask(`${window.url}/api/openapi.json`)).body as Document
  calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { description = '' }]) => {
      const action = /Action `([\w.-]+)`/.exec(description)?.[1]
      return action === undefined ? [] : [{ call: `${method.toUpperCase()} ${path}`, action }]
    }),
  )
})
afterAll(async () => {
  vi.useRealTimers()
  await window[Symbol.asyncDispose]()
})

const later = (ms: number) => vi.setSystemTime(Date.now() + ms)

const needsProof = (action: string) => ACTIONS[action as keyof typeof ACTIONS].needsProof

async function codeOf(call: string, headers: Record<string, string>): Promise<string | number> {
  const [method = '', path = ''] = call.split(' ')
  const of = { method, headers, ...(method !== 'GET' && method !== 'DELETE' && { body: {} }) }
  const { status, body } = await ask(window.url + path.replaceAll(/\{\w+\}/g, '1'), of)
  return status < 400 ? status : (body as { code: string }).code
}

async function signIn(cookie?: string): Promise<string> {
  const answer = await ask(`${window.url}/api/v1/session`, {
    method: 'POST',
    headers: cookie === undefined ? {} : { cookie },
    body: { user: 'admin', password: PASSWORD },
  })
  return answer.headers.getSetCookie()[0]!.split(';', 1)[0]!
}

describe('what matters most', () => {
  it('is among the calls, and is never a mere look', () => {
    const found = ACTION_NAMES.filter(needsProof)
    expect(found).toEqual(
      expect.arrayContaining(['people.write', 'token.create', 'credential.rotate', 'backup.write', 'audit.export']),
    )
    expect(found.filter((action) => action.endsWith('.read'))).toEqual([])
    // The export is a format of the list, and is asked for below.
    const called = new Set(calls.map(({ action }) => action))
    expect(found.filter((action) => !called.has(action))).toEqual(['audit.export'])
  })

  it('is refused ten minutes after signing in, call by call, and nothing else is', async () => {
    const cookie = await signIn()
    later(10 * MINUTE_MS)
    expect(await codeOf('POST /api/v1/tokens', { cookie })).toBe('request-invalid')
    later(1)
    const looks = calls.filter(({ call, action }) => call.startsWith('GET ') || needsProof(action))
    const wrong = []
    for (const { call, action } of looks) {
      const code = await codeOf(call, { cookie })
      if ((code === 'proof-required') !== needsProof(action)) wrong.push([call, action, code])
    }
    expect(wrong).toEqual([])
    expect(looks.filter(({ action }) => needsProof(action)).length).toBeGreaterThan(15)
    for (const format of ['csv', 'jsonl'])
      expect(await codeOf(`GET /api/v1/audit?format=${format}`, { cookie })).toBe('proof-required')
  })

  it('goes on after signing in once more: under a new session, and the one before has ended', async () => {
    const before = await signIn()
    later(11 * MINUTE_MS)
    const wrong = await ask(`${window.url}/api/v1/session`, {
      method: 'POST',
      headers: { cookie: before },
      body: { user: 'admin', password: 'not it' },
    })
    expect([wrong.status, wrong.body.code]).toEqual([401, 'sign-in-failed'])
    expect(await codeOf('POST /api/v1/tokens', { cookie: before })).toBe('proof-required')
    const after = await signIn(before)
    expect(after).not.toBe(before)
    expect(await codeOf('GET /api/v1/session', { cookie: before })).toBe('sign-in-required')
    expect(await codeOf('POST /api/v1/tokens', { cookie: after })).toBe('request-invalid')
    expect(await codeOf('GET /api/v1/audit?format=csv', { cookie: after })).toBe(200)
    const { provedUntil } = (await ask(`${window.url}/api/v1/session`, { headers: { cookie: after } })).body
    expect(provedUntil).toBe(Date.now() + 10 * MINUTE_MS)
  })

  it('is not put off by using the city, nor by a cookie that somebody made up', async () => {
    const cookie = await signIn('citypulse=made.up')
    expect(cookie).not.toContain('made.up')
    for (let minute = 0; minute < 11; minute++) {
      later(MINUTE_MS)
      expect(await codeOf('GET /api/v1/session', { cookie })).toBe(200)
    }
    expect(await codeOf('POST /api/v1/people', { cookie })).toBe('proof-required')
  })

  it('is a matter of their scope for API tokens, however old they are', async () => {
    const { token } = await window.accounts.tokens.create({
      user: 'admin',
      name: 'nightly backup',
      expiresAt: null,
      scopes: ['people', 'read'],
      departments: null,
    })
    later(60 * MINUTE_MS)
    const headers = { authorization: `Bearer ${token}` }
    expect(await codeOf('POST /api/v1/people', headers)).toBe('request-invalid')
    expect(await codeOf('GET /api/v1/audit?format=jsonl', headers)).toBe(200)
    expect(await codeOf('POST /api/v1/backups', headers)).toBe('not-allowed')
  })

  it('needs a proof at the sign-in service from people who come by it: their session alone is none', async () => {
    const person = { subject: 'https://id.example li', user: 'li.na', roles: ['auditor'] as const, departments: null }
    const from = { address: '203.0.113.7' }
    const silent = await window.accounts.enterAs(person, from)
    const proved = await window.accounts.enterAs(person, { ...from, provedAt: Date.now() - 9 * MINUTE_MS })
    const ahead = await window.accounts.enterAs(person, { ...from, provedAt: Date.now() + 60 * MINUTE_MS })
    expect([silent, proved, ahead].map(({ session }) => session.provedAt)).toEqual([
      0,
      Date.now() - 9 * MINUTE_MS,
      Date.now(),
    ])
    const codes = [silent, proved].map(({ setCookies }) =>
      codeOf('GET /api/v1/audit?format=csv', { cookie: setCookies[0]!.split(';', 1)[0]! }),
    )
    expect(await Promise.all(codes)).toEqual(['proof-required', 200])
  })
})
