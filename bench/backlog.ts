import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openSqliteJournal } from '../journal/sqlite.ts'
import type { Journal } from '../journal/journal.ts'
import { rawPayload } from '../simulators/raw-client.ts'
import { machine, writeSection } from './page.ts'
import { type Bar, plot, words } from './plot.ts'

const { values: args } = parseArgs({
  options: {
    /** Messages that wait for the store in each case. */
    waiting: { type: 'string', default: '0,1000000,10000000' },
    folder: { type: 'string' },
    write: { type: 'boolean', default: true },
  },
  allowNegative: true,
})

/** Messages whose cost is measured in each case, and those on their way at a time. */
const MEASURED = 300_000
const IN_FLIGHT = 5_000
const READER = 'line'
const ROOM = 64 * 1024 ** 3
const TOPIC = 'city/v1/air/bench-1/readings'
const VALUES = { pm25: 35.2, pm10: 60.1, no2: 21.4, o3: 88.2, co: 0.6, temperature: 21.3, relativeHumidity: 0.551 }
const payload = Buffer.from(rawPayload(VALUES))

const folder = args.folder ?? (await mkdtemp(join(tmpdir(), 'citypulse-backlog-')))
const file = join(folder, 'journal.db')
const rows: string[] = []
const [costs, starts]: [Bar[], Bar[]] = [[], []]
let held = 0
let first = 0
for (const waiting of args.waiting.split(',').map(Number)) {
  await fillUp(waiting)
  rows.push(await measure(waiting))
}
if (args.folder === undefined) await rm(folder, { recursive: true, force: true })

const table = [
  '| waiting | journal, MB | start, s | µs a message taken, main thread / all | of the first row | longest wait for the disk, ms | oldest read again, messages/s | memory, MB |',
  '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ...rows,
].join('\n')
console.log(`\n${table}`)
if (args.write)
  await writeSection(
    'What waits for the store',
    `Written by \`npm run bench:backlog\` on ${machine()}. The journal alone, in this process: messages of ${payload.length} bytes that a store that is away has not taken. "Start" is opening the journal with them;
then ${MEASURED.toLocaleString('en')} more are taken, ${IN_FLIGHT.toLocaleString('en')} at a time, and as many of the oldest are read, as the line does when the store is back.

${await plot('backlog', 'Cost of a message and the start by what waits', [
  { title: 'Taken, µs a message (whole process)', bars: costs },
  { title: 'Start, s', bars: starts },
])}

${table}`,
  )

/** Until so many wait. */
async function fillUp(waiting: number): Promise<void> {
  await using journal = await open()
  await append(journal, Math.max(0, waiting - held))
}

async function measure(waiting: number): Promise<string> {
  const startedAt = performance.now()
  await using journal = await open()
  const start = (performance.now() - startedAt) / 1000
  const before = { all: process.cpuUsage(), main: process.threadCpuUsage() }
  const longest = await append(journal, MEASURED)
  const used = (cpu: NodeJS.CpuUsage) => (cpu.user + cpu.system) / MEASURED
  const all = used(process.cpuUsage(before.all))
  const main = used(process.threadCpuUsage(before.main))
  const megabytes = journal.state.bytes / 1e6
  const perSecond = await read(journal)
  const memory = process.memoryUsage.rss() / 1e6
  first ||= all
  costs.push({ name: `${words(waiting)} waiting`, value: all, label: `${words(all, 2)} µs` })
  starts.push({ name: `${words(waiting)} waiting`, value: start, label: `${words(start, 2)} s` })
  const row = `| ${waiting.toLocaleString('en')} | ${Math.round(megabytes).toLocaleString('en')} | ${start.toFixed(2)} | ${main.toFixed(2)} / ${all.toFixed(2)} | ${(all / first).toFixed(2)} | ${longest.toFixed(0)} | ${Math.round(perSecond).toLocaleString('en')} | ${Math.round(memory)} |`
  console.log(row)
  return row
}

async function open(): Promise<Journal> {
  const journal = await openSqliteJournal({ file, limitBytes: ROOM })
  // Who has not read them keeps them.
  journal.done(READER, 0)
  return journal
}

/** The longest that any of them waited for the disk, ms. */
async function append(journal: Journal, count: number): Promise<number> {
  let longest = 0
  for (let sent = 0; sent < count; sent += IN_FLIGHT) {
    const most = Math.min(IN_FLIGHT, count - sent)
    const startedAt = performance.now()
    await new Promise<void>((resolve, reject) => {
      let left = most
      for (let i = 0; i < most; i++)
        journal.append(TOPIC, payload, (error) => {
          if (error) reject(error)
          else if (--left === 0) resolve()
        })
    })
    longest = Math.max(longest, performance.now() - startedAt)
  }
  held += count
  return longest
}

/** Messages a second, of the oldest. */
async function read(journal: Journal): Promise<number> {
  const startedAt = performance.now()
  let count = 0
  for await (const { payloads } of journal.read(READER, 0)) {
    count += payloads.length
    if (count >= MEASURED) break
  }
  return count / ((performance.now() - startedAt) / 1000)
}
