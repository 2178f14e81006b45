import type { Compilable, SelectQueryBuilder } from 'kysely'
import type { AuditRow } from './audit-schema.ts'
import { type PageOf, type Paging, seenIn } from './page.ts'
import type { Records } from './records.ts'
import type { Schema } from './schema.ts'
import { statement } from './statement.ts'

export interface NewAuditEntry extends Omit<AuditRow, 'seq' | 'source'> {
  /** Address or program that it came from; the city itself when not given. */
  readonly source?: string
}
export type AuditEntry = Required<NewAuditEntry> & { readonly seq: number }

/** Which entries; every part that is given must hold. */
export interface AuditFilter {
  readonly actor?: string
  /** `sign-in`, or `channel-*` for all that begin so. */
  readonly action?: string
  readonly object?: string
  /** One, or several with commas between. */
  readonly result?: string
  /** UTC ms, `to` exclusive. */
  readonly from?: number
  readonly to?: number
  /** Anywhere in actor, source, action, object or detail; upper and lower case of Latin letters are alike. */
  readonly text?: string
}

/** Who did what, and how it ended. Only ever added to. */
export interface AuditRecords {
  /** Belongs in the transaction of what it tells of. */
  add(entry: NewAuditEntry): Compilable
  /** Newest first. A page may have fewer entries than its limit, or none, and still have a next one. */
  list(filter: AuditFilter & Paging): Promise<PageOf<AuditEntry>>
}

/** Entries looked through at once: the thread of the records has others to serve. */
const SPAN = 20_000
const MOST_SPANS = 25
/** Entries stand in the order of their numbers; their times may be out of order by what a clock was set. */
const SLACK = 10_000

export function buildAuditRecords({ db }: Pick<Records, 'db'>): AuditRecords {
  return {
    add: auditEntry,
    async list({ limit, cursor, ...filter }) {
      const bounds = await boundsOf(filter)
      let below = Math.min(seenIn(cursor) ?? Infinity, bounds.below)
      const items: AuditEntry[] = []
      for (let spans = 0; below > bounds.from && spans < MOST_SPANS; spans++) {
        const from = Math.max(bounds.from, below - SPAN)
        const rows = await matching(filter)
          .where('seq', '<', below)
          .where('seq', '>=', from)
          .orderBy('seq', 'desc')
          .limit(limit + 1 - items.length)
          .execute()
        items.push(...rows)
        if (items.length > limit) return { items: items.slice(0, limit), next: cursorOf(items[limit - 1]!.seq) }
        below = from
      }
      return { items, next: below > bounds.from ? cursorOf(below) : null }
    },
  }

  /** Numbers between which everything asked for is. */
  async function boundsOf({ from, to }: AuditFilter): Promise<{ from: number; below: number }> {
    const ends = await db
      .selectFrom('audit')
      .select(({ fn }) => [fn.min('seq').as('first'), fn.max('seq').as('last')])
      .executeTakeFirst()
    const [first, last] = [ends?.first ?? 1, ends?.last ?? 0]
    const at = db.selectFrom('audit').select('seq')
    const since = from === undefined ? null : await at.where('at', '>=', from).orderBy('at').limit(1).executeTakeFirst()
    const until =
      to === undefined ? null : await at.where('at', '<', to).orderBy('at', 'desc').limit(1).executeTakeFirst()
    // Nothing is that new, or that old.
    if (since === undefined || until === undefined) return { from: 1, below: 1 }
    return {
      from: Math.max(first, (since?.seq ?? 0) - SLACK),
      below: Math.min(last, (until?.seq ?? Infinity) + SLACK) + 1,
    }
  }

  function matching(filter: AuditFilter): SelectQueryBuilder<Schema, 'audit', AuditEntry> {
    const { actor, action, object, result, from, to, text } = filter
    let query = db.selectFrom('audit').selectAll()
    if (actor !== undefined) query = query.where('actor', '=', actor)
    if (action?.endsWith('*'))
      query = query.where(({ eb, fn }) => eb(fn<number>('instr', ['action', eb.val(action.slice(0, -1))]), '=', 1))
    else if (action !== undefined) query = query.where('action', '=', action)
    if (object !== undefined) query = query.where('object', '=', object)
    if (result !== undefined) query = query.where('result', 'in', result.split(','))
    if (from !== undefined) query = query.where('at', '>=', from)
    if (to !== undefined) query = query.where('at', '<', to)
    if (text === undefined) return query
    // Not LIKE: what people look for has no wild cards.
    const low = text.toLowerCase()
    return query.where(({ eb, fn }) =>
      eb.or(
        (['actor', 'source', 'action', 'object', 'detail'] as const).map((name) =>
          eb(fn<number>('instr', [fn('lower', [name]), eb.val(low)]), '>', 0),
        ),
      ),
    )
  }
}

/** An entry as a statement for `transact`; belongs in the transaction of what it tells of. */
export function auditEntry({ at, actor, source = '', action, object, result, detail }: NewAuditEntry): Compilable {
  return statement(
    'insert into audit (at, actor, source, action, object, result, detail) values (?, ?, ?, ?, ?, ?, ?)',
    [at, actor, source, action, object, result, detail],
  )
}

function cursorOf(seq: number): string {
  return Buffer.from(String(seq)).toString('base64url')
}
