import { Command, InvalidArgumentError } from 'commander'
import type { DeadLetter } from '../domain/wire.ts'
import type { Api } from './api.ts'
import { apiOf, asking, type Asking, listOf, printJson, type Terminal } from './ask.ts'
import { EXIT, failure } from './exit.ts'
import { facts, table, timeText } from './table.ts'

/** `dead-letters`: what was refused, to look at and to run again. */
export function deadLettersCommand(terminal: Terminal): Command {
  return new Command('dead-letters')
    .description('list, show and replay what was refused')
    .addCommand(listCommand(terminal))
    .addCommand(showCommand(terminal))
    .addCommand(replayCommand(terminal))
}

function listCommand(terminal: Terminal): Command {
  return asking('list', 'refused messages and readings, newest first')
    .option('--station <id>', 'of one station')
    .option('--reason <reason>', 'refused for one reason, for example unknown-value')
    .option('--limit <n>', 'at most so many', whole, 50)
    .action(async (given: Asking & { station?: string; reason?: string; limit: number }) => {
      const { station, reason, limit } = given
      const api = await apiOf(given, terminal)
      const asked = { station, reason, limit: String(Math.min(limit, 1000)) }
      const letters = await listOf(first(limit, api.all<DeadLetter>('/dead-letters', asked)))
      if (given.json) return printJson(terminal, letters)
      const rows = letters.map((letter) => [
        String(letter.id),
        timeText(letter.receivedAt),
        letter.station ?? letter.topic,
        letter.reason,
        letter.replayedAt === null ? '' : 'yes',
        letter.detail,
      ])
      terminal.print(table(['id', 'received', 'station', 'reason', 'replayed', 'detail'], rows))
    })
}

function showCommand(terminal: Terminal): Command {
  return asking('show', 'one of them, with the bytes that came')
    .argument('<id>', 'its number', whole)
    .action(async (id: number, given: Asking) => {
      const letter = await find(await apiOf(given, terminal), id)
      if (given.json) return printJson(terminal, letter)
      const { raw, ...known } = letter
      terminal.print(
        facts(
          Object.entries(known).map(([word, fact]): [string, string] => [word, fact === null ? '-' : String(fact)]),
        ),
      )
      terminal.print(`\n${Buffer.from(raw, 'base64').toString('utf8')}`)
    })
}

function replayCommand(terminal: Terminal): Command {
  return asking('replay', 'run them through the line again; fails when one is refused again')
    .argument('<ids...>', 'their numbers')
    .action(async (ids: string[], given: Asking) => {
      const api = await apiOf(given, terminal)
      const outcomes: { id: number; outcome: 'stored' | 'refused'; detail: string }[] = []
      for (const id of ids.map(whole)) {
        const answer = await api.post<{ outcome: 'stored' | 'refused'; detail: string }>(
          `/dead-letters/${id}/replay`,
          {},
        )
        outcomes.push({ id, ...answer })
        if (!given.json) terminal.print(`${id} ${answer.outcome}: ${answer.detail}`)
      }
      if (given.json) printJson(terminal, outcomes)
      const again = outcomes.filter(({ outcome }) => outcome === 'refused').length
      if (again > 0) throw failure(`${again} of ${ids.length} refused again`, EXIT.failed)
    })
}

/** They are numbered in order and listed newest first. */
async function find(api: Api, id: number): Promise<DeadLetter> {
  for await (const letter of api.all<DeadLetter>('/dead-letters')) {
    if (letter.id === id) return letter
    if (letter.id < id) break
  }
  throw failure(`There is no dead letter ${id}`, EXIT.failed)
}

async function* first<T>(limit: number, items: AsyncIterable<T>): AsyncIterable<T> {
  let count = 0
  for await (const item of items) {
    yield item
    if (++count >= limit) return
  }
}

function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}
