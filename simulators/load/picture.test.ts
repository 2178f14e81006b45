import { describe, expect, it } from 'vitest'
import { newCourse } from './course.ts'
import { newLatency } from './latency.ts'
import { lineOf } from './line.ts'
import { pictureOf } from './picture.ts'
import { segmentsOf } from './shape.ts'
import { newTally } from './tally.ts'

const shape = { burst: 5, burstSeconds: 1, burstEvery: 2, stepFactor: 2, stepSeconds: 5 }
const segments = segmentsOf({ ...shape, shape: 'ramp', rate: 100, seconds: 10 })

/** Five of ten seconds, and errors in each. */
function halfWay() {
  const course = newCourse()
  for (let second = 0; second < 5; second += 1) {
    const tally = newTally()
    for (let i = 0; i < 10 * (second + 1); i += 1) tally.sent()
    for (let i = 0; i < 10 * second; i += 1) tally.acknowledged(2)
    tally.error('ECONNRESET')
    tally.error('a broker that says a lot about why it closes the connection')
    course.add(tally.take(second)!)
  }
  const measured = () => [
    { way: 'browser' as const, latency: newLatency(), resolutionMs: 1, note: 'no live connection: 401' },
  ]
  return { course, segments, startAt: 0, connections: 1200, processes: 2, measured }
}

describe('the picture of a load on a terminal', () => {
  const rowsOf = (columns: number) => pictureOf(halfWay(), { total: 500, now: 5000, columns })

  it('says how far it is, the rate of the last second beside the wanted one, what is in flight, and errors by kind', () => {
    const [bar, ...rows] = rowsOf(120)
    expect(bar).toMatch(/^█+░+ 30 % {2}0:05 of 0:10$/)
    const text = rows.join('\n')
    expect(text).toMatch(/^connections +1,200 by 2 processes$/m)
    expect(text).toMatch(/^sent +50\/s of 50\/s/m)
    expect(text).toMatch(/^acknowledged +40\/s/m)
    expect(text).toMatch(/^in flight +50 /m)
    expect(text).toMatch(/^→browser +no live connection: 401$/m)
    expect(text).toMatch(/^errors +ECONNRESET 5, a broker that/m)
  })

  it('is never wider than the terminal', () => {
    for (const columns of [40, 60, 80, 200])
      expect(Math.max(...rowsOf(columns).map((row) => row.length))).toBeLessThanOrEqual(columns)
  })

  it('is one line elsewhere', () => {
    expect(lineOf(halfWay(), 5000)).toMatch(
      /^30\/s {2}sent 150 {2}acknowledged 100 {2}in flight 50 {2}p50 2\.0 ms {2}p99 2\.0 ms {2}ECONNRESET 5, a broker/,
    )
  })
})
