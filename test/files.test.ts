import { connect as connectTcp, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { connect } from '../broker/testing/bytes.ts'
import { copyOfShipped } from '../config/testing/folder.ts'
import type { Alarm } from '../domain/alarm.ts'
import { type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { until } from './support/until.ts'

const SHORT = 'file descriptors are short'
const AGAIN = 'there are file descriptors again'

it.runIf(process.platform === 'linux')(
  'refuses new devices when descriptors run short, says so once, serves who is there, and recovers',
  async () => {
    using config = copyOfShipped()
    config.replace('city.yaml', 'map: map', 'map: map\nlimits: { sessionsPerIdentity: 1000 }')
    const under = ['/bin/sh', '-c', 'ulimit -n 200; exec "$@"', 'city']
    await using city = await startCity({ config: config.folder, under })
    const credentials = await city.register({ id: 'air-crowded', kind: 'air' })
    await using device = await connectDevice(credentials, { port: city.mqttPort, kind: 'air' })

    const crowd = await join(city, credentials, 300)
    expect(crowd.open().length).toBeGreaterThan(20)
    expect(crowd.open().length).toBeLessThan(150)
    await device.send({ ts: Date.now(), values: { pm25: 35.2 }, seq: 1 })
    expect(await metric(city, 'citypulse_files_short')).toBe(1)
    expect(await metric(city, 'citypulse_files_refused_total')).toBeGreaterThan(100)
    await until(async () => (await alarm(city))?.active === true)

    const open = crowd.open().length
    await join(city, credentials, 50)
    expect(crowd.open()).toHaveLength(open)

    for (const socket of crowd.open()) socket.destroy()
    await until(async () => (await metric(city, 'citypulse_files_short')) === 0)
    await until(async () => (await alarm(city))?.active === false)
    const later = await join(city, credentials, 10)
    expect(later.open()).toHaveLength(10)
    expect([linesWith(city, SHORT), linesWith(city, AGAIN)]).toEqual([1, 1])
  },
)

/** Connections that were answered, or closed without an answer. */
async function join(city: RunningCity, { username, password }: { username: string; password: string }, count: number) {
  const sockets: Socket[] = []
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()))
  for (let i = 0; i < count; i++) {
    const socket = connectTcp(city.mqttPort, '127.0.0.1').on('error', () => {})
    sockets.push(socket)
    socket.write(connect({ user: username, password, id: `${username}-${crypto.randomUUID()}`, keepalive: 120 }))
    await new Promise((resolve) => socket.once('data', resolve).once('close', resolve))
  }
  return { open: () => sockets.filter((socket) => !socket.destroyed) }
}

async function metric(city: RunningCity, name: string): Promise<number> {
  const text = await (await fetch(`${city.url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}

async function alarm(city: RunningCity): Promise<Alarm | undefined> {
  const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms')
  return items.find(({ rule }) => rule === 'files-short')
}

function linesWith(city: RunningCity, text: string): number {
  return city
    .log()
    .split('\n')
    .filter((line) => line.includes(text)).length
}
