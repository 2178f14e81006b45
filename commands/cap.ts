import { readFileSync, statSync } from 'node:fs'
import { text as textOf } from 'node:stream/consumers'
import { Command, Option } from 'commander'
import { checkCap } from '../domain/cap/check.ts'
import { errorsIn } from '../domain/cap/fault.ts'
import type { IssuedWarning } from '../domain/cap/issued.ts'
import { apiOf, asking, type Asking, listOf, printJson, shown, type Terminal } from './ask.ts'
import { EXIT, failure } from './exit.ts'
import { counted, table, timeText } from './table.ts'

const LARGEST_BYTES = 16 * 1024 * 1024

/** `cap`: warnings as CAP 1.2 messages. */
export function capCommand(terminal: Terminal): Command {
  return new Command('cap')
    .description('check CAP documents, list, issue and withdraw warnings')
    .addCommand(checkCommand(terminal))
    .addCommand(listCommand(terminal))
    .addCommand(orderCommand(terminal, 'issue'))
    .addCommand(orderCommand(terminal, 'withdraw'))
}

function checkCommand(terminal: Terminal): Command {
  return new Command('check')
    .description('what is wrong with CAP 1.2 documents, by line; needs no running city')
    .argument('<files...>', 'XML files; - reads standard input')
    .option('--json', 'print JSON, for programs')
    .option('--strict', 'advice counts as well')
    .action(async (files: string[], given: { json?: boolean; strict?: boolean }) => {
      const checked = []
      for (const file of files) checked.push({ file, faults: checkCap(await contentOf(file)) })
      if (given.json) printJson(terminal, checked)
      else
        for (const { file, faults } of checked) {
          for (const { line, level, message } of faults)
            terminal.print(`${file}:${line}: ${level === 'advice' ? 'advice: ' : ''}${message}`)
          if (faults.length === 0) terminal.print(`${file}: no faults`)
        }
      const wrong = checked.flatMap(({ faults }) => (given.strict ? faults : errorsIn(faults)))
      if (wrong.length > 0) throw failure(counted(wrong.length, 'fault'), EXIT.failed)
    })
}

async function contentOf(file: string): Promise<string> {
  if (file === '-') return textOf(process.stdin)
  if (statSync(file).size > LARGEST_BYTES)
    throw failure(`${file} has more than 16 MiB; no CAP message has`, EXIT.failed)
  return readFileSync(file, 'utf8')
}

function listCommand(terminal: Terminal): Command {
  return asking('list', 'issued messages, newest first')
    .addOption(new Option('--state <state>', 'only those in force, or not any more').choices(['active', 'past']))
    .option('--alarm <id>', 'only of this alarm')
    .action(async (given: Asking & { state?: string; alarm?: string }) => {
      const api = await apiOf(given, terminal)
      const warnings = await listOf(api.all<IssuedWarning>('/warnings', { state: given.state, alarm: given.alarm }))
      if (given.json) return printJson(terminal, warnings)
      const rows = warnings.map((one) => [
        one.identifier,
        timeText(one.sentAt),
        one.msgType,
        one.status,
        one.scope,
        one.severity,
        one.by,
        shown(terminal, one.headline),
      ])
      terminal.print(table(['identifier', 'sent', 'type', 'status', 'scope', 'severity', 'by', 'headline'], rows))
      terminal.print(`\n${counted(warnings.length, 'message')}`)
    })
}

function orderCommand(terminal: Terminal, action: 'issue' | 'withdraw'): Command {
  const what =
    action === 'issue' ? 'issues the warning of an alarm, or its update' : 'takes back what was issued of an alarm'
  const command = asking(action, what).argument('<alarm>', 'its id; put -- before an id that begins with -')
  if (action === 'issue') command.option('--why <text>', 'why; it stands in the audit')
  else command.requiredOption('--why <text>', 'why; it is told to everybody who was warned')
  return command.action(async (id: string, given: Asking & { why?: string }) => {
    const api = await apiOf(given, terminal)
    const body = given.why === undefined ? {} : { why: given.why }
    const issued = await api.post<IssuedWarning>(`/alarms/${encodeURIComponent(id)}/cap/${action}`, body)
    if (given.json) return printJson(terminal, issued)
    terminal.print(`${issued.identifier}: ${issued.msgType}, ${issued.status}, ${shown(terminal, issued.headline)}`)
  })
}
