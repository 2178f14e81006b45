import { mkdtempSync, rmSync } from 'node:fs'
import type { RecordableHistogram } from 'node:perf_hooks'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyOfShipped } from '../../config/testing/folder.ts'
import type { LedgerSummary } from '../../domain/ledger.ts'
import { startInfluxd } from '../../store/series/influxd.ts'
import { type RunningCity, startCity } from '../support/city.ts'
import { headOf, reconcile, rssOf } from '../soak/reconcile.ts'
import { makeLatency, makeSender } from '../soak/sender.ts'
import { watch } from '../soak/watcher.ts'

export interface OutageOptions {
  /** How long InfluxDB is away. */
  readonly seconds: number
  /** Calm before it, in which memory and acknowledgements are measured. */
  readonly calmSeconds: number
  readonly stations: number
  /** Messages a second, all together. */
  readonly rate: number
  readonly onProgress?: (line: string) => void
}

/** What was seen in one part of the run. */
export interface Part {
  readonly seconds: number
  /** ms. */
  readonly puback: { readonly p50: number; readonly p99: number; readonly max: number }
  /** From a reading to the browser that is told of the alarm, ms. */
  readonly alarms: { readonly count: number; readonly p50: number; readonly p99: number; readonly max: number }
  /** Largest resident memory of the city, bytes. */
  readonly rssBytes: number
}

export interface OutageReport {
  readonly options: Omit<OutageOptions, 'onProgress'>
  readonly calm: Part
  readonly away: Part
  readonly drain: Part
  /** Readings that waited when InfluxDB came back, and how many a second became stored from then on. */
  readonly backlog: number
  readonly drainedPerSecond: number
  readonly acknowledged: number
  readonly wrong: readonly string[]
}

const RULE = {
  id: 'outage-bang',
  kind: 'noise',
  label: { zh: '测试', en: 'Bang of the outage' },
  response: { zh: '无', en: 'None' },
  severity: 'blue',
  when: { type: 'threshold', value: 'LAmax', above: 100 },
}
/** The alarming station sends this often, and every so many readings it is loud or quiet. */
const ALARM_PER_SECOND = 1
const ALARM_EVERY = 3
const LONGEST_DRAIN_MS = 900_000
const ACKNOWLEDGE_MS = 60_000

/** InfluxDB away for as long as is wished, under load; then back, with the load going on; then a reconciliation to the last message. */
export async function outage(options: OutageOptions): Promise<OutageReport> {
  await using rooms = new AsyncDisposableStack()
  const config = rooms.use(copyOfShipped())
  const data = rooms.adopt(mkdtempSync(join(tmpdir(), 'citypulse-outage-')), (folder) =>
    rmSync(folder, { recursive: true, force: true }),
  )
  const influxd = rooms.use(await startInfluxd())
  const city = rooms.use(await startCity({ data, config: config.folder, env: { INFLUX_URL: influxd.url } }))
  const wrong: string[] = []
  let from = 0
  const everyMs = 1000 / (options.rate / options.stations)
  const phase = makePhase(city)

  const quiet = await Promise.all(
    Array.from({ length: options.stations }, async (_, i) => {
      const id = `outage-${i}`
      const credentials = await city.register({ id, kind: 'noise', everySeconds: 3600 })
      return makeSender({
        credentials,
        topic: `city/v1/noise/${id}/readings`,
        port: () => city.mqttPort,
        payloadOf: (n) => payloadOf(Math.round(from + n * everyMs), n, false),
        perSecond: 1000 / everyMs,
        latency: phase.latency,
      })
    }),
  )
  const bell = 'outage-bell'
  const sentAt: number[] = []
  const alarming = makeSender({
    credentials: await city.register({ id: bell, kind: 'noise', everySeconds: 3600 }),
    topic: `city/v1/noise/${bell}/readings`,
    port: () => city.mqttPort,
    // Sent again it has the time of the first sending.
    payloadOf: (n) => payloadOf((sentAt[n] ??= Date.now()), n, n % (2 * ALARM_EVERY) < ALARM_EVERY),
    perSecond: ALARM_PER_SECOND,
    latency: phase.latency,
  })
  await city.api('PUT', `/rules/${RULE.id}`, { rule: { ...RULE, stations: [bell] }, why: 'for the outage', version: 0 })
  const browser = rooms.use(watch(() => city))

  from = Date.now()
  const over = new AbortController()
  const senders = [...quiet, alarming]
  const sending = senders.map((sender) => sender.run(over.signal, ACKNOWLEDGE_MS))
  const acknowledged = () => senders.reduce((total, sender) => total + sender.acknowledged, 0)
  const say = (part: string) => {
    options.onProgress?.(`${part}: ${acknowledged().toLocaleString('en')} acknowledged, ${mb(rssOf(city))} MB`)
    // Whoever does nothing for half an hour is signed out.
    void city.call('GET', '/session')
  }

  await phase.wait(options.calmSeconds * 1000, () => say('calm'))
  const calm = phase.end(browser.sinceCause)
  await influxd.stop()
  await phase.wait(options.seconds * 1000, () => say('away'))
  const away = phase.end(browser.sinceCause)
  const backlog = (await totalOf(city)).pending
  await influxd.restart()
  const backAt = performance.now()
  const storedThen = (await totalOf(city)).stored
  let now = await totalOf(city)
  while (now.pending > 2 * options.rate && performance.now() - backAt < LONGEST_DRAIN_MS) {
    await phase.wait(500)
    now = await totalOf(city)
    options.onProgress?.(`drain: ${now.pending.toLocaleString('en')} wait`)
  }
  const drainedPerSecond = Math.round((now.stored - storedThen) / ((performance.now() - backAt) / 1000))
  const drain = phase.end(browser.sinceCause)

  over.abort()
  await Promise.all(sending)
  for (const [i, sender] of quiet.entries())
    wrong.push(
      ...(await reconcile(city, {
        id: `outage-${i}`,
        sent: sender.sent,
        from,
        to: Math.ceil(from + sender.sent * everyMs),
      })),
    )
  wrong.push(...(await reconcile(city, { id: bell, sent: alarming.sent, from, to: Date.now() + 1 })))
  const unacknowledged = senders.reduce((total, { sent, acknowledged: got }) => total + sent - got, 0)
  if (unacknowledged > 0) wrong.push(`${unacknowledged} were not acknowledged at the end`)
  if (!(await city.api<LedgerSummary>('GET', '/ledger/summary')).proof.isExact) wrong.push('the proof is not exact')
  const head = await headOf(city)
  if (!(await browser.reach(head, 10_000))) wrong.push(`the browser has ${browser.seqs.at(-1) ?? 0} events of ${head}`)
  wrong.push(...browser.faults.slice(0, 10))

  const { onProgress: _, ...told } = options
  return { options: told, calm, away, drain, backlog, drainedPerSecond, acknowledged: acknowledged(), wrong }
}

