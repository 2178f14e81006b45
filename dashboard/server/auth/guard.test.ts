import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, type OpenWindow, openWindow, PASSWORD } from '../testing/open-window.ts'
import Fastify from 'fastify'
import { makeActing } from '../seen/acting.ts'
import { demandAction, guard } from './guard.ts'
import { foreignOrigin } from './origin.ts'

let window: OpenWindow
let admin: string
let viewer: string
beforeAll(async () => {
  window = await openWindow()
  admin = await window.signIn()
  viewer = await window.signIn('watcher')
  window.city.raise('a-1')
})
afterAll(() => window[Symbol.asyncDispose]())

const codeOf = async (path: string, of: Parameters<typeof ask>[1]) => {
  const { status, body } = await ask(`${window.url}/api/v1${path}`, of)
  return status < 400 ? status : body.code
}

describe('without signing in', () => {
  it('nothing of the city can be read or changed', async () => {
    for (const path of [
      '/city',
      '/stations',
      '/stations/noise-1',
      '/series?station=noise-1&value=LAeq',
      '/alarms',
      '/ledger',
      '/dead-letters',
      '/tokens',
      '/session',
    ]) {
      expect([path, await codeOf(path, {})]).toEqual([path, 'sign-in-required'])
    }
    for (const path of ['/stations', '/alarms/a-1/ack', '/dead-letters/1/replay', '/tokens']) {
      expect([path, await codeOf(path, { method: 'POST', body: {} })]).toEqual([path, 'sign-in-required'])
    }
  })
})

describe('signing in', () => {
  it('answers who it is, sets a strict cookie, and ends with DELETE', async () => {
    const answer = await ask(`${window.url}/api/v1/session`, {
      method: 'POST',
      body: { user: 'Admin', password: PASSWORD },
    })
    expect([answer.status, answer.body]).toMatchObject([200, { user: 'admin', role: 'admin', by: 'cookie' }])
    const [line = ''] = answer.headers.getSetCookie()
    expect(line).toMatch(/HttpOnly; SameSite=Strict$/)
    const cookie = line.split(';', 1)[0] ?? ''
    expect((await ask(`${window.url}/api/v1/session`, { headers: { cookie } })).body).toMatchObject({ user: 'admin' })
    expect(await codeOf('/session', { method: 'DELETE', headers: { cookie } })).toBe(204)
    expect(await codeOf('/session', { headers: { cookie } })).toBe('sign-in-required')
  })

  it('with a wrong password is refused', async () => {
    expect(await codeOf('/session', { method: 'POST', body: { user: 'nobody', password: 'x' } })).toBe('sign-in-failed')
    expect(await codeOf('/session', { method: 'POST', body: { user: 'admin' } })).toBe('request-invalid')
  })

  it('is locked for one account after five failures, and says when to come back', async () => {
    const attempt = { method: 'POST', body: { user: 'locked', password: 'x' } }
    for (let i = 0; i < 5; i++) expect(await codeOf('/session', attempt)).toBe('sign-in-failed')
    const answer = await ask(`${window.url}/api/v1/session`, attempt)
    expect([answer.status, answer.body.detail]).toEqual([429, expect.stringContaining('15 minutes')])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(800)
    expect(await codeOf('/session', { method: 'POST', body: { user: 'watcher', password: PASSWORD } })).toBe(200)
  })
})

describe('a route', () => {
  it('cannot be registered without an action of the table', () => {
    expect(() => demandAction({ method: 'GET', url: '/x' })).toThrow('GET /x has no config.action')
    expect(() => demandAction({ method: 'GET', url: '/x', config: { action: 'fly' as 'public' } })).toThrow('fly')
    expect(demandAction({ method: 'GET', url: '/x', config: { action: 'alarm.read' } })).toBe('alarm.read')
  })

  it('without an action keeps the window from opening', async () => {
    const app = Fastify()
    guard(app, { accounts: window.accounts, origins: [], acting: makeActing() })
    expect(() => app.get('/open-to-all', () => 'secret')).toThrow('/open-to-all has no config.action')
    await app.close()
  })
})

describe('roles', () => {
  it('let a viewer see all and change nothing', async () => {
    const as = (method: string, body?: unknown) => ({
      method,
      headers: { cookie: viewer },
      ...(body !== undefined && { body }),
    })
    expect(await codeOf('/alarms', as('GET'))).toBe(200)
    expect(await codeOf('/alarms/a-1/ack', as('POST'))).toBe('not-allowed')
    expect(await codeOf('/dead-letters/1/replay', as('POST'))).toBe('not-allowed')
    expect(await codeOf('/stations/noise-1', as('DELETE'))).toBe('not-allowed')
    expect(window.city.events).toHaveLength(1)
  })
})

describe('a change asked for with a cookie', () => {
  const ack = (headers: Record<string, string>) =>
    codeOf('/alarms/a-1/comment', { method: 'POST', headers: { cookie: admin, ...headers }, body: { text: 'seen' } })

  it('is refused from a page of another site', async () => {
    expect(await ack({ origin: 'http://evil.example' })).toBe('not-allowed')
    expect(await ack({ origin: 'null' })).toBe('not-allowed')
    expect(await ack({ origin: `http://127.0.0.1:${window.port + 1}` })).toBe('not-allowed')
    expect(foreignOrigin({ 'sec-fetch-site': 'cross-site', host: 'city' }, [])).toContain('cross-site')
    expect(foreignOrigin({ 'sec-fetch-site': 'same-site', host: 'city' }, [])).toContain('same-site')
  })

  it('is taken from its own page, from a listed one and from a script', async () => {
    expect(await ack({ origin: window.url })).toBe(200)
    expect(await ack({})).toBe(200)
    expect(foreignOrigin({ origin: 'https://desk.city', host: 'city' }, ['https://desk.city'])).toBeNull()
    expect(foreignOrigin({ 'sec-fetch-site': 'same-origin', host: 'city' }, [])).toBeNull()
  })
})

describe('an API token', () => {
  it('is made once signed in, works without a cookie, and ends when revoked', async () => {
    const made = await window.ask('POST', '/api/v1/tokens', { name: 'nightly export', days: 30 })
    expect(made.status).toBe(201)
    const headers = { authorization: `Bearer ${made.body.token}` }
    expect((await ask(`${window.url}/api/v1/session`, { headers })).body).toMatchObject({ user: 'admin', by: 'token' })
    expect(await codeOf('/alarms/a-1/comment', { method: 'POST', headers, body: { text: 'by script' } })).toBe(200)
    expect(await codeOf('/tokens', { method: 'POST', headers, body: { name: 'heir' } })).toBe('not-allowed')
    expect((await window.ask('GET', '/api/v1/tokens')).body.items).toEqual([
      { ...made.body.item, usedAt: expect.any(Number) },
    ])
    expect((await window.ask('DELETE', `/api/v1/tokens/${made.body.item.id}`)).status).toBe(204)
    expect(await codeOf('/session', { headers })).toBe('sign-in-required')
    expect((await window.ask('DELETE', `/api/v1/tokens/${made.body.item.id}`)).body.code).toBe('not-found')
  })
})
