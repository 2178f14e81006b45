import { join } from 'node:path'
import { copyOfShipped } from '../../config/testing/folder.ts'
import { startCity } from '../../test/support/city.ts'
import type { System, SystemOptions } from './system.ts'

/** The city as `npm start` runs it, that writes to InfluxDB. Without it, to its own store. */
export async function openCityPulse({ influxUrl, database, folder, stations }: SystemOptions): Promise<System> {
  await using rooms = new AsyncDisposableStack()
  const config = rooms.use(copyOfShipped())
  const city = config.read('city.yaml')
  if (!/^limits:/m.test(city))
    config.write('city.yaml', `${city}\nlimits: { messagesPerSecond: 1000000, bytesPerSecond: 1000000000 }\n`)
  else throw new Error('the shipped city.yaml has limits of its own')
  const running = rooms.use(
    await startCity({
      config: config.folder,
      data: join(folder, 'data'),
      env: { INFLUX_URL: influxUrl, INFLUX_BUCKET: database, LOG_LEVEL: 'warn' },
    }),
  )
  const credentials = new Map<string, { username: string; password: string }>()
  for (const id of stations) credentials.set(id, await running.register({ id, kind: 'air' }))
  const held = rooms.move()
  return {
    mqttPort: running.mqttPort,
    pids: { citypulse: running.pid },
    credentialsOf: (station) => credentials.get(station)!,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
