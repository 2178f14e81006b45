import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { join } from 'node:path'
import packets from 'mqtt-packet'
import type { Influxd } from '../../store/series/influxd.ts'
import type { Credentials, RunningCity } from '../support/city.ts'
import type { Disk } from '../support/disk.ts'

/** What a fault may do to the city under test. */
export interface Victim {
  /** Null while it is down. */
  readonly city: RunningCity | null
  readonly influxd: Influxd | null
  /** A third party that may read alarms. */
  readonly siren: Credentials
  /** A station whose readings tell of the past, and loud enough for an alarm. */
  readonly dreamer: Credentials
  /** Null where no file system of its own can be had. */
  readonly disk: Disk | null
  /** Ends the process so, and starts it again on the same data; `between` may do something to the data folder. */
  restart(how: 'kill' | 'stop', between?: (data: string) => void): Promise<void>
}

export const FAULTS = [
  'kill',
  'stop',
  'pause',
  'store',
  'full',
  'torn',
  'clock',
  'frozen',
  'flood',
  'greedy',
  'garbage',
] as const
export type Fault = (typeof FAULTS)[number]

const PAUSE_MS = 3_000
const FULL_MS = 6_000
const STORE_AWAY_MS = 8_000
const FROZEN_MS = 12_000

/** What each fault does; resolves when it is over and the city may be hurt again. */
export const DO: Readonly<Record<Fault, (victim: Victim) => Promise<void>>> = {
  /** kill -9, at whatever moment. */
  kill: (victim) => victim.restart('kill'),
  /** SIGTERM: it drains and closes. */
  stop: (victim) => victim.restart('stop'),
  /** The process stands still, as under a hypervisor that moves it. */
  async pause({ city }) {
    if (!city) return
    process.kill(city.pid, 'SIGSTOP')
    await sleep(PAUSE_MS)
    process.kill(city.pid, 'SIGCONT')
  },
  /** The time-series database goes, now and then by a crash, and comes back. */
  async store({ influxd }) {
    if (!influxd) return
    await influxd.stop(Math.random() < 0.5 ? 'SIGKILL' : 'SIGTERM')
    await sleep(STORE_AWAY_MS * Math.random())
    await influxd.restart()
  },
  /** The disk has no room, and then has again. */
  async full({ disk }) {
    if (!disk) return
    disk.tighten()
    await sleep(FULL_MS * Math.random())
    disk.loosen()
  },
  /** The power goes in the middle of a write: there is rubbish at the end of logs, and in files that can be done without. */
  torn: (victim) =>
    victim.restart('kill', (data) => {
      for (const log of ['journal.db-wal', 'records.db-wal', 'series/series.duckdb.wal']) {
        const file = join(data, log)
        if (existsSync(file) && Math.random() < 0.5) appendFileSync(file, rubbish(1 + Math.random() * 5_000))
      }
      for (const name of ['journal.mark', 'journal.db-shm', 'records.db-shm', 'lock.pid', 'reserve'])
        if (existsSync(join(data, name)) && Math.random() < 0.3) writeFileSync(join(data, name), rubbish(64))
    }),
  /** Clocks of a device, minutes, hours and years off. */
  async clock({ city, dreamer }) {
    if (!city) return
    const socket = connectTcp(city.mqttPort, '127.0.0.1').on('error', () => {})
    socket.write(signIn(dreamer, dreamer.username))
    const now = Date.now()
    const minutes = [61, 150, 24 * 60, 300 * 24 * 60, 40 * 365 * 24 * 60, -60, -30 * 365 * 24 * 60]
    for (const [i, behind] of minutes.entries()) {
      const payload = JSON.stringify({ ts: now - behind * 60_000, values: { LAeq: 60, LAmax: 110 } })
      const topic = `city/v1/noise/${dreamer.username}/readings`
      socket.write(
        packets.generate({ cmd: 'publish', topic, payload, qos: 1, messageId: i + 1, dup: false, retain: false }),
      )
    }
    await sleep(1_000)
    socket.destroy()
  },
  /** A subscriber that no longer reads. */
  async frozen({ city, siren }) {
    if (!city) return
    const socket = connectTcp(city.mqttPort, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(signIn(siren, 'soak-frozen'))
    socket.write(
      packets.generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'city/v1/alarms/#', qos: 1 }] }),
    )
    await sleep(200)
    socket.pause()
    await sleep(FROZEN_MS)
    socket.destroy()
  },
  /** Two hundred sockets that say nothing. */
  async flood({ city }) {
    if (!city) return
    const sockets = Array.from({ length: 200 }, () => connectTcp(city.mqttPort, '127.0.0.1').on('error', () => {}))
    await sleep(2_000)
    for (const socket of sockets) socket.destroy()
  },
  /** A CONNECT that claims 150 MB. */
  async greedy({ city }) {
    if (!city) return
    const claims = Buffer.from([0x10, 0x80, 0xa3, 0xc3, 0x47, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4])
    const sockets = Array.from({ length: 50 }, () => {
      const socket = connectTcp(city.mqttPort, '127.0.0.1').on('error', () => {})
      socket.write(Buffer.concat([claims, Buffer.alloc(16_384)]))
      return socket
    })
    await sleep(500)
    for (const socket of sockets) socket.destroy()
  },
  /** Bytes that are no MQTT, before and after signing in. */
  async garbage({ city, siren }) {
    if (!city) return
    for (let i = 0; i < 50; i++) {
      const socket = connectTcp(city.mqttPort, '127.0.0.1').on('error', () => {})
      if (i % 2 === 0) socket.write(signIn(siren, `soak-garbage-${i}`))
      socket.write(crypto.getRandomValues(Buffer.alloc(Math.ceil(Math.random() * 2_000))))
      setTimeout(() => socket.destroy(), 500)
    }
    await sleep(600)
  },
}

function signIn({ username, password }: Credentials, clientId: string): Buffer {
  return packets.generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
    clientId,
    username,
    password: Buffer.from(password),
  })
}

function rubbish(bytes: number): Buffer {
  return crypto.getRandomValues(Buffer.alloc(Math.ceil(bytes)))
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
