import type { Compilable } from 'kysely'
import type { DeadLetter } from '../domain/wire.ts'
import { CityError } from '../domain/errors.ts'
import { parseTopic } from '../domain/topic.ts'
import type { Journal } from '../journal/journal.ts'
import type { AuditRecords } from '../store/records/audit.ts'
import type { DeadLetterRecords } from '../store/records/dead-letters.ts'
import type { Line } from './line.ts'
import type { Outcome } from './outcomes.ts'

export interface ReplayRooms {
  readonly journal: Pick<Journal, 'append'>
  readonly line: Pick<Line, 'outcomeOf'>
  readonly deadLetters: Pick<DeadLetterRecords, 'markReplayed'>
  readonly audit: Pick<AuditRecords, 'add'>
  readonly transact: (statements: readonly Compilable[]) => Promise<void>
  readonly now: () => number
}

/**
 * Runs a dead letter again: what was refused of it goes into the journal as a new message, and so through the whole
 * line. Says what became of it; what is refused once more has a dead letter of its own.
 */
export async function replayOf(letter: DeadLetter, by: string, rooms: ReplayRooms): Promise<Outcome> {
  const { journal, line, deadLetters, audit, transact, now } = rooms
  const payload = partOf(letter)
  const position = await new Promise<number>((resolve, reject) => {
    journal.append(letter.topic, payload, (error, position) => (error ? reject(error) : resolve(position)))
  })
  const known = line.outcomeOf(position)
  const at = now()
  const object = String(letter.id)
  const detail = `as message ${position}`
  await transact([
    deadLetters.markReplayed(letter.id, at),
    audit.add({ at, actor: by, action: 'replay-dead-letter', object, result: 'ok', detail }),
  ])
  return known
}

/** The one reading of the message that was refused; the whole message when it could not be read. */
function partOf({ raw, item, topic, id, receivedAt }: DeadLetter): Buffer {
  const bytes = Buffer.from(raw, 'base64')
  const isOfGateway = parseTopic(topic)?.of === 'gateway'
  const json = read(bytes)
  if (item === null)
    return typeof json === 'object' && json !== null && !isOfGateway ? write(dated(json, receivedAt)) : bytes
  if (!isOfGateway) return write(dated((json as unknown[])[item], receivedAt))
  let seen = 0
  for (const [station, sent] of Object.entries(json as Record<string, unknown>)) {
    for (const reading of Array.isArray(sent) ? (sent as unknown[]) : [sent]) {
      if (seen++ === item) return write({ [station]: dated(reading, receivedAt) })
    }
  }
  throw new CityError('not-found', `Dead letter ${id} names reading ${item}, which its message does not have`)
}

/** A reading without a time is of the time of its first receipt, whenever it is run again. */
function dated(json: unknown, receivedAt: number): unknown {
  if (Array.isArray(json)) return json.map((one) => dated(one, receivedAt))
  if (typeof json !== 'object' || json === null) return json
  const { ts } = json as { ts?: unknown }
  return ts === undefined || ts === null ? { ...json, ts: receivedAt } : json
}

function read(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

function write(json: unknown): Buffer {
  return Buffer.from(JSON.stringify(json))
}
