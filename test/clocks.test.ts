import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Alarm } from '../domain/alarm.ts'
import type { Latest, StationEntry } from '../domain/wire.ts'
import { startCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { ledgerOf } from './support/books.ts'
import { until } from './support/until.ts'

const HOUR = 3_600_000

it('clocks that are wrong are told to the device and shown with the station, and no pause makes anybody silent', async () => {
  await using city = await startCity()
  const entry = (id: string) => city.api<StationEntry>('GET', `/stations/${id}`)

  const ahead = await city.register({ id: 'noise-ahead', kind: 'noise' })
  await using device = await connectDevice(ahead, { port: city.mqttPort, kind: 'noise' })
  await device.send({ ts: Date.now() + 8 * HOUR, values: { LAeq: 50 } })
  await until(() => device.faults.length === 1)
  expect(device.faults[0]).toMatchObject({
    reason: 'in-the-future',
    detail: expect.stringMatching(/its clock is about (7 h 59 min|8 h) ahead of the server/),
  })
  const { clock } = await entry('noise-ahead')
  expect(clock).toMatchObject({ hint: 'refused' })
  expect(Math.abs(clock!.skewMs - 8 * HOUR)).toBeLessThan(30_000)

  await device.send({ ts: Date.now() + 4 * 60_000, values: { LAeq: 51 } })
  await until(async () => (await entry('noise-ahead')).clock?.hint === 'off')
  await device.send({ ts: Date.now() - 2 * HOUR, values: { LAeq: 52 } })
  const late = await city.register({ id: 'noise-late', kind: 'noise' })
  await using slow = await connectDevice(late, { port: city.mqttPort, kind: 'noise' })
  await slow.send({ ts: Date.now() - 2 * HOUR, values: { LAmax: 125 } })
  const latest = () => city.call<Latest>('GET', '/stations/noise-late/latest')
  await until(async () => (await latest()).body.late === true)

  // Silent after ten intervals: 2 s.
  const quick = await city.register({ id: 'noise-quick', kind: 'noise', everySeconds: 0.2 })
  await using regular = await connectDevice(quick, { port: city.mqttPort, kind: 'noise' })
  const end = performance.now() + 2_500
  while (performance.now() < end) {
    await regular.send({ values: { LAeq: 50 } })
    await sleep(100)
  }
  process.kill(city.pid, 'SIGSTOP')
  await sleep(6_000)
  process.kill(city.pid, 'SIGCONT')
  for (let i = 0; i < 10; i++) {
    await regular.send({ values: { LAeq: 50 } })
    await sleep(100)
  }
  expect((await entry('noise-quick')).status).toBe('online')
  const { items } = await city.api<{ items: Alarm[] }>('GET', '/alarms?limit=200')
  expect(items.filter(({ station, late }) => station.startsWith('noise-') && !late)).toEqual([])
  expect(city.log()).toContain('the process stood still')
  // Nothing of the silence that would have been is told later.
  await until(async () => (await ledgerOf(city, 'noise-ahead')).pending === 0)
  expect(await ledgerOf(city, 'noise-ahead')).toMatchObject({ received: 3, stored: 2, refused: 1 })
})
