import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeadLetter } from '../../domain/wire.ts'
import { type Document, expectAsPromised } from './testing/document.ts'
import { type Answer, ask, type OpenWindow, openWindow } from './testing/open-window.ts'
import { NOON } from './testing/small-city.ts'

const HOUR = 3_600_000

let window: OpenWindow
let document: Document
beforeAll(async () => {
  window = await openWindow({ now: () => NOON })
  document = (await ask(`${window.url}/api/openapi.json`)).body
})
afterAll(() => window[Symbol.asyncDispose]())

/** Asks as admin, and holds the answer against what the document promises. */
async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await window.ask(method, `/api/v1${path}`, body)
  expectAsPromised(document, method, `/api/v1${path}`, answer)
  return answer
}

async function expectProblem(code: string, detail: RegExp, ...of: Parameters<typeof call>): Promise<void> {
  const { body } = await call(...of)
  expect(body).toMatchObject({ code, detail: expect.stringMatching(detail), type: `urn:citypulse:error:${code}` })
  expect(body.instance).toBe(`/api/v1${of[1].split('?', 1)[0]}`)
}

describe('stations', () => {
  it('are listed by id and paged by cursor', async () => {
    const first = await call('GET', '/stations?limit=2')
    expect(first.body.items.map(({ id }: { id: string }) => id)).toEqual(['noise-1', 'noise-2'])
    const second = await call('GET', `/stations?limit=2&cursor=${first.body.next}`)
    expect(second.body).toMatchObject({ items: [{ id: 'noise-3' }], next: null })
  })

  it('are filtered by kind, districts and status', async () => {
    window.city.setPresence('noise-3', { state: 'online', reason: 'reading', since: NOON })
    const ids = async (query: string) =>
      (await call('GET', `/stations?${query}`)).body.items.map((s: { id: string }) => s.id)
    expect(await ids('district=east')).toEqual(['noise-1', 'noise-3'])
    expect(await ids('district=east&district=west')).toEqual(['noise-1', 'noise-2', 'noise-3'])
    expect(await ids('status=online')).toEqual(['noise-3'])
    expect(await ids('kind=air')).toEqual([])
  })

  it('refuse an unknown query parameter, a bad limit and a bad status by name', async () => {
    await expectProblem('request-invalid', /"distrikt" is unknown/, 'GET', '/stations?distrikt=east')
    await expectProblem('request-invalid', /"limit" must be <= 1000/, 'GET', '/stations?limit=5000')
    await expectProblem('request-invalid', /"limit" must be integer/, 'GET', '/stations?limit=1e')
    await expectProblem('request-invalid', /"status.0" must be one of online/, 'GET', '/stations?status=asleep')
  })

  it('are created with credentials shown once, found, and retired', async () => {
    const wish = {
      id: 'noise-9',
      kind: 'noise',
      name: { zh: '码头', en: 'Pier' },
      district: 'west',
      lon: 121.45,
      lat: 31.1,
    }
    const made = await call('POST', '/stations', wish)
    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toBe('/api/v1/stations/noise-9')
    expect(made.body).toMatchObject({
      station: { ...wish, owner: 'ecology' },
      username: 'noise-9',
      password: 'secret of noise-9',
      mode: 'password',
    })
    await expectProblem('station-exists', /noise-9/, 'POST', '/stations', wish)
    expect((await call('GET', '/stations/noise-9')).body).toMatchObject({ presence: { reason: 'never-seen' } })
    expect((await call('DELETE', '/stations/noise-9')).status).toBe(204)
    await expectProblem('not-found', /no station noise-9/, 'GET', '/stations/noise-9')
    await expectProblem('not-found', /no station noise-9/, 'DELETE', '/stations/noise-9')
  })

  it('are changed where their identity allows it, with every act on record, newest first', async () => {
    const changed = await call('PATCH', '/stations/noise-2', { name: 'Fish market', everySeconds: 30, vendor: null })
    expect(changed.body).toMatchObject({ id: 'noise-2', name: 'Fish market', everySeconds: 30 })
    expect((await call('POST', '/stations/noise-2/commands', { command: { do: 'restart' } })).body).toMatchObject({
      topic: 'city/v1/noise/noise-2/commands',
      isConnected: false,
      delivery: 'not-connected',
    })
    const { body } = await call('GET', '/stations/noise-2/history')
    expect(body.items).toMatchObject([
      { action: 'command-station', by: 'admin', detail: '{"do":"restart"}' },
      { action: 'change-station', by: 'admin', detail: expect.stringContaining('Fish market') },
    ])
    await expectProblem('not-found', /no station noise-7/, 'PATCH', '/stations/noise-7', { name: 'x' })
    await expectProblem('not-found', /no station noise-7/, 'GET', '/stations/noise-7/history')
    await expectProblem('request-invalid', /"district" is unknown/, 'PATCH', '/stations/noise-2', { district: 'west' })
    await expectProblem('request-invalid', /"owner": navy is not known/, 'PATCH', '/stations/noise-2', {
      owner: 'navy',
    })
  })

  it('take commands that are objects of JSON within their bound, from operators only', async () => {
    const path = '/stations/noise-2/commands'
    await expectProblem('request-invalid', /"command"/, 'POST', path, { command: 'restart' })
    await expectProblem('request-invalid', /"command"/, 'POST', path, { command: {} })
    await expectProblem('request-invalid', /at most 4096/, 'POST', path, { command: { text: '温'.repeat(2_000) } })
    const headers = { cookie: await window.signIn('watcher'), origin: window.url }
    for (const [method, at] of [
      ['POST', path],
      ['PATCH', '/stations/noise-2'],
    ] as const) {
      const body = method === 'POST' ? { command: { do: 'restart' } } : { name: 'x' }
      const refused = await ask(`${window.url}/api/v1${at}`, { method, headers, body })
      expect([at, refused.status, refused.body.code]).toEqual([at, 403, 'not-allowed'])
    }
  })

  it('are refused with the name of the field that is wrong, and nothing is converted or dropped', async () => {
    const wish = { id: 'noise-8', kind: 'noise', name: 'Pier', district: 'west', lon: 121.45, lat: 31.1 }
    await expectProblem('request-invalid', /"colour" is unknown/, 'POST', '/stations', { ...wish, colour: 'red' })
    await expectProblem('request-invalid', /"lon" must be number/, 'POST', '/stations', { ...wish, lon: '121.45' })
    await expectProblem('request-invalid', /"lat" is missing/, 'POST', '/stations', { ...wish, lat: undefined })
    await expectProblem('request-invalid', /"kind": smell .* noise/, 'POST', '/stations', { ...wish, kind: 'smell' })
    await expectProblem('request-invalid', /"district": moon/, 'POST', '/stations', { ...wish, district: 'moon' })
    await expectProblem('request-invalid', /"owner": nobody/, 'POST', '/stations', { ...wish, owner: 'nobody' })
    await expectProblem('request-invalid', /"id" must match/, 'POST', '/stations', { ...wish, id: 'a b' })
    await expectProblem('request-invalid', /JSON/i, 'POST', '/stations', '{"id":')
    await expectProblem('request-invalid', /proto|JSON/i, 'POST', '/stations', '{"__proto__":{"admin":true}}')
    await expectProblem('request-too-large', /too large/, 'POST', '/stations', { ...wish, name: 'x'.repeat(70_000) })
    expect(window.city.stations.get('noise-8')).toBeUndefined()
  })

  it('show the newest reading, or say that there is none yet', async () => {
    await expectProblem('not-found', /no reading yet/, 'GET', '/stations/noise-1/latest')
    const latest = { ts: NOON, receivedAt: NOON + 80, values: { LAeq: 61.5 }, flags: { LAeq: 3 }, indices: {} }
    window.city.read('noise-1', latest)
    expect((await call('GET', '/stations/noise-1/latest')).body).toEqual(latest)
  })
})

