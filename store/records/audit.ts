import type { Compilable } from 'kysely'
import { type PageOf, pageOf, type Paging, seenIn } from './page.ts'
import type { Records } from './records.ts'
import type { AuditRow } from './schema.ts'
import { statement } from './statement.ts'

export type NewAuditEntry = Omit<AuditRow, 'seq'>
export type AuditEntry = NewAuditEntry & { readonly seq: number }

/** Who did what, and how it ended. Only ever added to. */
export interface AuditRecords {
  /** Belongs in the transaction of what it tells of. */
  add(entry: NewAuditEntry): Compilable
  /** Newest first. */
  list(filter: { readonly actor?: string; readonly object?: string } & Paging): Promise<PageOf<AuditEntry>>
}

export function buildAuditRecords({ db }: Records): AuditRecords {
  return {
    add,
    list: async ({ actor, object, limit, cursor }) => {
      const seen = seenIn(cursor)
      let query = db.selectFrom('audit').selectAll()
      if (actor !== undefined) query = query.where('actor', '=', actor)
      if (object !== undefined) query = query.where('object', '=', object)
      if (seen !== null) query = query.where('seq', '<', seen)
      const rows = await query
        .orderBy('seq', 'desc')
        .limit(limit + 1)
        .execute()
      return pageOf(rows, limit, { numberOf: (row) => row.seq, toItem: (row) => row })
    },
  }
}

function add({ at, actor, action, object, result, detail }: NewAuditEntry): Compilable {
  return statement('insert into audit (at, actor, action, object, result, detail) values (?, ?, ?, ?, ?, ?)', [
    at,
    actor,
    action,
    object,
    result,
    detail,
  ])
}
