import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Presence } from '../../domain/station.ts'
import { type Listener, listen, until } from './testing/listen.ts'
import { type OpenWindow, openWindow } from './testing/open-window.ts'
import { NOON } from './testing/small-city.ts'

let window: OpenWindow
let cookie: string
beforeAll(async () => {
  window = await openWindow()
  cookie = await window.signIn()
})
afterAll(() => window[Symbol.asyncDispose]())

const online: Presence = { state: 'online', reason: 'reading', since: NOON }
const seqs = ({ alarms }: Listener) => alarms.map(({ seq }) => seq)
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

function raise(count: number): void {
  for (let i = 0; i < count; i++) window.city.raise(`flood-${window.city.events.length}`)
}

describe('a live connection', () => {
  it('is refused without a session, from another site, and outside its namespace', async () => {
    await expect(listen(window.url, {})).rejects.toThrow('sign-in-required')
    await expect(listen(window.url, { token: 'city_nothing' })).rejects.toThrow('sign-in-required')
    await expect(listen(window.url, { cookie, origin: 'http://evil.example' })).rejects.toThrow('websocket error')
    await expect(listen(window.url, { cookie, namespace: '/' })).rejects.toThrow('not-found')
  })

  it('is open to a cookie from the own page and to an API token', async () => {
    using own = await listen(window.url, { cookie, origin: window.url })
    const { token } = await window.accounts.tokens.create({ user: 'watcher', name: 'wall', expiresAt: null })
    using wall = await listen(window.url, { token })
    await until(() => own.heads.length > 0 && wall.heads.length > 0)
    expect(own.heads[0]).toEqual({ seq: window.city.alarms.head(), incidents: 0, now: expect.any(Number) })
  })

  it('ends within five seconds of signing out', async () => {
    const gone = await window.signIn('watcher')
    using ending = await listen(window.url, { cookie: gone })
    using staying = await listen(window.url, { cookie })
    const startedAt = Date.now()
    await window.accounts.signOut({ cookie: gone })
    await until(() => ending.socket.disconnected)
    expect(Date.now() - startedAt).toBeLessThan(5_000)
    expect(staying.socket.connected).toBe(true)
  })
})

describe('the number of live connections', () => {
  it('of one sign-in is five; another sign-in of the same person has its own', async () => {
    const own = await window.signIn('watcher')
    const open = await Promise.all(Array.from({ length: 5 }, () => listen(window.url, { cookie: own })))
    for (const cookie of [own, `${own}; another=1`, `another=2; ${own}`])
      await expect(listen(window.url, { cookie })).rejects.toThrow('too-many-requests')
    using other = await listen(window.url, { cookie: await window.signIn('watcher') })
    expect(other.socket.connected).toBe(true)
    for (const one of open) one[Symbol.dispose]()
    let again: Listener | undefined
    await vi.waitFor(async () => (again = await listen(window.url, { cookie: own })), { timeout: 30_000 })
    again?.[Symbol.dispose]()
  })
})

describe('alarm events', () => {
  it('come live, in order, to a browser that starts at the head', async () => {
    raise(3)
    const head = window.city.alarms.head()
    using browser = await listen(window.url, { cookie })
    raise(5)
    await until(() => browser.alarms.length === 5)
    expect(seqs(browser)).toEqual(numbers(head + 1, head + 5))
    expect(browser.alarms[0]).toEqual(window.city.events[head])
  })

  it('that were missed come first, without a gap or a double at the seam, while new ones keep coming', async () => {
    raise(1_300)
    const flood = setInterval(() => raise(7), 1)
    using browser = await listen(window.url, { cookie, after: 100 })
    await until(() => browser.alarms.length > 1_500)
    clearInterval(flood)
    await until(() => browser.alarms.at(-1)?.seq === window.city.alarms.head())
    expect(seqs(browser)).toEqual(numbers(101, window.city.alarms.head()))
  })

  it('are each seen once, in order, by a browser that is cut at random and resumes', async () => {
    const start = window.city.alarms.head()
    const seen: number[] = []
    let randomState = 7
    const random = () => (randomState = (randomState * 48_271) % 2_147_483_647) / 2_147_483_647
    const flood = setInterval(() => raise(1 + Math.floor(random() * 20)), 2)
    for (let cut = 0; cut < 12; cut++) {
      using browser = await listen(window.url, { cookie, after: seen.at(-1) ?? start })
      const wanted = Math.floor(random() * 150)
      await until(() => browser.alarms.length >= wanted)
      browser.socket.disconnect()
      seen.push(...seqs(browser))
    }
    clearInterval(flood)
    using last = await listen(window.url, { cookie, after: seen.at(-1) ?? start })
    await until(() => last.alarms.length === window.city.alarms.head() - (seen.at(-1) ?? start))
    expect([...seen, ...seqs(last)]).toEqual(numbers(start + 1, window.city.alarms.head()))
  })

  it('start again where a browser asks for it on the same connection', async () => {
    const head = window.city.alarms.head()
    using browser = await listen(window.url, { cookie, after: head - 2 })
    await until(() => browser.alarms.length === 2)
    await browser.say('resume', { after: head - 3 })
    await until(() => browser.alarms.length === 5)
    expect(seqs(browser)).toEqual([head - 1, head, head - 2, head - 1, head])
  })

  it('after a number that the city has not reached yet are those to come', async () => {
    const head = window.city.alarms.head()
    using browser = await listen(window.url, { cookie, after: head + 1_000 })
    await browser.say('watch', {})
    raise(1)
    await until(() => browser.alarms.length === 1)
    expect(seqs(browser)).toEqual([head + 1])
  })
})

