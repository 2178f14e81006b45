import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { io } from 'socket.io-client'
import { ask, type OpenWindow, openWindow, PASSWORD } from './testing/open-window.ts'

let window: OpenWindow
beforeAll(async () => {
  window = await openWindow()
})
afterAll(() => window[Symbol.asyncDispose]())
beforeEach(() => {
  window.city.audit.denials.length = 0
  window.city.audit.entries.length = 0
})

const V1 = '/api/v1'

describe('who is turned away', () => {
  it('is in the audit: without a sign-in, without the role, from another site, and at a sign-in that must wait', async () => {
    await ask(`${window.url}${V1}/stations`)
    const watcher = await window.signIn('watcher')
    await ask(`${window.url}${V1}/backups`, { headers: { cookie: watcher } })
    await ask(`${window.url}${V1}/session`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
      body: { user: 'admin', password: PASSWORD },
    })
    for (let i = 0; i < 6; i++)
      await ask(`${window.url}${V1}/session`, { method: 'POST', body: { user: 'ghost', password: 'x' } })
    const source = '127.0.0.1'
    expect(window.city.audit.denials).toEqual([
      { actor: '?', source, object: `GET ${V1}/stations`, why: 'sign-in-required' },
      { actor: 'watcher', source, object: `GET ${V1}/backups`, why: 'not-allowed' },
      { actor: '?', source, object: `POST ${V1}/session`, why: 'not-allowed' },
      { actor: 'ghost', source, object: `POST ${V1}/session`, why: 'too-many-requests' },
    ])
  })

  it('is in the audit with a token that is no wall’s, and with a wrong password where one is asked for again', async () => {
    await ask(`${window.url}${V1}/wall-session`, { method: 'POST', body: { token: 'city_none' } })
    const cookie = await window.signIn('watcher')
    const body = { password: 'wrong', next: 'nine green bottles' }
    await ask(`${window.url}${V1}/profile/password`, { method: 'PUT', headers: { cookie }, body })
    expect(window.city.audit.denials).toMatchObject([
      { actor: '?', object: `POST ${V1}/wall-session`, why: 'sign-in-failed' },
      { actor: 'watcher', object: `PUT ${V1}/profile/password`, why: 'sign-in-failed' },
    ])
  })

  it('is in the audit at the live connection too', async () => {
    const socket = io(`${window.url}/ops`, {
      transports: ['websocket'],
      auth: { token: 'city_none' },
      reconnection: false,
    })
    await new Promise((resolve) => socket.once('connect_error', resolve))
    socket.close()
    const object = 'live connection'
    expect(window.city.audit.denials).toMatchObject([{ actor: '?', object, why: 'sign-in-required' }])
  })
})

describe('what leaves as a file', () => {
  it('is in the audit before it leaves: who, what, and what was asked for', async () => {
    const { status } = await window.ask('GET', `${V1}/ledger?format=csv&kind=noise`)
    expect(status).toBe(200)
    await window.ask('GET', `${V1}/audit?format=jsonl`)
    expect(window.city.audit.entries).toMatchObject([
      { actor: 'admin', action: 'export', object: `GET ${V1}/ledger ledger.csv`, detail: 'format=csv&kind=noise' },
      { actor: 'admin', action: 'export', object: `GET ${V1}/audit audit.jsonl` },
    ])
  })

  it('does not leave when it cannot be noted', async () => {
    const { note } = window.city.audit
    const audit = window.city.audit as { note: typeof note }
    audit.note = async () => Promise.reject(new Error('no room'))
    try {
      const answer = await window.ask('GET', `${V1}/ledger?format=csv`)
      expect(answer.status).toBe(500)
      expect(JSON.stringify(answer.body)).not.toContain('station')
    } finally {
      audit.note = note
    }
  })
})

describe('GET /audit', () => {
  it('is for administrators, filters, and goes out as formula-safe CSV and as JSON lines', async () => {
    await window.city.audit.note({
      actor: '=cmd|x',
      source: '',
      action: 'a',
      object: 'o',
      result: 'ok',
      detail: 'line\nbreak',
    })
    await window.city.audit.note({ actor: 'ann', source: '', action: 'b', object: 'o', result: 'ok', detail: '' })
    const watcher = await window.signIn('watcher')
    for (const path of ['', '/state', '/heads', '/1/proof', '/consistency?from=1&to=1'])
      expect((await ask(`${window.url}${V1}/audit${path}`, { headers: { cookie: watcher } })).status).toBe(403)
    const { body } = await window.ask('GET', `${V1}/audit?actor=ann`)
    expect(body.items).toMatchObject([{ actor: 'ann', seq: 2 }])
    const csv = String((await window.ask('GET', `${V1}/audit?format=csv`)).body)
    expect(csv).toContain("'=cmd|x")
    const jsonl = String((await window.ask('GET', `${V1}/audit?format=jsonl&text=%3Dcmd%7Cx`)).body)
    expect(
      jsonl
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { seq: number }).seq),
    ).toEqual([1])
  })

  it('refuses what it does not know, and says that an entry is not there', async () => {
    for (const path of ['?from=never', '?limit=0', '?secret=1', '/0/proof', '/x/proof', '/consistency?from=2&to=1'])
      expect([path, (await window.ask('GET', `${V1}/audit${path}`)).status]).toEqual([path, 400])
    expect((await window.ask('GET', `${V1}/audit/99/proof`)).status).toBe(404)
  })
})
