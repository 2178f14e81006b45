import { Command } from 'commander'
import type { Alarm } from '../domain/alarm.ts'
import { alarmPerformanceCommand } from './alarm-performance.ts'
import { apiOf, asking, type Asking, listOf, printJson, several, shown, type Terminal } from './ask.ts'
import { counted, table, timeText } from './table.ts'

/** `alarms`: what needs somebody. */
export function alarmsCommand(terminal: Terminal): Command {
  return new Command('alarms')
    .description('list and acknowledge alarms, and see what they ask of people')
    .addCommand(listCommand(terminal))
    .addCommand(ackCommand(terminal))
    .addCommand(alarmPerformanceCommand(terminal))
}

const OPEN = ['unacknowledged', 'acknowledged', 'returned', 'shelved', 'suppressed', 'out-of-service']

function listCommand(terminal: Terminal): Command {
  return asking('list', 'alarms that are not over')
    .option('--state <states>', 'only these states; normal are those that are over', several)
    .option('--severity <colours>', 'only these: blue, yellow, orange, red', several)
    .option('--district <district>', 'only this district')
    .action(async (given: Asking & { state?: string[]; severity?: string[]; district?: string }) => {
      const { state = OPEN, severity, district } = given
      const api = await apiOf(given, terminal)
      const alarms = await listOf(api.all<Alarm>('/alarms', { state, severity, district }))
      if (given.json) return printJson(terminal, alarms)
      const rows = alarms.map((alarm) => [
        alarm.id,
        alarm.severity,
        alarm.state,
        timeText(alarm.raisedAt),
        alarm.station,
        alarm.owner,
        shown(terminal, alarm.label),
      ])
      terminal.print(table(['id', 'severity', 'state', 'raised', 'station', 'owner', 'alarm'], rows))
      terminal.print(`\n${counted(alarms.length, 'alarm')}`)
    })
}

function ackCommand(terminal: Terminal): Command {
  return asking('ack', 'acknowledge alarms: somebody has seen them and takes them up')
    .argument('<ids...>', 'their ids; put -- before an id that begins with -')
    .option('--comment <text>', 'what is being done')
    .action(async (ids: string[], given: Asking & { comment?: string }) => {
      const { comment } = given
      const api = await apiOf(given, terminal)
      const after: Alarm[] = []
      for (const id of ids) {
        const body = comment === undefined ? {} : { comment }
        const alarm = await api.post<Alarm>(`/alarms/${encodeURIComponent(id)}/ack`, body)
        after.push(alarm)
        if (!given.json) terminal.print(`${id} is ${alarm.state}: ${shown(terminal, alarm.label)}, ${alarm.station}`)
      }
      if (given.json) printJson(terminal, after)
    })
}
