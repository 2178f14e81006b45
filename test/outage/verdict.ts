import { machineOf, setFigure, spanOf, writeSection } from '../support/report.ts'
import type { OutageReport, Part } from './outage.ts'

/** One line: whether everything is there, and what the outage did to those who send and those who watch. */
export function verdictOf({ options, wrong, ...report }: OutageReport): string {
  return (
    `${wrong.length === 0 ? 'PASS' : 'FAIL'} after ${spanOf(options.seconds)} without InfluxDB: ${numberOf(report.acknowledged)} acknowledged, ` +
    `${wrong.length === 0 ? '0 lost, 0 doubled' : `${wrong.length} faults`}; memory ${growthOf(report)}; PUBACK p99 ${report.away.puback.p99} ms, ${report.drain.puback.p99} while it drains; ` +
    `${numberOf(report.backlog)} drained at ${numberOf(report.drainedPerSecond)} a second, ${timesOf(report.drainedPerSecond, options.rate)} times the load, ` +
    `alarms meanwhile p99 ${numberOf(report.drain.alarms.p99)} ms`
  )
}

/** Writes the report between its marks in docs/reliability.md. */
export function writeReport(file: string, report: OutageReport): void {
  const { options, calm, away, drain } = report
  const row = (what: string, of: (part: Part) => string) => `| ${what} | ${[calm, away, drain].map(of).join(' | ')} |`
  const command = `npm run outage -- --minutes ${options.seconds / 60} --stations ${options.stations} --rate ${options.rate}`
  const text = [
    '',
    `${machineOf()}: \`${command}\``,
    '',
    `**${verdictOf(report)}**`,
    '',
    '| | before | InfluxDB away | backlog drains |',
    '| --- | --- | --- | --- |',
    row('length', ({ seconds }) => spanOf(seconds)),
    row('PUBACK p50 / p99 / longest, ms', ({ puback: { p50, p99, max } }) => `${p50} / ${p99} / ${numberOf(max)}`),
    row(
      'reading to browser, alarms: p50 / p99 / longest, ms',
      ({ alarms: { count, p50, p99, max } }) => `${p50} / ${p99} / ${numberOf(max)} (${count})`,
    ),
    row('largest resident memory', ({ rssBytes }) => `${Math.round(rssBytes / 1e6)} MB`),
    ...(report.wrong.length === 0 ? [] : ['', ...report.wrong.map((line) => `- ${line}`)]),
    '',
  ].join('\n')
  writeSection(file, 'outage', text)
  setFigure(file, {
    id: 'R3',
    measured:
      `${spanOf(options.seconds)}, ${numberOf(report.acknowledged)} acknowledged: ${report.wrong.length === 0 ? '0 lost' : report.wrong[0]}; ` +
      `memory ${growthOf(report)}; PUBACK p99 ${away.puback.p99} ms, ${drain.puback.p99} while it drains; drained ${timesOf(report.drainedPerSecond, options.rate)} × L; alarms meanwhile at most ${numberOf(drain.alarms.max)} ms`,
    isMet:
      report.wrong.length === 0 &&
      away.rssBytes - calm.rssBytes <= 64e6 &&
      Math.max(away.puback.p99, drain.puback.p99) <= 100 &&
      report.drainedPerSecond >= 10 * options.rate &&
      drain.alarms.max <= 2_000,
    command,
  })
  setFigure(file, {
    id: 'R9',
    measured: `p50 ${calm.alarms.p50}, p99 ${numberOf(calm.alarms.p99)} ms; while the backlog drained at most ${numberOf(drain.alarms.max)} ms`,
    isMet: calm.alarms.p50 <= 300 && calm.alarms.p99 <= 1_000 && drain.alarms.max <= 3_000,
    command,
  })
}

function growthOf({ calm, away }: Pick<OutageReport, 'calm' | 'away'>): string {
  const grown = Math.round((away.rssBytes - calm.rssBytes) / 1e6)
  return `${grown < 0 ? '' : '+'}${grown} MB`
}

function timesOf(perSecond: number, rate: number): string {
  return (perSecond / rate).toFixed(1)
}

function numberOf(n: number): string {
  return n.toLocaleString('en')
}
