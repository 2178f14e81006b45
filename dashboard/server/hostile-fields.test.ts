import { io, type Socket } from 'socket.io-client'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from './testing/listen.ts'
import { ask, type OpenWindow, openWindow, PASSWORD } from './testing/open-window.ts'

interface Call {
  readonly method: string
  readonly path: string
  readonly query: readonly string[]
}

/** A header that only who asks would write. */
const PLANTED = 'x-planted'

let window: OpenWindow
let calls: readonly Call[]
let texts: readonly string[]

beforeAll(async () => {
  // More questions than a person would ask of one address in a minute.
  window = await openWindow({ requestsAMinute: 1_000_000 })
  const { body } = await ask(`${window.url}/api/openapi.json`)
  calls = callsOf(body as Document)
  texts = [...JSON.stringify(body).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
    ([, text]) => JSON.parse(text!) as string,
  )
})
afterAll(() => window[Symbol.asyncDispose]())

const POLLUTIONS = [
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"a":{"__proto__":{"polluted":1}}}',
  '[{"__proto__":{"polluted":1}}]',
  '{"__proto__.polluted":1}',
  '{"settings":{"__proto__":{"polluted":1}}}',
  '{"\\u005f_proto__":{"polluted":1}}',
]

describe('prototype pollution', () => {
  it('comes in by no body of any call', async () => {
    const cookie = await window.signIn()
    for (const { method, path } of calls.filter(({ method }) => method !== 'GET' && method !== 'DELETE')) {
      for (const body of POLLUTIONS) {
        const { status } = await ask(window.url + filled(path), { method, headers: { cookie }, body })
        expect([method, path, body, status >= 400 && status < 500]).toEqual([method, path, body, true])
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
      }
    }
  })

  it('comes in by no query', async () => {
    for (const { path } of calls.filter(({ method }) => method === 'GET').slice(0, 40)) {
      for (const query of [
        '__proto__[polluted]=1',
        'constructor[prototype][polluted]=1',
        '__proto__.polluted=1',
        '__proto__=1',
      ]) {
        const { status } = await window.ask('GET', `${filled(path)}?${query}`)
        expect([path, query, status < 500]).toEqual([path, query, true])
      }
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('comes in by no live event', async () => {
    for (const text of POLLUTIONS) {
      const socket = io(`${window.url}/ops`, {
        transports: ['websocket'],
        extraHeaders: { cookie: await window.signIn() },
        reconnection: false,
      })
      await new Promise((resolve) => socket.once('connect', () => resolve(null)))
      const told = new Promise((resolve) => socket.once('fault', resolve))
      for (const event of ['watch', 'resume', '__proto__', 'constructor']) say(socket, event, text)
      expect(await told).toMatchObject({ code: 'request-invalid' })
      socket.close()
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})

/** JSON as it is: the client's own encoder would drop what is no property of its own. */
function say(socket: Socket, event: string, text: string): void {
  socket.emit(event, JSON.parse(text))
}

describe('a value that means something to a database', () => {
  const VALUES = [
    `'`,
    `"`,
    `' OR '1'='1`,
    `'; DROP TABLE audit; --`,
    `" OR ""="`,
    `\\`,
    `%`,
    `_`,
    `%' --`,
    `*`,
    `') UNION SELECT * FROM settings --`,
    `1; SELECT pg_sleep(9)`,
    `$$`,
    `\${7*7}`,
    `{{7*7}}`,
    `a\u0000b`,
    `\u202e`,
    `\ud800`,
    `/.*/`,
    `=~ /./`,
    `x"; DROP SERIES FROM /.*/`,
    `Infinity`,
    `1e999`,
    `-1`,
    `0x1F`,
    `null`,
    `[]`,
    `{}`,
    `..`,
    `%00`,
    `x\r\n${PLANTED}: 1\r\n\r\n<b>`,
    `x%0d%0a${PLANTED}: 1`,
  ]

  it('is text, or refused, in every parameter of every call, and nothing fails on it', async () => {
    const entries = window.city.audit.entries.length
    for (const { path, query } of calls.filter(({ method }) => method === 'GET')) {
      for (const name of query) {
        for (const value of VALUES) {
          const { status, headers } = await window.ask(
            'GET',
            `${filled(path)}?${new URLSearchParams({ [name]: value })}`,
          )
          expect([path, name, value, status < 500, headers.has(PLANTED)]).toEqual([path, name, value, true, false])
        }
      }
    }
    expect(window.city.audit.entries.length).toBeGreaterThanOrEqual(entries)
  })

  it('is text, or refused, in every path', async () => {
    for (const { path } of calls.filter((call) => call.method === 'GET' && call.path.includes('{'))) {
      for (const value of VALUES) {
        const { status, headers } = await window.ask('GET', filled(path, encodeURIComponent(value.toWellFormed())))
        expect([path, value, status < 500, headers.has(PLANTED)]).toEqual([path, value, true, false])
      }
    }
  })
})

describe('regular expressions', () => {
  it('of the interface have no repetition within a repetition, which a long text could hold up', () => {
    expect(texts.length).toBeGreaterThan(5)
    const risky = texts.filter((text) =>
      /\((?:[^()\\]|\\.)*[+*](?:[^()\\]|\\.)*\)(?:[+*]|\{\d*,)/.test(text.replaceAll(/\[(?:[^\]\\]|\\.)*\]/g, 'c')),
    )
    expect(risky).toEqual([])
  })

  it('would be seen if one had', () => {
    const has = (text: string) => /\((?:[^()\\]|\\.)*[+*](?:[^()\\]|\\.)*\)(?:[+*]|\{\d*,)/.test(text)
    expect([has('^(a+)+$'), has('^(a|b*)*$'), has('^(ab)+$'), has('^a+b+$')]).toEqual([true, true, false, false])
  })
})

describe('packed bytes', () => {
  it('in a body are not unpacked, however small they are', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20))
    expect(bomb.length).toBeLessThan(64 * 1024)
    const before = process.memoryUsage().rss
    for (const encoding of ['gzip', 'deflate', 'br', 'gzip, gzip']) {
      const response = await fetch(`${window.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': encoding },
        body: bomb,
      })
      expect([encoding, response.status]).toEqual([encoding, 415])
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(48 * 1024 * 1024)
  })

  it('on a live connection are not agreed to', async () => {
    const cookie = await window.signIn()
    const socket = connect(window.port, '127.0.0.1')
    let heard = ''
    socket.on('data', (bytes) => (heard += bytes.toString('latin1')))
    socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${window.port}\r\nCookie: ${cookie}\r\n` +
        'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
        'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n',
    )
    await until(() => heard.includes('\r\n\r\n'))
    socket.destroy()
    expect(heard).toMatch(/^HTTP\/1\.1 101/)
    expect(heard.toLowerCase()).not.toContain('permessage-deflate')
  })
})

describe('a session', () => {
  it('that somebody put into the browser beforehand is not the one that a sign-in opens', async () => {
    const victim = await window.signIn('watcher')
    for (const planted of [victim, 'citypulse=planted', 'citypulse=planted.signature', `${victim}; citypulse=x`]) {
      const answer = await ask(`${window.url}/api/v1/session`, {
        method: 'POST',
        headers: { cookie: planted },
        body: { user: 'admin', password: PASSWORD },
      })
      const [line = ''] = answer.headers.getSetCookie()
      expect(line).toMatch(/; HttpOnly; SameSite=Strict/)
      expect(planted).not.toContain(line.split(';', 1)[0])
      const before = await ask(`${window.url}/api/v1/session`, { headers: { cookie: planted } })
      expect(before.body.user ?? 'nobody').not.toBe('admin')
    }
  })

  it('id in the address opens nothing', async () => {
    const cookie = await window.signIn()
    const value = cookie.split('=')[1]!
    for (const path of [`/api/v1/city?citypulse=${value}`, `/api/v1/city;citypulse=${value}`])
      expect((await ask(window.url + path)).status).toBeGreaterThanOrEqual(400)
  })
})

interface Document {
  readonly paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>
}

function callsOf({ paths }: Document): Call[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [] }]) => ({
      method: method.toUpperCase(),
      path,
      query: parameters.filter((one) => one.in === 'query').map(({ name }) => name),
    })),
  )
}

function filled(path: string, value = 'x'): string {
  return path.replaceAll(/\{[^}]+\}/g, value)
}