describe('series', () => {
  const points = async (query: string) => (await call('GET', `/series?station=noise-1&${query}`)).body.points

  it('give the readings of the last day when no span is asked for', async () => {
    const all = await points('value=LAeq')
    expect(all).toHaveLength(1440)
    expect(all[0]).toEqual([NOON - 24 * HOUR, null, 1])
  })

  it('come in buckets of the width asked for, from ISO 8601 to milliseconds', async () => {
    const span = `from=2026-11-23T10:00:00%2B08:00&to=${NOON}`
    expect((await points(`value=LAeq&${span}&every=15m&aggregate=max`)).map(([at]: number[]) => at)).toEqual(
      Array.from({ length: 8 }, (_, i) => NOON - 2 * HOUR + i * 900_000),
    )
  })

  it('choose a bucket when the readings would be too many', async () => {
    expect((await points(`value=LAeq&from=${NOON - 365 * 24 * HOUR}`)).length).toBeLessThanOrEqual(2000)
  })

  it('name the parameter and the remedy when they cannot answer', async () => {
    await expectProblem('not-found', /no station ghost/, 'GET', '/series?station=ghost&value=LAeq')
    await expectProblem('request-invalid', /no pm25; it has LAeq/, 'GET', '/series?station=noise-1&value=pm25')
    await expectProblem('request-invalid', /"value" is missing/, 'GET', '/series?station=noise-1')
    await expectProblem('request-invalid', /"every" must match/, 'GET', '/series?station=noise-1&value=LAeq&every=soon')
    await expectProblem(
      'request-invalid',
      /"from" must be earlier/,
      'GET',
      `/series?station=noise-1&value=LAeq&from=${NOON}&to=5`,
    )
    await expectProblem(
      'request-invalid',
      /"to": there is no such time/,
      'GET',
      '/series?station=noise-1&value=LAeq&to=2026-13-45',
    )
    const wide = `/series?station=noise-1&value=LAeq&from=${NOON - 30 * 24 * HOUR}&every=1s`
    await expectProblem('request-too-wide', /every=4m/, 'GET', wide)
  })
})

