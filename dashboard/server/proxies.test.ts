import { once } from 'node:events'
import { type IncomingHttpHeaders, request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { trustIn } from './proxies.ts'
import { type OpenWindow, openWindow } from './testing/open-window.ts'

/** Every one of them is this machine. */
const [PROXY, FURTHER, STRANGER] = ['127.0.0.2', '127.1.0.3', '127.0.0.4']
const PERSON = '203.0.113.9'

let window: OpenWindow
beforeAll(async () => {
  window = await openWindow({ trust: trustIn([PROXY, '127.1.0.0/24']), requestsAMinute: 10 })
})
afterAll(() => window?.[Symbol.asyncDispose]())

/** Asks from an address of this machine; resolves to status and headers, of a WebSocket's answer too. */
async function askFrom(
  localAddress: string,
  headers: Record<string, string> = {},
  path = '/api/v1/stations',
): Promise<{ status: number; headers: IncomingHttpHeaders }> {
  const asked = request({ host: '127.0.0.1', port: window.port, path, localAddress, headers, agent: false })
  asked.end()
  const [answer] = (await once(asked, 'response')) as [import('node:http').IncomingMessage]
  answer.resume()
  await once(answer, 'end')
  return { status: answer.statusCode!, headers: answer.headers }
}

const source = () => window.city.audit.denials.at(-1)?.source

describe('who asks', () => {
  it.each([
    ['a trusted proxy says it', PROXY, PERSON, PERSON],
    ['trusted proxies stand in a row', PROXY, `${PERSON}, ${FURTHER}`, PERSON],
    ['the person has forged what stands before it', PROXY, `10.0.0.1, ${FURTHER}, ${PERSON}`, PERSON],
    ['a trusted proxy says nothing', PROXY, '', PROXY],
    ['a stranger claims to be somebody', STRANGER, PERSON, STRANGER],
    ['a stranger claims to come by a proxy', STRANGER, `${PERSON}, ${PROXY}`, STRANGER],
    ['a stranger is one of the row', PROXY, `${PERSON}, ${STRANGER}`, STRANGER],
  ])('is in the audit, where %s', async (_, from, forwarded, expected) => {
    const { status } = await askFrom(from, forwarded === '' ? {} : { 'x-forwarded-for': forwarded })
    expect(status).toBe(401)
    expect(source()).toBe(expected)
  })

  it('is in the audit of the live connection too', async () => {
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      origin: 'http://evil.example',
    }
    const path = '/socket.io/?EIO=4&transport=websocket'
    const before = window.city.audit.denials.length
    await askFrom(PROXY, { ...upgrade, 'x-forwarded-for': PERSON }, path)
    await askFrom(STRANGER, { ...upgrade, 'x-forwarded-for': PERSON }, path)
    const told = window.city.audit.denials.slice(before).map(({ object, source: from }) => [object, from])
    expect(told).toEqual([
      ['live connection', PERSON],
      ['live connection', STRANGER],
    ])
  })

  it('has a limit of its own behind a proxy, which a stranger cannot leave by other names', async () => {
    const statuses = async (from: string, headerOf: (i: number) => string) => {
      const all: number[] = []
      for (let i = 0; i < 15; i++) all.push((await askFrom(from, { 'x-forwarded-for': headerOf(i) })).status)
      return all
    }
    expect((await statuses(PROXY, () => '198.51.100.1')).filter((status) => status === 429)).toHaveLength(5)
    expect(await statuses(PROXY, (i) => `198.51.100.${i + 2}`)).not.toContain(429)
    expect(await statuses(STRANGER, (i) => `198.51.100.${i + 2}`)).toContain(429)
  })
})

it('is told to come back over TLS where a trusted proxy says that it came over TLS', async () => {
  const over = async (from: string, proto: string) =>
    (await askFrom(from, { 'x-forwarded-proto': proto }, '/health/live')).headers['strict-transport-security']
  expect(await over(PROXY, 'https')).toContain('max-age=')
  expect(await over(PROXY, 'http')).toBeUndefined()
  expect(await over(STRANGER, 'https')).toBeUndefined()
})
