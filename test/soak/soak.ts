import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyOfShipped } from '../../config/testing/folder.ts'
import type { Alarm } from '../../domain/alarm.ts'
import type { LedgerSummary } from '../../domain/ledger.ts'
import { HAS_INFLUXD, startInfluxd } from '../../store/series/influxd.ts'
import { type Credentials, type RunningCity, startCity } from '../support/city.ts'
import { MAY_MOUNT, mountDisk } from '../support/disk.ts'
import { DO, type Fault, type Victim } from './faults.ts'
import { headOf, reconcile, rssOf } from './reconcile.ts'
import { makeLatency, makeSender } from './sender.ts'
import { watch } from './watcher.ts'

export interface SoakOptions {
  readonly seconds: number
  readonly stations: number
  /** Messages a second, all together. */
  readonly rate: number
  readonly faults: readonly Fault[]
  readonly store: 'embedded' | 'influx'
  /** Between two faults, at the most. */
  readonly pauseMs: number
  readonly onProgress?: (line: string) => void
}

export interface SoakReport {
  readonly options: Omit<SoakOptions, 'onProgress'>
  readonly done: Readonly<Record<Fault, number>>
  readonly sent: number
  readonly acknowledged: number
  readonly resent: number
  readonly reconnects: number
  /** ms. */
  readonly puback: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly alarms: { readonly events: number; readonly p50: number; readonly p99: number }
  /** Largest resident memory of the city, bytes. */
  readonly rssBytes: number
  /** What is not as it has to be; nothing when all is. */
  readonly wrong: readonly string[]
}

const DREAMER = 'soak-dreamer'
const DRAIN_MS = 60_000
/** Every so many messages of the first station is one that raises an alarm, and the next but some one clears it. */
const ALARM_EVERY = 60
const ALARM_LASTS = 20

/** Raised and cleared by one reading each, so that there are events all the time. */
const RULE = {
  id: 'soak-bang',
  kind: 'noise',
  label: { zh: '测试', en: 'Bang of the soak' },
  response: { zh: '无', en: 'None' },
  severity: 'blue',
  when: { type: 'threshold', value: 'LAmax', above: 100 },
}