describe('alarms', () => {
  it('are listed with every filter', async () => {
    window.city.raise('a-1')
    window.city.raise('a-2', { severity: 'red', district: 'west' })
    const ids = async (query: string) =>
      (await call('GET', `/alarms?${query}`)).body.items.map((a: { id: string }) => a.id)
    expect(await ids('')).toEqual(['a-1', 'a-2'])
    expect(await ids('severity=red')).toEqual(['a-2'])
    expect(await ids('state=unacknowledged&district=east')).toEqual(['a-1'])
    expect(await ids('state=normal&state=shelved')).toEqual([])
    expect(await ids('after=1')).toEqual(['a-2'])
    expect((await call('GET', '/alarms?limit=1')).body.next).toBe('1')
    await expectProblem('request-invalid', /"after" must be integer/, 'GET', '/alarms?after=yesterday')
  })

  it('take every step that people may take, and keep it as a numbered event', async () => {
    window.city.raise('b-1')
    const step = (name: string, body?: unknown) => call('POST', `/alarms/b-1/${name}`, body)
    expect((await step('ack')).body).toMatchObject({ state: 'acknowledged', ackedBy: 'admin' })
    await step('comment', { text: 'crew is on its way' })
    expect((await step('assign', { assignee: 'crew-3' })).body).toMatchObject({ assignee: 'crew-3' })
    expect((await step('shelve', { reason: 'road works', minutes: 30 })).body).toMatchObject({
      state: 'shelved',
      shelvedUntil: NOON + 1_800_000,
    })
    expect((await step('unshelve', { comment: 'done' })).body).toMatchObject({ state: 'unacknowledged' })
    expect((await step('out-of-service', { reason: 'calibration' })).body).toMatchObject({ state: 'out-of-service' })
    const last = await step('return-to-service')
    expect(last.body.events.map(({ type, text }: { type: string; text: string | null }) => [type, text])).toEqual([
      ['raise', null],
      ['ack', null],
      ['comment', 'crew is on its way'],
      ['assign', 'crew-3'],
      ['shelve', 'road works'],
      ['unshelve', 'done'],
      ['out-of-service', 'calibration'],
      ['return-to-service', null],
    ])
    expect((await call('GET', '/alarms/b-1')).body).toEqual(last.body)
  })

  it('refuse a step that their state does not allow, with the reason', async () => {
    window.city.raise('c-1')
    await call('POST', '/alarms/c-1/ack', { comment: 'seen' })
    await expectProblem('step-not-allowed', /acknowledged already/, 'POST', '/alarms/c-1/ack')
    await expectProblem('step-not-allowed', /not shelved/, 'POST', '/alarms/c-1/unshelve')
    await expectProblem('not-found', /no alarm ghost/, 'POST', '/alarms/ghost/ack')
    await expectProblem('not-found', /no alarm ghost/, 'GET', '/alarms/ghost')
  })

  it('refuse a step whose body is wrong', async () => {
    window.city.raise('d-1')
    await expectProblem('request-invalid', /"text" is missing/, 'POST', '/alarms/d-1/comment', {})
    await expectProblem('request-invalid', /"text" must match/, 'POST', '/alarms/d-1/comment', { text: '  ' })
    await expectProblem('request-invalid', /"reason" is missing/, 'POST', '/alarms/d-1/shelve', { minutes: 5 })
    await expectProblem('request-invalid', /either "until" or "minutes"/, 'POST', '/alarms/d-1/shelve', { reason: 'x' })
    await expectProblem('request-invalid', /"until" must lie/, 'POST', '/alarms/d-1/shelve', {
      reason: 'x',
      until: NOON,
    })
    await expectProblem('request-invalid', /"by" is unknown/, 'POST', '/alarms/d-1/ack', { by: 'somebody else' })
    expect((await call('GET', '/alarms/d-1')).body.events).toHaveLength(1)
  })
})

