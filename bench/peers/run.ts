import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { rawPayload } from '../../simulators/raw-client.ts'
import { forkRawLoad } from '../../simulators/raw-fork.ts'
import { startInfluxd } from '../../store/series/influxd.ts'
import { openCityPulse } from './citypulse.ts'
import { openDatabase, type Database } from './influx.ts'
import { measureLatency } from './latency.ts'
import { openNodeRed } from './node-red.ts'
import { openPile } from './pile.ts'
import { reportPeers, type PeerFigure } from './report.ts'
import { cpuSecondsOf, peakBytesOf, sumOf, type System, type SystemOptions } from './system.ts'

const { values: args } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    clients: { type: 'string', default: '50' },
    window: { type: 'string', default: '100' },
    rate: { type: 'string', default: '1000' },
    only: { type: 'string' },
    write: { type: 'boolean', default: true },
  },
  allowNegative: true,
})

const SYSTEMS: Readonly<Record<string, (options: SystemOptions) => Promise<System>>> = {
  citypulse: openCityPulse,
  'mosquitto + subscriber': openPile,
  'mosquitto + node-red': openNodeRed,
}
const DATABASE = 'bench'
/** A system that stores nothing for so long has given up what is missing. */
const STILL_MS = 15_000
const stations = Array.from({ length: Number(args.clients) }, (_, i) => `bench-${i}`)
const probes = Array.from({ length: 20 }, (_, i) => `probe-${i}`)
const payload = rawPayload({
  pm25: 35.2,
  pm10: 60.1,
  no2: 21.4,
  o3: 88.2,
  co: 0.6,
  temperature: 21.3,
  relativeHumidity: 0.551,
})

// Rounds go round all systems, so that what else the machine does meets them alike.
const figures: PeerFigure[] = []
for (let round = 0; round < Number(args.rounds); round++) {
  for (const [name, open] of Object.entries(SYSTEMS)) {
    if (args.only && !args.only.split(',').includes(name)) continue
    const figure = await measure(name, open)
    figures.push(figure)
    console.log(
      `round ${round + 1} ${name.padEnd(24)} ${Math.round(figure.perSecond).toLocaleString('en')} readings/s stored, ${figure.lost} acknowledged and lost, ` +
        `${figure.cpuPerMillion.toFixed(1)} CPU s a million (InfluxDB ${figure.influxCpuPerMillion.toFixed(1)}), ${Math.round(figure.peakBytes / 1e6)} MB, ` +
        `publish to stored p50 ${figure.p50} ms, p99 ${figure.p99} ms at ${args.rate}/s`,
    )
  }
}
await reportPeers(figures, {
  seconds: Number(args.seconds),
  clients: stations.length,
  rate: Number(args.rate),
  write: args.write && !args.only,
})

async function measure(name: string, open: (options: SystemOptions) => Promise<System>): Promise<PeerFigure> {
  await using rooms = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'citypulse-peers-'))
  rooms.defer(() => rm(folder, { recursive: true, force: true }))
  const influx = rooms.use(await startInfluxd())
  const database = await openDatabase(influx.url, DATABASE)
  const system = rooms.use(
    await open({ influxUrl: influx.url, database: DATABASE, folder, stations: [...stations, ...probes] }),
  )
  const quiet = { perSecond: Number(args.rate), seconds: Number(args.seconds) * 2, stations, probes }
  const { latency, missing } = await measureLatency(system, database, quiet)
  const before = {
    own: await sumOf(system, cpuSecondsOf),
    influx: await cpuSecondsOf(influx.pid),
    count: await settled(database),
  }
  const startedAt = performance.now()
  const load = await forkRawLoad({
    port: system.mqttPort,
    qos: 1,
    seconds: Number(args.seconds),
    window: Number(args.window),
    stations: stations.map((id) => ({ topic: `city/v1/air/${id}/readings`, ...system.credentialsOf(id) })),
    payloads: [payload],
  })
  let lastAt = performance.now()
  let stored = 0
  while (stored < load.acknowledged && performance.now() - lastAt < STILL_MS) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    const now = (await database.count()) - before.count
    if (now > stored) lastAt = performance.now()
    stored = now
  }
  return {
    name,
    perSecond: stored / ((lastAt - startedAt) / 1000),
    acknowledged: load.acknowledged,
    lost: load.acknowledged - stored,
    pubackP99: load.p99,
    cpuPerMillion: (((await sumOf(system, cpuSecondsOf)) - before.own) / stored) * 1e6,
    influxCpuPerMillion: (((await cpuSecondsOf(influx.pid)) - before.influx) / stored) * 1e6,
    peakBytes: await sumOf(system, peakBytesOf),
    p50: latency.getValueAtPercentile(50),
    p99: latency.getValueAtPercentile(99),
    probes: latency.totalCount,
    missing,
  }
}

/** How many there are once no more come. */
async function settled(database: Database): Promise<number> {
  let before = -1
  for (;;) {
    const count = await database.count()
    if (count === before) return count
    before = count
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}
