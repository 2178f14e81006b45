import { execFile } from 'node:child_process'
import { parseArgs, promisify } from 'node:util'
import { loadConfig } from '../config/load.ts'
import type { Condition, Leaf } from '../domain/condition.ts'
import { makePoints, type Points } from '../domain/points.ts'
import type { Rule } from '../domain/rule.ts'
import { makeRuleEngine } from '../ingest/alarms/rules.ts'
import { planKinds } from '../ingest/catalogue.ts'
import type { Place } from '../ingest/place.ts'
import { makePlaces, type StationList } from '../ingest/places.ts'
import { type Entry, makeEntry } from '../store/records/station-entry.ts'
import { machine, writeSection } from './page.ts'

const { values: args } = parseArgs({
  options: {
    stations: { type: 'string', default: '1000,10000,100000' },
    readings: { type: 'string', default: '400000' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    case: { type: 'string' },
    shared: { type: 'boolean', default: false },
    write: { type: 'boolean', default: true },
  },
  allowNegative: true,
})

const run = promisify(execFile)
const KIND = 'air'
const T = Date.UTC(2026, 4, 20)
const EVERY_SECONDS = 60
/** Of the budget for the whole line, at QoS 1. */
const BUDGET_PER_SECOND = 70_000
const DISTRICTS = 100
const { kinds } = loadConfig(new URL('../config', import.meta.url).pathname)
const plans = planKinds(kinds)
const plan = plans.get(KIND)!
const TEXT = { zh: '规则', en: 'Rule' }

const pm25 = (above: number): Leaf => ({ type: 'threshold', value: 'pm25', above, deadband: 5, forSeconds: 120 })
/** Every type of condition, over the values of the kind; none of them is raised by what is sent. */
const MIX: readonly ((n: number) => Condition)[] = [
  (n) => pm25(500 + n),
  (n) => ({ type: 'threshold', value: 'no2', above: 400 + n, levels: [{ severity: 'red', at: 900 }] }),
  (n) => ({ type: 'rate', value: 'pm10', rises: 500 + n, withinSeconds: 900 }),
  (n) => ({ type: 'flat', value: 'temperature', tolerance: 0.0001, forSeconds: 36_000 + n }),
  () => ({ type: 'quality', bad: 10, of: 20 }),
  (n) => ({ type: 'unusual', value: 'o3', times: 4 + n, weeks: 3 }),
  (n) => ({ type: 'silent', intervals: 10 + n }),
  (n) => ({ type: 'index', level: 6, forSeconds: n }),
  (n) => ({ type: 'all', of: [pm25(300 + n), { type: 'threshold', value: 'relativeHumidity', above: 2 }] }),
  (n) => ({ type: 'any', of: [pm25(600 + n), { type: 'rate', value: 'co', rises: 90, withinSeconds: 600 }] }),
]

function rulesOf(count: number, more: (n: number) => Partial<Rule> = () => ({})): Rule[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `rule-${n}`,
    kind: KIND,
    label: TEXT,
    response: TEXT,
    severity: 'yellow' as const,
    when: MIX[n % MIX.length]!(n),
    ...(n % 4 === 0 ? { spread: { stations: 3, withinSeconds: 600 } } : {}),
    ...more(n),
  }))
}

const RULES = {
  none: [],
  '10 related': rulesOf(10),
  '20 related': rulesOf(20),
  '20 related, 100 of others': [
    ...rulesOf(20),
    ...rulesOf(100, (n) => ({ id: `far-${n}`, districts: [`elsewhere-${n % 10}`] })),
  ],
  '20 related, 1,000 of others': [
    ...rulesOf(20),
    ...rulesOf(1_000, (n) =>
      n % 2 === 0
        ? { id: `far-${n}`, districts: [`elsewhere-${n % 10}`] }
        : { id: `far-${n}`, stations: [`elsewhere-${n}`] },
    ),
  ],
  '100 related': rulesOf(100),
} satisfies Record<string, readonly Rule[]>

function stationsOf(count: number): StationList {
  const entries = new Map<string, Entry>()
  for (let n = 0; n < count; n++) {
    const id = `air-${n}`
    const district = `district-${n % DISTRICTS}`
    const station = { id, kind: KIND, name: id, district, lon: 123, lat: 31, everySeconds: EVERY_SECONDS }
    entries.set(id, makeEntry(kinds, n + 1, station, false))
  }
  return {
    byId: (id) => entries.get(id),
    byNumber: () => undefined,
    all: () => entries.values(),
    gateway: () => undefined,
    gateways: () => [],
    stationsOf: () => [],
    onChange: () => () => {},
  }
}

interface Figure {
  readonly stations: number
  readonly rules: string
  readonly startMs: number
  readonly nsAReading: number
  readonly bytesAStation: number
  readonly tickMs: number
}

