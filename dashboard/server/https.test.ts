import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:https'
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAuthority } from '../../commands/certificates/authority.ts'
import { openRecords } from '../../store/records/open.ts'
import { openAccounts } from './auth/accounts.ts'
import { startDashboard } from './server.ts'
import { buildSmallCity, type SmallCity } from './testing/small-city.ts'

const PASSWORD = 'a password for tests'
const JSON_BODY = { 'content-type': 'application/json' }

const rooms = new AsyncDisposableStack()
let city: SmallCity
let port: number
let ca: string
let cookie: string
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'citypulse-https-'))
  rooms.defer(() => rm(folder, { recursive: true }))
  const authority = await openAuthority(null, { days: 2, now: Date.now() })
  const { cert, key } = await authority.issue({ name: 'city', hosts: ['127.0.0.1'], days: 2, now: Date.now() })
  ca = authority.own.cert
  const records = rooms.use(await openRecords({ file: join(folder, 'records.db') }))
  const accounts = rooms.use(await openAccounts({ records, secret: 'a secret of thirty-two characters', secure: true }))
  await accounts.createFirstAdmin(PASSWORD)
  city = buildSmallCity({ mapFolder: folder })
  const material = { cert: Buffer.from(cert), key: Buffer.from(key), validTo: Date.now() + 86_400_000 }
  const source = { current: () => material, onChange: () => () => undefined }
  const at = { host: '127.0.0.1', port: 0, tls: { source, host: '127.0.0.1', port: 0 } }
  const log = pino({ level: 'silent' })
  const window = rooms.use(await startDashboard({ city, accounts, log, webFolder: folder, ...at }))
  port = window.httpsPort!
  city.raise('a-1')
  const { headers } = await post('/api/v1/session', JSON_BODY, { user: 'admin', password: PASSWORD })
  cookie = headers['set-cookie']![0]!.split(';', 1)[0]!
  expect(headers['set-cookie']![0]).toMatch(/^__Host-citypulse=.*; HttpOnly; Secure; SameSite=Strict$/)
})
afterAll(() => rooms.disposeAsync())

async function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
): Promise<IncomingMessage> {
  const asked = request({ host: '127.0.0.1', port, ca, method, path, headers, agent: false })
  asked.end(body)
  // A WebSocket that is let in does not answer as a request does.
  const [answer] = (await Promise.race([once(asked, 'response'), once(asked, 'upgrade')])) as [IncomingMessage]
  answer.resume()
  answer.socket.unref()
  return answer
}

const post = (path: string, headers: Record<string, string>, body: object) =>
  send('POST', path, headers, JSON.stringify(body))

const OWN = () => `https://127.0.0.1:${port}`
const FOREIGN = [
  'https://evil.example',
  'null',
  'file://',
  'https://127.0.0.1',
  'https://127.0.0.1.evil.example',
  'https://evil.example/https://127.0.0.1',
  'https://user@evil.example',
] as const

describe('over TLS, a change that is asked for with a cookie', () => {
  const comment = async (headers: Record<string, string>) =>
    (await post('/api/v1/alarms/a-1/comment', { ...JSON_BODY, cookie, ...headers }, { text: 'seen' })).statusCode

  it('is refused from every page that is not of this city, and changes nothing', async () => {
    const before = city.events.length
    for (const origin of FOREIGN) expect([origin, await comment({ origin })]).toEqual([origin, 403])
    for (const site of ['cross-site', 'same-site', 'something-new'])
      expect([site, await comment({ 'sec-fetch-site': site })]).toEqual([site, 403])
    expect(city.events).toHaveLength(before)
  })

  it('is refused from a page of the same host and port that came without TLS', async () => {
    expect(await comment({ origin: `http://127.0.0.1:${port}` })).toBe(403)
    expect(await comment({ origin: `HTTP://127.0.0.1:${port}` })).toBe(403)
  })

  it('is taken from its own page, and from a script, which says no origin', async () => {
    expect(await comment({ origin: OWN(), 'sec-fetch-site': 'same-origin' })).toBe(200)
    expect(await comment({})).toBe(200)
  })

  it('is no sign-in and no sign-out of another site either', async () => {
    const foreign = { ...JSON_BODY, origin: 'https://evil.example' }
    expect((await post('/api/v1/session', foreign, { user: 'admin', password: PASSWORD })).statusCode).toBe(403)
    expect((await send('DELETE', '/api/v1/session', { cookie, origin: 'null' })).statusCode).toBe(403)
    expect((await send('GET', '/api/v1/session', { cookie })).statusCode).toBe(200)
  })

  it('is no form, whose type a page may send anywhere without being asked', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'])
      expect([type, await comment({ 'content-type': type })]).toEqual([type, 415])
  })
})

it('is waited for no longer than five seconds by whoever begins TLS and does not go on', async () => {
  const begun = performance.now()
  const silent = connect(port, '127.0.0.1')
  const halfHello = connect(port, '127.0.0.1').on('connect', function (this: Socket) {
    this.write(Buffer.from('1603010200010001fc0303', 'hex'))
  })
  const all = [silent, halfHello].map((socket) => once(socket.on('error', () => {}).resume(), 'close'))
  await Promise.all(all)
  const seconds = (performance.now() - begun) / 1000
  expect(seconds).toBeGreaterThan(3)
  expect(seconds).toBeLessThan(30)
})

describe('over TLS, a live connection', () => {
  const upgrade = async (origin: string) =>
    (
      await send('GET', '/socket.io/?EIO=4&transport=websocket', {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        cookie,
        origin,
      })
    ).statusCode

  it('is opened by its own page alone', async () => {
    for (const origin of [...FOREIGN, `http://127.0.0.1:${port}`])
      expect([origin, await upgrade(origin)]).toEqual([origin, 400])
    const denials = city.audit.denials.filter(({ object }) => object === 'live connection')
    expect(denials).toHaveLength(FOREIGN.length + 1)
    expect(await upgrade(OWN())).toBe(101)
  })
})
