import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { parse } from 'yaml'
import type { RuleTry, RuleVersion } from '../domain/wire.ts'
import { apiOf, asking, type Asking, listOf, momentOf, printJson, shown, type Terminal } from './ask.ts'
import { counted, table, timeText } from './table.ts'

/** `rules`: when something needs somebody. */
export function rulesCommand(terminal: Terminal): Command {
  return new Command('rules')
    .description('list rules, try them on the past, change them')
    .addCommand(listCommand(terminal))
    .addCommand(showCommand(terminal))
    .addCommand(tryCommand(terminal))
    .addCommand(setCommand(terminal))
    .addCommand(turnCommand(terminal, 'on'))
    .addCommand(turnCommand(terminal, 'off'))
}

function listCommand(terminal: Terminal): Command {
  return asking('list', 'every rule as it stands').action(async (given: Asking) => {
    const rules = await listOf((await apiOf(given, terminal)).all<RuleVersion>('/rules', {}))
    if (given.json) return printJson(terminal, rules)
    const rows = rules.map(({ id, version, by, at, isOn, rule }) => [
      id,
      isOn ? 'on' : 'off',
      rule?.severity ?? '',
      rule?.kind ?? '',
      `${version}`,
      by,
      timeText(at),
      rule ? shown(terminal, rule.label) : '',
    ])
    terminal.print(table(['id', '', 'severity', 'kind', 'version', 'by', 'since', 'rule'], rows))
    terminal.print(`\n${counted(rules.length, 'rule')}`)
  })
}

function showCommand(terminal: Terminal): Command {
  return asking('show', 'a rule with all its versions, newest first')
    .argument('<id>')
    .action(async (id: string, given: Asking) => {
      printJson(terminal, await (await apiOf(given, terminal)).get(`/rules/${encodeURIComponent(id)}`))
    })
}

function tryCommand(terminal: Terminal): Command {
  return asking('try', 'what a rule would have raised; changes nothing')
    .argument('<rule>', 'id of a rule, or a YAML or JSON file with one')
    .option('--from <moment>', 'UTC ms, ISO 8601, or so long ago: 6h, 7d', '7d')
    .option('--to <moment>', 'the same; now when not given')
    .action(async (which: string, given: Asking & { from: string; to?: string }) => {
      const api = await apiOf(given, terminal)
      const rule = await ruleOf(which, async () => {
        const { versions } = await api.get<{ versions: RuleVersion[] }>(`/rules/${encodeURIComponent(which)}`)
        return versions.find((version) => version.rule !== null)?.rule
      })
      const from = momentOf(given.from, terminal.now())
      const to = momentOf(given.to, terminal.now())
      let tried = await api.post<RuleTry>('/rule-tries', { rule, from, ...(to === undefined ? {} : { to }) })
      while (tried.state === 'running') {
        await new Promise((resolve) => setTimeout(resolve, 250))
        tried = await api.get<RuleTry>(`/rule-tries/${tried.id}`)
      }
      if (given.json) return printJson(terminal, tried)
      if (!tried.result) throw new Error(`The rule could not be tried: ${tried.detail ?? ''}`)
      const { result } = tried
      const rows = result.alarms.map(({ raisedAt, clearedAt, station, severity, reading }) => [
        timeText(raisedAt),
        clearedAt === null ? 'still holds' : timeText(clearedAt),
        severity,
        station,
        reading === null ? '' : `${reading}`,
      ])
      if (rows.length > 0) terminal.print(table(['raised', 'cleared', 'severity', 'station', 'reading'], rows))
      terminal.print(
        `\n${counted(result.count, 'alarm')} from ${counted(result.readings, 'reading')} of ${counted(result.stations, 'station')}: ` +
          `${result.chattering.length} chattering, ${result.fleeting} fleeting, ${result.active} would still hold`,
      )
    })
}

function setCommand(terminal: Terminal): Command {
  return asking('set', 'makes or changes a rule; it judges from then on')
    .argument('<file>', 'YAML or JSON file with one rule')
    .requiredOption('--why <text>', 'why; it stands in the history')
    .action(async (file: string, given: Asking & { why: string }) => {
      const rule = parse(readFileSync(file, 'utf8')) as { id?: unknown } | null
      if (typeof rule?.id !== 'string') throw new Error(`${file} has no rule: expected a map with an id`)
      const api = await apiOf(given, terminal)
      const version = await versionOf(api, rule.id)
      const saved = await api.put<RuleVersion>(`/rules/${encodeURIComponent(rule.id)}`, {
        rule,
        why: given.why,
        version,
      })
      if (given.json) return printJson(terminal, saved)
      terminal.print(`${saved.id} is at version ${saved.version}`)
    })
}

function turnCommand(terminal: Terminal, word: 'on' | 'off'): Command {
  return asking(word, word === 'on' ? 'lets a rule judge' : 'stops a rule; its alarms end')
    .argument('<id>')
    .requiredOption('--why <text>', 'why; it stands in the history')
    .action(async (id: string, given: Asking & { why: string }) => {
      const api = await apiOf(given, terminal)
      const version = await versionOf(api, id)
      const path = `/rules/${encodeURIComponent(id)}/${word}`
      const turned = await api.post<RuleVersion>(path, { why: given.why, version })
      if (given.json) return printJson(terminal, turned)
      terminal.print(`${id} is ${word}`)
    })
}

async function versionOf(api: Awaited<ReturnType<typeof apiOf>>, id: string): Promise<number> {
  const rules = await listOf(api.all<RuleVersion>('/rules', {}))
  return rules.find((rule) => rule.id === id)?.version ?? 0
}

async function ruleOf(which: string, byId: () => Promise<unknown>): Promise<unknown> {
  return /\.(ya?ml|json)$/.test(which) ? (parse(readFileSync(which, 'utf8')) as unknown) : byId()
}
