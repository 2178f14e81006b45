import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import { loadConfig } from '../config/load.ts'
import { makePoints, type Points } from '../domain/points.ts'
import { openDuckSeries, type DuckSeries } from '../store/series/duck.ts'
import type { Series } from '../store/series/series.ts'
import { machine, writeSection } from './page.ts'
import { type Bar, plot, words } from './plot.ts'

const { values: args } = parseArgs({
  options: {
    /** Stored rows of each case: one reading a minute and station, for a year. */
    rows: { type: 'string', default: '1000000,10000000,100000000' },
    folder: { type: 'string' },
    /** The folder was filled by a run before, today. */
    filled: { type: 'boolean', default: false },
    write: { type: 'boolean', default: true },
  },
  allowNegative: true,
})

const DAY = 86_400_000
const MINUTE = 60_000
const DAYS = 365
const A_DAY = DAY / MINUTE
/** Pixels of a chart across the window. */
const PIXELS = 1000
const BATCH = 250_000
const QUERIES = 15

const { kinds } = loadConfig(new URL('../config', import.meta.url).pathname)
const names = Object.keys(kinds.get('air')!.values)
const end = Math.floor(Date.now() / DAY) * DAY
const start = end - DAYS * DAY

const rows: string[] = []
const [years, starts]: [Bar[], Bar[]] = [[], []]
for (const wanted of args.rows.split(',').map(Number)) rows.push(await measure(wanted))
const table = [
  '| rows stored | bytes a row | rows/s filled and sealed | start, s | year of a station, ms (first / p50 / p99) | day of a station, ms (p50) | memory after, MB |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  ...rows,
].join('\n')
console.log(`\n${table}`)
if (args.write)
  await writeSection(
    'What is stored already',
    `Written by \`npm run bench:rows\` on ${machine()}. The embedded store alone, in this process: one reading of seven values a minute and station for a year, written day by day and sealed.
"Start" is opening the store and reading the newest value of every station; "a year of a station" is the mean of one value in ${PIXELS} buckets over the whole year, of ${QUERIES} different stations.

${await plot('rows', 'A year’s chart and the start by rows that are stored', [
  { title: 'A year of one station, ms (median)', bars: years },
  { title: 'Start, s', bars: starts },
])}

${table}`,
  )

async function measure(wanted: number): Promise<string> {
  const folder = args.folder ?? join(tmpdir(), `citypulse-rows-${process.pid}`)
  const stations = Math.max(1, Math.round(wanted / (DAYS * A_DAY)))
  const filledAt = performance.now()
  const count = args.filled ? stations * A_DAY * DAYS : await fill(folder, stations)
  const filling = (performance.now() - filledAt) / 1000

  const startedAt = performance.now()
  const series = await open(folder)
  const newest = await series.latest()
  const starting = (performance.now() - startedAt) / 1000
  if (newest.length !== stations) throw new Error(`${newest.length} of ${stations} stations have a newest reading`)
  const year = await times(series, stations, start, end, Math.ceil((end - start) / PIXELS / MINUTE) * MINUTE)
  const day = await times(series, stations, end - DAY, end, Math.ceil(DAY / PIXELS / MINUTE) * MINUTE)
  const { bytes } = await series.state()
  const memory = process.memoryUsage.rss()
  await series[Symbol.asyncDispose]()
  if (args.folder === undefined) await rm(folder, { recursive: true, force: true })
  const sorted = year.toSorted((a, b) => a - b)
  const line = `| ${count.toLocaleString('en')} | ${(bytes / count).toFixed(1)} | ${args.filled ? '–' : Math.round(count / filling).toLocaleString('en')} | ${starting.toFixed(2)} | ${year[0]!.toFixed(0)} / ${at(sorted, 0.5).toFixed(0)} / ${at(sorted, 0.99).toFixed(0)} | ${at(
    day.toSorted((a, b) => a - b),
    0.5,
  ).toFixed(0)} | ${Math.round(memory / 1e6)} |`
  years.push({ name: `${words(count)} rows`, value: at(sorted, 0.5), label: `${words(at(sorted, 0.5))} ms` })
  starts.push({ name: `${words(count)} rows`, value: starting, label: `${words(starting, 2)} s` })
  console.log(line)
  return line
}

function open(folder: string, clock = Date.now): Promise<DuckSeries> {
  return openDuckSeries({
    folder,
    clock,
    kinds,
    stationOf: (number) => ({ id: `air-${number}`, district: '990101' }),
    sealEveryMs: 0,
  })
}

/** One day after the other, as they would have come. */
async function fill(folder: string, stations: number): Promise<number> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  let now = start
  const series = await open(folder, () => now)
  let position = 0
  for (let day = start; day < end; day += DAY) {
    for (let row = 0; row < stations * A_DAY; row += BATCH) {
      const points = batch(day, row, Math.min(BATCH, stations * A_DAY - row), stations, position)
      await series.write({ from: position, to: position + points.count, points: [points], amendments: [] })
      position += points.count
    }
    now = day + DAY
    await series.seal()
    if (((day - start) / DAY) % 30 === 29) console.log(`  ${position.toLocaleString('en')} rows`)
  }
  await series[Symbol.asyncDispose]()
  return position
}

function batch(day: number, from: number, count: number, stations: number, position: number): Points {
  const points = makePoints('air', names, count)
  points.count = count
  for (let i = 0; i < count; i++) {
    const row = from + i
    const minute = Math.floor(row / stations)
    const station = row % stations
    points.station[i] = station + 1
    // Devices do not send in step.
    points.ts[i] = day + minute * MINUTE + ((station * 7919) % MINUTE)
    points.seq[i] = row
    points.position[i] = position + i
    points.receivedAt[i] = points.ts[i]! + 200
    // As devices send it: to one decimal.
    for (const [at, column] of points.values.entries())
      column[i] = Math.round(400 + 200 * Math.sin((minute / A_DAY) * 2 * Math.PI + at) + ((row * 2654435761) % 97)) / 10
    points.index[i] = 50
    points.level[i] = 1
  }
  return points
}

async function times(series: Series, stations: number, from: number, to: number, everyMs: number): Promise<number[]> {
  const taken: number[] = []
  for (let i = 0; i < QUERIES; i++) {
    const startedAt = performance.now()
    const points = await series.series({
      kind: 'air',
      station: 1 + ((i * 31) % stations),
      value: 'pm25',
      from,
      to,
      everyMs,
      aggregate: 'mean',
      limit: 10_000,
    })
    taken.push(performance.now() - startedAt)
    if (points.length === 0) throw new Error('no points')
  }
  return taken
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN
}
