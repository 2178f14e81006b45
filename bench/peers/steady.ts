// Started by `latency.ts`: publishes at an even rate, not at the rate that the other side allows.
import mqtt from 'mqtt'

/** What to send, to whom and how fast. */
export interface SteadyOrder {
  readonly port: number
  readonly perSecond: number
  readonly seconds: number
  readonly stations: readonly { readonly topic: string; readonly username: string; readonly password: string }[]
}

const TICK_MS = 10

process.once('message', (order: SteadyOrder) => void run(order))
process.once('disconnect', () => process.exit(0))

async function run({ port, perSecond, seconds, stations }: SteadyOrder): Promise<void> {
  const clients = await Promise.all(
    stations.map(({ username, password }) =>
      mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: username, username, password }),
    ),
  )
  const startedAt = performance.now()
  let sent = 0
  let acknowledged = 0
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(seconds, (performance.now() - startedAt) / 1000) * perSecond
      for (; sent < due; sent++) {
        const i = sent % clients.length
        const payload = JSON.stringify({ ts: Date.now(), values: { pm25: 35.2, pm10: 60.1, no2: 21.4 }, seq: sent })
        clients[i]!.publish(stations[i]!.topic, payload, { qos: 1 }, () => (acknowledged += 1))
      }
      if (performance.now() - startedAt < seconds * 1000) return
      clearInterval(timer)
      resolve()
    }, TICK_MS)
  })
  const deadline = performance.now() + 30_000
  while (acknowledged < sent && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50))
  await Promise.all(clients.map((client) => client.endAsync(true)))
  process.send?.({ sent, acknowledged }, () => process.disconnect?.())
}
