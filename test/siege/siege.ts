import { readFileSync } from 'node:fs'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect, PING } from '../../broker/testing/bytes.ts'
import { fuzz } from '../../broker/testing/fuzz.ts'
import type { Credentials, RunningCity } from '../support/city.ts'
import { connectDevice } from '../support/device.ts'
import { until } from '../support/until.ts'
import { freeze } from './frozen.ts'

/** What may be done to a city from outside. */
export const SIEGES = ['fuzz', 'strangers', 'frozen', 'idle'] as const
export type Siege = (typeof SIEGES)[number]

export interface SiegeOptions {
  readonly frames: number
  readonly sockets: number
  readonly devices: number
  readonly seed: number
}

export interface Outcome {
  /** The promise that it tries. */
  readonly id: 'R10' | 'R11' | 'R12' | 'R13'
  readonly figures: string
  readonly wrong: readonly string[]
}

const MB = 1024 * 1024
const PROBES = 50
const WARM_UP_FRAMES = 20_000
const AT_ONCE = 200
const REST_MS = 60_000

/** Hurts a running city and sees whether it bears it: it answers, its memory comes back, nobody else waits. */
export async function besiege(name: Siege, city: RunningCity, options: SiegeOptions): Promise<Outcome> {
  if (name === 'frozen') return besiegeByFrozen(city)
  const id = `air-${name}`
  const credentials = await city.register({ id, kind: 'air' })
  const probe = await city.register({ id: `${id}-probe`, kind: 'air' })
  if (name === 'fuzz') return besiegeByFuzz(city, credentials, options)
  return name === 'strangers' ? besiegeByStrangers(city, probe, options) : besiegeByIdlers(city, credentials, options)
}

async function besiegeByFuzz(city: RunningCity, of: Credentials, { frames, seed }: SiegeOptions): Promise<Outcome> {
  const fuzzed = (count: number) =>
    fuzz({
      port: city.mqttPort,
      frames: count,
      seed,
      station: { kind: 'air', id: of.username },
      signIn: (level, n) => connect({ level, user: of.username, password: of.password, id: `fuzz-${n % 50}` }),
    })
  // What a program takes when it first does something it keeps; what it takes from then on would be lost.
  await fuzzed(WARM_UP_FRAMES)
  const before = rssOf(city.pid)
  const connections = await fuzzed(frames)
  const wrong: string[] = []
  await back(city, before + 100 * MB, 60_000).catch(() => wrong.push('memory did not come back within 100 MB in 60 s'))
  if ((await fetch(`${city.url}/health/live`)).status !== 200) wrong.push('it does not answer')
  const grown = Math.round((rssOf(city.pid) - before) / MB)
  return {
    id: 'R13',
    figures: `${frames.toLocaleString('en')} changed packets over ${connections} connections, memory ${signed(grown)} MB`,
    wrong,
  }
}

async function besiegeByStrangers(city: RunningCity, probe: Credentials, { sockets }: SiegeOptions): Promise<Outcome> {
  const calm = await acknowledgement(city, probe)
  const before = rssOf(city.pid)
  let highest = before
  const watch = setInterval(() => (highest = Math.max(highest, rssOf(city.pid))), 50)
  const claim = Buffer.concat([Buffer.from([0x10, 0x80, 0xa3, 0xc3, 0x47]), Buffer.alloc(16_384)])
  const tooLong: number[] = []
  const all = Array.from({ length: sockets }, async () => {
    const socket = connectTcp(city.mqttPort, '127.0.0.1').on('error', () => {})
    await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))
    const claimedAt = performance.now()
    socket.write(claim)
    await closed(socket)
    tooLong.push(performance.now() - claimedAt)
  })
  const under = acknowledgement(city, probe)
  await Promise.all(all)
  const siege = await under
  clearInterval(watch)
  const silent = Array.from({ length: 20 }, () => connectTcp(city.mqttPort, '127.0.0.1').on('error', () => {}))
  const since = performance.now()
  await Promise.all(silent.map(closed))
  const silentSeconds = (performance.now() - since) / 1_000
  const grown = Math.round((highest - before) / MB)
  const wrong: string[] = []
  if (grown > 32) wrong.push(`memory grew by ${grown} MB, at most 32 are allowed`)
  if (silentSeconds > 6) wrong.push(`silent sockets were open for ${silentSeconds.toFixed(1)} s, at most 6 are allowed`)
  const longest = tooLong.toSorted((a, b) => a - b)
  if (Number(at(longest, 0.99)) > 100) wrong.push('they were not all closed within 100 ms')
  const closedIn = `closed in p50 ${at(longest, 0.5)} ms, p99 ${at(longest, 0.99)} ms`
  const acks = `PUBACK p99 ${at(calm, 0.99)} ms calm, ${at(siege, 0.99)} ms under siege`
  const rest = `silent ones after ${silentSeconds.toFixed(1)} s`
  return {
    id: 'R12',
    figures: `${sockets.toLocaleString('en')} claims of 150 MB ${closedIn}, memory ${signed(grown)} MB, ${acks}, ${rest}`,
    wrong,
  }
}

