import { get, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, type OpenWindow, openWindow } from './testing/open-window.ts'

let window: OpenWindow
beforeAll(async () => {
  window = await openWindow()
})
afterAll(() => window[Symbol.asyncDispose]())

const asPerson = { headers: { accept: 'text/html,application/xhtml+xml' } }

describe('the web app', () => {
  it('is asked for anew each time, while its hashed files are kept for ever', async () => {
    const page = await ask(`${window.url}/`, asPerson)
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache'])
    const file = await ask(`${window.url}/assets/index-Bx3kQ9aZ.js`)
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  })

  it('is shown on every path that a person may have bookmarked', async () => {
    const page = await ask(`${window.url}/alarms/a-17?tab=history`, asPerson)
    expect([page.status, page.body]).toEqual([200, expect.stringContaining('<title>CityPulse</title>')])
  })

  it('is not shown in place of an API answer, a missing file or to a script', async () => {
    for (const [path, of] of [
      ['/api/v1/nothing', asPerson],
      ['/assets/old-12345678.js', asPerson],
      ['/map/none.geojson', asPerson],
      ['/alarms', { headers: { accept: 'application/json' } }],
    ] as const) {
      const { status, body } = await ask(window.url + path, of)
      expect([path, status, body.code]).toEqual([path, 404, 'not-found'])
    }
  })

  it('lets nothing out of its folder', async () => {
    for (const path of [
      '/..%2frecords.sqlite',
      '/%2e%2e/records.sqlite',
      '/assets/..%5c..%5crecords.sqlite',
      '/.%00./records.sqlite',
    ]) {
      const { status, body } = await ask(window.url + path)
      expect([path, status >= 400, JSON.stringify(body).includes('SQLite format')]).toEqual([path, true, false])
    }
  })
})

describe('every answer', () => {
  it('forbids foreign content, frames and guessing of types', async () => {
    for (const path of ['/', '/api/v1/session', '/api/docs/', '/nowhere', '/map/districts.geojson']) {
      const { headers } = await ask(window.url + path, asPerson)
      const policy = headers.get('content-security-policy') ?? ''
      expect([path, policy]).toEqual([path, expect.stringContaining("default-src 'self'")])
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|https?:/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })
})

describe('map files', () => {
  it('are GeoJSON, and not sent again while they are the same', async () => {
    const url = `${window.url}/map/districts.geojson`
    const first = await ask(url)
    expect(first.headers.get('content-type')).toContain('application/geo+json')
    // fetch says no-cache of itself when it is given an ETag, so this one is asked for by hand.
    const again = await new Promise<IncomingMessage>((resolve) =>
      get(url, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } }, resolve),
    )
    again.resume()
    expect(again.statusCode).toBe(304)
  })
})
