import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setFigure } from '../support/report.ts'
import { storm } from './storm.ts'

const { values: args } = parseArgs({
  options: {
    alarms: { type: 'string', default: '10000' },
    stations: { type: 'string', default: '20' },
    rate: { type: 'string', default: '500' },
    clients: { type: 'string', default: '4' },
    kills: { type: 'string', default: '8' },
  },
})

const report = await storm({
  alarms: Number(args.alarms),
  stations: Number(args.stations),
  rate: Number(args.rate),
  clients: Number(args.clients),
  kills: Number(args.kills),
  onProgress: (line) => console.log(line),
})
for (const line of report.wrong) console.log(`  ${line}`)
const { raised, head, kills, connections, resume } = report
const isMet = report.wrong.length === 0
const measured = `${raised.toLocaleString('en')} alarms raised, ${head.toLocaleString('en')} events numbered, ${kills} kills, ${connections} connections of ${args.clients} clients; ${resume.events.toLocaleString('en')} missed events resumed in ${resume.ms} ms`
console.log(`${isMet ? 'PASS' : 'FAIL'}: ${measured}`)
setFigure(join(import.meta.dirname, '..', '..', 'docs', 'reliability.md'), {
  id: 'R8',
  measured,
  isMet: isMet && resume.ms <= 2_000,
  command: `npm run storm -- --alarms ${args.alarms} --kills ${args.kills}`,
})
process.exitCode = isMet ? 0 : 1
