import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, type OpenWindow, openWindow } from './testing/open-window.ts'
import { NOON } from './testing/small-city.ts'

const MINUTE = 60_000
let window: OpenWindow
let clock = NOON
beforeAll(async () => {
  window = await openWindow({ now: () => clock })
  window.city.raise('loud-1')
  clock = NOON + MINUTE
  await window.city.alarms.step('loud-1', { type: 'ack', by: 'ada' })
  clock = NOON + 2 * MINUTE
  window.city.raise('loud-2')
})
afterAll(() => window[Symbol.asyncDispose]())

const api = (path: string) => window.ask('GET', `/api/v1/history${path}`)

describe('the past over REST', () => {
  it('is how alarms stood at a time', async () => {
    const states = async (at: number) =>
      (await api(`/alarms?at=${at}`)).body.items.map((one: { id: string; state: string }) => [one.id, one.state])
    expect(await states(NOON - 1)).toEqual([])
    expect(await states(NOON)).toEqual([['loud-1', 'unacknowledged']])
    expect(await states(NOON + 90_000)).toEqual([['loud-1', 'acknowledged']])
    expect((await api(`/incidents?at=${NOON}`)).body).toEqual({ at: NOON, seq: 0, items: [], next: null })
  })

  it('is what was told after a time, up to another', async () => {
    const { body } = await api(`/alarm-events?from=${NOON}&to=${NOON + 2 * MINUTE}`)
    expect(body.items.map(({ event }: { event: { type: string } }) => event.type)).toEqual(['ack', 'raise'])
    const { body: marks } = await api(`/marks?from=${NOON - 1}&to=${NOON + MINUTE}&steps=10`)
    expect(marks).toMatchObject({ everyMs: 6001, items: [{ orange: 1 }, { acks: 1 }] })
  })

  it('is what stations read, in whole steps that are chosen by the span', async () => {
    const { body } = await api(`/stations?from=${NOON + 1}&to=${NOON + MINUTE}&every=30s`)
    expect(body).toMatchObject({ from: NOON, to: NOON + MINUTE, everyMs: 30_000 })
    expect(body.kinds[0].stations[0]).toEqual({
      id: 'noise-1',
      at: [0, 30, 60],
      values: [55, 55, 55],
      levels: [1, 1, 1],
    })
    const hour = await api(`/stations?from=${NOON}&to=${NOON + 60 * MINUTE}&before=no`)
    expect(hour.body.everyMs).toBe(10_000)
    expect(hour.body.kinds[0].stations[0].at[0]).toBe(10)
  })

  it('refuses what is too wide, naming what would fit', async () => {
    const wide = await api(`/stations?from=${NOON}&to=${NOON + 24 * 60 * MINUTE}&every=10s`)
    expect([wide.status, wide.body.code, wide.body.detail]).toEqual([
      400,
      'request-too-wide',
      expect.stringContaining('every=120s'),
    ])
    const long = await api(`/alarm-events?from=${NOON - 40 * 24 * 60 * MINUTE}&to=${NOON}`)
    expect(long.body.code).toBe('request-too-wide')
    expect((await api('/alarms')).body.code).toBe('request-invalid')
  })

  it('goes from shift to shift by notes, which viewers read and operators write', async () => {
    const span = { from: String(NOON), to: String(NOON + MINUTE) }
    const added = await window.ask('POST', '/api/v1/shift-notes', { kind: 'note', text: ' pump 3 ', ...span })
    expect([added.status, added.body]).toEqual([
      201,
      expect.objectContaining({ by: 'admin', text: 'pump 3', from: NOON }),
    ])
    expect((await window.ask('POST', '/api/v1/shift-notes', { kind: 'note', text: '  ', ...span })).status).toBe(400)
    const listed = await window.ask('GET', `/api/v1/shift-notes?from=${NOON}&to=${NOON + 1}`)
    expect(listed.body.items).toHaveLength(1)
    const cookie = await window.signIn('watcher')
    const headers = { cookie, origin: window.url }
    const refused = await ask(`${window.url}/api/v1/shift-notes`, {
      method: 'POST',
      headers,
      body: { kind: 'sign-off', ...span },
    })
    expect(refused.status).toBe(403)
  })

  it('is for those who are signed in', async () => {
    expect((await ask(`${window.url}/api/v1/history/alarms?at=1`)).status).toBe(401)
  })
})
