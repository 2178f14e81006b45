import { readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { until } from './testing/listen.ts'
import { type OpenWindow, openWindow } from './testing/open-window.ts'

let window: OpenWindow
let cookie: string
beforeAll(async () => {
  window = await openWindow()
  cookie = await window.signIn()
})
afterAll(() => window[Symbol.asyncDispose]())

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

describe('a hostile body', () => {
  it.each([
    ['own __proto__', 'application/json', '{"__proto__":{"admin":true},"user":"admin","password":"x"}', [400]],
    ['a constructor', 'application/json', '{"constructor":{"prototype":{"admin":true}}}', [400]],
    ['no JSON', 'application/json', '{"user":', [400]],
    ['another content type', 'text/xml', '<user/>', [415]],
    ['a form', 'application/x-www-form-urlencoded', 'user=admin&password=x', [415]],
    ['a megabyte', 'application/json', `"${'x'.repeat(1_000_000)}"`, [413]],
    ['deep nesting', 'application/json', deep(30_000), [400]],
    ['deep nesting in a field', 'application/json', `{"user":${deep(30_000)},"password":"x"}`, [400]],
    ['no UTF-8', 'application/json', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), [400]],
    ['a lone surrogate', 'application/json', '{"user":"\\ud800","password":"x"}', [400, 401]],
    ['numbers for text', 'application/json', '{"user":1e400,"password":12}', [400]],
    ['null', 'application/json', 'null', [400]],
    ['bytes that say they are packed', 'application/json', Buffer.alloc(100, 0x1f), [400, 415]],
  ] as const)('is answered with a problem: %s', async (_, type, body, statuses) => {
    const response = await fetch(`${window.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': type, origin: window.url },
      body,
    })
    expect(statuses).toContain(response.status)
    expect(await response.json()).toMatchObject({ status: response.status, code: expect.any(String) })
    expect(({} as { admin?: unknown }).admin).toBeUndefined()
  })
})

it('a list that is nested deeper than any stack, where nothing may stand twice, is a bad request', async () => {
  for (const nested of [deep(30_000), `[${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}]`]) {
    const response = await fetch(`${window.url}/api/v1/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: window.url, cookie },
      body: `{"name":"deep","scopes":${nested}}`,
    })
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'request-invalid' }])
  }
})

it('the import of a list is waited for: its credentials are in that answer alone', async () => {
  const { enrolment } = window.city
  const { importList } = enrolment
  onTestFinished(() => void Object.assign(enrolment, { importList }))
  Object.assign(enrolment, {
    importList: async (...all: Parameters<typeof importList>) => {
      await setTimeout(21_000)
      return importList(...all)
    },
  })
  const response = await fetch(`${window.url}/api/v1/stations/import`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', origin: window.url, cookie },
    body: 'id\na',
  })
  expect([response.status, await response.json()]).toMatchObject([200, { credentials: expect.any(String) }])
})

