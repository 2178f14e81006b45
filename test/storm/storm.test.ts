import { expect, it } from 'vitest'
import { storm } from './storm.ts'

it('clients of a city that is killed have every alarm event once, in order, as the readings make them', async () => {
  const report = await storm({ alarms: 100, stations: 4, rate: 100, clients: 3, kills: 1 })
  expect(report.wrong).toEqual([])
  expect(report.kills).toBe(1)
  expect(report.raised).toBeGreaterThanOrEqual(100)
  expect(report.connections).toBeGreaterThan(3)
  expect(report.resume.events).toBe(Math.min(1_000, report.head))
})
