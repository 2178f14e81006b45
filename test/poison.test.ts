import { readFileSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { expect, it } from 'vitest'
import { stationTopic } from '../domain/topic.ts'
import { deadLetters, latestAt, ledgerOf } from './support/books.ts'
import { startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { poison } from './support/poison.ts'
import { copyOfShipped } from '../config/testing/folder.ts'

const COUNT = 2_000
const PACKET_BYTES = 65_536

it('sets two thousand hostile payloads of every QoS aside, and takes the good reading behind them within a second', async () => {
  using config = copyOfShipped()
  config.replace('city.yaml', 'map: map', 'map: map\nlimits: { messagesPerSecond: 100000, bytesPerSecond: 100000000 }')
  await using city = await startCity({ config: config.folder })
  const credentials = await city.register({ id: 'air-poisoned', kind: 'air' })
  await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'air' })
  const topic = stationTopic('air', 'air-poisoned', 'readings')
  const room = PACKET_BYTES - topic.length - 20

  const startedAt = performance.now()
  let count = 0
  let waiting: Promise<unknown>[] = []
  for (const payload of poison(COUNT, room)) {
    waiting.push(device.client.publishAsync(topic, payload, { qos: (count++ % 3) as 0 | 1 | 2 }))
    if (waiting.length < 100) continue
    await Promise.all(waiting)
    waiting = []
  }
  await Promise.all(waiting)
  await expect.poll(async () => (await metric(city.url, 'citypulse_line_judged')) >= COUNT).toBe(true)
  expect((performance.now() - startedAt) / COUNT).toBeLessThan(5)

  const ts = Date.now()
  await device.send({ ts, values: { pm25: 35.2 }, seq: 1 })
  const sentAt = performance.now()
  await latestAt(city, 'air-poisoned', ts)
  expect(performance.now() - sentAt).toBeLessThan(1_000)

  // It is shown as soon as it is judged, and counted when that is durable.
  await expect.poll(() => ledgerOf(city, 'air-poisoned')).toMatchObject({ stored: 1, pending: 0 })
  const ledger = await ledgerOf(city, 'air-poisoned')
  // Every one of them is refused, some in several parts; none is stored.
  expect(ledger.refused).toBeGreaterThanOrEqual(COUNT)
  expect((await deadLetters(city, '&station=air-poisoned')).length).toBeGreaterThan(0)

  // A payload of a megabyte is not read at all: its connection ends, the city goes on.
  const before = rssOf(city.pid)
  const socket = connectTcp(city.mqttPort, '127.0.0.1').on('error', () => {})
  const ended = new Promise((resolve) => socket.once('close', resolve))
  socket.write(Buffer.from([0x10, 0xc0, 0x84, 0x3d]))
  socket.write(Buffer.alloc(1_000_000, '['))
  await ended
  expect(rssOf(city.pid) - before).toBeLessThan(64 * 1024 * 1024)
  expect(await metric(city.url, 'citypulse_mqtt_refusals_total{reason="packet-size"}')).toBe(1)
  await device.send({ ts: ts + 1, values: { pm25: 35.3 }, seq: 2 })
  await latestAt(city, 'air-poisoned', ts + 1)
})

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const line = text.split('\n').find((one) => one.startsWith(`${name} `))
  return Number(line?.slice(name.length + 1))
}

function rssOf(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!
  return Number(kilobytes) * 1024
}
