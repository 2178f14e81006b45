import { Command } from 'commander'
import { guessFieldRules } from '../domain/field-map-guess.ts'
import type { FieldMap, FieldMapEntry } from '../domain/field-map.ts'
import type { Kind } from '../domain/kind.ts'
import { visibleWord } from '../domain/visible.ts'
import type { DeadLetter } from '../domain/wire.ts'
import { apiOf, asking, type Asking, printJson, type Terminal } from './ask.ts'
import { readJson } from './dead-letter-steps.ts'
import { EXIT, failure } from './exit.ts'
import { whole } from './letter-filter.ts'
import { table, timeText } from './table.ts'

/** `field-maps`: how messages of a vendor or station become what the contract says. */
export function fieldMapsCommand(terminal: Terminal): Command {
  return new Command('field-maps')
    .description('list, show, suggest, set and remove field maps of vendors and stations')
    .addCommand(listCommand(terminal))
    .addCommand(showCommand(terminal))
    .addCommand(suggestCommand(terminal))
    .addCommand(setCommand(terminal))
    .addCommand(removeCommand(terminal))
}

/** A command about one map. */
function about(name: string, description: string): Command {
  return asking(name, description)
    .argument('<of>', 'vendor or station')
    .argument('<name>', 'name of the vendor, or id of the station')
    .argument('<kind>', 'kind of feed')
}

function pathOf(of: string, name: string, kind: string): string {
  return `/field-maps/${[of, name, kind].map(encodeURIComponent).join('/')}`
}

function listCommand(terminal: Terminal): Command {
  return asking('list', 'the maps in force').action(async (given: Asking) => {
    const api = await apiOf(given, terminal)
    const { items } = await api.get<{ items: FieldMapEntry[] }>('/field-maps')
    if (given.json) return printJson(terminal, items)
    const rows = items.map(({ of, name, kind, isOn, version, by, at, reason, map }) => [
      `${of} ${visibleWord(name)}`,
      kind,
      isOn ? 'on' : 'replays only',
      version,
      Object.entries(map?.values ?? {})
        .map(([sent, { to }]) => `${visibleWord(sent)} → ${to ?? '-'}`)
        .join(', '),
      `${by}, ${timeText(at)}: ${visibleWord(reason)}`,
    ])
    terminal.print(table(['of', 'kind', 'for', 'version', 'values', 'by'], rows))
  })
}

function showCommand(terminal: Terminal): Command {
  return about('show', 'every version of a map, newest first').action(
    async (of: string, name: string, kind: string, given: Asking) => {
      const api = await apiOf(given, terminal)
      const { items } = await api.get<{ items: FieldMapEntry[] }>(`${pathOf(of, name, kind)}/history`)
      if (items.length === 0) throw failure(`There was never a field map of ${of} ${name}, kind ${kind}`, EXIT.failed)
      if (given.json) return printJson(terminal, items)
      for (const { version, isOn, by, at, reason, map, fromPosition } of items) {
        const what = map === null ? 'taken away' : isOn ? 'on' : 'replays only'
        terminal.print(
          `version ${version}, ${what}, from message ${fromPosition}: ${by}, ${timeText(at)}: ${visibleWord(reason)}`,
        )
        if (map) terminal.print(JSON.stringify(map, null, 2))
      }
    },
  )
}

function suggestCommand(terminal: Terminal): Command {
  return asking('suggest', 'a map that a dead letter seems to need, as JSON, to look at and to set')
    .argument('<id>', 'number of the letter', whole)
    .action(async (id: number, given: Asking) => {
      const api = await apiOf(given, terminal)
      const letter = await api.get<DeadLetter>(`/dead-letters/${id}`)
      const { kinds } = await api.get<{ kinds: Kind[] }>('/city')
      const kind = kinds.find((one) => one.id === letter.kind)
      const sent = namesIn(Buffer.from(letter.raw, 'base64').toString())
      if (!kind || sent.length === 0)
        throw failure(`Dead letter ${id} has no values that could be mapped to a kind`, EXIT.failed)
      const rules = guessFieldRules(sent, Object.keys(kind.values))
      const map: FieldMap = {
        values: Object.fromEntries([...rules].map(([name, rule]) => [name, rule ?? { to: null }])),
        ...(letter.field === 'ts' && letter.reason === 'too-old' && { time: 's' as const }),
      }
      printJson(terminal, map)
    })
}

function setCommand(terminal: Terminal): Command {
  return about('set', 'make a map, or a new version of it')
    .requiredOption('--file <file>', 'the map as JSON; - reads standard input')
    .requiredOption('--reason <text>', 'why; it is kept with the version')
    .option('--on', 'for new readings too, not for replays alone', false)
    .action(
      async (of: string, name: string, kind: string, given: Asking & { file: string; reason: string; on: boolean }) => {
        const api = await apiOf(given, terminal)
        const body = { map: readJson(given.file), isOn: given.on, reason: given.reason }
        const entry = await api.put<FieldMapEntry>(pathOf(of, name, kind), body)
        if (given.json) printJson(terminal, entry)
        else terminal.print(`version ${entry.version} is in force from message ${entry.fromPosition}`)
      },
    )
}

function removeCommand(terminal: Terminal): Command {
  return about('remove', 'take a map away; its versions stay in the history')
    .requiredOption('--reason <text>', 'why; it is kept with the versions')
    .action(async (of: string, name: string, kind: string, given: Asking & { reason: string }) => {
      const api = await apiOf(given, terminal)
      await api.delete(`${pathOf(of, name, kind)}?reason=${encodeURIComponent(given.reason)}`)
      if (!given.json) terminal.print('taken away')
    })
}

/** Names of the values of the first reading in a text. */
function namesIn(text: string): readonly string[] {
  try {
    const json = JSON.parse(text) as unknown
    const reading: unknown = Array.isArray(json) ? json[0] : json
    const { values } = (reading ?? {}) as { values?: object }
    return typeof values === 'object' && values !== null && !Array.isArray(values) ? Object.keys(values) : []
  } catch {
    return []
  }
}
