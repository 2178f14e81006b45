import { machine, writeHead } from './page.ts'
import { plot, words } from './plot.ts'

/** One door in one round. */
export interface Figure {
  readonly name: string
  readonly qos: 0 | 1
  readonly round: number
  /** Readings taken (and, behind the line, stored) a second. */
  readonly perSecond: number
  /** Acknowledged but not stored. */
  readonly lost: number
  readonly p50: number
  readonly p99: number
  readonly cpuSeconds: number
  readonly mainCpuSeconds: number
  readonly rssBytes: number
  readonly count: number
}

const BUDGET = { 1: 0.7, 0: 0.5 } as const

/** Prints the medians as ratios to bare Aedes of the same run, and writes docs/benchmarks.md. */
export async function report(
  figures: readonly Figure[],
  run: { readonly seconds: number; readonly clients: number; readonly window: number; readonly write: boolean },
): Promise<void> {
  const rows = [1, 0].flatMap((qos) => rowsOf(figures.filter((figure) => figure.qos === qos)))
  const table = [
    '| QoS | door | readings/s | of bare Aedes | PUBACK p50 / p99 ms | CPU µs a reading, all / main thread | RSS MB | acknowledged but not stored |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
  console.log(`\n${table}`)
  if (!run.write) return
  const rounds = new Set(figures.map((figure) => figure.round)).size
  const picture = await plot(
    'doors',
    'Readings a second of each door',
    ([1, 0] as const).map((qos) => ({
      title: `Readings a second, QoS ${qos}`,
      bars: [...new Set(figures.map(({ name }) => name))].map((name) => {
        const value = median(figures.filter((one) => one.name === name && one.qos === qos).map((one) => one.perSecond))
        return { name, value, label: words(value), isOurs: name === 'line' }
      }),
    })),
  )
  const text = `# Benchmarks

Written by \`npm run bench\` on ${machine()}.
The load generator runs on the same machine, beside the door. ${run.clients} clients, ${run.window} messages in flight each at QoS 1, seven values a
reading, ${run.seconds} s a round, medians of ${rounds} rounds; every round goes round all doors, so the ratios are what to compare.

- **aedes**: the bare broker, as a library, that acknowledges and forgets.
- **mosquitto**: Debian's Mosquitto, that acknowledges and forgets.
- **line without store**: MQTT door, durable journal, decode, checks, indices, rules, ledger.
- **line**: the same with the embedded store; counted when the store has committed.

The budget is ${BUDGET[1]} of bare Aedes at QoS 1 and ${BUDGET[0]} at QoS 0 for the whole line.

${picture}

${table}
`
  await writeHead(text)
}

function rowsOf(figures: readonly Figure[]): string[] {
  const names = [...new Set(figures.map((figure) => figure.name))]
  const of = (name: string, read: (figure: Figure) => number) =>
    median(figures.filter((figure) => figure.name === name).map(read))
  const bare = of('aedes', (figure) => figure.perSecond)
  return names.map((name) => {
    const perSecond = of(name, (figure) => figure.perSecond)
    const cpu = of(name, (figure) => (figure.cpuSeconds / figure.count) * 1e6)
    const main = of(name, (figure) => (figure.mainCpuSeconds / figure.count) * 1e6)
    const qos = figures[0]!.qos
    const latency = qos === 1 ? `${of(name, (f) => f.p50).toFixed(1)} / ${of(name, (f) => f.p99).toFixed(1)}` : ''
    const lost =
      name.startsWith('line') && qos === 1
        ? String(Math.max(...figures.filter((f) => f.name === name).map((f) => f.lost)))
        : ''
    const rss = of(name, (f) => f.rssBytes)
    return `| ${qos} | ${name} | ${Math.round(perSecond).toLocaleString('en')} | ${Number.isNaN(bare) ? '' : (perSecond / bare).toFixed(2)} | ${latency} | ${cpu.toFixed(1)} / ${main.toFixed(1)} | ${rss > 0 ? Math.round(rss / 1e6) : ''} | ${lost} |`
  })
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
