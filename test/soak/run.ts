import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Fault, FAULTS } from './faults.ts'
import { soak } from './soak.ts'
import { verdictOf, writeReport } from './verdict.ts'

const { values: args } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    faults: { type: 'string', default: 'all' },
    store: { type: 'string', default: 'embedded' },
    stations: { type: 'string', default: '50' },
    rate: { type: 'string', default: '2000' },
    pause: { type: 'string', default: '10' },
    write: { type: 'boolean', default: true },
  },
  allowNegative: true,
})

const wanted = args.faults === 'all' ? FAULTS : args.faults.split(',')
const unknown = wanted.filter((fault) => !(FAULTS as readonly string[]).includes(fault))
if (unknown.length > 0 || !['embedded', 'influx'].includes(args.store)) {
  console.error(
    `not known: ${[...unknown, args.store].join(', ')}; faults are all or ${FAULTS.join(',')}; stores embedded, influx`,
  )
  process.exit(64)
}
const store = args.store === 'influx' ? 'influx' : 'embedded'
const report = await soak({
  seconds: Number(args.minutes) * 60,
  stations: Number(args.stations),
  rate: Number(args.rate),
  // The embedded store cannot be taken away by itself.
  faults: (wanted as Fault[]).filter((fault) => fault !== 'store' || store === 'influx'),
  store,
  pauseMs: Number(args.pause) * 1000,
  onProgress: (line) => console.log(line),
})
for (const line of report.wrong) console.log(`  ${line}`)
console.log(verdictOf(report))
if (args.write) writeReport(join(import.meta.dirname, '..', '..', 'docs', 'reliability.md'), report)
process.exitCode = report.wrong.length === 0 ? 0 : 1
