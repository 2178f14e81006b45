import type { DeadLetter } from '../domain/wire.ts'
import { CityError } from '../domain/errors.ts'
import { parseTopic } from '../domain/topic.ts'
import type { Journal } from '../journal/journal.ts'
import type { Line } from './line.ts'

/**
 * Runs a dead letter again: what was refused of it goes into the journal as a new message, and so through the whole
 * line. Says what became of it.
 */
export async function replayOf(
  letter: DeadLetter,
  _by: string,
  { journal, line }: { readonly journal: Journal; readonly line: Pick<Line, 'outcomeOf'> },
): Promise<{ readonly outcome: 'stored' | 'refused'; readonly detail: string }> {
  const payload = partOf(letter)
  const position = await new Promise<number>((resolve, reject) => {
    journal.append(letter.topic, payload, (error, position) => (error ? reject(error) : resolve(position)))
  })
  return line.outcomeOf(position)
}

/** The one reading of the message that was refused; the whole message when it could not be read. */
function partOf({ raw, item, topic, id }: DeadLetter): Buffer {
  const bytes = Buffer.from(raw, 'base64')
  if (item === null) return bytes
  const json = JSON.parse(bytes.toString('utf8')) as unknown
  if (parseTopic(topic)?.of !== 'gateway') return Buffer.from(JSON.stringify((json as unknown[])[item]))
  let seen = 0
  for (const [station, sent] of Object.entries(json as Record<string, unknown>)) {
    for (const reading of Array.isArray(sent) ? (sent as unknown[]) : [sent]) {
      if (seen++ === item) return Buffer.from(JSON.stringify({ [station]: reading }))
    }
  }
  throw new CityError('not-found', `Dead letter ${id} names reading ${item}, which its message does not have`)
}
