import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openLine } from './line-door.ts'
import { machine, writeSection } from './page.ts'
import { type Bar, plot, words } from './plot.ts'

const { values: args } = parseArgs({
  options: {
    stations: { type: 'string', default: '1000,10000,100000' },
    readings: { type: 'string', default: '600000' },
    write: { type: 'boolean', default: true },
  },
  allowNegative: true,
})

const config = new URL('../config', import.meta.url).pathname
const AT_ONCE = 2_000

const rows: string[] = []
const costs: Bar[] = []
let first = 0
for (const count of args.stations.split(',').map(Number)) rows.push(await measure(count))
const table = [
  '| stations | µs a reading, main thread | of the first row | µs a reading, whole process | memory, MB | of it a station, kB |',
  '| --- | --- | --- | --- | --- | --- |',
  ...rows,
].join('\n')
console.log(`\n${table}`)
if (args.write)
  await writeSection(
    'Stations',
    `Written by \`npm run bench:stations\` on ${machine()}. The line behind its door with the embedded store and the shipped rules: ${Number(args.readings).toLocaleString('en')} readings of seven values, from all
stations by turns, given to the journal as the door gives them. Processor time, so that what else runs does not count.

${await plot('stations', 'Cost of a reading by stations', [{ title: 'Main thread, µs a reading', bars: costs }])}

${table}`,
  )

async function measure(count: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'citypulse-stations-'))
  const stations = Array.from({ length: count }, (_, i) => `bench-${i}`)
  const empty = process.memoryUsage.rss()
  const { line, journal } = await openLine({ what: 'line', folder, config, stations, key: 'a'.repeat(43) })
  const total = Number(args.readings)
  const before = { all: process.cpuUsage(), main: process.threadCpuUsage() }
  const startedAt = Date.now()
  for (let sent = 0; sent < total; sent += AT_ONCE) {
    const commits: Promise<void>[] = []
    for (let i = sent; i < Math.min(total, sent + AT_ONCE); i++) {
      const values = {
        pm25: 35 + (i % 7),
        pm10: 60,
        no2: 21.4,
        o3: 88.2,
        co: 0.6,
        temperature: 21.3,
        relativeHumidity: 0.55,
      }
      // Each station's next reading is a second later than its last.
      const ts = startedAt - 3_600_000 + Math.floor(i / count) * 1000
      const payload = Buffer.from(JSON.stringify({ ts, values, seq: i }))
      commits.push(
        new Promise((resolve, reject) =>
          journal.append(`city/v1/air/${stations[i % count]}/readings`, payload, (error) =>
            error ? reject(error) : resolve(),
          ),
        ),
      )
    }
    await Promise.all(commits)
  }
  await line.settled()
  const all = process.cpuUsage(before.all)
  const main = process.threadCpuUsage(before.main)
  const each = (usage: { user: number; system: number }) => (usage.user + usage.system) / total
  const memory = process.memoryUsage.rss()
  await line[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
  first ||= each(main)
  const row = `| ${count.toLocaleString('en')} | ${each(main).toFixed(2)} | ${(each(main) / first).toFixed(2)} | ${each(all).toFixed(2)} | ${Math.round(memory / 1e6)} | ${((memory - empty) / count / 1e3).toFixed(1)} |`
  costs.push({ name: `${words(count)} stations`, value: each(main), label: `${words(each(main), 1)} µs` })
  console.log(row)
  return row
}
