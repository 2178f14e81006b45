import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, type OpenWindow, openWindow } from './testing/open-window.ts'
import { NOON } from './testing/small-city.ts'

let window: OpenWindow
beforeAll(async () => {
  window = await openWindow({ now: () => NOON })
})
afterAll(() => window[Symbol.asyncDispose]())

const problem = (code: string, detail: RegExp) => ({
  code,
  detail: expect.stringMatching(detail),
  type: `urn:citypulse:error:${code}`,
})

describe('stations', () => {
  it('lists stations by id and pages them by cursor', async () => {
    const first = await window.ask('GET', '/api/v1/stations?limit=2')
    expect(first.status).toBe(200)
    expect(first.body.items.map(({ id }: { id: string }) => id)).toEqual(['noise-1', 'noise-2'])
    const second = await window.ask('GET', `/api/v1/stations?limit=2&cursor=${first.body.next}`)
    expect(second.body).toMatchObject({ items: [{ id: 'noise-3' }], next: null })
  })
})