describe('ledger', () => {
  it('is had as a table too: UTF-8 with a mark, every row, and no formulas', async () => {
    const hour = Date.UTC(2026, 5, 1)
    const row = { received: 2, stored: 1, duplicate: 0, refused: 0, pending: 1 }
    for (const station of ['=cmd', 'n,1']) window.city.ledgerRows.push({ station, hour, ...row })
    const path = `/api/v1/ledger?from=${hour}&to=${hour + 1}`
    const answer = await window.ask('GET', `${path}&format=csv&limit=1`)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="ledger.csv"')
    const text = [
      'hour,station,received,stored,duplicate,refused,pending',
      "2026-06-01T00:00:00.000Z,'=cmd,2,1,0,0,1",
      '2026-06-01T00:00:00.000Z,"n,1",2,1,0,0,1',
      '',
    ].join('\r\n')
    // `text()` takes the mark away.
    expect(answer.body).toBe(text)
    const headers = { cookie: await window.signIn(), accept: 'text/csv' }
    const bytes = Buffer.from(await (await fetch(window.url + path, { headers })).arrayBuffer())
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    expect(bytes.subarray(3).toString()).toBe(text)
    const groups = await window.ask('GET', `${path}&by=station&format=csv`)
    expect(groups.body.split('\r\n').slice(0, 2)).toEqual([
      'station,received,stored,duplicate,refused,pending,stations,never_seen,gaps,ongoing,missing_numbers,expected,overdue,completeness',
      "'=cmd,2,1,0,0,1,1,0,0,0,0,0,0,",
    ])
  })

  it('has gaps by station and state, as a list and as a table', async () => {
    const gap = {
      cause: 'sequence' as const,
      fromAt: NOON,
      toAt: NOON + 1000,
      first: 7,
      last: 9,
      missing: 3,
      openedAt: NOON,
      healedAt: null,
      kind: 'noise',
      district: 'east',
      department: 'ecology',
      vendor: '@Acme',
    }
    window.city.gapRows.push(
      { ...gap, id: 2, station: 'noise-1', state: 'open' },
      { ...gap, id: 1, station: 'noise-2', state: 'healed', healedAt: NOON + 5000 },
    )
    expect((await call('GET', '/gaps?station=noise-1')).body.items).toMatchObject([{ id: 2 }])
    expect((await call('GET', '/gaps?state=healed&state=ongoing')).body.items).toMatchObject([{ id: 1 }])
    const { body } = await window.ask('GET', '/api/v1/gaps?state=open&format=csv')
    expect(body.split('\r\n')[1]).toBe(
      "2,sequence,noise-1,noise,east,ecology,'@Acme,2026-11-23T04:00:00.000Z,2026-11-23T04:00:01.000Z,7,9,3,open,2026-11-23T04:00:00.000Z,",
    )
    await expectProblem('request-invalid', /state/, 'GET', '/gaps?state=lost')
  })

  it('says in one answer whether anything is missing, also of those who belong to nobody', async () => {
    expect((await call('GET', '/ledger/summary?district=east')).body).toMatchObject({ proof: { isExact: true } })
    expect((await call('GET', '/ledger?station=%3F')).status).toBe(200)
    await expectProblem('request-invalid', /cursor/, 'GET', '/ledger?cursor=nonsense')
  })

  it('lists hours and stations in order, page by page', async () => {
    const row = { received: 3, stored: 2, duplicate: 1, refused: 0, pending: 0 }
    for (const hour of [NOON - HOUR, NOON - 2 * HOUR])
      for (const station of ['noise-2', 'noise-1']) window.city.ledgerRows.push({ station, hour, ...row })
    const first = await call('GET', '/ledger?limit=3')
    const second = await call('GET', `/ledger?limit=3&cursor=${encodeURIComponent(first.body.next)}`)
    const seen = [...first.body.items, ...second.body.items]
    expect(seen.map(({ station, hour }) => [station, (NOON - hour) / HOUR])).toEqual([
      ['noise-1', 2],
      ['noise-2', 2],
      ['noise-1', 1],
      ['noise-2', 1],
    ])
    expect(second.body.next).toBeNull()
    expect((await call('GET', `/ledger?station=noise-1&from=${NOON - HOUR}&to=${NOON}`)).body.items).toHaveLength(1)
  })

  it('asks for a shorter span when one year is asked for', () =>
    expectProblem('request-too-wide', /"from" and "to".*92 days/, 'GET', `/ledger?from=${NOON - 365 * 24 * HOUR}`))
})

