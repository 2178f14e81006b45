import type { Batch } from '../journal/journal.ts'

/** A dead letter that is run again, as its message in the journal tells of it. */
export interface Rerun {
  /** Number of the letter. */
  readonly letter: number
  /** Station that its refusal was counted for. */
  readonly station: string | null
  /** Its one message, received when it first came. */
  readonly batch: Batch
}

const PREFIX = '$replay/'

/** Topic of a replay in the journal; no device can publish on it. */
export function replayTopic(letter: {
  readonly id: number
  readonly receivedAt: number
  readonly station: string | null
  readonly topic: string
}): string {
  return `${PREFIX}${letter.id}/${letter.receivedAt}/${letter.station ?? ''}/${letter.topic}`
}

/** Whether a message of the journal is the replay of a letter. */
export function isReplayTopic(topic: string): boolean {
  return topic.startsWith(PREFIX)
}

/** The replay that a message of a batch is. All of it stands in the journal, so that it is the same each time it is read. */
export function rerunAt(batch: Batch, index: number): Rerun {
  const [, id, receivedAt, station, ...topic] = batch.topics[index]!.split('/')
  return {
    letter: Number(id),
    station: station || null,
    batch: {
      first: batch.first + index,
      receivedAt: Number(receivedAt),
      topics: [topic.join('/')],
      payloads: [batch.payloads[index]!],
    },
  }
}