describe('station changes', () => {
  it('reach only those who watch the station, by kind, district and place', async () => {
    const watches = [
      { districts: ['west'] },
      { kinds: ['air'] },
      { bounds: [121.45, 31, 121.55, 32] },
      { kinds: ['noise'], districts: ['east'] },
      {},
    ]
    const own = await window.signIn()
    const browsers = await Promise.all(watches.map(() => listen(window.url, { cookie: own })))
    await Promise.all(browsers.map((browser, i) => browser.say('watch', watches[i])))
    for (const id of ['noise-1', 'noise-2', 'noise-3']) window.city.setPresence(id, online)
    await until(() => browsers.at(-1)?.stations.flat().length === 3)
    expect(browsers.map(({ stations }) => stations.flat().map(({ id }) => id))).toEqual([
      ['noise-2'],
      [],
      ['noise-1'],
      ['noise-1', 'noise-3'],
      ['noise-1', 'noise-2', 'noise-3'],
    ])
    for (const browser of browsers) browser[Symbol.dispose]()
  })

  it('carry presence and the newest reading', async () => {
    using browser = await listen(window.url, { cookie })
    await browser.say('watch', { districts: ['east'] })
    const latest = { ts: NOON, receivedAt: NOON + 5, values: { LAeq: 71 }, flags: {}, indices: {} }
    window.city.read('noise-1', latest)
    await until(() => browser.stations.flat().some((change) => change.latest))
    expect(browser.stations.flat().findLast(({ id }) => id === 'noise-1')).toEqual({
      id: 'noise-1',
      presence: online,
      latest,
    })
  })

  it('begin with what stands, though nothing changes any more', async () => {
    using browser = await listen(window.url, { cookie })
    await browser.say('watch', { districts: ['east'] })
    await until(() => browser.stations.length > 0)
    expect(browser.stations).toHaveLength(1)
    expect(browser.stations.flat()).toContainEqual(
      expect.objectContaining({ id: 'noise-1', latest: expect.objectContaining({ values: { LAeq: 71 } }) as object }),
    )
  })
})

describe('what a browser says', () => {
  it('is answered with a fault when it is wrong or unknown, and changes nothing', async () => {
    using browser = await listen(window.url, { cookie })
    for (const [event, payload, words] of [
      ['watch', { kinds: 'noise' }, /"watch" "kinds" must be array|"kinds"/],
      ['watch', { colour: 'red' }, /"colour" is unknown/],
      ['resume', { after: -1 }, /"after" must be/],
      ['resume', { after: '7' }, /"after" must be integer/],
      ['watch', 'x', /must be object/],
    ] as const) {
      browser.socket.emit(event, payload)
      await until(() => browser.faults.length > 0)
      expect(browser.faults.pop()).toMatchObject({ code: 'request-invalid', detail: expect.stringMatching(words) })
    }
    expect(browser.socket.connected).toBe(true)
  })

  it.each(['shout', '__proto__', 'constructor', 'toString'])(
    'ends the connection when it is the unknown event %s',
    async (event) => {
      using browser = await listen(window.url, { cookie })
      browser.socket.emit(event, {})
      await until(() => browser.socket.disconnected)
      expect(browser.faults).toMatchObject([{ code: 'request-invalid', detail: expect.stringMatching(/is unknown/) }])
    },
  )

  it('more than twenty times a second ends the connection', async () => {
    using browser = await listen(window.url, { cookie })
    for (let i = 0; i < 60; i++) browser.socket.emit('watch', {})
    await until(() => browser.socket.disconnected)
  })

  it('may not be longer than sixteen kilobytes', async () => {
    using browser = await listen(window.url, { cookie })
    browser.socket.emit('watch', { kinds: ['x'.repeat(20_000)] })
    await until(() => browser.socket.disconnected)
  })
})

describe('a browser that takes nothing', () => {
  it('is cut after ten seconds, while others get every event meanwhile', async () => {
    const frozen = await freeze(window, cookie)
    using other = await listen(window.url, { cookie })
    const head = window.city.alarms.head()
    const text = 'x'.repeat(2_000)
    // It says that it is there, or it would be missed for that before it is known to take nothing, where the flood is slow.
    const sign = setInterval(() => frozen.write(frame('3')), 2_000)
    const flood = setInterval(() => {
      for (let i = 0; i < 40; i++) window.city.raise(`big-${window.city.events.length}`, { value: text })
    }, 5)
    await until(() => other.alarms.length > 6_000)
    clearInterval(flood)
    await until(() => other.alarms.at(-1)?.seq === window.city.alarms.head())
    expect(seqs(other)).toEqual(numbers(head + 1, window.city.alarms.head()))
    const isCut = () => window.lines.some((line) => line.includes('took nothing for ten seconds'))
    await until(isCut)
    expect(other.heads.length).toBeGreaterThanOrEqual(2)
    expect(other.socket.connected).toBe(true)
    clearInterval(sign)
    frozen.destroy()
  })
})

/** A web socket that signs in to `/ops` and then never reads again. */
async function freeze({ port }: OpenWindow, cookie: string) {
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n` +
      'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  await once(socket, 'data')
  socket.write(frame('40/ops,'))
  await once(socket, 'data')
  await once(socket, 'data')
  socket.pause()
  return socket
}

/** A masked text frame; the mask is zero, so the text stays as it is. */
function frame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])
}
