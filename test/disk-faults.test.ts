import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { copyOfShipped } from '../config/testing/folder.ts'
import type { Alarm } from '../domain/alarm.ts'
import { auditOrder } from './support/order-audit.ts'
import { pointsOf, settledLedger } from './support/books.ts'
import { type RunningCity, startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { makePublisher, type Publisher } from './support/publisher.ts'
import { until } from './support/until.ts'

const HAS_STRACE = existsSync('/usr/bin/strace') || process.env['CI'] === 'true'
const STATION = 'car-park-faults'

let rooms = new AsyncDisposableStack()
afterEach(async () => {
  await rooms.disposeAsync()
  rooms = new AsyncDisposableStack()
})

/** Starts a city on the same data as often as it is wanted, under strace with these expressions on its journal's log. */
function onData(): (expressions?: readonly string[]) => Promise<RunningCity> {
  const config = rooms.use(copyOfShipped()).folder
  const data = rooms.adopt(mkdtempSync(join(tmpdir(), 'citypulse-faults-')), (folder) =>
    rmSync(folder, { recursive: true, force: true }),
  )
  return async (expressions) => {
    const trace = ['-e', 'trace=fsync,fdatasync', '-P', join(data, 'journal.db-wal'), '-o', join(data, 'trace')]
    const under = expressions && ['strace', '-D', '-f', '-y', ...trace, ...expressions.flatMap((one) => ['-e', one])]
    return rooms.use(await startCity({ data, config, ...(under ? { under } : {}) }))
  }
}

async function sender(
  city: RunningCity,
  count: number,
): Promise<{ publisher: Publisher; from: number; count: number }> {
  const credentials = await city.register({ id: STATION, kind: 'parking' })
  const from = Date.now() - 60_000
  const publisher = makePublisher({
    credentials,
    topic: `city/v1/parking/${STATION}/readings`,
    payloads: Array.from({ length: count }, (_, i) =>
      JSON.stringify({ ts: from + i, values: { totalSpotNumber: i + 1 }, seq: i }),
    ),
  })
  return { publisher, from, count }
}

async function expectEachOnce(city: RunningCity, { from, count }: { from: number; count: number }) {
  const sum = await settledLedger(city, STATION, count)
  expect(sum).toEqual({
    received: sum.received,
    stored: count,
    duplicate: sum.received - count,
    refused: 0,
    pending: 0,
  })
  const { points } = await pointsOf(city, { station: STATION, value: 'totalSpotNumber', from, to: from + count })
  expect(points.map(([ts, value]) => `${ts - from} ${value}`)).toEqual(
    Array.from({ length: count }, (_, i) => `${i} ${i + 1}`),
  )
  return sum
}

describe.runIf(HAS_STRACE)('a disk that', () => {
  it('fails a sync ends the city, which acknowledges nothing more and never syncs that file again; all acknowledged is there', async () => {
    const start = onData()
    let city = await start(['inject=fsync,fdatasync:error=EIO:when=8+'])
    const sent = await sender(city, 3_000)
    expect(await sent.publisher.run(city.mqttPort)).toBe('connection ended')
    // It ended itself by a signal: an orderly exit would sync once more.
    expect(await city.stop()).toMatchObject({ signal: 'SIGKILL' })
    expect(city.log()).toContain('CityPulse cannot go on')
    const acknowledged = sent.publisher.acknowledged.size
    expect(acknowledged).toBeLessThan(sent.count)
    const syncs = readFileSync(join(city.data, 'trace'), 'utf8').match(/sync\(.*|sync resumed.*/g) ?? []
    expect(syncs.filter((line) => line.includes('EIO'))).toHaveLength(1)

    city = await start()
    const ledger = await settledLedger(city, STATION, acknowledged)
    expect(ledger.received).toBeGreaterThanOrEqual(acknowledged)
    expect(await sent.publisher.run(city.mqttPort)).toBe('all acknowledged')
    await expectEachOnce(city, sent)
  })

  it('has a message when the city is killed before its acknowledgement keeps it once, and counts the second as a duplicate', async () => {
    const start = onData()
    // The sync is done, and its end is told seconds later: the kill comes in between.
    let city = await start(['inject=fsync,fdatasync:delay_exit=5000000:when=8'])
    const sent = await sender(city, 1_000)
    const run = sent.publisher.run(city.mqttPort)
    let seen = -1
    await until(async () => {
      const before = seen
      seen = sent.publisher.acknowledged.size
      await new Promise((resolve) => setTimeout(resolve, 500))
      return seen > 0 && before === seen
    })
    await city.kill()
    await run
    const acknowledged = sent.publisher.acknowledged.size
    city = await start()
    const { received } = await settledLedger(city, STATION, acknowledged + 1)
    expect(received).toBeGreaterThan(acknowledged)
    expect(await sent.publisher.run(city.mqttPort)).toBe('all acknowledged')
    const sum = await expectEachOnce(city, sent)
    expect(sum.duplicate).toBe(received - acknowledged)
  })

  it('takes 20 ms more for each sync is waited for by devices, not by those who look', async () => {
    const city = await onData()(['inject=fsync,fdatasync:delay_exit=20000'])
    const sent = await sender(city, 4_000)
    const run = sent.publisher.run(city.mqttPort)
    let answers = 0
    const ended = run.then(() => true)
    while (!(await Promise.race([ended, fetch(`${city.url}/health/live`).then(() => false)]))) answers++
    expect(await run).toBe('all acknowledged')
    const syncs = readFileSync(join(city.data, 'trace'), 'utf8').match(/= 0/g)?.length ?? 0
    // While one sync lasts, several are answered.
    expect(answers).toBeGreaterThan(syncs)
    await expectEachOnce(city, sent)
  })
})

describe.runIf(HAS_STRACE)('every acknowledgement', () => {
  it('comes after its own sync: 1,000 publishes, one at a time', async () => {
    const { publishes, early } = await auditOrder(1_000)
    expect({ publishes, early }).toEqual({ publishes: 1_000, early: [] })
  })
})

describe('a city that stood still for seconds', () => {
  it('calls nobody silent for it', async () => {
    const config = rooms.use(copyOfShipped())
    config.replace('kinds/noise.yaml', 'everySeconds: 60', 'everySeconds: 1')
    config.write(
      'rules/quiet.yaml',
      'rules:\n  - id: noise-quiet\n    kind: noise\n    label: { zh: 静默, en: Silent }\n    severity: blue\n    when: { type: silent, intervals: 3 }\n    response: { zh: 检查。, en: Look. }\n',
    )
    const city = rooms.use(await startCity({ config: config.folder }))
    const credentials = await city.register({ id: 'noise-still', kind: 'noise' })
    const device = rooms.use(await connectDevice(credentials, { port: city.mqttPort, kind: 'noise' }))
    const timer = setInterval(() => void device.send({ ts: Date.now(), values: { LAeq: 50 } }).catch(() => {}), 300)
    rooms.defer(() => clearInterval(timer))
    await new Promise((resolve) => setTimeout(resolve, 4_000))
    process.kill(city.pid, 'SIGSTOP')
    await new Promise((resolve) => setTimeout(resolve, 6_000))
    process.kill(city.pid, 'SIGCONT')
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=50')
    expect(items.filter(({ station }) => station === 'noise-still')).toEqual([])
    // It does see who is silent.
    clearInterval(timer)
    await until(async () => {
      const found = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=50')
      return found.items.some(({ rule }) => rule === 'noise-quiet')
    })
  })
})
