import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clientOf } from '../../server/testing/client-of.ts'
import { ask, openWindow, type OpenWindow } from '../../server/testing/open-window.ts'
import { ADDRESSES } from './calls.ts'
import { addressOf, createClient, searchOf } from './client.ts'
import { ApiFailure } from './failure.ts'

let window: OpenWindow
beforeAll(async () => {
  window = await openWindow()
})
afterAll(() => window[Symbol.asyncDispose]())

/** The browser's fetch: relative to the city's own address, with its cookie. */
async function clientOfWindow() {
  const cookie = await window.signIn()
  const seen: string[] = []
  const client = createClient((path, init) => {
    const address = addressIn(path)
    seen.push(`${init?.method ?? 'GET'} ${address}`)
    const headers = new Headers(init?.headers)
    headers.set('cookie', cookie)
    headers.set('origin', window.url)
    return fetch(window.url + address, { ...init, headers })
  })
  return { client, seen }
}

/** What the client asks is always a text. */
function addressIn(path: Parameters<typeof fetch>[0]): string {
  if (typeof path !== 'string') throw new Error('not an address')
  return path
}

/** Where two sources first differ, apart from what a formatter changes; empty when they do not. */
function differenceOf(one: string, other: string): string {
  const [a, b] = [one, other].map((source) => source.replaceAll(/[^\w$/{}?:]/g, '')) as [string, string]
  if (a === b) return ''
  let at = 0
  while (a[at] === b[at]) at += 1
  return `${a.slice(at - 60, at + 60)} ≠ ${b.slice(at - 60, at + 60)}`
}

describe('the calls of the browser', () => {
  it('are those of the OpenAPI document of this server; else run npm run make-client', async () => {
    const { body } = await ask(`${window.url}/api/openapi.json`)
    const written = readFileSync(join(import.meta.dirname, 'calls.ts'), 'utf8')
    expect(differenceOf(written, await clientOf(body))).toBe('')
  })

  it('fill the holes of an address, so that no id becomes another path', () => {
    expect(addressOf('/alarms/{id}/ack', { id: '../session?x=#1' })).toBe('/alarms/..%2Fsession%3Fx%3D%231/ack')
    expect(() => addressOf('/alarms/{id}', {})).toThrow('needs id')
  })

  it('leave out what is not asked, and repeat what has many values', () => {
    expect(searchOf({ state: ['open', 'stable'], limit: 5, cursor: undefined, district: null })).toBe(
      '?state=open&state=stable&limit=5',
    )
    expect(searchOf({})).toBe('')
  })
})

describe('the client', () => {
  it('asks, and has the answer as the document promises it', async () => {
    const { client, seen } = await clientOfWindow()
    const session = await client.ask('getSession')
    expect(session.user).toBe('admin')
    expect(seen).toEqual([`GET /api/v1${ADDRESSES.getSession.slice('GET '.length)}`])
  })

  it('brings every item of a list, page by page, in order', async () => {
    const pages = [
      { items: [{ id: 1 }, { id: 2 }], next: 'after-2' },
      { items: [{ id: 3 }], next: null },
    ]
    const seen: string[] = []
    const client = createClient((path) => {
      seen.push(addressIn(path))
      return Promise.resolve(Response.json(pages[seen.length - 1]))
    })
    const items = await client.list('listStations', { query: { kind: ['air'] } })
    expect(items).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
    expect(seen).toEqual([
      '/api/v1/stations?kind=air&limit=1000',
      '/api/v1/stations?kind=air&limit=1000&cursor=after-2',
    ])
  })

  it('fails with the problem that the server tells', async () => {
    const { client } = await clientOfWindow()
    const failure = await client.ask('getAlarm', { path: { id: 'nothing-like-it' } }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ApiFailure)
    expect((failure as ApiFailure).problem).toMatchObject({ status: 404, code: 'not-found' })
  })

  it('fails as unreachable when nobody answers, and as internal when what answers is no problem document', async () => {
    const dead = createClient(() => Promise.reject(new TypeError('network down')))
    await expect(dead.ask('getSession')).rejects.toMatchObject({ problem: { code: 'unreachable', status: 0 } })
    const proxy = createClient(() => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 })))
    await expect(proxy.ask('getSession')).rejects.toMatchObject({ problem: { code: 'internal', status: 502 } })
  })
})
