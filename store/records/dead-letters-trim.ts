import { sql } from 'kysely'
import type { Records } from './records.ts'

/** How long dead letters are kept. */
export const KEEP_MS = 30 * 24 * 3_600_000
/** How many bytes they may take. */
export const KEEP_BYTES = 2 ** 30

/** Rows deleted in one step; others are served in between. */
const STEP = 500

/** What a row takes besides its bytes; the triggers of the table count the same. */
const ROW_BYTES = 200

/** How many letters were forgotten because of their age, and how many to make room. */
export interface Trimmed {
  readonly tooOld: number
  readonly tooMuch: number
}

/** What keeps the dead letters within their bounds. */
export interface DeadLetterBounds {
  /** Forgets the oldest beyond the bounds of age and size. */
  trim(now: number, bounds?: { readonly ageMs: number; readonly bytes: number }): Promise<Trimmed>
  /** Bytes that all of them take. */
  bytes(): Promise<number>
}

export function buildDeadLetterBounds({ db }: Records): DeadLetterBounds {
  async function forget(chosen: ReturnType<typeof sql>): Promise<number> {
    let forgotten = 0
    for (;;) {
      const { numAffectedRows } = await sql`delete from dead_letters where id in (${chosen})`.execute(db)
      const gone = Number(numAffectedRows ?? 0)
      forgotten += gone
      if (gone === 0) return forgotten
    }
  }

  return {
    async trim(now, bounds = { ageMs: KEEP_MS, bytes: KEEP_BYTES }) {
      const takes = sql`length(raw) + coalesce(length(edited), 0) + ${ROW_BYTES}`
      const tooOld = sql`select id from dead_letters where receivedAt < ${now - bounds.ageMs} limit ${STEP}`
      const tooMuch = sql`select id from (
        select id, sum(bytes) over (order by id) - bytes as older
        from (select id, ${takes} as bytes from dead_letters order by id limit ${STEP})
      ) where older < (select bytes - ${bounds.bytes} from dead_letters_size)`
      return { tooOld: await forget(tooOld), tooMuch: await forget(tooMuch) }
    },
    bytes: async () => (await db.selectFrom('dead_letters_size').select('bytes').executeTakeFirstOrThrow()).bytes,
  }
}
