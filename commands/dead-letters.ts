import { Command } from 'commander'
import type { DeadLetterDetail, DeadLetterSummary } from '../domain/dead-letter.ts'
import { visibleText, visibleWord } from '../domain/visible.ts'
import type { DeadLetter } from '../domain/wire.ts'
import { apiOf, asking, type Asking, listOf, printJson, type Terminal } from './ask.ts'
import { checkCommand, discardCommand, replayCommand } from './dead-letter-steps.ts'
import { filtering, type Filtering, queryFilter, whole } from './letter-filter.ts'
import { counted, facts, table, timeText } from './table.ts'

/** `dead-letters`: what was refused, to look at, repair, run again and discard. */
export function deadLettersCommand(terminal: Terminal): Command {
  return new Command('dead-letters')
    .description('list, show, check, replay and discard what was refused')
    .addCommand(listCommand(terminal))
    .addCommand(summaryCommand(terminal))
    .addCommand(showCommand(terminal))
    .addCommand(checkCommand(terminal))
    .addCommand(replayCommand(terminal))
    .addCommand(discardCommand(terminal))
}

function listCommand(terminal: Terminal): Command {
  return filtering(asking('list', 'refused messages and readings, newest first'))
    .option('--limit <n>', 'at most so many', whole, 50)
    .action(async (given: Asking & Filtering & { limit: number }) => {
      const { limit } = given
      const api = await apiOf(given, terminal)
      const filter = queryFilter(given, terminal.now())
      const asked = { ...filter, limit: String(Math.min(limit, 1000)) }
      const letters = await listOf(first(limit, api.all<DeadLetter>('/dead-letters', asked)))
      if (given.json) return printJson(terminal, letters)
      const rows = letters.map((letter) => [
        String(letter.id),
        timeText(letter.receivedAt),
        visibleWord(letter.station ?? letter.topic),
        letter.reason,
        letter.state,
        visibleWord(letter.detail),
      ])
      terminal.print(table(['id', 'received', 'station', 'reason', 'state', 'detail'], rows))
    })
}

function summaryCommand(terminal: Terminal): Command {
  return filtering(asking('summary', 'how many were refused for which cause, the most frequent first')).action(
    async (given: Asking & Filtering) => {
      const api = await apiOf(given, terminal)
      const filter = queryFilter(given, terminal.now())
      const summary = await api.get<DeadLetterSummary>('/dead-letters/summary', filter)
      if (given.json) return printJson(terminal, summary)
      const rows = summary.groups.map((group) => [
        group.count,
        group.reason,
        visibleWord(group.vendor ?? group.station ?? '-'),
        group.kind ?? '-',
        visibleWord(group.field ?? '-'),
        group.stations,
        timeText(group.lastAt),
        String(group.example),
      ])
      const heads = ['count', 'reason', 'vendor or station', 'kind', 'value', 'stations', 'newest', 'example']
      if (rows.length > 0) terminal.print(table(heads, rows))
      const bound = summary.isWhole ? '' : '; only the newest are counted'
      terminal.print(`\n${counted(summary.count, 'letter')}${bound}. The newest of all: ${timeText(summary.lastAt)}`)
    },
  )
}

function showCommand(terminal: Terminal): Command {
  return asking('show', 'one of them, with the bytes that came')
    .argument('<id>', 'its number', whole)
    .action(async (id: number, given: Asking) => {
      const api = await apiOf(given, terminal)
      const letter = await api.get<DeadLetterDetail>(`/dead-letters/${id}`)
      if (given.json) return printJson(terminal, letter)
      const { raw, edited, place, ...known } = letter
      const at = place === null ? null : `bytes ${place.from} to ${place.to}`
      terminal.print(
        facts(
          Object.entries({ ...known, place: at }).map(([word, fact]): [string, string] => [
            word,
            fact === null ? '-' : visibleWord(String(fact)),
          ]),
        ),
      )
      terminal.print(`\n${textOf(raw)}`)
      if (edited !== null) terminal.print(`\nran in its place:\n${textOf(edited)}`)
    })
}

function textOf(base64: string): string {
  return visibleText(Buffer.from(base64, 'base64'))
}

async function* first<T>(limit: number, items: AsyncIterable<T>): AsyncIterable<T> {
  let count = 0
  for await (const item of items) {
    yield item
    if (++count >= limit) return
  }
}
