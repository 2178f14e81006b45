import { expect, it } from 'vitest'
import { HAS_INFLUXD } from '../../store/series/influxd.ts'
import { outage } from './outage.ts'
import { verdictOf } from './verdict.ts'

it.runIf(HAS_INFLUXD)(
  'keeps every message while InfluxDB is away, tells alarms meanwhile, and drains to the last one',
  async () => {
    const report = await outage({ seconds: 8, calmSeconds: 3, stations: 10, rate: 500 })
    expect(report.wrong).toEqual([])
    expect(report.backlog).toBeGreaterThan(2_000)
    expect(report.away.alarms.count).toBeGreaterThan(0)
    expect(report.drainedPerSecond).toBeGreaterThan(0)
    expect(verdictOf(report)).toMatch(/^PASS after 8 s without InfluxDB/)
  },
)
