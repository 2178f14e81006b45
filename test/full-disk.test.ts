import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { io, type Socket } from 'socket.io-client'
import type { Alarm } from '../domain/alarm.ts'
import type { AlarmMessage } from '../domain/wire.ts'
import { pointsOf, settledLedger } from './support/books.ts'
import { type RunningCity, startCity } from './support/city.ts'
import { makePublisher } from './support/publisher.ts'
import { until } from './support/until.ts'

let rooms = new AsyncDisposableStack()
afterEach(async () => {
  await rooms.disposeAsync()
  rooms = new AsyncDisposableStack()
})

/** Whether a file system of a given size can be had; with CI=true it must. */
const MAY_MOUNT = process.env['CI'] === 'true' || canMount()

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'citypulse-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Disk {
  readonly folder: string
  resize(size: string): void
  /** Fills what is left, to the last byte. */
  fill(): void
  free(): void
}

function smallDisk(size: string): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'citypulse-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
  rooms.defer(() => {
    // Whatever of the city is still ending lets go of the files soon; the mount itself goes at once.
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  const ballast = join(folder, 'ballast')
  return {
    folder,
    resize: (to) => execFileSync('mount', ['-o', `remount,size=${to}`, folder]),
    fill() {
      for (const bytes of [1024 * 1024, 4096]) {
        for (let fits = true; fits; ) {
          try {
            writeFileSync(ballast, Buffer.alloc(bytes, 1), { flag: 'a' })
          } catch {
            fits = false
          }
        }
      }
    },
    free: () => rmSync(ballast, { force: true }),
  }
}

/** An operator at the screen: signed in before, listening. */
async function operator(city: RunningCity): Promise<{ socket: Socket; alarms: AlarmMessage[] }> {
  const socket = io(`${city.url}/ops`, {
    transports: ['websocket'],
    extraHeaders: { cookie: city.cookie, origin: city.url },
  })
  rooms.defer(() => void socket.disconnect())
  const alarms: AlarmMessage[] = []
  socket.on('alarm', (message: AlarmMessage) => alarms.push(message))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return { socket, alarms }
}

async function flood(city: RunningCity, id: string, count: number) {
  const credentials = await city.register({ id, kind: 'parking' })
  const from = Date.now() - 100_000
  const publisher = makePublisher({
    credentials,
    topic: `city/v1/parking/${id}/readings`,
    payloads: Array.from({ length: count }, (_, i) =>
      JSON.stringify({ ts: from + i, values: { totalSpotNumber: i + 1 }, seq: i }),
    ),
  })
  return { publisher, from, count }
}

async function expectAll(city: RunningCity, station: string, { from, count }: { from: number; count: number }) {
  const sum = await settledLedger(city, station, count, 30_000)
  expect(sum).toEqual({
    received: sum.received,
    stored: count,
    duplicate: sum.received - count,
    refused: 0,
    pending: 0,
  })
  const { points } = await pointsOf(city, { station, value: 'totalSpotNumber', from, to: from + count })
  expect(points.map(([ts, value]) => `${ts - from} ${value}`)).toEqual(
    Array.from({ length: count }, (_, i) => `${i} ${i + 1}`),
  )
}

describe.runIf(MAY_MOUNT)('a full disk', () => {
  it.each([
    ['of 6 MB that the city fills by itself', '6m'],
    ['that something else fills to the last byte', '64m'],
  ])(
    '%s acknowledges nothing that it does not keep, is an alarm within 5 s, and is over 10 s after there is room',
    async (_, size) => {
      const disk = smallDisk(size)
      const data = join(disk.folder, 'data')
      const city = rooms.use(await startCity({ data }))
      const { alarms } = await operator(city)
      const wanted = await flood(city, 'car-park-full', 20_000)
      const { publisher } = wanted
      let running = publisher.run(city.mqttPort)
      const isAlarm = (found: AlarmMessage) => found.alarm.rule === 'disk-full' && found.event.type === 'raise'
      if (size !== '6m') {
        await until(() => publisher.acknowledged.size > 500, 20_000)
        disk.fill()
      }
      const fullAt = performance.now()
      await until(
        () => alarms.some(isAlarm),
        size === '6m' ? 40_000 : 5_000,
        () => `acknowledged ${publisher.acknowledged.size}, ${city.log().slice(-2000)}`,
      )
      console.log('alarm after', performance.now() - fullAt)
      const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=50')
      expect(items.find(({ rule }) => rule === 'disk-full')).toMatchObject({ severity: 'red', active: true })
      const stood = publisher.acknowledged.size
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      expect(publisher.acknowledged.size - stood).toBeLessThan(200)
      expect(publisher.acknowledged.size).toBeLessThan(wanted.count)
      expect((await fetch(`${city.url}/health/live`)).status).toBe(200)

      disk.resize('256m')
      disk.free()
      const freedAt = performance.now()
      await until(async () => {
        if (publisher.acknowledged.size > stood + 200) return true
        const ended = await Promise.race([running, new Promise((resolve) => setTimeout(resolve, 10))])
        if (ended === 'connection ended') running = publisher.run(city.mqttPort)
        return false
      }, 10_000)
      await until(() => alarms.some(({ alarm, event }) => alarm.rule === 'disk-full' && event.type === 'clear'), 10_000)
      console.log('back after', performance.now() - freedAt)
      while ((await running) !== 'all acknowledged') running = publisher.run(city.mqttPort)
      await expectAll(city, 'car-park-full', wanted)
      expect((await city.stop()).code).toBe(0)
      expect((await statfs(disk.folder)).bavail).toBeGreaterThan(0)
    },
    120_000,
  )
})
