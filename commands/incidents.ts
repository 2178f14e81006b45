import { Command, InvalidArgumentError } from 'commander'
import { BY_CITY, type Incident, type IncidentEvent, type IncidentWithParts } from '../domain/incident.ts'
import { SEVERITIES } from '../domain/severity.ts'
import { apiOf, asking, type Asking, listOf, printJson, several, shown, type Terminal } from './ask.ts'
import { counted, facts, table, timeText } from './table.ts'

/** `incidents`: alarms that are one thing, and what is done about it. */
export function incidentsCommand(terminal: Terminal): Command {
  return new Command('incidents')
    .description('list, declare and lead incidents')
    .addCommand(listCommand(terminal))
    .addCommand(showCommand(terminal))
    .addCommand(declareCommand(terminal))
    .addCommand(ackCommand(terminal))
    .addCommand(noteCommand(terminal))
    .addCommand(closeCommand(terminal))
}

function listCommand(terminal: Terminal): Command {
  return asking('list', 'incidents that are not closed')
    .option('--state <states>', 'only these: open, stable, closed', several)
    .option('--severity <colours>', 'only these: blue, yellow, orange, red', several)
    .option('--district <district>', 'only those that reach into this district')
    .action(async (given: Asking & { state?: string[]; severity?: string[]; district?: string }) => {
      const { state = ['open', 'stable'], severity, district } = given
      const api = await apiOf(given, terminal)
      const incidents = await listOf(api.all<Incident>('/incidents', { state, severity, district }))
      if (given.json) return printJson(terminal, incidents)
      const rows = incidents.map((incident) => [
        incident.id,
        incident.severity,
        incident.state,
        timeText(incident.openedAt),
        incident.members,
        incident.waiting,
        incident.lead ?? '-',
        incident.districts.join(' '),
        shown(terminal, incident.label),
      ])
      const heads = ['id', 'severity', 'state', 'began', 'alarms', 'waiting', 'lead', 'districts', 'incident']
      terminal.print(table(heads, rows))
      terminal.print(`\n${counted(incidents.length, 'incident')}`)
    })
}

function showCommand(terminal: Terminal): Command {
  return asking('show', 'one incident with its alarms, tasks and timeline')
    .argument('<id>', 'its id; put -- before an id that begins with -')
    .action(async (id: string, given: Asking) => {
      const api = await apiOf(given, terminal)
      const incident = await api.get<IncidentWithParts>(pathOf(id))
      if (given.json) return printJson(terminal, incident)
      print(terminal, incident)
    })
}

function print(terminal: Terminal, incident: IncidentWithParts): void {
  const { handOver, mergedInto, closedAt, alarms, tasks, events } = incident
  terminal.print(
    facts([
      ['incident', shown(terminal, incident.label)],
      ['severity', incident.severity],
      ['state', incident.state],
      ['began', timeText(incident.openedAt)],
      ...(closedAt === null ? [] : [['closed', timeText(closedAt)] as const]),
      ...(mergedInto === null ? [] : [['merged into', mergedInto] as const]),
      ['districts', incident.districts.join(' ')],
      ['departments', incident.departments.join(' ')],
      ['lead', incident.lead ?? '-'],
      ...(handOver === null ? [] : [['handed over', `${handOver.from} to ${handOver.to}: ${handOver.text}`] as const]),
    ]),
  )
  const withheld = incident.withheld === undefined ? '' : `, ${incident.withheld} withheld from you`
  terminal.print(
    `\n${counted(incident.members, 'alarm')}, ${incident.active} active, ${incident.waiting} waiting${withheld}`,
  )
  const alarmRows = alarms.map((alarm) => [
    alarm.id,
    alarm.severity,
    alarm.state,
    timeText(alarm.raisedAt),
    alarm.station,
    shown(terminal, alarm.label),
  ])
  if (alarms.length > 0) terminal.print(table(['id', 'severity', 'state', 'raised', 'station', 'alarm'], alarmRows))
  terminal.print(`\n${counted(tasks.length, 'task')}`)
  const taskRows = tasks.map(({ id, department, assignee, doneAt, doneBy, text }) => [
    id,
    department,
    assignee ?? '-',
    doneAt === null ? 'open' : `done by ${doneBy}`,
    shown(terminal, text),
  ])
  if (tasks.length > 0) terminal.print(table(['no', 'department', 'assignee', 'state', 'task'], taskRows))
  terminal.print('\ntimeline')
  terminal.print(table(['no', 'at', 'by', 'what', 'more'], events.map(lineOf)))
}

