import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { forkRawLoad } from '../simulators/raw-fork.ts'
import type { DoorFigures } from './door-process.ts'
import { doorLoad } from './door-load.ts'
import { openDoor } from './doors.ts'
import { machine, writeSection } from './page.ts'
import { sharesByFile } from './profile.ts'

const { values: args } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '3' },
    write: { type: 'boolean', default: true },
  },
  allowNegative: true,
})

const CLIENTS = 50
const WINDOW = 100
const QOS = [1, 0] as const

/** Stages of the main thread, in the way of a reading; a file belongs to the first that knows it. */
const STAGES: readonly (readonly [string, RegExp])[] = [
  [
    'MQTT: socket, parser, session, acknowledgement',
    /^(broker|node_modules\/(aedes|mqtt-packet|bl|readable-stream)[^/]*)\//,
  ],
  ['journal: hand-over to its thread, and back', /^(journal|disk)\//],
  [
    'decode',
    /^(ingest\/(decode|parts|quick-reading|field-maps|implied-number)|domain\/(units|topic|json-spans|field-map))/,
  ],
  ['checks, order, clock', /^(domain\/quality\/|ingest\/(sifter|device-time|station-clock|time-keeper|ahead))/],
  ['indices', /^(domain\/(indices\/|points)|ingest\/(index-at|hour-means))/],
  ['rules and alarms', /^(ingest\/alarms\/|domain\/(rule|alarm|condition|incident))/],
  ['ledger, gaps, records', /^(ingest\/(committer|outcomes|tally|gaps\/|bookkeeper)|store\/records\/)/],
  ['hand-over to the store', /^(store\/|ingest\/(store-|stored-|line-feed))/],
  ['places, presence, turns of the line', /^(ingest|domain|ingest-band|bench)/],
  ['garbage collection', /^\(garbage collector\)$/],
]
const RUNTIME = 'the runtime: event loop, timers, messages between threads'

const THREADS: readonly (readonly [string, RegExp])[] = [
  ['journal thread (one commit, one flush to disk a batch)', /^journal$/],
  ['store threads (DuckDB; its calls run in the pool of libuv)', /^(series|libuv-worker)$/],
  ['records thread', /^records$/],
  ['garbage collection and compilation beside', /^(node-V8Worker|DelayedTask)/],
  ['others', /./],
]

interface Round {
  readonly figures: DoorFigures
  readonly shares: ReadonlyMap<string, number>
}

const { order, load } = doorLoad(CLIENTS)

const rounds = new Map<0 | 1, Round[]>(QOS.map((qos) => [qos, []]))
for (let round = 0; round < Number(args.rounds); round++)
  for (const qos of QOS) {
    const figures = await measure(qos, [])
    const profiles = await mkdtemp(join(tmpdir(), 'citypulse-stages-'))
    const { between } = await measure(qos, ['--cpu-prof', `--cpu-prof-dir=${profiles}`])
    const shares = await sharesByFile(profiles, between)
    await rm(profiles, { recursive: true })
    rounds.get(qos)!.push({ figures, shares })
    console.log(`round ${round + 1} QoS ${qos}: ${us(figures.cpuSeconds, figures).toFixed(2)} µs a reading`)
  }

const lines = [
  ...[...STAGES.map(([name]) => name), RUNTIME].map((name) => row(name, (round) => stageUs(round, name))),
  row('**main thread**', ({ figures }) => us(figures.mainCpuSeconds, figures)),
  ...THREADS.map(([name]) => row(name, (round) => threadUs(round, name))),
  row('**all**', ({ figures }) => us(figures.cpuSeconds, figures)),
]
const table = [
  '| stage | QoS 1, µs a reading | share | QoS 0, µs a reading | share |',
  '| --- | --- | --- | --- | --- |',
  ...lines,
].join('\n')
console.log(`\n${table}`)
if (args.write)
  await writeSection(
    'Stages of the line',
    `Written by \`npm run bench:stages\` on ${machine()}. What a reading of seven values costs the line in CPU time, from the socket to the committed row,
under the load of the table above; medians of ${args.rounds} rounds of ${args.seconds} s. Threads are measured by the operating system; the main thread, which all messages
pass, is split by a second run of the same load under the CPU profiler of Node: each sample counts for the room whose code runs, or called what runs.

${table}`,
  )

async function measure(qos: 0 | 1, flags: readonly string[]): Promise<DoorFigures> {
  await using door = await openDoor({ what: 'line', ...order }, flags)
  await forkRawLoad({
    port: door.port,
    qos,
    seconds: Number(args.seconds),
    window: WINDOW,
    ...load,
  })
  return await door.figures()
}

function row(name: string, read: (round: Round) => number): string {
  const cells = QOS.flatMap((qos) => {
    const all = median(rounds.get(qos)!.map(({ figures }) => us(figures.cpuSeconds, figures)))
    const value = median(rounds.get(qos)!.map(read))
    return [value.toFixed(2), `${((100 * value) / all).toFixed(0)} %`]
  })
  return `| ${[name, ...cells].join(' | ')} |`
}

function stageUs({ figures, shares }: Round, stage: string): number {
  let share = 0
  for (const [file, part] of shares) if (stageOf(file) === stage) share += part
  return share * us(figures.mainCpuSeconds, figures)
}

function stageOf(file: string): string {
  return STAGES.find(([, pattern]) => pattern.test(file))?.[0] ?? RUNTIME
}

function threadUs({ figures }: Round, name: string): number {
  let seconds = 0
  for (const [thread, spent] of Object.entries(figures.threads))
    if (thread !== 'node-MainThread' && THREADS.find(([, pattern]) => pattern.test(thread))![0] === name)
      seconds += spent
  return us(seconds, figures)
}

function us(seconds: number, { stored }: DoorFigures): number {
  return (seconds / stored) * 1e6
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}
