import { machineOf, setFigure, spanOf, writeSection } from '../support/report.ts'
import type { SoakReport } from './soak.ts'

/** One line: whether everything is as it has to be, and what was done to it. */
export function verdictOf({ options, done, wrong, ...report }: SoakReport): string {
  const faults = Object.entries(done).map(([fault, count]) => `${count} ${fault}`)
  const [n, m] = [report.acknowledged.toLocaleString('en'), report.resent.toLocaleString('en')]
  return (
    `${wrong.length === 0 ? 'PASS' : 'FAIL'} after ${spanOf(options.seconds)} (${faults.join(', ')}): ${n} acknowledged, ${m} sent again, ` +
    `${wrong.length === 0 ? '0 lost, 0 doubled, ledger balanced' : `${wrong.length} faults`}, ${report.alarms.events} alarm events without gap; ` +
    `PUBACK p50 ${report.puback.p50} ms, p99 ${report.puback.p99} ms; memory at most ${Math.round(report.rssBytes / 1e6)} MB`
  )
}

const ENOUGH_KILLS = 20

/** Writes the report between its marks in docs/reliability.md. */
export function writeReport(file: string, report: SoakReport): void {
  writeSection(file, 'soak', sectionOf(report))
  const { kill } = report.done
  // A few kills among other faults say too little.
  if (!(kill >= ENOUGH_KILLS)) return
  const isMet = report.wrong.length === 0
  const kills = `${kill} kills in ${spanOf(report.options.seconds)}, ${report.acknowledged.toLocaleString('en')} acknowledged`
  setFigure(file, {
    id: 'R1',
    measured: `${kills}: ${isMet ? '0 missing, 0 doubled' : report.wrong.slice(0, 3).join('; ')} (${report.options.store} store)`,
    isMet,
    command: commandOf(report),
  })
}

function commandOf({ options }: SoakReport): string {
  const { seconds, faults, store, stations, rate } = options
  return `npm run soak -- --minutes ${seconds / 60} --faults ${faults.length > 1 ? 'all' : faults[0]} --store ${store} --stations ${stations} --rate ${rate}`
}

function sectionOf(report: SoakReport): string {
  const { options, done, puback, alarms } = report
  const row = (what: string, figure: string) => `| ${what} | ${figure} |`
  const number = (n: number) => n.toLocaleString('en')
  return [
    '',
    `${machineOf()}, ${options.store} store: \`${commandOf(report)}\``,
    '',
    `**${verdictOf(report)}**`,
    '',
    '| what | figure |',
    '| --- | --- |',
    row('length', spanOf(options.seconds)),
    row(
      'faults',
      Object.entries(done)
        .map(([fault, count]) => `${fault} ${count}`)
        .join(', '),
    ),
    row('readings acknowledged', number(report.acknowledged)),
    row('acknowledged but missing, or stored twice', report.wrong.length === 0 ? '0' : 'see below'),
    row('sent again after a connection was lost', number(report.resent)),
    row('connections begun anew', number(report.reconnects)),
    row('PUBACK, ms, outages included', `p50 ${puback.p50}, p99 ${puback.p99}, longest ${number(puback.max)}`),
    row('alarm events to one browser, without gap or double', number(alarms.events)),
    row('alarm kept to browser, ms, outages included', `p50 ${alarms.p50}, p99 ${alarms.p99}`),
    row('largest resident memory', `${Math.round(report.rssBytes / 1e6)} MB`),
    ...(report.wrong.length === 0 ? [] : ['', ...report.wrong.map((line) => `- ${line}`)]),
    '',
  ].join('\n')
}
