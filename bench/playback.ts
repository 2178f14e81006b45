// How a large city is played back: `node bench/playback.ts --stations 10000 --hours 6 --events 20000`, with the browser app built.
// A real store, real records, the real window, and Chromium that plays.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { openAccounts } from '../dashboard/server/auth/accounts.ts'
import { startDashboard } from '../dashboard/server/server.ts'
import { buildSmallCity } from '../dashboard/server/testing/small-city.ts'
import type { Alarm, AlarmEvent } from '../domain/alarm.ts'
import type { Kind } from '../domain/kind.ts'
import { makePoints } from '../domain/points.ts'
import { ALARM } from '../domain/testing/alarm.ts'
import type { StationEntry } from '../domain/wire.ts'
import { historyView } from '../history-view.ts'
import { buildAlarmRecords } from '../store/records/alarms.ts'
import { openRecords } from '../store/records/open.ts'
import type { Entry } from '../store/records/station-entry.ts'
import { openDuckSeries } from '../store/series/duck.ts'
import { openBrowser, openPage, signIn } from '../test/support/browser.ts'

const { values } = parseArgs({
  options: {
    stations: { type: 'string', default: '10000' },
    hours: { type: 'string', default: '6' },
    events: { type: 'string', default: '20000' },
    seal: { type: 'boolean', default: false },
    play: { type: 'string', default: '10' },
  },
})
const [STATIONS, HOURS, EVENTS] = [Number(values.stations), Number(values.hours), Number(values.events)]
const MINUTE = 60_000
/** Long enough ago to be sealed where that is asked for. */
const to = Math.floor((Date.now() - (values.seal ? 3 * 86_400_000 : MINUTE)) / MINUTE) * MINUTE
const from = to - HOURS * 60 * MINUTE
const PASSWORD = 'a password for benchmarks'
const MAP = new URL('../config/map', import.meta.url).pathname
const WEB = new URL('../dashboard/web/dist', import.meta.url).pathname

