import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { passwordsOf } from '../simulators/password.ts'
import { rawPayload } from '../simulators/raw-client.ts'
import { forkRawLoad } from '../simulators/raw-fork.ts'
import { openDoor, openMosquitto, type BenchDoor } from './doors.ts'
import { report, type Figure } from './report.ts'

const { values: args } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '3' },
    clients: { type: 'string', default: '50' },
    window: { type: 'string', default: '100' },
    only: { type: 'string' },
    qos: { type: 'string' },
    profile: { type: 'boolean', default: false },
    write: { type: 'boolean', default: true },
  },
  allowNegative: true,
})

const key = randomBytes(32).toString('base64url')
const stations = Array.from({ length: Number(args.clients) }, (_, i) => `bench-${i}`)
const passwordOf = passwordsOf(key)
const payloads = Array.from({ length: 8 }, (_, i) =>
  rawPayload({
    pm25: 35.2 + i,
    pm10: 60.1 + i,
    no2: 21.4,
    o3: 88.2,
    co: 0.6,
    temperature: 21.3,
    relativeHumidity: 0.551,
  }),
)
const config = new URL('../config', import.meta.url).pathname

const DOORS: Record<string, () => Promise<BenchDoor | null>> = {
  aedes: () => openDoor({ what: 'aedes', config, stations, key }),
  mosquitto: openMosquitto,
  'line without store': () => openDoor({ what: 'line without store', config, stations, key }),
  line: () =>
    openDoor(
      { what: 'line', config, stations, key },
      args.profile ? ['--cpu-prof', '--cpu-prof-dir=/tmp/citypulse-prof'] : [],
    ),
}

// Rounds go round all doors, so that what else the machine does meets them alike.
const figures: Figure[] = []
for (let round = 0; round < Number(args.rounds); round++) {
  for (const qos of (args.qos === undefined ? [1, 0] : [Number(args.qos)]) as (0 | 1)[]) {
    for (const [name, open] of Object.entries(DOORS)) {
      if (args.only && !args.only.split(',').includes(name)) continue
      await using door = await open()
      if (!door) continue
      const load = await forkRawLoad({
        port: door.port,
        qos,
        seconds: Number(args.seconds),
        window: Number(args.window),
        stations: stations.map((id) => ({
          topic: `city/v1/air/${id}/readings`,
          username: id,
          password: passwordOf(id),
        })),
        payloads,
      })
      const asked = performance.now()
      const cost = await door.figures()
      const seconds = load.seconds + (performance.now() - asked) / 1000
      const count = name.startsWith('line') ? cost.stored : qos === 1 ? load.acknowledged : load.sent
      const figure: Figure = {
        name,
        qos,
        round,
        perSecond: count / seconds,
        lost: name.startsWith('line') && qos === 1 ? load.acknowledged - cost.stored : 0,
        p50: load.p50,
        p99: load.p99,
        cpuSeconds: cost.cpuSeconds,
        mainCpuSeconds: cost.mainCpuSeconds,
        rssBytes: cost.rssBytes,
        count,
      }
      figures.push(figure)
      console.log(
        `round ${round + 1} QoS ${qos} ${name.padEnd(20)} ${Math.round(figure.perSecond).toLocaleString('en')} readings/s  p99 ${load.p99.toFixed(1)} ms  CPU ${((cost.cpuSeconds / count) * 1e6).toFixed(1)} µs a reading, ${((cost.mainCpuSeconds / count) * 1e6).toFixed(1)} of it in the main thread`,
      )
    }
  }
}
await report(figures, {
  seconds: Number(args.seconds),
  clients: stations.length,
  window: Number(args.window),
  write: args.write && !args.only && !args.profile,
})
