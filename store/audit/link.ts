import { hash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

/** An entry of the audit as it is hashed. */
export interface AuditLine {
  readonly seq: number
  /** UTC ms. */
  readonly at: number
  readonly actor: string
  /** Address or program that it came from; '' when it is the city itself. */
  readonly source: string
  readonly action: string
  readonly object: string
  readonly result: string
  readonly detail: string
}

/** What the first entry is linked to. */
export const NO_LINK: Uint8Array = Buffer.alloc(32)

const LINK_BYTES = 32
/** Longer lines are hashed in a buffer of their own. */
const ROOM_BYTES = 64 * 1024
const HEAD_BYTES = 1 + LINK_BYTES

/** Canonical JSON (RFC 8785) of an entry: names sorted, no white space. */
export function canonicalLine({ seq, at, actor, source, action, object, result, detail }: AuditLine): string {
  return JSON.stringify({ action, actor, at, detail, object, result, seq, source })
}

/** Makes the function `h_n = SHA-256(0x00 | h_(n-1) | row)`: the leaf hash of RFC 6962, 2.1, of the entry `h_(n-1) | row`. */
export function makeLinker(): (before: Uint8Array, line: AuditLine) => Buffer {
  const room = Buffer.alloc(HEAD_BYTES + ROOM_BYTES)
  return (before, line) => {
    const text = canonicalLine(line)
    // A UTF-16 unit takes at most three bytes.
    const buffer = text.length * 3 <= ROOM_BYTES ? room : Buffer.alloc(HEAD_BYTES + text.length * 3)
    buffer[0] = 0
    buffer.set(before, 1)
    const bytes = HEAD_BYTES + buffer.write(text, HEAD_BYTES)
    return hash('sha256', buffer.subarray(0, bytes), 'buffer')
  }
}

const LINK_ONE = `insert into audit_chain (seq, n, link)
  select seq, (select coalesce(max(n), -1) + 1 from audit_chain), audit_link(
    coalesce((select link from audit_chain order by n desc limit 1), zeroblob(32)),
    seq, at, actor, source, action, object, result, detail)
  from audit where seq = ?`

/** Links entries behind the newest one that is linked, in their order. */
export function linkTheRest(db: DatabaseSync): void {
  const link = db.prepare(LINK_ONE)
  const rest = db.prepare(
    'select seq from audit where seq > (select coalesce(max(seq), 0) from audit_chain) order by seq',
  )
  for (const { seq } of rest.all()) link.run(seq as number)
}

/** Gives a connection the function `audit_link`, which the triggers of the audit call. */
export function teachLink(db: DatabaseSync): void {
  const link = makeLinker()
  db.function('audit_link', { deterministic: true }, (before, seq, at, actor, source, action, object, result, detail) =>
    link(before as Uint8Array, {
      seq: seq as number,
      at: at as number,
      actor: actor as string,
      source: source as string,
      action: action as string,
      object: object as string,
      result: result as string,
      detail: detail as string,
    }),
  )
}
