import { DatabaseSync } from 'node:sqlite'
import { checksum, unpackFrames } from '../journal/frames.ts'
import { endLease, lease } from '../journal/lease.ts'
import { rowsFrom } from '../journal/sqlite-rows.ts'

/** Well within the life of a lease. */
const RENEW_MS = 500

/** A message as the door took it. */
export interface TailMessage {
  /** UTC ms. */
  readonly receivedAt: number
  readonly topic: string
  readonly payload: Buffer
}

/** What a running city takes in, read beside it from its journal, which remembers for it what it has not seen (`journal/lease.ts`). */
export interface JournalTail extends Disposable {
  /** What has come since the last call, in order; `missed`: messages that were forgotten before they were seen. */
  poll(): { readonly messages: readonly TailMessage[]; readonly missed: number }
}

/** Begins at the head of the journal in `file`, or with all that it still holds. Throws when it cannot be opened. */
export function tailJournal(file: string, { isFromOldest = false } = {}): JournalTail {
  const db = new DatabaseSync(file, { readOnly: true })
  lease(file, 0)
  const newest = db.prepare('SELECT first, count FROM log ORDER BY first DESC LIMIT 1').get() as
    | { first: number; count: number }
    | undefined
  let next = isFromOldest || !newest ? null : newest.first + newest.count
  let leasedAt = 0
  const renew = () => {
    leasedAt = performance.now()
    lease(file, next ?? 0)
  }
  renew()
  return {
    poll() {
      const messages: TailMessage[] = []
      let missed = 0
      for (const row of rowsFrom(db, 'first, count, received, crc, body', next ?? 0)) {
        const { first, count, received: receivedAt, crc, body } = row
        if (next !== null) missed += first - next
        next = first + count
        if (checksum({ first, count, receivedAt, body }) !== crc) {
          missed += count
          continue
        }
        const { topics, payloads } = unpackFrames(Buffer.from(body), count)
        for (const [i, topic] of topics.entries()) messages.push({ receivedAt, topic, payload: payloads[i]! })
      }
      if (messages.length > 0 || performance.now() - leasedAt > RENEW_MS) renew()
      return { messages, missed }
    },
    [Symbol.dispose]() {
      db.close()
      endLease(file)
    },
  }
}
