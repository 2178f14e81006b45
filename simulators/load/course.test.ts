import { describe, expect, it } from 'vitest'
import { newCourse } from './course.ts'
import { sharesOf } from './hands.ts'
import { newLatency, percentilesOf, record, spectrumOf } from './latency.ts'
import { judgeSteps, sustainedWords } from './steps.ts'
import { newTally } from './tally.ts'

describe('counts of several processes', () => {
  it('make the percentiles that one process would have counted, not a mean of theirs', () => {
    const whole = newLatency()
    const course = newCourse()
    const tallies = [newTally(), newTally(), newTally()]
    for (let i = 0; i < 3000; i += 1) {
      const ms = i % 3 === 2 ? 500 + i / 10 : 1 + (i % 50) / 10
      tallies[i % 3]!.sent()
      tallies[i % 3]!.acknowledged(ms)
      record(whole, ms)
    }
    for (const tally of tallies) course.add(tally.take(0)!)
    expect(percentilesOf(course.latency)).toEqual(percentilesOf(whole))
    expect(course.seconds()).toEqual([
      { at: 0, due: 0, sent: 3000, acknowledged: 3000, inFlight: 0, errors: 0, ...percentilesOf(whole) },
    ])
  })

  it('add up second by second, in flight over all of them, errors by kind', () => {
    const course = newCourse()
    const part = { due: 10, sent: 10, acknowledged: 4, errors: {}, latency: null }
    course.add({ ...part, second: 0 })
    course.add({ ...part, second: 0, errors: { ECONNRESET: 2 } })
    course.add({ ...part, second: 2, sent: 0, acknowledged: 12, errors: { ECONNRESET: 1, 'connection lost': 1 } })
    expect(course.seconds().map(({ inFlight, errors }) => [inFlight, errors])).toEqual([
      [12, 2],
      [12, 0],
      [0, 2],
    ])
    expect(course.total).toEqual({
      due: 30,
      sent: 20,
      acknowledged: 20,
      errors: { ECONNRESET: 3, 'connection lost': 1 },
    })
  })

  it('keep the percentiles of seconds whose histogram was let go, and what comes late for them in the total', () => {
    const course = newCourse(2)
    const tally = newTally()
    const partAt = (second: number, ms: number) => {
      tally.acknowledged(ms)
      return tally.take(second)!
    }
    for (let second = 0; second < 5; second += 1) course.add(partAt(second, 10 * (second + 1)))
    course.add(partAt(0, 1000))
    expect(course.seconds().map(({ max }) => Math.round(max!))).toEqual([10, 20, 30, 1000, 50])
    expect(course.latency.totalCount).toBe(6)
  })

  it('are asked for nothing when nothing was counted', () => {
    expect(newTally().take(0)).toBeNull()
    expect(spectrumOf(newLatency())).toEqual([])
  })
})

describe('the shares of the processes', () => {
  it('have every station and every connection once', () => {
    const publishers = Array.from({ length: 10 }, (_, i) => ({ id: `s${i}`, clientId: `s${i}`, topic: '', values: [] }))
    const idle = Array.from({ length: 7 }, (_, i) => ({ clientId: `i${i}` }))
    const door = { host: '127.0.0.1', port: 1, mqtt5: false }
    const shares = sharesOf({ door, publishers, idle, segments: [], qos: 1, batch: 1 }, 3)
    expect(shares.flatMap((share) => share.publishers.map(({ id }) => id))).toEqual(publishers.map(({ id }) => id))
    expect(shares.flatMap((share) => share.idle)).toEqual(idle)
    expect(shares.map(({ first, stations }) => [first, stations])).toEqual([
      [0, 10],
      [3, 10],
      [6, 10],
    ])
  })
})

describe('a load that rises', () => {
  const segments = [100, 200, 400].map((rate) => ({ seconds: 3, from: rate, to: rate }))
  /** Three seconds of each step. */
  const courseOf = (steps: readonly { sent: number; acknowledged: number; ms: number }[], due = [100, 200, 400]) => {
    const course = newCourse()
    for (const [i, { sent, acknowledged, ms }] of steps.entries())
      for (let second = i * 3; second < i * 3 + 3; second += 1) {
        const tally = newTally()
        tally.due(due[i]!)
        for (let n = 0; n < sent; n += 1) tally.sent()
        for (let n = 0; n < acknowledged; n += 1) tally.acknowledged(ms)
        course.add(tally.take(second)!)
      }
    return course
  }
  const good = (rate: number) => ({ sent: rate, acknowledged: rate, ms: 5 })

  it.each([
    ['latency', { sent: 400, acknowledged: 400, ms: 150 }],
    ['acknowledgements', { sent: 400, acknowledged: 300, ms: 5 }],
    ['sender', { sent: 300, acknowledged: 300, ms: 5 }],
  ] as const)('breaks by %s, and what it sustained is the step before', (cause, last) => {
    const judge = judgeSteps(segments, courseOf([good(100), good(200), last]), 100)
    expect(judge.steps(3.9)).toHaveLength(0)
    const steps = [...judge.steps(10)]
    expect(steps.map((step) => step.cause)).toEqual(['none', 'none', cause])
    expect(sustainedWords(steps)).toMatch(/^sustained 200 messages\/s \(p99 5\.0 ms\); broke at 400: /)
  })

  it('does not take acknowledgements that come a moment later for falling behind', () => {
    const late = [
      { sent: 100, acknowledged: 100, ms: 5 },
      { sent: 200, acknowledged: 185, ms: 5 },
    ]
    expect(
      judgeSteps(segments, courseOf(late), 100)
        .steps(7)
        .map(({ held }) => held),
    ).toEqual([true, true])
  })

  it('judges nothing after the step that broke', () => {
    const broken = { sent: 200, acknowledged: 20, ms: 5 }
    expect(judgeSteps(segments, courseOf([good(100), broken, good(400)]), 100).steps(20)).toHaveLength(2)
  })

  it('says that it found no end when every step held', () => {
    const judge = judgeSteps(segments, courseOf([good(100), good(200), good(400)]), 100)
    expect(sustainedWords(judge.steps(20))).toBe('sustained 400 messages/s (p99 5.0 ms) or more: no step broke')
  })
})