/** About 200 bytes. */
function payloadOf(ts: number, seq: number, isLoud: boolean): string {
  const level = 50 + (seq % 100) / 10
  return `{"ts":${ts},"seq":${seq},"values":{"LAeq":{"value":${level.toFixed(1)},"unit":"dB{A}"},"LAmax":${isLoud ? 110 : 70},"LA10":${(level + 3).toFixed(1)},"LA50":${(level - 2).toFixed(1)},"LA90":${(level - 6).toFixed(1)}}}`
}

async function totalOf(city: RunningCity): Promise<LedgerSummary['total']> {
  return (await city.api<LedgerSummary>('GET', '/ledger/summary')).total
}

/** Measures one part of the run after the other. */
function makePhase(city: RunningCity) {
  let histogram: RecordableHistogram = makeLatency()
  let rssBytes = 0
  let heard = 0
  let begunAt = performance.now()
  return {
    latency: { record: (ns: number | bigint) => histogram.record(ns) },
    async wait(ms: number, onMinute?: () => void): Promise<void> {
      const endAt = performance.now() + ms
      let saidAt = performance.now()
      while (performance.now() < endAt) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, Math.max(endAt - performance.now(), 0))))
        rssBytes = Math.max(rssBytes, rssOf(city))
        if (performance.now() - saidAt < 60_000) continue
        saidAt = performance.now()
        onMinute?.()
      }
    },
    /** What was measured since the last end. */
    end(sinceCause: readonly number[]): Part {
      const delays = sinceCause.slice(heard).toSorted((a, b) => a - b)
      const ms = (share: number) => Math.round(histogram.percentile(share) / 1e5) / 10
      const at = (share: number) => delays[Math.min(Math.floor(delays.length * share), delays.length - 1)] ?? 0
      const part: Part = {
        seconds: Math.round((performance.now() - begunAt) / 1000),
        puback: { p50: ms(50), p99: ms(99), max: Math.round(histogram.max / 1e6) },
        alarms: { count: delays.length, p50: at(0.5), p99: at(0.99), max: delays.at(-1) ?? 0 },
        rssBytes,
      }
      histogram = makeLatency()
      heard = sinceCause.length
      rssBytes = 0
      begunAt = performance.now()
      return part
    },
  }
}

function mb(bytes: number): number {
  return Math.round(bytes / 1e6)
}