describe.concurrent('bytes that are no request', () => {
  it.for([
    ['TLS', Buffer.from('160301020001000001fc0303', 'hex')],
    ['MQTT', Buffer.from('101000044d5154540402003c000461697231', 'hex')],
    ['a method of a megabyte', Buffer.alloc(1_000_000, 0x41)],
    ['headers of a megabyte', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(1_000_000)}\r\n\r\n`],
    ['two lengths', 'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd'],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a chunk of 4 GB', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n'],
  ] as const)('end their connection: %s', async ([, bytes], { onTestFinished }) => {
    const raw = rawTo(window.port, onTestFinished)
    raw.socket.write(bytes)
    await until(() => raw.isClosed)
    expect((await fetch(`${window.url}/health/live`)).status).toBe(200)
  })

  it('do not hold up who asks for its health, a hundred requests at a byte a second either', async ({
    onTestFinished,
  }) => {
    const slow = Array.from({ length: 100 }, () => rawTo(window.port, onTestFinished))
    for (const { socket } of slow) socket.write('GET /api/v1/city HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    const drip = setInterval(() => {
      for (const { socket } of slow) if (!socket.destroyed) socket.write('a')
    }, 1_000)
    onTestFinished(() => clearInterval(drip))
    const answer = await fetch(`${window.url}/health/live`, { signal: AbortSignal.timeout(2_000) })
    expect(answer.status).toBe(200)
    // Whoever has not asked within its time is answered that it has not, or cut.
    await until(() => slow.every(({ isClosed }) => isClosed))
  })
})

describe('requests ahead of their answers', () => {
  const ahead = (path: string, count: number) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(count)

  it('are answered in order while there are ten', async () => {
    const raw = rawTo(window.port)
    raw.socket.write(ahead('/health/live', 5) + ahead('/api/v1/city', 5))
    await until(() => raw.heard().split('HTTP/1.1 401').length === 6)
    expect(raw.heard().split('HTTP/1.1 200')).toHaveLength(6)
    // As many again, once those are answered.
    raw.socket.write(ahead('/health/live', 10))
    await until(() => raw.heard().split('HTTP/1.1 200').length === 16)
    expect(raw.isClosed).toBe(false)
  })

  it.each(['/api/docs/json', '/api/docs/yaml', '/api/openapi.json', '/api/docs/static/swagger-ui-bundle.js'])(
    'end their connection beyond, and cost neither memory nor files: %s',
    async (path) => {
      await (await fetch(window.url + path)).arrayBuffer()
      const [memory, files] = [process.memoryUsage().rss, openFiles()]
      const raw = rawTo(window.port)
      raw.socket.pause()
      raw.socket.write(ahead(path, 1_000))
      for (let n = 0; n < 10; n++) {
        await fetch(`${window.url}/health/live`)
        expect(openFiles() - files).toBeLessThan(100)
        expect(process.memoryUsage().rss - memory).toBeLessThan(200 * 1024 * 1024)
        await setTimeout(50)
      }
      raw.socket.resume()
      await until(() => raw.isClosed)
    },
  )
})

describe('a hostile live connection', () => {
  const upgrade = (headers: string) =>
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${window.port}\r\n${headers}` +
    'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'

  it('from a page of another site is not even upgraded', async () => {
    const raw = rawTo(window.port)
    raw.socket.write(upgrade(`Origin: http://evil.example\r\nCookie: ${cookie}\r\n`))
    await until(() => raw.isClosed)
    expect(raw.heard()).toMatch(/^HTTP\/1\.1 40[03]/)
  })

  it.each([
    ['no namespace, over and over', '40/nowhere,'],
    ['an event before it is let in', '42/ops,["watch",{}]'],
    ['no Socket.IO', '4zzz'],
    ['an event without a name', '42/ops,[]'],
    ['an event whose name is a number', '42/ops,[1]'],
    ['binary that never comes', '451-/ops,["watch",{"_placeholder":true,"num":0}]'],
    ['a hundred pings', '2'],
    ['nesting', `42/ops,${deep(50)}`],
  ])('is cut when it says %s', async (_, text) => {
    const raw = rawTo(window.port)
    raw.socket.write(upgrade(`Cookie: ${cookie}\r\n`))
    await until(() => raw.heard().includes('"sid"'))
    raw.socket.write(frameOf('40/ops,'))
    for (let i = 0; i < 100; i++) if (!raw.socket.destroyed) raw.socket.write(frameOf(text))
    await until(() => raw.isClosed || isTold(raw.heard()))
    expect((await fetch(`${window.url}/health/live`)).status).toBe(200)
  })
})

/** Of this process, which is the server's. */
function openFiles(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0
}

/** Whether a close frame of RFC 6455 with a code of 1000 to 1023, or none, came; who does not answer it is cut later. */
function isTold(heard: string): boolean {
  const bytes = Buffer.from(heard, 'latin1')
  return bytes.some((byte, at) => byte === 0x88 && (bytes[at + 1] === 0 || bytes[at + 2] === 3))
}

function rawTo(port: number, finished: (end: () => void) => void = onTestFinished) {
  const socket: Socket = connect(port, '127.0.0.1')
  let text = ''
  const raw = { socket, isClosed: false, heard: () => text }
  socket.on('data', (bytes) => {
    if (text.length < 1_000_000) text += bytes.toString('latin1')
  })
  socket.on('error', () => {}).on('close', () => (raw.isClosed = true))
  finished(() => void socket.destroy())
  return raw
}

/** A masked text frame; the mask is zero, so the text stays as it is. */
function frameOf(text: string): Buffer {
  const length = text.length < 126 ? [0x80 | text.length] : [0x80 | 126, text.length >> 8, text.length & 255]
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), Buffer.from(text)])
}
