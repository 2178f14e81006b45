import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startMosquitto } from './mosquitto.ts'
import type { System, SystemOptions } from './system.ts'

/** Mosquitto and a minimal subscriber that writes line protocol. */
export async function openPile({ influxUrl, database, folder }: SystemOptions): Promise<System> {
  await using rooms = new AsyncDisposableStack()
  const broker = rooms.use(await startMosquitto(folder))
  const subscriber = fork(
    fileURLToPath(new URL('subscriber.ts', import.meta.url)),
    [String(broker.port), influxUrl, database],
    { execArgv: [] },
  )
  const gone = once(subscriber, 'exit')
  rooms.defer(async () => {
    subscriber.kill()
    await gone
  })
  await once(subscriber, 'message')
  const held = rooms.move()
  return {
    mqttPort: broker.port,
    pids: { mosquitto: broker.pid, subscriber: subscriber.pid! },
    credentialsOf: (station) => ({ username: station, password: 'none' }),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