describe('dead letters', () => {
  const letter = (id: number, more: Partial<DeadLetter> = {}): DeadLetter => ({
    id,
    position: 12,
    receivedAt: NOON,
    topic: 'city/v1/noise/noise-1/readings',
    station: 'noise-1',
    stage: 'decode',
    reason: 'not-json',
    detail: 'unexpected end',
    item: null,
    field: null,
    replayedAt: null,
    raw: Buffer.from('{"ts"').toString('base64'),
    vendor: 'Acme',
    kind: 'noise',
    state: 'waiting',
    by: null,
    changedAt: null,
    note: null,
    edited: null,
    mapVersion: null,
    replayPosition: null,
    ...more,
  })

  it('are listed with raw bytes, and run again', async () => {
    window.city.letters.push(letter(7))
    expect((await call('GET', '/dead-letters?station=noise-1&reason=not-json')).body.items).toHaveLength(1)
    expect((await call('GET', '/dead-letters?reason=too-old')).body.items).toEqual([])
    expect((await call('POST', '/dead-letters/7/replay')).body).toEqual({
      outcome: 'refused',
      detail: 'not-json again',
    })
    const edited = await call('POST', '/dead-letters/7/replay', { payload: '{}' })
    expect(edited.body).toEqual({ outcome: 'refused', detail: '{} again' })
    await expectProblem('not-found', /no dead letter 8/, 'POST', '/dead-letters/8/replay')
    await expectProblem('request-invalid', /"id" must be integer/, 'POST', '/dead-letters/seven/replay')
    await expectProblem('request-invalid', /"reason" must be one of not-json/, 'GET', '/dead-letters?reason=mood')
  })

  it('are filtered by vendor, kind, stage, state, value and time, and summed up', async () => {
    const more = { vendor: 'Other', kind: 'air', stage: 'convert', reason: 'unknown-value', field: 'pm2_5' }
    window.city.letters.push(letter(8, { ...more, state: 'replayed', receivedAt: NOON + 5 }))
    const ids = async (query: string) =>
      (await call('GET', `/dead-letters?${query}`)).body.items.map(({ id }: DeadLetter) => id)
    const of8 = ['vendor=Other', 'kind=air', 'stage=convert', 'state=replayed', 'field=pm2_5', `from=${NOON + 1}`]
    for (const query of of8) expect([query, await ids(query)]).toEqual([query, [8]])
    expect(await ids(`to=${NOON + 5}&state=waiting&state=discarded`)).toEqual([7])
    expect((await call('GET', '/dead-letters/summary')).body.groups).toMatchObject([{ example: 7, vendor: 'Acme' }])
    expect((await call('GET', '/dead-letters/summary?state=replayed')).body.groups).toMatchObject([{ example: 8 }])
    expect((await call('GET', '/dead-letters/8')).body).toMatchObject({ id: 8, place: { from: 0, to: 1 } })
    await expectProblem('not-found', /no dead letter 9/, 'GET', '/dead-letters/9')
    await expectProblem('request-invalid', /"stage" must be one of decode/, 'GET', '/dead-letters?stage=late')
  })

  it('are tried, replayed and discarded by those who may act; a viewer may look and try', async () => {
    const many = { filter: { vendor: 'Acme' }, limit: 1 }
    expect((await call('POST', '/dead-letters/replay', many)).body).toMatchObject({ refused: 1, left: 0, next: null })
    const cookie = await window.signIn('watcher')
    const asViewer = (method: string, path: string, body?: unknown) =>
      ask(`${window.url}/api/v1${path}`, { method, headers: { cookie }, body })
    expect((await asViewer('GET', '/dead-letters/7')).status).toBe(200)
    expect((await asViewer('POST', '/dead-letters/7/check', {})).body).toMatchObject({ faults: [{ detail: 'still' }] })
    const reason = 'made by a test'
    for (const [method, path, body] of [
      ['POST', '/dead-letters/7/replay', {}],
      ['POST', '/dead-letters/replay', many],
      ['POST', '/dead-letters/7/discard', { reason }],
      ['POST', '/dead-letters/discard', { ...many, reason }],
      ['PUT', '/field-maps/vendor/Acme/air', { map: { values: {} }, reason }],
      ['DELETE', '/field-maps/vendor/Acme/air', undefined],
    ] as const)
      expect([path, (await asViewer(method, path, body)).status]).toEqual([path, 403])
    await expectProblem('request-invalid', /reason/, 'POST', '/dead-letters/7/discard', {})
    expect((await call('POST', '/dead-letters/7/discard', { reason })).body).toMatchObject({
      state: 'discarded',
      note: reason,
    })
    await expectProblem('letter-closed', /is discarded/, 'POST', '/dead-letters/7/discard', { reason })
    await expectProblem('request-invalid', /limit/, 'POST', '/dead-letters/discard', { filter: {}, limit: 501, reason })
  })
})