async function besiegeByFrozen(city: RunningCity): Promise<Outcome> {
  const { alarms, grown, cut, longestGap } = await freeze(city, rssOf)
  const growth = Math.round(grown / MB)
  const wrong = growth > 20 ? [`memory grew by ${growth} MB, at most 20 are allowed`] : []
  if (cut < 2) wrong.push(`${cut} of 2 were cut`)
  if (longestGap > 250) wrong.push(`others waited for ${longestGap} ms, at most 250 are promised`)
  return {
    id: 'R10',
    figures: `${alarms.toLocaleString('en')} alarm events in 20 s past a subscriber and a browser that do not read: ${cut} cut, others' longest gap ${longestGap} ms, memory ${signed(growth)} MB`,
    wrong,
  }
}

async function besiegeByIdlers(city: RunningCity, of: Credentials, { devices }: SiegeOptions): Promise<Outcome> {
  const before = rssOf(city.pid)
  const startedAt = performance.now()
  const sockets = await idlers(city, of, devices)
  const seconds = (performance.now() - startedAt) / 1_000
  const highest = rssOf(city.pid)
  // They are idle, and so is the city: memory is what it keeps then.
  await new Promise((resolve) => setTimeout(resolve, REST_MS))
  const total = rssOf(city.pid)
  const grown = (total - before) / MB
  // All of them are cut at once and come back, each after a random wait.
  const again = performance.now()
  for (const socket of sockets) socket.destroy()
  const back = await idlers(city, of, devices)
  const stormSeconds = (performance.now() - again) / 1_000
  const answered = await Promise.all(back.slice(0, 100).map(pings))
  for (const socket of back) socket.destroy()
  const wrong = answered.every(Boolean) ? [] : ['not every device that came back is answered']
  if (seconds > 15) wrong.push(`they took ${seconds.toFixed(1)} s to connect, at most 15 are promised`)
  if (total > 400 * MB) wrong.push(`memory is ${Math.round(total / MB)} MB, at most 400 are promised`)
  if (stormSeconds > 60) wrong.push(`it took ${stormSeconds.toFixed(1)} s until all were back, at most 60 are allowed`)
  const memory = `memory ${signed(Math.round(grown))} MB to ${Math.round(total / MB)} a minute later, ${Math.round(highest / MB)} at once`
  return {
    id: 'R11',
    figures: `${devices.toLocaleString('en')} idle devices in ${seconds.toFixed(1)} s, ${memory}, all back after ${stormSeconds.toFixed(1)} s`,
    wrong,
  }
}

async function idlers(city: RunningCity, { username, password }: Credentials, count: number): Promise<Socket[]> {
  const sockets: Socket[] = []
  let next = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) {
        const packet = connect({ user: username, password, id: `${username}-${next++}`, keepalive: 120 })
        let socket: Socket | null = null
        // A device that is refused because too many come at once comes again.
        while (socket === null) {
          socket = await signedIn(city.mqttPort, packet)
          if (socket === null) await new Promise((resolve) => setTimeout(resolve, Math.random() * 500))
        }
        sockets.push(socket)
      }
    }),
  )
  return sockets
}

function signedIn(port: number, packet: Buffer): Promise<Socket | null> {
  const socket = connectTcp(port, '127.0.0.1').on('error', () => {})
  socket.write(packet)
  return new Promise((resolve) => {
    socket.once('data', (bytes: Buffer) => resolve(bytes[3] === 0 ? socket : null)).once('close', () => resolve(null))
  })
}

function pings(socket: Socket): Promise<boolean> {
  socket.write(PING)
  return new Promise((resolve) => {
    socket.once('data', () => resolve(true)).once('close', () => resolve(false))
  })
}

/** Ms of each acknowledgement of a device that does nothing wrong, in order of size. */
async function acknowledgement(city: RunningCity, of: Credentials): Promise<readonly number[]> {
  await using device = await connectDevice(of, { port: city.mqttPort, kind: 'air' })
  const all: number[] = []
  for (let i = 0; i < PROBES; i++) {
    const sentAt = performance.now()
    await device.send({ values: { pm25: 35 }, seq: i })
    all.push(performance.now() - sentAt)
  }
  return all.toSorted((a, b) => a - b)
}

function back(city: RunningCity, bytes: number, withinMs: number): Promise<void> {
  return until(() => rssOf(city.pid) <= bytes, withinMs)
}

function closed(socket: Socket): Promise<unknown> {
  return socket.closed ? Promise.resolve() : new Promise((resolve) => socket.once('close', resolve))
}

function at(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)
}

function signed(count: number): string {
  return count < 0 ? String(count) : `+${count}`
}

function rssOf(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!
  return Number(kilobytes) * 1024
}
