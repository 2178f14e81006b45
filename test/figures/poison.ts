import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFakeInflux, partialWrite } from '../../store/series/testing/fake-influx.ts'
import { deadLetters, settledLedger } from '../support/books.ts'
import { startCity } from '../support/city.ts'
import { makePublisher } from '../support/publisher.ts'
import type { Figure } from './figure.ts'

const LINES = 5_000
const MOST_REQUESTS = 2 * Math.ceil(Math.log2(LINES)) + 1
const ID = 'noise-figure'

/** One line that InfluxDB refuses among 5,000 that wait for it. */
export async function poison(): Promise<Figure> {
  const data = mkdtempSync(join(tmpdir(), 'citypulse-poison-'))
  try {
    await using fake = await startFakeInflux()
    await using city = await startCity({ data, env: { INFLUX_URL: fake.url } })
    const credentials = await city.register({ id: ID, kind: 'noise', everySeconds: 3600 })
    const isPoison = (line: string) => line.includes('LAeq=66.6')
    fake.otherwise = partialWrite(isPoison)
    await fake.close()
    const from = Date.now() - 60_000
    const publisher = makePublisher({
      credentials,
      topic: `city/v1/noise/${ID}/readings`,
      payloads: Array.from({ length: LINES }, (_, i) =>
        JSON.stringify({ ts: from + i, values: { LAeq: i === 3_333 ? 66.6 : 55.5 }, seq: i }),
      ),
    })
    while (publisher.acknowledged.size < LINES) await publisher.run(city.mqttPort)
    const before = fake.writes.length
    await fake.open()
    const openedAt = performance.now()
    const books = await settledLedger(city, ID, LINES, 60_000)
    const ms = performance.now() - openedAt
    const requests = fake.writes.slice(before).filter(({ lines }) => lines.some((line) => line.includes(ID))).length
    const letters = await deadLetters(city, `&station=${ID}`)
    await city.stop()
    const wrong: string[] = []
    if (books.stored !== LINES - 1 || letters.length !== 1)
      wrong.push(`${books.stored} stored, ${letters.length} dead letters`)
    if (requests > MOST_REQUESTS) wrong.push(`${requests} requests, at most ${MOST_REQUESTS} are promised`)
    return {
      id: 'R7',
      measured: `${books.stored.toLocaleString('en')} stored, ${letters.length} dead letter (${letters[0]?.reason}); ${requests} requests; all over ${(ms / 1000).toFixed(1)} s after the store came back`,
      wrong,
    }
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}
