import { type Compilable, sql } from 'kysely'
import type { Records } from './records.ts'
import type { Seal } from './seal.ts'
import { statement } from './statement.ts'

/** A column that holds what `Seal.close` gave, by itself or as the values of a JSON object. */
export interface SealedColumn {
  readonly table: string
  /** Column that names the row. */
  readonly key: string
  readonly column: string
  readonly form: 'text' | 'fields'
  /** Of one text: `field` is ''. */
  readonly place: (key: string, field: string) => string
}

/** Every sealed column of the records. What is sealed and not among them cannot be opened after a change of the key. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'channels', key: 'id', column: 'sealed', form: 'fields', place: channelPlace },
]

/** Where a secret of a channel is sealed. */
export function channelPlace(id: string, field: string): string {
  return `channel ${id} ${field}`
}

/** Statements that seal everything anew, for one transaction. Rejects when one cannot be opened. */
export async function sealAnew(
  { db }: Pick<Records, 'db'>,
  seals: { readonly from: Seal; readonly to: Seal },
  columns: readonly SealedColumn[] = SEALED_COLUMNS,
): Promise<readonly Compilable[]> {
  const { from, to } = seals
  const statements: Compilable[] = []
  for (const { table, key, column, form, place } of columns) {
    const query = sql<{ id: string; sealed: string | null }>`
      select ${sql.ref(key)} as id, ${sql.ref(column)} as sealed from ${sql.table(table)}`
    const again = (text: string, id: string, field: string) => {
      const at = place(id, field)
      return to.close(from.open(text, at), at)
    }
    for (const { id, sealed } of (await query.execute(db)).rows) {
      if (sealed === null) continue
      const next =
        form === 'text'
          ? again(sealed, id, '')
          : JSON.stringify(
              Object.fromEntries(
                Object.entries(JSON.parse(sealed) as Record<string, string>).map(([field, text]) => [
                  field,
                  again(text, id, field),
                ]),
              ),
            )
      statements.push(statement(`update "${table}" set "${column}" = ? where "${key}" = ?`, [next, id]))
    }
  }
  return statements
}
