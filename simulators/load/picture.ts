import type { Histogram } from 'hdr-histogram-js'
import type { Second } from './course.ts'
import { percentilesOf } from './latency.ts'
import { errorWords } from './line.ts'
import { rateAt } from './shape.ts'
import type { View } from './screen.ts'
import { count } from './words.ts'

const LABEL = 14
const CELL = 11
const BLOCKS = ' ▁▂▃▄▅▆▇█'

/** How a load goes, as rows of a terminal that is so wide. */
export function pictureOf(
  view: View,
  { total, now, columns }: { readonly total: number; readonly now: number; readonly columns: number },
): readonly string[] {
  const { course, segments, startAt, connections, processes } = view
  const elapsed = Math.max(0, (now - startAt) / 1000)
  const seconds = course.seconds()
  const length = segments.reduce((sum, segment) => sum + segment.seconds, 0)
  // The last whole second: the one under way is not all told yet.
  const last = seconds[Math.min(seconds.length, Math.floor(elapsed)) - 1]
  const { sent, acknowledged, errors } = course.total
  const wanted = count(rateAt(segments, Math.min(elapsed, length - 1e-6)))
  const room = Math.max(10, Math.min(60, columns - LABEL - 40))
  const troubles = errorWords(errors)
  const rows = [
    bar(total > 0 ? sent / total : 1, { elapsed, length, columns }),
    row('connections', `${count(connections)} by ${processes} process${processes > 1 ? 'es' : ''}`),
    row(
      'sent',
      `${count(last?.sent ?? 0)}/s of ${wanted}/s`.padEnd(26),
      spark(seconds, room, ({ sent }) => sent),
    ),
    row(
      'acknowledged',
      `${count(last?.acknowledged ?? 0)}/s`.padEnd(26),
      spark(seconds, room, (one) => one.acknowledged),
    ),
    row(
      'in flight',
      count(sent - acknowledged).padEnd(26),
      spark(seconds, room, ({ inFlight }) => inFlight),
    ),
    row(
      'p99',
      `${(last?.p99 ?? 0).toFixed(1)} ms`.padEnd(26),
      spark(seconds, room, ({ p99 = 0 }) => p99),
    ),
    row('ms', ...['p50', 'p90', 'p99', 'p99.9', 'max'].map((name) => name.padStart(CELL))),
    row('publish→PUBACK', ...cells(course.latency)),
    ...view
      .measured()
      .map(({ way, latency, note }) => row(`→${way}`, ...(note && latency.totalCount === 0 ? [note] : cells(latency)))),
    row('errors', troubles === '' ? 'none' : troubles),
  ]
  return rows.map((text) => (text.length > columns ? `${text.slice(0, columns - 1)}…` : text))
}

function row(label: string, ...rest: readonly string[]): string {
  return `${label.padEnd(LABEL)} ${rest.join('')}`
}

function cells(latency: Histogram): string[] {
  const found = percentilesOf(latency)
  if (!found) return ['–'.padStart(CELL)]
  const { p50, p90, p99, p999, max } = found
  return [p50, p90, p99, p999, max].map((value) => value.toFixed(1).padStart(CELL))
}

function bar(
  share: number,
  { elapsed, length, columns }: { readonly elapsed: number; readonly length: number; readonly columns: number },
): string {
  const width = Math.max(10, Math.min(50, columns - 30))
  const full = Math.round(Math.min(1, share) * width)
  const times = `${clock(Math.min(elapsed, length))} of ${clock(length)}`
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${Math.floor(Math.min(1, share) * 100)} %  ${times}`
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** One character a second, the highest of those that are shown is full. */
function spark(seconds: readonly Second[], room: number, of: (second: Second) => number): string {
  const values = seconds.slice(-room).map(of)
  const top = Math.max(...values, 1e-9)
  return values.map((value) => BLOCKS[value > 0 ? Math.max(1, Math.round((value / top) * 8)) : 0]).join('')
}
