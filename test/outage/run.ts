import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { outage } from './outage.ts'
import { verdictOf, writeReport } from './verdict.ts'

const { values: args } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    stations: { type: 'string', default: '500' },
    rate: { type: 'string', default: '2000' },
    write: { type: 'boolean', default: true },
  },
  allowNegative: true,
})

const report = await outage({
  seconds: Number(args.minutes) * 60,
  calmSeconds: 120,
  stations: Number(args.stations),
  rate: Number(args.rate),
  onProgress: (line) => console.log(line),
})
for (const line of report.wrong) console.log(`  ${line}`)
console.log(verdictOf(report))
if (args.write) writeReport(join(import.meta.dirname, '..', '..', 'docs', 'reliability.md'), report)
process.exitCode = report.wrong.length === 0 ? 0 : 1
