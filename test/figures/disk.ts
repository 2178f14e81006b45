import { listen } from '../../dashboard/server/testing/listen.ts'
import { settledLedger } from '../support/books.ts'
import { startCity } from '../support/city.ts'
import { mountDisk } from '../support/disk.ts'
import { makePublisher } from '../support/publisher.ts'
import { until } from '../support/until.ts'
import type { Figure } from './figure.ts'
import { join } from 'node:path'

const MESSAGES = 12_000
const ID = 'car-park-figure'

/** A disk of 64 MB that something else fills to the last byte under load, and gives back after 10 s. */
export async function disk(): Promise<Figure> {
  using small = mountDisk('64m')
  await using city = await startCity({ data: join(small.folder, 'data') })
  const credentials = await city.register({ id: ID, kind: 'parking' })
  using operator = await listen(city.url, { cookie: city.cookie, origin: city.url })
  const from = Date.now() - 100_000
  const publisher = makePublisher({
    credentials,
    topic: `city/v1/parking/${ID}/readings`,
    payloads: Array.from({ length: MESSAGES }, (_, i) =>
      JSON.stringify({ ts: from + i, values: { totalSpotNumber: i + 1 }, seq: i }),
    ),
    window: 20,
  })
  const running = publisher.run(city.mqttPort)
  await until(() => publisher.acknowledged.size > 500)
  const isFull = (type: string) =>
    operator.alarms.some(({ alarm, event }) => alarm.rule === 'disk-full' && event.type === type)
  const filledAt = performance.now()
  small.fill()
  await until(() => isFull('raise'))
  const raisedAfter = performance.now() - filledAt
  await new Promise((resolve) => setTimeout(resolve, 10_000))
  const stood = publisher.acknowledged.size
  const isAlive = (await fetch(`${city.url}/health/live`)).status === 200
  const freedAt = performance.now()
  small.free()
  while ((await Promise.race([running, until(() => publisher.acknowledged.size > stood)])) === 'connection ended')
    await publisher.run(city.mqttPort)
  const backAfter = performance.now() - freedAt
  while (publisher.acknowledged.size < MESSAGES) await publisher.run(city.mqttPort)
  const books = await settledLedger(city, ID, MESSAGES, 60_000)
  await city.stop()
  const wrong: string[] = []
  if (!isAlive) wrong.push('the process did not stay up')
  if (raisedAfter > 5_000) wrong.push('the alarm came after more than 5 s')
  if (backAfter > 10_000) wrong.push('it took more than 10 s until messages were acknowledged again')
  if (books.stored !== MESSAGES) wrong.push(`${MESSAGES} were acknowledged, ${books.stored} are stored`)
  return {
    id: 'R5',
    measured:
      `${MESSAGES.toLocaleString('en')} acknowledged, ${books.stored.toLocaleString('en')} stored; process up; alarm after ` +
      `${seconds(raisedAfter)} s; acknowledged again ${seconds(backAfter)} s after there was room`,
    wrong,
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1)
}
