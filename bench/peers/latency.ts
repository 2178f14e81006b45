import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { build, type Histogram } from 'hdr-histogram-js'
import mqtt from 'mqtt'
import type { Database } from './influx.ts'
import type { SteadyOrder } from './steady.ts'
import type { System } from './system.ts'

/** How long a reading is awaited in the database. */
const PATIENCE_MS = 30_000
const EVERY_MS = 200

/** Latency from publish to found in InfluxDB, in ms, of one reading every 200 ms beside an even load. */
export interface Stored {
  readonly latency: Histogram
  /** Never found. */
  readonly missing: number
}

/** Loads a system evenly and looks how long single readings take until a query finds them; no closer than one query takes. */
export async function measureLatency(
  system: System,
  database: Database,
  of: {
    readonly perSecond: number
    readonly seconds: number
    readonly stations: readonly string[]
    readonly probes: readonly string[]
  },
): Promise<Stored> {
  const child = fork(fileURLToPath(new URL('steady.ts', import.meta.url)), { execArgv: [] })
  const order: SteadyOrder = {
    port: system.mqttPort,
    perSecond: of.perSecond,
    seconds: of.seconds,
    stations: of.stations.map((id) => ({ topic: `city/v1/air/${id}/readings`, ...system.credentialsOf(id) })),
  }
  const gone = once(child, 'exit')
  child.send(order)

  const latency = build({ highestTrackableValue: 600_000, numberOfSignificantValueDigits: 3 })
  const clients = await Promise.all(
    of.probes.map((id) =>
      mqtt.connectAsync(`mqtt://127.0.0.1:${system.mqttPort}`, { clientId: id, ...system.credentialsOf(id) }),
    ),
  )
  const waiting = new Map<string, { readonly value: number; readonly at: number }>()
  const until = performance.now() + of.seconds * 1000
  let value = 0
  let next = performance.now()
  let missing = 0
  while (performance.now() < until || waiting.size > 0) {
    const now = performance.now()
    if (now >= next && now < until) {
      next += EVERY_MS
      const i = of.probes.findIndex((id) => !waiting.has(id))
      if (i >= 0) {
        value += 1
        const id = of.probes[i]!
        waiting.set(id, { value, at: now })
        clients[i]!.publish(
          `city/v1/air/${id}/readings`,
          JSON.stringify({ ts: Date.now(), values: { pm25: value / 1000 }, seq: value }),
          { qos: 1 },
        )
      }
    }
    if (waiting.size > 0) {
      const found = await database.newest([...waiting.keys()])
      const seenAt = performance.now()
      for (const [id, { value: sent, at }] of waiting) {
        const isStored = Math.round((found.get(id) ?? -1) * 1000) === sent
        if (!isStored && seenAt - at < PATIENCE_MS) continue
        waiting.delete(id)
        if (isStored) latency.recordValue(Math.max(1, Math.round(seenAt - at)))
        else missing += 1
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await Promise.all(clients.map((client) => client.endAsync(true)))
  await gone
  return { latency, missing }
}
