import { randomBytes } from 'node:crypto'
import { passwordsOf } from '../simulators/password.ts'
import { rawPayload } from '../simulators/raw-client.ts'
import type { RawOrder } from '../simulators/raw-fork.ts'

/** The shipped configuration, which every door of a benchmark opens with. */
export const CONFIG = new URL('../config', import.meta.url).pathname

/** Stations that a door is loaded by, each through a connection of its own: seven values a reading. */
export function doorLoad(clients: number) {
  const key = randomBytes(32).toString('base64url')
  const passwordOf = passwordsOf(key)
  const ids = Array.from({ length: clients }, (_, i) => `bench-${i}`)
  const payloads = Array.from({ length: 8 }, (_, i) =>
    rawPayload({
      pm25: 35.2 + i,
      pm10: 60.1 + i,
      no2: 21.4,
      o3: 88.2,
      co: 0.6,
      temperature: 21.3,
      relativeHumidity: 0.551,
    }),
  )
  const stations: RawOrder['stations'] = ids.map((id) => ({
    topic: `city/v1/air/${id}/readings`,
    username: id,
    password: passwordOf(id),
  }))
  return { order: { config: CONFIG, stations: ids, key }, load: { stations, payloads } }
}
