import { Command } from 'commander'
import type { DutyVersion, Override } from '../domain/duty.ts'
import type { DutyNow, DutyWeek, Person } from '../domain/on-duty.ts'
import { apiOf, asking, type Asking, listOf, printJson, shown, type Terminal } from './ask.ts'
import { EXIT, failure } from './exit.ts'
import { counted, table, timeText } from './table.ts'

/** `duty`: who is on duty, and who stands in for whom. */
export function dutyCommand(terminal: Terminal): Command {
  return new Command('duty')
    .description('who is on duty, the days to come, swaps')
    .addCommand(nowCommand(terminal))
    .addCommand(weekCommand(terminal))
    .addCommand(swapsCommand(terminal))
    .addCommand(swapCommand(terminal))
    .addCommand(unswapCommand(terminal))
}

function nowCommand(terminal: Terminal): Command {
  return asking('now', 'who is on duty in each position, until when, and who then')
    .option('--department <id>', 'only this department')
    .option('--at <moment>', 'UTC ms or ISO 8601; now when not given')
    .action(async (given: Asking & { department?: string; at?: string }) => {
      const query = given.at === undefined ? '' : `?at=${encodeURIComponent(given.at)}`
      const now = await (await apiOf(given, terminal)).get<DutyNow>(`/duty/now${query}`)
      const items = now.items.filter((one) => given.department === undefined || one.department === given.department)
      if (given.json) return printJson(terminal, { ...now, items })
      const rows = items.map(({ department, position, people, isGap, until, next, roster }) => [
        department,
        position,
        namesOf(terminal, people, isGap),
        timeText(until),
        namesOf(terminal, next, false),
        roster,
      ])
      terminal.print(table(['department', 'position', 'on duty', 'until', 'then', 'roster'], rows))
      for (const { roster, from, to } of now.gaps)
        terminal.print(`\nNobody is on duty in ${roster} from ${timeText(from)} to ${timeText(to)}`)
    })
}

function weekCommand(terminal: Terminal): Command {
  return asking('week', 'a roster laid out day by day; every roster when none is named')
    .argument('[roster]')
    .option('--from <moment>', 'UTC ms or ISO 8601; now when not given')
    .option('--days <n>', 'how many', '7')
    .action(async (roster: string | undefined, given: Asking & { from?: string; days: string }) => {
      const query = new URLSearchParams({ days: given.days, ...(given.from === undefined ? {} : { from: given.from }) })
      const week = await (await apiOf(given, terminal)).get<DutyWeek>(`/duty/week?${query}`)
      const rosters = week.rosters.filter((one) => roster === undefined || one.roster === roster)
      if (rosters.length === 0) throw failure(`There is no roster ${roster ?? ''}`, EXIT.failed)
      if (given.json) return printJson(terminal, { ...week, rosters })
      for (const { roster: id, label, stretches } of rosters) {
        terminal.print(`\n${id}  ${shown(terminal, label)}`)
        const rows = stretches.map(({ from, to, shifts, people, isGap, overrides }) => [
          timeText(from),
          timeText(to),
          shifts.map((name) => shown(terminal, name)).join(', '),
          namesOf(terminal, people, isGap),
          overrides.join(' '),
        ])
        terminal.print(table(['from', 'to', 'shift', 'on duty', 'swap'], rows))
      }
    })
}

function swapsCommand(terminal: Terminal): Command {
  return asking('swaps', 'swaps and other departures from the rosters').action(async (given: Asking) => {
    const versions = await listOf((await apiOf(given, terminal)).all<DutyVersion>('/duty/overrides', {}))
    if (given.json) return printJson(terminal, versions)
    const rows = versions.map(({ id, by, why, item }) => {
      const { roster, from, to, off = '', on = '' } = item as Override
      return [id, roster, timeText(from), timeText(to), off, on, by, why]
    })
    terminal.print(table(['id', 'roster', 'from', 'to', 'off', 'on', 'by', 'why'], rows))
    terminal.print(`\n${counted(rows.length, 'swap')}`)
  })
}

function swapCommand(terminal: Terminal): Command {
  return asking('swap', 'somebody stands in, or is taken off or put on')
    .argument('<roster>')
    .requiredOption('--from <moment>', 'UTC ms or ISO 8601 with a zone')
    .requiredOption('--to <moment>', 'the same')
    .option('--off <contact>', 'who is not on duty meanwhile')
    .option('--on <contact>', 'who is')
    .requiredOption('--why <text>', 'why; it stands in the history')
    .action(async (roster: string, given: Asking & Swap) => {
      const { off, on, why } = given
      const id = `swap-${terminal.now().toString(36)}`
      const span = { from: momentAt('--from', given.from), to: momentAt('--to', given.to) }
      const item: Override = { id, roster, ...span, ...(off && { off }), ...(on && { on }) }
      const saved = await (await apiOf(given, terminal)).put<DutyVersion>(`/duty/overrides/${id}`, {
        item,
        why,
        version: 0,
      })
      if (given.json) return printJson(terminal, saved)
      terminal.print(`${id}: ${on ?? 'nobody'} for ${off ?? 'nobody'} in ${roster}`)
    })
}

function unswapCommand(terminal: Terminal): Command {
  return asking('unswap', 'takes a swap back')
    .argument('<id>')
    .requiredOption('--why <text>', 'why; it stands in the history')
    .action(async (id: string, given: Asking & { why: string }) => {
      const api = await apiOf(given, terminal)
      const path = `/duty/overrides/${encodeURIComponent(id)}`
      const { versions } = await api.get<{ versions: DutyVersion[] }>(path)
      const gone = await api.post<DutyVersion>(`${path}/remove`, { why: given.why, version: versions[0]?.version ?? 0 })
      if (given.json) return printJson(terminal, gone)
      terminal.print(`${id} is taken back`)
    })
}

interface Swap {
  readonly from: string
  readonly to: string
  readonly off?: string
  readonly on?: string
  readonly why: string
}

function namesOf(terminal: Terminal, people: readonly Person[], isGap: boolean): string {
  if (people.length === 0) return isGap ? 'NOBODY' : '–'
  return people.map(({ name, id }) => `${shown(terminal, name)} (${id})`).join(', ')
}

function momentAt(option: string, text: string): number {
  const at = /^\d{9,15}$/.test(text) ? Number(text) : Date.parse(text)
  if (Number.isNaN(at)) throw failure(`${option} is ${text}, expected UTC ms or ISO 8601`, EXIT.usage)
  return at
}