const folder = await mkdtemp(join(tmpdir(), 'citypulse-bench-'))
try {
  await using records = await openRecords({ file: join(folder, 'records.db') })
  const city = buildSmallCity({ mapFolder: MAP, now: Date.now })
  const kinds = city.kinds
  const noise: Kind = kinds.get('noise')!
  const stationOf = (number: number) => ({ id: `noise-${number}`, district: 'east' })
  await using series = await openDuckSeries({ folder: join(folder, 'series'), kinds, stationOf, sealEveryMs: 0 })
  await fill(series, noise)
  if (values.seal) await series.seal()
  await tell()
  const entries = new Map(Array.from({ length: STATIONS }, (_, i) => [i + 1, entryOf(i + 1)]))
  const registry = {
    all: () => entries.values() as unknown as Iterable<Entry>,
    byNumber: (number: number) => entries.get(number) as unknown as Entry,
  }
  const history = historyView({ records, series, registry, kinds })
  const large = { ...city, stations: { ...city.stations, list: () => entries.values() }, history }

  const middle = from + (to - from) / 2
  await time('alarms as at the middle, page by page', async () => {
    let cursor: string | null = null
    let count = 0
    do {
      const page: { items: readonly Alarm[]; next: string | null } = await history.alarmsAt(middle, {
        limit: 1000,
        ...(cursor === null ? {} : { cursor }),
      })
      count += page.items.length
      cursor = page.next
    } while (cursor !== null)
    return `${count} alarms`
  })
  await time(
    'ten minutes of events',
    async () =>
      `${(await history.alarmEvents({ from: middle, to: middle + 10 * MINUTE }, { limit: 1000 })).items.length} events`,
  )
  await time(
    'marks of the whole span',
    async () => `${(await history.marks({ from, to }, (to - from) / 400)).length} marks`,
  )
  for (const [everyMs, steps] of [
    [10_000, 13],
    [60_000, 13],
    [300_000, 13],
  ] as const)
    await time(`stations, ${steps} steps of ${everyMs / 1000} s`, async () => {
      const found = await history.stations({
        from: middle,
        to: middle + steps * everyMs,
        everyMs,
        kinds: [],
        before: true,
      })
      return `${Math.round(JSON.stringify(found).length / 1024)} KiB`
    })

  const accounts = await openAccounts({ records, secret: 'a secret of at least thirty-two characters' })
  await accounts.createFirstAdmin(PASSWORD)
  const log = pino({ level: 'warn' })
  await using dashboard = await startDashboard({
    city: large,
    accounts,
    log,
    webFolder: WEB,
    host: '127.0.0.1',
    port: 0,
  })
  await play(`http://127.0.0.1:${dashboard.port}`)

  async function tell(): Promise<void> {
    const table = buildAlarmRecords(records)
    const step = (to - from) / EVENTS
    for (let at = 0; at < EVENTS; at += 2000) {
      const batch = Array.from({ length: Math.min(2000, EVENTS - at) }, (_, k) => at + k).flatMap((i) => {
        // Raised, taken up and cleared in turn; every third goes on to the end.
        const [life, phase] = [Math.floor(i / 3), i % 3]
        const state = (['unacknowledged', 'acknowledged', life % 3 === 0 ? 'acknowledged' : 'normal'] as const)[phase]!
        const seq = i + 1
        const recordedAt = from + i * step
        const alarm: Alarm = {
          ...ALARM,
          id: `a${life}`,
          station: `noise-${(life % STATIONS) + 1}`,
          kind: 'noise',
          district: 'east',
          state,
          active: state !== 'normal',
          severity: (['yellow', 'blue', 'orange', 'red'] as const)[life % 4]!,
          raisedAt: recordedAt,
          seq,
        }
        const type = (['raise', 'ack', life % 3 === 0 ? 'comment' : 'clear'] as const)[phase]!
        const event: AlarmEvent = {
          seq,
          alarm: alarm.id,
          type,
          at: recordedAt,
          recordedAt,
          by: 'ada',
          text: null,
          state,
          late: false,
        }
        return [table.save(alarm), table.record(event, alarm, seq)]
      })
      await records.transact(batch)
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function fill(series: Awaited<ReturnType<typeof openDuckSeries>>, kind: Kind): Promise<void> {
  const names = Object.keys(kind.values)
  let position = 0
  for (let at = from - 10 * MINUTE; at < to; at += MINUTE) {
    const points = makePoints('noise', names, STATIONS)
    for (let i = 0; i < STATIONS; i++) {
      points.station[i] = i + 1
      points.ts[i] = at + (i % 60) * 1000
      points.position[i] = position + i
      points.receivedAt[i] = at
      points.level[i] = 1 + (i % 5)
      for (const column of points.values) column[i] = 50 + (i % 20)
    }
    points.count = STATIONS
    await series.write({ from: position, to: (position += STATIONS), points: [points], amendments: [] })
  }
}

function entryOf(number: number): StationEntry & { readonly number: number; readonly retired: false } {
  const presence = { state: 'online', reason: 'reading', since: 0 } as const
  const place = { lon: 122.8 + ((number * 37) % 1000) / 2500, lat: 30.85 + ((number * 61) % 1000) / 2500 }
  return {
    id: `noise-${number}`,
    number,
    retired: false,
    kind: 'noise',
    name: `Square ${number}`,
    district: 'east',
    ...place,
    owner: 'ecology',
    everySeconds: 60,
    status: 'online',
    presence,
  }
}

async function time(what: string, task: () => Promise<string>): Promise<void> {
  const took: number[] = []
  let found = ''
  for (let round = 0; round < 5; round++) {
    const start = performance.now()
    found = await task()
    took.push(performance.now() - start)
  }
  const sorted = took.toSorted((a, b) => a - b).map(Math.round)
  console.log(`${what}: ${sorted[2]} ms (${sorted[0]} to ${sorted[4]}), ${found}`)
}

/** Opens the middle of the span, plays at each speed, jumps to both ends. */
async function play(url: string): Promise<void> {
  const browser = await openBrowser()
  try {
    const { page } = await openPage(browser)
    page.setDefaultTimeout(60_000)
    const bytes: Record<string, number> = { events: 0, stations: 0 }
    page.on('response', (response) => {
      const of = response.url().includes('/history/stations')
        ? 'stations'
        : response.url().includes('/history/')
          ? 'events'
          : null
      if (of !== null)
        void response.body().then(
          (body) => (bytes[of]! += body.length),
          () => undefined,
        )
    })
    await signIn(page, url, PASSWORD)
    await page.locator('top-strip').waitFor()
    const middle = from + (to - from) / 2
    const opened = performance.now()
    await page.goto(`${url}/playback?from=${from}&to=${to}&at=${middle}`)
    await page.locator('playback-page .body').waitFor()
    console.log(`first picture after ${Math.round(performance.now() - opened)} ms, the app's start included`)
    const clock = async () =>
      Number(await page.locator('playback-timeline [role=slider]').getAttribute('aria-valuenow'))
    const work = await watchWork(page)
    for (const speed of [1, 60, 600]) {
      await page.goto(`${url}/playback?from=${from}&to=${to}&at=${middle}&speed=${speed}`)
      await page.locator('playback-page .body').waitFor()
      await page.waitForTimeout(3000)
      const before = { at: await clock(), ...bytes, work: await work() }
      const began = performance.now()
      await page.keyboard.press(' ')
      await page.waitForTimeout(Number(values.play) * 1000)
      const played = (await clock()) - before.at
      const wall = performance.now() - began
      const busy = (await work()) - before.work
      const kib = (of: 'events' | 'stations') =>
        Math.round((bytes[of]! - (before as unknown as typeof bytes)[of]!) / 1024)
      console.log(
        `${speed}×: ${(played / wall).toFixed(1)} s played a second, page busy ${Math.round((busy / wall) * 100)} %, fetched ${kib('events')} KiB of events, ${kib('stations')} KiB of readings`,
      )
      await page.keyboard.press(' ')
    }
    for (const key of ['Home', 'End']) {
      const began = performance.now()
      await page.keyboard.press(key)
      await page.waitForFunction(
        (at) => {
          const root = document.querySelector('city-app')?.shadowRoot?.querySelector('playback-page')?.shadowRoot
          return Date.parse(root?.querySelector('.banner time')?.getAttribute('datetime') ?? '') === at
        },
        key === 'Home' ? from : to,
      )
      console.log(`${key}: shown after ${Math.round(performance.now() - began)} ms`)
    }
  } finally {
    await browser.close()
  }
}

/** Tells how many milliseconds the page's own thread has worked since it was opened. */
async function watchWork(page: Awaited<ReturnType<typeof openPage>>['page']): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
  }
}