describe('field maps', () => {
  it('are put, shown with their history and taken away, whatever their vendor is called', async () => {
    const path = `/field-maps/vendor/${encodeURIComponent('奥科/Acme 100%')}/air`
    const map = { values: { pm2_5: { to: 'pm25', unit: 'ug/m3', factor: 0.1 } }, time: 's' }
    await expectProblem('not-found', /no field map/, 'GET', path)
    const made = await call('PUT', path, { map, isOn: true, reason: 'firmware 2' })
    expect(made.body).toMatchObject({ of: 'vendor', name: '奥科/Acme 100%', kind: 'air', version: 1, map, by: 'admin' })
    expect((await call('GET', path)).body).toMatchObject({ isOn: true, reason: 'firmware 2' })
    expect((await call('GET', '/field-maps')).body.items).toHaveLength(1)
    expect((await call('DELETE', `${path}?reason=mended`)).status).toBe(204)
    expect((await call('GET', `${path}/history`)).body.items).toMatchObject([{ map: null, reason: 'mended' }, { map }])
    await expectProblem('request-invalid', /time/, 'PUT', path, { map: { ...map, time: 'days' }, reason: 'x' })
    const broken = { values: { 'a\nb': { to: 5 } } }
    await expectProblem('request-invalid', /to/, 'PUT', path, { map: broken, reason: 'x' })
    const nameless = { values: { '': { to: 'pm25' } } }
    await expectProblem('request-invalid', /values/, 'PUT', path, { map: nameless, reason: 'x' })
    await expectProblem('request-invalid', /"of" must be one of/, 'GET', '/field-maps/town/Acme/air')
  })
})

