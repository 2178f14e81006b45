import { describe, expect, it } from 'vitest'
import { HAS_INFLUXD } from '../../store/series/influxd.ts'
import { soak } from './soak.ts'
import { verdictOf } from './verdict.ts'

const SMALL = { stations: 10, rate: 500, pauseMs: 1_500 } as const

describe('a city under load that is hurt at random', () => {
  it('has every acknowledged reading once, a balanced ledger, and told every alarm event once and in order', async () => {
    const report = await soak({
      ...SMALL,
      seconds: 20,
      faults: ['kill', 'stop', 'pause', 'torn', 'full', 'clock', 'garbage', 'greedy'],
      store: 'embedded',
    })
    expect(report.wrong).toEqual([])
    expect(report.acknowledged).toBeGreaterThan(2_000)
    expect(report.alarms.events).toBeGreaterThan(10)
    expect(Object.values(report.done).reduce((a, b) => a + b, 0)).toBeGreaterThan(1)
    expect(verdictOf(report)).toMatch(/^PASS after 20 s/)
  })

  it.runIf(HAS_INFLUXD)(
    'is as whole when InfluxDB comes and goes',
    async () => {
      const report = await soak({ ...SMALL, seconds: 15, faults: ['store', 'kill'], store: 'influx' })
      expect(report.wrong).toEqual([])
      expect(report.done.store).toBeGreaterThan(0)
    },
    180_000,
  )
})

it('a report with faults is a FAIL that counts them', () => {
  const report = {
    options: { ...SMALL, seconds: 60, faults: ['kill' as const], store: 'embedded' as const },
    done: { kill: 3 } as never,
    sent: 10,
    acknowledged: 10,
    resent: 0,
    reconnects: 3,
    puback: { p50: 1, p99: 2, max: 3 },
    alarms: { events: 0, p50: 0, p99: 0 },
    rssBytes: 1e8,
    wrong: ['soak-1 sent 10: the store has 9 rows'],
  }
  expect(verdictOf(report)).toMatch(/^FAIL after 60 s \(3 kill\).*1 faults/)
})
