import type { Compilable } from 'kysely'
import type { Suppression, SuppressionScope } from '../../domain/suppression.ts'
import type { Records } from './records.ts'
import type { SuppressionRow } from './schema.ts'
import { statement } from './statement.ts'

/** Maintenance and outages, past ones as well. */
export interface SuppressionRecords {
  /** Writes one, or what has become of it. */
  save(suppression: Suppression): Compilable
  /** Those that are not over at `now`, UTC ms. */
  notOver(now: number): Promise<readonly Suppression[]>
  /** Newest first. */
  list(limit: number): Promise<readonly Suppression[]>
}

export function buildSuppressionRecords({ db }: Records): SuppressionRecords {
  return {
    save: ({ id, reason, scope, from, to, why, by, endedBy, departments }) =>
      statement(
        `insert into suppressions (id, reason, scope, "from", "to", why, by, endedBy, departments)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (id) do update set "to" = excluded."to", endedBy = excluded.endedBy, departments = excluded.departments`,
        [
          id,
          reason,
          JSON.stringify(scope),
          from,
          to,
          why,
          by,
          endedBy,
          departments === undefined ? null : JSON.stringify(departments),
        ],
      ),
    notOver: async (now) => {
      const rows = await db
        .selectFrom('suppressions')
        .selectAll()
        .where((of) => of.or([of('to', 'is', null), of('to', '>', now)]))
        .execute()
      return rows.map(suppressionOf)
    },
    list: async (limit) => {
      const rows = await db.selectFrom('suppressions').selectAll().orderBy('from', 'desc').limit(limit).execute()
      return rows.map(suppressionOf)
    },
  }
}

function suppressionOf({ departments, ...row }: SuppressionRow): Suppression {
  const reason = row.reason === 'outage' ? 'outage' : 'maintenance'
  return {
    ...row,
    reason,
    scope: JSON.parse(row.scope) as SuppressionScope,
    ...(departments !== null && departmentsIn(departments)),
  }
}

/** What cannot be read any more is told anew when the city starts, like what was never kept. */
function departmentsIn(text: string): Pick<Suppression, 'departments'> {
  try {
    return { departments: JSON.parse(text) as string[] | null }
  } catch {
    return {}
  }
}
