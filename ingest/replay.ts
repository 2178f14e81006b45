import type { Compilable } from 'kysely'
import type { ReplayAnswer, ReplayManyAnswer } from '../domain/dead-letter.ts'
import { CityError } from '../domain/errors.ts'
import type { DeadLetter } from '../domain/wire.ts'
import type { Journal } from '../journal/journal.ts'
import type { AuditRecords } from '../store/records/audit.ts'
import type { DeadLetterRecords, LetterFilter } from '../store/records/dead-letters.ts'
import type { Line } from './line.ts'
import { isOfGateway, messageOf, partsOf } from './parts.ts'
import { replayTopic } from './replay-topic.ts'

export interface ReplayRooms {
  readonly journal: Pick<Journal, 'append'>
  readonly line: Pick<Line, 'outcomeOf'>
  readonly deadLetters: Pick<DeadLetterRecords, 'get' | 'claim' | 'release' | 'idsAfter'>
  readonly audit: Pick<AuditRecords, 'add'>
  readonly transact: (statements: readonly Compilable[]) => Promise<void>
  readonly now: () => number
  /** How long an answer waits for the store. */
  readonly patienceMs?: number
}

/** Who replays, and what in place of the letter's own bytes. */
export interface ReplayOrder {
  readonly by: string
  readonly payload?: string
}

const PATIENCE_MS = 5_000
const MOST_FAULTS = 10

/**
 * Runs a dead letter again: it goes into the journal as a message of ours, and so through the whole line. The letter is
 * `replaying` from before it is in the journal until the line has judged it: nobody can order it twice. Throws `letter-closed`.
 */
export async function replayLetter(letter: DeadLetter, order: ReplayOrder, rooms: ReplayRooms): Promise<ReplayAnswer> {
  const { journal, line, deadLetters, audit, transact, now } = rooms
  const { by, payload } = order
  const edited = payload === undefined ? null : Buffer.from(payload)
  if (!(await deadLetters.claim(letter.id, { actor: by, at: now(), edited }))) {
    const { state = 'gone' } = (await deadLetters.get(letter.id)) ?? {}
    throw new CityError('letter-closed', `Dead letter ${letter.id} is ${state}.`)
  }
  let position: number
  try {
    position = await new Promise<number>((resolve, reject) => {
      journal.append(replayTopic(letter), edited ?? bytesOf(letter), (error, at) =>
        error ? reject(error) : resolve(at),
      )
    })
  } catch (error) {
    const detail = (error as Error).message
    const entry = { at: now(), actor: by, action: 'replay-dead-letter', object: String(letter.id) }
    await transact([deadLetters.release(letter.id, detail), audit.add({ ...entry, result: 'failed', detail })])
    throw error
  }
  return answerIn(line.outcomeOf(position), rooms.patienceMs ?? PATIENCE_MS)
}

/** Replays the letters of a filter that follow number `after`, at most `limit`. Runs them oldest first. */
export async function replayMany(
  filter: LetterFilter,
  { after, limit, by }: { readonly after: number; readonly limit: number; readonly by: string },
  rooms: ReplayRooms,
): Promise<ReplayManyAnswer> {
  const { ids, count } = await rooms.deadLetters.idsAfter(filter, after, limit)
  const sum = { stored: 0, refused: 0, pending: 0, skipped: 0, faults: [] as { id: number; detail: string }[] }
  const one = async (id: number) => {
    const letter = await rooms.deadLetters.get(id)
    if (!letter) return void sum.skipped++
    try {
      const { outcome, detail } = await replayLetter(letter, { by }, rooms)
      sum[outcome]++
      if (outcome === 'refused' && sum.faults.length < MOST_FAULTS) sum.faults.push({ id, detail })
    } catch (error) {
      if (!(error instanceof CityError && error.code === 'letter-closed')) throw error
      sum.skipped++
    }
  }
  const done = await Promise.allSettled(ids.map(one))
  const failed = done.find((each) => each.status === 'rejected')
  if (failed) throw failed.reason as Error
  const left = count - ids.length
  return { ...sum, left, next: left > 0 ? (ids.at(-1) ?? null) : null }
}

/** What of a letter runs again: its one refused reading, or the whole message when that could not be read. */
export function bytesOf({ raw, item, topic }: Pick<DeadLetter, 'raw' | 'item' | 'topic'>): Buffer {
  const bytes = Buffer.from(raw, 'base64')
  if (item === null) return bytes
  const ofGateway = isOfGateway(topic)
  const parts = partsOf(bytes, ofGateway)
  const part = parts.length > 1 ? parts[item] : undefined
  return part ? messageOf(bytes, part, ofGateway) : bytes
}

async function answerIn(outcome: ReturnType<Line['outcomeOf']>, ms: number): Promise<ReplayAnswer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<ReplayAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ outcome: 'pending', detail: 'it waits for the store' }), ms)
  })
  return Promise.race([outcome, late]).finally(() => clearTimeout(timer))
}
