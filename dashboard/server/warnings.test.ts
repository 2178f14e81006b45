import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schemaFaults, textsAt } from '../../domain/cap/testing/schema.ts'
import { type Document, expectAsPromised } from './testing/document.ts'
import { type Answer, ask, type OpenWindow, openWindow, PASSWORD } from './testing/open-window.ts'
import { NOON } from './testing/small-city.ts'

let window: OpenWindow
let document: Document
let at = NOON
beforeAll(async () => {
  window = await openWindow({ now: () => at })
  document = (await ask(`${window.url}/api/openapi.json`)).body
  for (const id of ['a-1', 'a-2', 'a-3']) window.city.raise(id)
})
afterAll(() => window[Symbol.asyncDispose]())

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await window.ask(method, `/api/v1${path}`, body)
  expectAsPromised(document, method, `/api/v1${path}`, answer)
  return answer
}

async function asAnyone(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await ask(`${window.url}/api/v1${path}`, { headers })
  expectAsPromised(document, 'GET', `/api/v1${path}`, answer)
  return answer
}

describe('a CAP document over HTTP', () => {
  it('is shown as a draft before anything is issued, with the media type of CAP', async () => {
    const { status, headers, body } = await call('GET', '/alarms/a-1/cap')
    expect([status, headers.get('content-type')]).toEqual([200, 'application/cap+xml; charset=utf-8'])
    expect(schemaFaults(body)).toEqual([])
    expect(textsAt(body, '//c:status')).toEqual(['Draft'])
    expect((await call('GET', '/warnings')).body).toEqual({ items: [], next: null })
  })

  it('names what the configuration lacks for the dialect of China', async () => {
    const { status, body } = await call('GET', '/alarms/a-1/cap?dialect=cn')
    expect([status, body.code]).toEqual([409, 'warnings-not-configured'])
    expect(body.detail).toContain('warnings.cn.senderCode')
  })

  it('is refused for an alarm that there is not, and for a dialect that there is not', async () => {
    expect((await call('GET', '/alarms/none/cap')).status).toBe(404)
    expect((await call('GET', '/alarms/a-1/cap?dialect=fr')).status).toBe(400)
  })
})

describe('issuing by hand', () => {
  it('makes an Alert, refuses a second one, and ends with a Cancel that says why', async () => {
    const issued = await call('POST', '/alarms/a-1/cap/issue', { why: 'seen by the patrol' })
    expect(issued.status).toBe(201)
    expect(issued.body).toMatchObject({
      identifier: 'alarm-a-1-1',
      msgType: 'Alert',
      by: 'admin',
      why: 'seen by the patrol',
    })
    expect((await call('POST', '/alarms/a-1/cap/issue')).body.code).toBe('step-not-allowed')
    const ended = await call('POST', '/alarms/a-1/cap/withdraw', { why: 'the gauge was wrong' })
    expect(ended.body).toMatchObject({ msgType: 'Cancel', chain: 1, n: 2, cause: 'withdrawn' })
    const { items } = (await call('GET', '/warnings?alarm=a-1')).body
    expect(items.map(({ n, supersededBy }: { n: number; supersededBy: number }) => [n, supersededBy])).toEqual([
      [2, null],
      [1, 2],
    ])
    expect((await call('GET', '/warnings?state=active')).body.items).toEqual([])
    expect((await call('GET', '/warnings?state=past')).body.items).toHaveLength(2)
  })

  it('needs the role operator, and a reason to withdraw', async () => {
    const cookie = await window.signIn('watcher', PASSWORD)
    const url = `${window.url}/api/v1/alarms/a-2/cap/issue`
    expect((await ask(url, { method: 'POST', headers: { cookie }, body: {} })).body.code).toBe('not-allowed')
    expect((await call('POST', '/alarms/a-2/cap/withdraw', {})).body.code).toBe('request-invalid')
  })
})

describe('the feed', () => {
  it('is read without signing in, leads to the documents, and keeps the id of an entry through its chain', async () => {
    at = NOON + 60_000
    await call('POST', '/alarms/a-2/cap/issue', {})
    const { status, headers, body } = await asAnyone('/warnings.atom')
    expect([status, headers.get('content-type')]).toEqual([200, 'application/atom+xml; charset=utf-8'])
    expect(textsAt(body, '/a:feed/a:entry/a:id')).toEqual([
      'urn:citypulse:warning:warnings%40small.example:alarm:a-2:1',
    ])
    const [href = ''] = textsAt(body, '/a:feed/a:entry/a:link/@href')
    const cap = await asAnyone(`/${href}`)
    expect([cap.status, cap.headers.get('content-type')]).toEqual([200, 'application/cap+xml; charset=utf-8'])
    expect(schemaFaults(cap.body)).toEqual([])
  })

  it('has what RFC 4287 asks for: id, title, updated, an author, and in each entry id, title, updated and content', async () => {
    const { body } = await asAnyone('/warnings.atom')
    const count = (path: string) => textsAt(body, path).length
    for (const path of ['/a:feed/a:id', '/a:feed/a:title', '/a:feed/a:updated', '/a:feed/a:author/a:name'])
      expect([path, count(path)]).toEqual([path, 1])
    for (const name of ['id', 'title', 'updated', 'published', 'content'])
      expect([name, count(`/a:feed/a:entry/a:${name}`)]).toEqual([name, 1])
    expect(textsAt(body, '/a:feed/a:link/@rel')).toEqual(['self'])
    expect(textsAt(body, '/a:feed/a:entry/a:link/@type')).toEqual(['application/cap+xml'])
    for (const time of [...textsAt(body, '//a:updated'), ...textsAt(body, '//a:published')])
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    const ids = textsAt(body, '//a:id')
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('answers 304 while nothing has changed, by tag or by date, and 200 as soon as something has', async () => {
    at = NOON + 120_000
    const { headers } = await asAnyone('/warnings.atom')
    const tag = { 'if-none-match': headers.get('etag')! }
    const date = { 'if-modified-since': headers.get('last-modified')! }
    for (const asked of [tag, { 'if-none-match': `W/${tag['if-none-match']}, "x"` }, date]) {
      const answer = await asAnyone('/warnings.atom', asked)
      expect([answer.status, answer.body, answer.headers.get('etag')]).toEqual([304, '', headers.get('etag')])
    }
    // A tag that does not fit decides, whatever the date says.
    expect((await asAnyone('/warnings.atom', { ...date, 'if-none-match': '"other"' })).status).toBe(200)
    await call('POST', '/alarms/a-3/cap/issue', {})
    for (const asked of [tag, date]) expect((await asAnyone('/warnings.atom', asked)).status).toBe(200)
  })

  it('does not show what is not Public, nor says that it is there', async () => {
    const warnings = window.city.warnings as unknown as { scope: string }
    warnings.scope = 'Restricted'
    window.city.raise('secret')
    const { body } = await call('POST', '/alarms/secret/cap/issue', {})
    const path = `/warnings/${body.identifier}.xml`
    expect((await asAnyone('/warnings.atom')).body).not.toContain('secret')
    const [hidden, none] = [await asAnyone(path), await asAnyone('/warnings/alarm-none-1.xml')]
    expect([hidden.status, none.status]).toEqual([404, 404])
    expect((await call('GET', path)).status).toBe(200)
    expect((await ask(`${window.url}/api/v1/warnings`)).status).toBe(401)
  })
})
