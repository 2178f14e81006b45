import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Credentials, type RunningCity, startCity } from '../support/city.ts'
import { makeLatency, makeSender } from '../soak/sender.ts'
import type { Figure } from './figure.ts'

const SECONDS = 30
const STATIONS = 500
const PER_SECOND = 2_000
const WARM_UP_MS = 5_000
const SLOW_SYNC_MS = 20
const TIMER_MS = 20

/** Acknowledgements and the event loop at 2,000 messages a second: on this disk, and when each sync takes 20 ms more. */
export async function pace(): Promise<Figure> {
  const normal = await measure(false)
  const slow = await measure(true)
  const wrong: string[] = []
  if (normal.p99 > 50) wrong.push(`PUBACK p99 ${normal.p99} ms on this disk, at most 50 are promised`)
  if (slow.p99 > 250) wrong.push(`PUBACK p99 ${slow.p99} ms on a slow disk, at most 250 are promised`)
  if (normal.loop > 25) wrong.push(`event loop p99 ${normal.loop} ms, at most 25 are promised`)
  return {
    id: 'R4',
    measured:
      `PUBACK p50 ${normal.p50}, p99 ${normal.p99} ms, event loop p99 ${normal.loop} ms; ` +
      `with ${SLOW_SYNC_MS} ms more a sync p50 ${slow.p50}, p99 ${slow.p99} ms (${SECONDS} s each)`,
    wrong,
  }
}

async function measure(isSlow: boolean): Promise<{ p50: number; p99: number; loop: number }> {
  const data = mkdtempSync(join(tmpdir(), 'citypulse-pace-'))
  try {
    const delay = `inject=fsync,fdatasync:delay_exit=${SLOW_SYNC_MS * 1000}`
    const journal = ['-P', join(data, 'journal.db-wal'), '-o', '/dev/null']
    const under = ['strace', '-D', '-f', '-e', 'trace=fsync,fdatasync', ...journal, '-e', delay]
    await using city = await startCity({ data, ...(isSlow ? { under } : {}) })
    let latency = makeLatency()
    const stations: Credentials[] = []
    for (let i = 0; i < STATIONS; i++)
      stations.push(await city.register({ id: `pace-${i}`, kind: 'noise', everySeconds: 3600 }))
    const from = Date.now()
    const everyMs = (1000 * STATIONS) / PER_SECOND
    const over = new AbortController()
    const sending = stations.map((credentials) =>
      makeSender({
        credentials,
        topic: `city/v1/noise/${credentials.username}/readings`,
        port: () => city.mqttPort,
        payloadOf: (n) =>
          `{"ts":${Math.round(from + n * everyMs)},"seq":${n},"values":{"LAeq":{"value":${50 + (n % 9)},"unit":"dB{A}"},"LAmax":70,"LA10":60.5,"LA50":48.2,"LA90":44.1}}`,
        perSecond: 1000 / everyMs,
        latency: { record: (ns) => latency.record(ns) },
      }).run(over.signal, 10_000),
    )
    await sleep(WARM_UP_MS)
    latency = makeLatency()
    // Each look begins a new measurement.
    await loopP99(city)
    await sleep(SECONDS * 1000)
    const loop = await loopP99(city)
    over.abort()
    await Promise.all(sending)
    const ms = (share: number) => Math.round(latency.percentile(share) / 1e5) / 10
    return { p50: ms(50), p99: ms(99), loop }
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

/** ms, of everything that the main thread does: door, line and window. The timer that measures it takes 20 of its own. */
async function loopP99(city: RunningCity): Promise<number> {
  const text = await (await fetch(`${city.url}/metrics`)).text()
  const seconds = Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(text)?.[1])
  return Math.max(0, Math.round((seconds * 1000 - TIMER_MS) * 10) / 10)
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