/** Load, random faults, and a reconciliation to the last message. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  await using rooms = new AsyncDisposableStack()
  const config = rooms.use(copyOfShipped())
  config.replace('city.yaml', 'map: map', 'map: map\nlimits: { messagesPerSecond: 100000, bytesPerSecond: 100000000 }')
  const disk = options.faults.includes('full') && MAY_MOUNT ? mountDisk('8g') : null
  if (disk) rooms.use(disk)
  const data = rooms.adopt(mkdtempSync(join(disk?.folder ?? tmpdir(), 'citypulse-soak-')), (folder) =>
    rmSync(folder, { recursive: true, force: true }),
  )
  const influxd = options.store === 'influx' && HAS_INFLUXD ? rooms.use(await startInfluxd()) : null
  const env: Record<string, string> = influxd ? { INFLUX_URL: influxd.url } : {}
  const open = () => startCity({ data, config: config.folder, env })
  let city: RunningCity | null = await open()
  rooms.defer(async () => city?.[Symbol.asyncDispose]())
  const wrong: string[] = []
  let rssBytes = 0

  const ids = Array.from({ length: options.stations }, (_, i) => `soak-${i}`)
  const credentials: Credentials[] = []
  for (const id of ids) credentials.push(await city.register({ id, kind: 'noise', everySeconds: 3600 }))
  const siren = await city.api<Credentials>('POST', '/services', { id: 'soak-siren' })

  const dreamer = await city.register({ id: DREAMER, kind: 'noise', everySeconds: 60 })

  const rule = { ...RULE, stations: [ids[0], DREAMER] }
  await city.api('PUT', `/rules/${RULE.id}`, { rule, why: 'for the soak', version: 0 })

  const latency = makeLatency()
  const from = Date.now()
  const senders = ids.map((id, i) =>
    makeSender({
      credentials: credentials[i]!,
      topic: `city/v1/noise/${id}/readings`,
      port: () => city?.mqttPort ?? null,
      payloadOf: (n) => payloadOf(from, n, i === 0),
      perSecond: options.rate / options.stations,
      latency,
    }),
  )
  const browser = rooms.use(watch(() => city))

  const victim: Victim = {
    get city() {
      return city
    },
    influxd,
    siren,
    dreamer,
    disk,
    async restart(how, between) {
      const ending = city
      if (!ending) return
      if (how === 'kill') {
        city = null
        await ending.kill()
      } else {
        const { code } = await ending.stop()
        city = null
        if (code !== 0) wrong.push(`the city ended with ${code} on SIGTERM: ${ending.log().slice(-400)}`)
      }
      await ending[Symbol.asyncDispose]()
      between?.(data)
      city = await open()
    },
  }

  const over = new AbortController()
  const sending = senders.map((sender) => sender.run(over.signal, DRAIN_MS))
  const done = Object.fromEntries(options.faults.map((fault) => [fault, 0])) as Record<Fault, number>
  const endAt = Date.now() + options.seconds * 1000
  let order: Fault[] = []
  while (Date.now() < endAt) {
    const pause = options.pauseMs * (0.3 + 0.7 * Math.random())
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, Math.max(endAt - Date.now(), 0))))
    if (Date.now() >= endAt) break
    rssBytes = Math.max(rssBytes, rssOf(city))
    // Every fault has its turn before one comes again.
    if (order.length === 0) order = options.faults.toSorted(() => Math.random() - 0.5)
    const fault = order.pop()
    if (fault) {
      await DO[fault](victim)
      done[fault]++
    }
    rssBytes = Math.max(rssBytes, rssOf(city))
    const acknowledged = sum(senders, (sender) => sender.acknowledged)
    options.onProgress?.(`${fault ?? 'no fault'}: ${acknowledged.toLocaleString('en')} acknowledged`)
  }
  over.abort()
  await Promise.all(sending)
  for (const [i, { sent, acknowledged }] of senders.entries())
    if (acknowledged !== sent) wrong.push(`${ids[i]} had ${sent - acknowledged} of ${sent} not acknowledged at the end`)

  for (const [i, id] of ids.entries()) {
    const sent = senders[i]!.sent
    wrong.push(...(await reconcile(city, { id, sent, from, to: from + sent })))
  }
  const { proof, wrong: rows } = await city.api<LedgerSummary>('GET', '/ledger/summary')
  if (!proof.isExact) wrong.push(`${proof.judged - proof.from} messages were judged, ${proof.counted} are in the books`)
  if (rows > 0) wrong.push(`${rows} rows or hours of the ledger contradict themselves`)
  const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=200')
  for (const { rule, station, late } of items)
    if (station === DREAMER && !late) wrong.push(`${rule} called people out for what had long passed`)
  const head = await headOf(city)
  if (!(await browser.reach(head, 10_000)))
    wrong.push(`the browser has ${browser.seqs.at(-1) ?? 0} alarm events of ${head}`)
  wrong.push(...browser.faults.slice(0, 10))
  const stopped = await city.stop()
  if (stopped.code !== 0) wrong.push(`the city ended with ${stopped.code} at the end: ${city.log().slice(-400)}`)

  const delays = browser.delays.toSorted((a, b) => a - b)
  const ms = (share: number) => Math.round(latency.percentile(share) / 1e5) / 10
  const { onProgress: _, ...told } = options
  return {
    options: told,
    done,
    sent: sum(senders, ({ sent }) => sent),
    acknowledged: sum(senders, ({ acknowledged }) => acknowledged),
    resent: sum(senders, ({ resent }) => resent),
    reconnects: sum(senders, ({ reconnects }) => reconnects),
    puback: { p50: ms(50), p99: ms(99), max: Math.round(latency.max / 1e6) },
    alarms: {
      events: browser.seqs.length,
      p50: delays[Math.floor(delays.length * 0.5)] ?? 0,
      p99: delays[Math.floor(delays.length * 0.99)] ?? 0,
    },
    rssBytes,
    wrong,
  }
}

/** Reading `n` of a station is of `from + n` ms; the first station raises and clears an alarm again and again. */
function payloadOf(from: number, n: number, isAlarming: boolean): string {
  const place = n % ALARM_EVERY
  const isLoud = isAlarming && n >= ALARM_EVERY && place < ALARM_LASTS
  return `{"ts":${from + n},"seq":${n},"values":{"LAeq":${(50 + (n % 100) / 10).toFixed(1)},"LAmax":${isLoud ? 110 : 70}}}`
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0)
}