function measure(stations: number, name: keyof typeof RULES): Figure {
  const list = stationsOf(stations)
  const before = memory()
  const startedAt = cpuMs()
  const engine = makeRuleEngine(RULES[name], plans, { find() {}, keep() {} })
  const places = makePlaces(list, plans, engine)
  const all = [...places.all()]
  const startMs = cpuMs() - startedAt

  const rows = sheet()
  let second = 0
  // Every station has sent as often as its recent readings are kept.
  for (let n = 0; n < ROUNDS_TO_FILL; n++) send(all, rows, (second += EVERY_SECONDS))
  const bytesAStation = (memory() - before) / stations

  const rounds = Math.max(1, Math.round(Number(args.readings) / stations))
  const sentAt = cpuMs()
  for (let n = 0; n < rounds; n++) send(all, rows, (second += EVERY_SECONDS))
  const nsAReading = ((cpuMs() - sentAt) * 1e6) / (rounds * stations)

  // Twenty minutes of ticks in which everybody sends once a minute.
  const from = T + second * 1000
  for (const place of all) place.heardAt = from
  engine.tick(from)
  let ticked = 0
  for (let n = 1; n <= TICKS; n++) {
    const at = from + n * 1000
    for (let i = n % EVERY_SECONDS; i < all.length; i += EVERY_SECONDS) all[i]!.heardAt = at
    const tickedAt = cpuMs()
    engine.tick(at)
    ticked += cpuMs() - tickedAt
  }
  const tickMs = ticked / TICKS
  return { stations, rules: name, startMs, nsAReading, bytesAStation, tickMs }

  function send(to: readonly Place[], points: Points, at: number): void {
    for (let n = 0; n < to.length; n++) {
      const i = n & (ROWS - 1)
      points.ts[i] = T + at * 1000
      points.seq[i] = at
      engine.judge(to[n]!, points, i, false)
    }
  }
}

/** What is measured at the largest size. */
const AT_MOST: ReadonlySet<string> = new Set(['none', '20 related'])
const ROWS = 1_024
const TICKS = 1_200
/** Recent readings are at most 33 here. */
const ROUNDS_TO_FILL = 34

/** What this thread has used of a core: others on the machine do not count. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

function sheet(): Points {
  const points = makePoints(KIND, plan.names, ROWS)
  for (let i = 0; i < ROWS; i++)
    for (const [c, values] of points.values.entries()) values[i] = 20 + c + ((i * 7 + c * 3) % 11) / 10
  points.level.fill(1)
  return points
}

function memory(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return heapUsed + Math.max(external, arrayBuffers)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

if (args.case) {
  const [stations, ...name] = args.case.split(' ')
  console.log(JSON.stringify(measure(Number(stations), name.join(' ') as keyof typeof RULES)))
  process.exit(0)
}

const names = (Object.keys(RULES) as (keyof typeof RULES)[]).filter((name) => !args.only || args.only === name)
const figures: Figure[] = []
for (let round = 0; round < Number(args.rounds); round++)
  for (const stations of args.stations.split(',').map(Number))
    for (const name of names) {
      // 100 rules on each of many stations is nobody's city.
      if (stations > 1_000 && name === '100 related') continue
      if (stations > 10_000 && !AT_MOST.has(name)) continue
      // Each in a process of its own: none inherits what another has made of heap and compiled code.
      const own = ['--expose-gc', '--max-old-space-size=8192', import.meta.filename]
      const { stdout } = await run(process.execPath, [
        ...own,
        '--case',
        `${stations} ${name}`,
        '--readings',
        args.readings,
      ])
      const figure = JSON.parse(stdout) as Figure
      figures.push(figure)
      console.log(
        `${stations} stations, ${name}: ${figure.nsAReading.toFixed(0)} ns a reading, ${figure.bytesAStation.toFixed(0)} bytes a station, tick ${figure.tickMs.toFixed(3)} ms, start ${figure.startMs.toFixed(0)} ms`,
      )
    }

const of = (stations: number, name: string, read: (figure: Figure) => number) =>
  median(figures.filter((figure) => figure.stations === stations && figure.rules === name).map(read))
const lines = args.stations.split(',').flatMap((text) => {
  const stations = Number(text)
  const base = of(stations, '20 related', ({ nsAReading }) => nsAReading)
  return names.flatMap((name) => {
    if (!figures.some((figure) => figure.stations === stations && figure.rules === name)) return []
    const ns = of(stations, name, ({ nsAReading }) => nsAReading)
    const share = (ns * BUDGET_PER_SECOND) / 1e9
    const bytes = of(stations, name, ({ bytesAStation }) => bytesAStation)
    const tick = of(stations, name, ({ tickMs }) => tickMs)
    const start = of(stations, name, ({ startMs }) => startMs)
    return `| ${stations.toLocaleString('en')} | ${name} | ${ns.toFixed(0)} | ${(ns / base).toFixed(2)} | ${(100 * share).toFixed(1)} % | ${Math.round(bytes).toLocaleString('en')} | ${tick.toFixed(2)} | ${start.toFixed(0)} |`
  })
})
const table = [
  '| stations | rules | ns a reading | of 20 related | of a core at 70,000 readings/s | bytes a station | ms a tick | ms to start |',
  '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ...lines,
].join('\n')
console.log(`\n${table}`)
if (args.write)
  await writeSection(
    'Rules',
    `Written by \`npm run bench:rules\` on ${machine()}.${args.shared ? ' Other work ran on the machine meanwhile: the ratios are what to compare.' : ''}
The rule engine alone, in CPU time of its thread: readings of seven values, one a minute and station, through rules of every type of condition
(threshold, rate, flat, quality, unusual, silent, index, all, any, a quarter of them with \`spread\`); ${Number(args.rounds) === 1 ? 'one round of' : `medians of ${args.rounds} rounds that go round`}
all cases. "Of others": rules for other districts, or that name other stations. A tick is
the look, once a second, at who is silent while everybody sends once a minute. Bytes a station: all that is kept of one, its recent readings for what comes out of order included.

${table}`,
  )
