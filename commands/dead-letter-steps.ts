import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { DeadLetterCheck, DiscardManyAnswer, ReplayAnswer, ReplayManyAnswer } from '../domain/dead-letter.ts'
import { visibleWord } from '../domain/visible.ts'
import type { Api } from './api.ts'
import { apiOf, asking, type Asking, printJson, type Terminal } from './ask.ts'
import { EXIT, failure } from './exit.ts'
import { bodyFilter, filtering, type Filtering, whole } from './letter-filter.ts'
import { counted } from './table.ts'

/** Letters of one call; the city takes up to 500. */
const STEP = 200

/** `dead-letters check`: what a replay would do. Fails when it would be refused. */
export function checkCommand(terminal: Terminal): Command {
  return asking('check', 'say what a replay would store, without storing anything; fails when it would be refused')
    .argument('<id>', 'its number', whole)
    .option('--payload <json>', 'try this in place of its bytes')
    .option('--map <file>', 'try this field map in place of the one in force')
    .action(async (id: number, given: Asking & { payload?: string; map?: string }) => {
      const { payload, map } = given
      const trial = { ...(payload !== undefined && { payload }), ...(map !== undefined && { map: readJson(map) }) }
      const api = await apiOf(given, terminal)
      const check = await api.post<DeadLetterCheck>(`/dead-letters/${id}/check`, trial)
      if (given.json) printJson(terminal, check)
      else terminal.print(told(check).join('\n'))
      if (check.faults.length > 0) throw failure(counted(check.faults.length, 'fault'), EXIT.failed)
    })
}

/** `dead-letters replay`: by number, or all of a filter. Fails when one is refused again. */
export function replayCommand(terminal: Terminal): Command {
  return filtering(
    asking(
      'replay',
      'run them through the line again, by number or all that a filter finds; fails when one is refused',
    ),
  )
    .argument('[ids...]', 'their numbers')
    .option('--payload <json>', 'run this in place of the bytes of the one letter')
    .action(async (ids: string[], given: Asking & Filtering & { payload?: string }) => {
      const api = await apiOf(given, terminal)
      const { payload } = given
      if (payload !== undefined && ids.length !== 1) throw failure('--payload is for one letter', EXIT.usage)
      if (ids.length === 0) return replayFound(api, given, terminal)
      const outcomes: ({ id: number } & ReplayAnswer)[] = []
      for (const id of ids.map(whole)) {
        const body = payload === undefined ? {} : { payload }
        const answer = await api.post<ReplayAnswer>(`/dead-letters/${id}/replay`, body)
        outcomes.push({ id, ...answer })
        if (!given.json) terminal.print(`${id} ${answer.outcome}: ${visibleWord(answer.detail)}`)
      }
      if (given.json) printJson(terminal, outcomes)
      const again = outcomes.filter(({ outcome }) => outcome === 'refused').length
      if (again > 0) throw failure(`${again} of ${ids.length} refused again`, EXIT.failed)
    })
}

/** `dead-letters discard`: closes them without a replay. */
export function discardCommand(terminal: Terminal): Command {
  return filtering(asking('discard', 'close them without running them again, by number or all that a filter finds'))
    .argument('[ids...]', 'their numbers')
    .requiredOption('--because <text>', 'why; it is kept in the audit log')
    .action(async (ids: string[], given: Asking & Filtering & { because: string }) => {
      const api = await apiOf(given, terminal)
      const { because: reason } = given
      let discarded = 0
      for (const id of ids.map(whole)) {
        await api.post(`/dead-letters/${id}/discard`, { reason })
        discarded++
      }
      if (ids.length === 0) {
        const filter = demandFilter(bodyFilter(given, terminal.now()))
        let after: number | null = 0
        while (after !== null) {
          const answer: DiscardManyAnswer = await api.post('/dead-letters/discard', {
            filter,
            after,
            limit: STEP,
            reason,
          })
          discarded += answer.discarded
          after = answer.next
        }
      }
      if (given.json) printJson(terminal, { discarded })
      else terminal.print(`${counted(discarded, 'letter')} discarded`)
    })
}

async function replayFound(api: Api, given: Asking & Filtering, terminal: Terminal): Promise<void> {
  const filter = demandFilter(bodyFilter(given, terminal.now()))
  const sum = { stored: 0, refused: 0, pending: 0, skipped: 0 }
  const faults: ReplayManyAnswer['faults'] = []
  let after: number | null = 0
  while (after !== null) {
    const answer: ReplayManyAnswer = await api.post('/dead-letters/replay', { filter, after, limit: STEP })
    for (const outcome of ['stored', 'refused', 'pending', 'skipped'] as const) sum[outcome] += answer[outcome]
    faults.push(...answer.faults)
    after = answer.next
    const { stored, refused } = sum
    if (!given.json && after !== null) terminal.print(`${stored} stored, ${refused} refused, ${answer.left} left …`)
  }
  if (given.json) printJson(terminal, { ...sum, faults })
  else {
    const { stored, refused, pending, skipped } = sum
    terminal.print(`${stored} stored, ${refused} refused again, ${pending} wait for the store, ${skipped} skipped`)
    for (const { id, detail } of faults.slice(0, 10)) terminal.print(`  ${id}: ${visibleWord(detail)}`)
  }
  if (sum.refused > 0) throw failure(`${sum.refused} refused again`, EXIT.failed)
}

/** All letters of all vendors are never meant by leaving everything out. */
function demandFilter(filter: Record<string, unknown>): Record<string, unknown> {
  if (Object.keys(filter).length > 0) return filter
  throw failure('Give the numbers of letters, or at least one of the filters, for example --vendor', EXIT.usage)
}

function told({ readings, faults }: DeadLetterCheck): string[] {
  return [
    ...readings.map(({ station, ts, values }) => {
      const all = Object.entries(values).map(([name, { value, unit, flag }]) => {
        const mark = flag === 1 ? '' : ` (flag ${flag})`
        return `${name} ${value ?? 'missing'}${value === null ? '' : ` ${unit}`}${mark}`
      })
      return `${station} at ${new Date(ts).toISOString()}: would be stored as ${all.join(', ')}`
    }),
    ...faults.map(({ item, reason, detail }) => {
      return `${item === null ? '' : `reading ${item}: `}would be refused: ${reason}: ${visibleWord(detail)}`
    }),
  ]
}

/** JSON of a file, or of standard input for `-`. */
export function readJson(file: string): object {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8')) as object
  } catch (error) {
    throw failure(`${file}: ${(error as Error).message}`, EXIT.failed)
  }
}