describe('the city', () => {
  it('says what a screen needs, with the bounds of its districts', async () => {
    const { body } = await call('GET', '/city')
    expect(body).toMatchObject({ label: { en: 'Small city' }, timeZone: 'Asia/Shanghai', bounds: [121, 31, 122, 32] })
    expect(body.kinds[0]).toMatchObject({ id: 'noise', index: { levels: [{}, { colour: '#D95F00' }] } })
    expect(body.kinds[0].simulate).toBeUndefined()
  })
})

describe('errors', () => {
  it('are problem documents on unknown paths and methods too', async () => {
    for (const [method, path] of [
      ['GET', '/api/v1/nothing'],
      ['GET', '/api/nothing'],
      ['PUT', '/api/v1/stations'],
      ['GET', '/map/../records.sqlite'],
      ['GET', '/map/notes.txt'],
      ['GET', '/assets/gone-12345678.js'],
    ] as const) {
      const answer = await window.ask(method, path)
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
      expect([path, answer.body]).toMatchObject([path, { status: 404, code: 'not-found' }])
    }
  })

  it('say so when a body is no JSON by its type', async () => {
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded']) {
      const { status, body } = await ask(`${window.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: 'user=admin',
      })
      expect([type, status, body.code]).toEqual([type, 415, 'request-not-json'])
    }
  })

  it('of the server itself say nothing of its inside, and are logged', async () => {
    const { list } = window.city.alarms
    window.city.alarms.list = () => Promise.reject(new Error('SQLITE_BUSY at /secret/place'))
    const before = window.lines.length
    const { status, body } = await call('GET', '/alarms')
    window.city.alarms.list = list
    expect([status, body.code]).toEqual([500, 'internal'])
    expect(JSON.stringify(body)).not.toContain('SQLITE')
    expect(window.lines.slice(before).join('')).toContain('SQLITE_BUSY')
  })
})

describe('supervisors', () => {
  it('are told that the process lives, and why the city is not ready', async () => {
    expect((await window.ask('GET', '/health/live')).body).toEqual({ live: true })
    window.city.readyState = { ready: false, reason: 'the journal is full' }
    const answer = await ask(`${window.url}/health/ready`)
    window.city.readyState = { ready: true, reason: 'every room is open' }
    expect([answer.status, answer.body]).toEqual([503, { ready: false, reason: 'the journal is full' }])
    expect((await ask(`${window.url}/health/ready`)).status).toBe(200)
  })

  it('get metrics on this machine, but not through a proxy without a token', async () => {
    const here = await ask(`${window.url}/metrics`)
    expect([here.status, here.body]).toEqual([200, 'citypulse_stations 3\n'])
    const proxied = { 'x-forwarded-for': '203.0.113.9' }
    const far = await ask(`${window.url}/metrics`, { headers: proxied })
    expect([far.status, far.body.code]).toEqual([401, 'sign-in-required'])
    // A page whose name was made to mean this machine.
    const rebound = get(`${window.url}/metrics`, { headers: { host: 'evil.example:8080' } })
    const [answer] = (await once(rebound, 'response')) as [IncomingMessage]
    expect(answer.resume().statusCode).toBe(401)
    const ofWatcher = { ...proxied, cookie: await window.signIn('watcher') }
    expect((await ask(`${window.url}/metrics`, { headers: ofWatcher })).body.code).toBe('not-allowed')
    const ofAdmin = { ...proxied, cookie: await window.signIn() }
    expect((await ask(`${window.url}/metrics`, { headers: ofAdmin })).status).toBe(200)
  })
})
