import { parseArgs } from 'node:util'
import { forkRawLoad } from '../simulators/raw-fork.ts'
import { doorLoad } from './door-load.ts'
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

const { order, load: fleet } = doorLoad(Number(args.clients))

const DOORS: Record<string, () => Promise<BenchDoor | null>> = {
  aedes: () => openDoor({ what: 'aedes', ...order }),
  mosquitto: openMosquitto,
  'line without store': () => openDoor({ what: 'line without store', ...order }),
  line: () =>
    openDoor({ what: 'line', ...order }, args.profile ? ['--cpu-prof', '--cpu-prof-dir=/tmp/citypulse-prof'] : []),
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
        ...fleet,
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
  clients: Number(args.clients),
  window: Number(args.window),
  write: args.write && !args.only && !args.profile,
})
