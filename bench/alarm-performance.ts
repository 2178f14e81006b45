// How long the performance of many alarms takes to add up: `node bench/alarm-performance.ts --calls 300000 --days 90`.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { performanceView } from '../performance-view.ts'
import { keepNews } from '../store/records/alarm-call-statements.ts'
import { buildAlarmCallRecords } from '../store/records/alarm-calls.ts'
import { openRecords } from '../store/records/open.ts'
import { SEVERITIES } from '../domain/severity.ts'

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '300000' }, days: { type: 'string', default: '90' } },
})
const [count, days] = [Number(values.calls), Number(values.days)]
const DAY = 86_400_000
const OWNERS = ['ecology', 'water', 'transport', 'health', 'data']
const to = Date.UTC(2026, 10, 25)
const from = to - days * DAY

const folder = await mkdtemp(join(tmpdir(), 'citypulse-bench-'))
try {
  await using records = await openRecords({ file: join(folder, 'records.db') })
  const calls = buildAlarmCallRecords(records)
  for (let i = 0; i < count; i += 5_000) {
    const batch = Array.from({ length: Math.min(5_000, count - i) }, (_, k) => callAt(i + k)).flat()
    await records.transact(batch)
  }
  const view = performanceView({
    departments: OWNERS,
    positionsOf: () => 1,
    calls,
    everySecondsOf: () => 60,
    now: () => to,
  })
  for (const window of [1, 7, 30, 90].filter((one) => one <= days)) {
    const took: number[] = []
    let longest = 0
    let found = 0
    for (let round = 0; round < 5; round++) {
      let beat = performance.now()
      const timer = setInterval(() => {
        longest = Math.max(longest, performance.now() - beat)
        beat = performance.now()
      }, 1)
      const start = performance.now()
      found = (await view({ from: to - window * DAY, to })).asked.count
      took.push(performance.now() - start)
      clearInterval(timer)
    }
    const median = took.toSorted((a, b) => a - b)[2]!
    console.log(
      `${window} d of ${days} d: ${found} of ${count} calls, ${median.toFixed(0)} ms, main thread held at most ${longest.toFixed(0)} ms`,
    )
  }
} finally {
  await rm(folder, { recursive: true })
}

function callAt(i: number) {
  const at = from + Math.floor((i * days * DAY) / count)
  const seq = 3 * i + 1
  const [rule, station] = [`rule-${i % 20}`, `station-${(i * 7919) % 3_000}`]
  const cause = { rule, station, kind: 'noise', district: 'east', owner: OWNERS[(i * 7919) % 5]! }
  const event = { alarm: `alarm-${i}`, by: 'li', text: null, state: 'unacknowledged', late: false } as const
  const call = {
    ...cause,
    seq,
    alarm: event.alarm,
    at,
    severity: SEVERITIES[i % 4]!,
    isAgain: false,
    ackWithin: 60_000,
    respondWithin: 600_000,
  }
  return [
    ...keepNews({ ...event, seq, type: 'raise', at, recordedAt: at }, { call }),
    ...keepNews({ ...event, seq: seq + 1, type: 'ack', at, recordedAt: at + (i % 97) * 1_000 }, { answered: 'person' }),
    ...keepNews({ ...event, seq: seq + 2, type: 'clear', at, recordedAt: at + (i % 911) * 1_000 }, { isEnded: true }),
  ]
}