function lineOf({ number, recordedAt, by, type, text, alarm, task }: IncidentEvent): (string | number)[] {
  const more = [alarm, task === null ? null : `task ${task}`, text].filter((part) => part !== null).join(' · ')
  return [number, timeText(recordedAt), by === BY_CITY ? '-' : by, type, more]
}

function declareCommand(terminal: Terminal): Command {
  return asking('declare', 'declare an incident')
    .argument('<label>', 'what it is')
    .requiredOption('--severity <colour>', `one of ${SEVERITIES.join(', ')}`, severityOf)
    .option('--district <ids>', 'where it is', several)
    .option('--alarm <ids>', 'open alarms that are part of it', several)
    .option('--cause <cause>', 'alarms of this cause that are near join by themselves')
    .option('--note <text>', 'what is known')
    .action(
      async (
        label: string,
        given: Asking & { severity: string; district?: string[]; alarm?: string[]; cause?: string; note?: string },
      ) => {
        const { severity, district = [], alarm = [], cause, note } = given
        const api = await apiOf(given, terminal)
        const incident = await api.post<IncidentWithParts>('/incidents', {
          label,
          severity,
          districts: district,
          alarms: alarm,
          ...(cause === undefined ? {} : { cause }),
          ...(note === undefined ? {} : { text: note }),
        })
        if (given.json) return printJson(terminal, incident)
        terminal.print(`${incident.id}: ${shown(terminal, incident.label)}, ${counted(incident.members, 'alarm')}`)
      },
    )
}

function ackCommand(terminal: Terminal): Command {
  return asking('ack', 'acknowledge every alarm of an incident that waits')
    .argument('<id>', 'its id; put -- before an id that begins with -')
    .option('--comment <text>', 'what is being done')
    .action(async (id: string, given: Asking & { comment?: string }) => {
      await step(terminal, given, id, ['ack', given.comment === undefined ? {} : { comment: given.comment }])
    })
}

function noteCommand(terminal: Terminal): Command {
  return asking('note', 'add a note to the timeline')
    .argument('<id>', 'its id; put -- before an id that begins with -')
    .argument('<text>', 'the note')
    .action(async (id: string, text: string, given: Asking) => {
      await step(terminal, given, id, ['note', { text }])
    })
}

function closeCommand(terminal: Terminal): Command {
  return asking('close', 'close an incident of which nothing holds or waits')
    .argument('<id>', 'its id; put -- before an id that begins with -')
    .requiredOption('--reason <text>', 'why it is over')
    .action(async (id: string, given: Asking & { reason: string }) => {
      await step(terminal, given, id, ['close', { reason: given.reason }])
    })
}

async function step(
  terminal: Terminal,
  given: Asking,
  id: string,
  [name, body]: readonly [name: string, body: object],
): Promise<void> {
  const api = await apiOf(given, terminal)
  const incident = await api.post<IncidentWithParts>(`${pathOf(id)}/${name}`, body)
  if (given.json) return printJson(terminal, incident)
  terminal.print(`${id} is ${incident.state}: ${shown(terminal, incident.label)}, ${incident.waiting} waiting`)
}

function pathOf(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`
}

function severityOf(text: string): string {
  if (SEVERITIES.some((one) => one === text)) return text
  throw new InvalidArgumentError(`Expected one of ${SEVERITIES.join(', ')}.`)
}
