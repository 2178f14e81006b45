import { machine, writeSection } from '../page.ts'
import { type Bars, plot, words } from '../plot.ts'

/** One system in one round. */
export interface PeerFigure {
  readonly name: string
  /** Found in InfluxDB, over the time from the first publish to the last point. */
  readonly perSecond: number
  readonly acknowledged: number
  /** Acknowledged, and not in InfluxDB when nothing came any more. */
  readonly lost: number
  readonly pubackP99: number
  /** Of its own processes, without InfluxDB. */
  readonly cpuPerMillion: number
  readonly influxCpuPerMillion: number
  readonly peakBytes: number
  /** Publish to found by a query, ms, at the even rate. */
  readonly p50: number
  readonly p99: number
  readonly probes: number
  readonly missing: number
}

const HEADING = 'Beside a pile of parts, writing to the same InfluxDB'
const OWN = 'citypulse'

/** Prints the medians, as ratios to CityPulse of the same run, and writes them into docs/benchmarks.md. */
export async function reportPeers(
  figures: readonly PeerFigure[],
  run: { readonly seconds: number; readonly clients: number; readonly rate: number; readonly write: boolean },
): Promise<void> {
  const names = [...new Set(figures.map(({ name }) => name))]
  const of = (name: string, read: (figure: PeerFigure) => number) =>
    median(figures.filter((figure) => figure.name === name).map(read))
  const rows = names.map((name) => {
    const cell = (read: (figure: PeerFigure) => number, digits: number) => {
      const ratio = of(name, read) / of(OWN, read)
      const value = of(name, read).toLocaleString('en', { maximumFractionDigits: digits })
      return name === OWN || Number.isNaN(ratio) ? value : `${value} (${ratio.toFixed(2)})`
    }
    const lost = Math.max(...figures.filter((figure) => figure.name === name).map((figure) => figure.lost))
    return `| ${name} | ${cell((f) => f.perSecond, 0)} | ${lost.toLocaleString('en')} | ${cell((f) => f.cpuPerMillion, 1)} | ${cell((f) => f.influxCpuPerMillion, 1)} | ${cell((f) => f.peakBytes / 1e6, 0)} | ${cell((f) => f.pubackP99, 1)} | ${cell((f) => f.p50, 0)} | ${cell((f) => f.p99, 0)} |`
  })
  const table = [
    '| system | readings/s stored | acknowledged, not stored (worst round) | CPU s a million readings | of InfluxDB | most memory, MB | PUBACK p99 ms | publish → stored p50 ms | p99 ms |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
  console.log(`\n${table}`)
  if (!run.write) return
  const rounds = figures.length / names.length
  const bars = (title: string, read: (figure: PeerFigure) => number, digits = 0): Bars => ({
    title,
    bars: names.map((name) => {
      const value = of(name, read)
      return { name, value, label: words(value, digits), isOurs: name === OWN }
    }),
  })
  const picture = await plot('peers', 'Readings a second, processor time, memory and latency of the three', [
    bars('Readings stored a second (more is better)', (f) => f.perSecond),
    bars('Processor seconds a million readings, without InfluxDB (less is better)', (f) => f.cpuPerMillion, 1),
    bars('Most memory, MB (less is better)', (f) => f.peakBytes / 1e6),
    bars('Publish to stored, p99 ms at an even rate (less is better)', (f) => f.p99),
  ])
  await writeSection(
    HEADING,
    `Written by \`npm run bench:peers\` on ${machine()}. Medians of ${rounds} rounds, each of which goes round all systems; in brackets the ratio to CityPulse.

Everything runs on the one machine, the load generator and InfluxDB (Debian's 1.x, a new one each time) beside the system. First ${run.rate.toLocaleString('en')} readings/s at an even rate, while one
reading every 200 ms is looked for by queries until it is found; then ${run.clients} clients that send as fast as they are acknowledged (QoS 1, seven values a reading) for ${run.seconds} s, until InfluxDB has all or nothing comes any more.

- **citypulse**: the whole city: durable journal, checks, flags, indices, rules, ledger, dashboard server; PUBACK when the disk has the message.
- **mosquitto + subscriber**: Mosquitto without bounds of its queues, and [seventy lines](../bench/peers/subscriber.ts) that make line protocol. No check, nothing durable: what was acknowledged and not yet written is gone with the process.
- **mosquitto + node-red**: the same Mosquitto, Node-RED 5.0.7 with its MQTT nodes and node-red-contrib-influxdb 0.7.0, a function and a join into batches of 1,000.

${picture}

${table}

${verdictOf(names, of)}`,
  )
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Where the others are better, in words; what is not said is where CityPulse is. */
function verdictOf(
  names: readonly string[],
  of: (name: string, read: (figure: PeerFigure) => number) => number,
): string {
  const wins = names
    .filter((name) => name !== OWN)
    .flatMap((name) => {
      const better = MEASURES.filter(({ read, isMore }) => of(name, read) > of(OWN, read) === isMore)
      return better.length === 0 ? [] : [`- **${name}** is better at ${better.map(({ what }) => what).join(', ')}.`]
    })
  return wins.length === 0
    ? 'Nowhere in this table are the others better.'
    : `Where the others are better:\n\n${wins.join('\n')}`
}

const MEASURES: readonly { what: string; isMore: boolean; read: (figure: PeerFigure) => number }[] = [
  { what: 'readings a second', isMore: true, read: (f) => f.perSecond },
  { what: 'processor time of its own', isMore: false, read: (f) => f.cpuPerMillion },
  { what: 'processor time of InfluxDB', isMore: false, read: (f) => f.influxCpuPerMillion },
  { what: 'memory', isMore: false, read: (f) => f.peakBytes },
  { what: 'PUBACK p99', isMore: false, read: (f) => f.pubackP99 },
  { what: 'publish to stored p50', isMore: false, read: (f) => f.p50 },
  { what: 'publish to stored p99', isMore: false, read: (f) => f.p99 },
]
