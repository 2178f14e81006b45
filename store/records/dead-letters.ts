import { type Compilable, sql } from 'kysely'
import type { DeadLetter } from '../../domain/wire.ts'
import { type PageOf, pageOf, type Paging, seenIn } from './page.ts'
import type { Records } from './records.ts'
import type { DeadLetterRow } from './schema.ts'
import { statement } from './statement.ts'

export const KEEP_MS = 30 * 24 * 3_600_000
export const KEEP_BYTES = 2 ** 30

/** Rows deleted in one step; others are served in between. */
const STEP = 500

/** What a row takes besides its raw bytes; the triggers of the table count the same. */
const ROW_BYTES = 200

/** A refused message on its way to the dead letters. */
export type NewDeadLetter = Omit<DeadLetterRow, 'id' | 'replayedAt'>

/** Messages that were refused, with their raw bytes, for people to look at, repair and replay. */
export interface DeadLetterRecords {
  add(letter: NewDeadLetter): Compilable
  /** Newest first. */
  list(filter: { readonly station?: string; readonly reason?: string } & Paging): Promise<PageOf<DeadLetter>>
  get(id: number): Promise<DeadLetter | undefined>
  markReplayed(id: number, at: number): Compilable
  /** Forgets the oldest beyond the bounds of age and size; says how many. */
  trim(now: number, bounds?: { readonly ageMs: number; readonly bytes: number }): Promise<number>
  bytes(): Promise<number>
}

export function buildDeadLetterRecords({ db }: Records): DeadLetterRecords {
  return { add, list, get, markReplayed, trim, bytes }

  async function list(filter: { station?: string; reason?: string } & Paging): Promise<PageOf<DeadLetter>> {
    const { station, reason, limit } = filter
    const seen = seenIn(filter.cursor)
    let query = db.selectFrom('dead_letters').selectAll()
    if (station !== undefined) query = query.where('station', '=', station)
    if (reason !== undefined) query = query.where('reason', '=', reason)
    if (seen !== null) query = query.where('id', '<', seen)
    const rows = await query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
    return pageOf(rows, limit, { numberOf: (row) => row.id, toItem: toDeadLetter })
  }

  async function get(id: number): Promise<DeadLetter | undefined> {
    const row = await db.selectFrom('dead_letters').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toDeadLetter(row)
  }

  async function trim(now: number, bounds = { ageMs: KEEP_MS, bytes: KEEP_BYTES }): Promise<number> {
    let trimmed = 0
    const tooOld = sql`select id from dead_letters where receivedAt < ${now - bounds.ageMs} limit ${STEP}`
    const tooMuch = sql`select id from (
        select id, sum(length(raw) + ${ROW_BYTES}) over (order by id) - length(raw) - ${ROW_BYTES} as older
        from (select id, raw from dead_letters order by id limit ${STEP})
      ) where older < (select bytes - ${bounds.bytes} from dead_letters_size)`
    for (const chosen of [tooOld, tooMuch]) {
      let gone: number
      do {
        const result = await sql`delete from dead_letters where id in (${chosen})`.execute(db)
        gone = Number(result.numAffectedRows ?? 0)
        trimmed += gone
      } while (gone > 0)
    }
    return trimmed
  }

  async function bytes(): Promise<number> {
    return (await db.selectFrom('dead_letters_size').select('bytes').executeTakeFirstOrThrow()).bytes
  }
}

function add(letter: NewDeadLetter): Compilable {
  const { position, receivedAt, topic, station, stage, reason, detail, item, raw } = letter
  return statement(
    `insert into dead_letters (position, receivedAt, topic, station, stage, reason, detail, item, raw)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [position, receivedAt, topic, station, stage, reason, detail, item, raw],
  )
}

function markReplayed(id: number, at: number): Compilable {
  return statement('update dead_letters set replayedAt = ? where id = ?', [at, id])
}

function toDeadLetter({ raw, ...row }: Omit<DeadLetterRow, 'id'> & { id: number }): DeadLetter {
  return { ...row, raw: Buffer.from(raw).toString('base64') }
}
