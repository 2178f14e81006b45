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
  /** Only rows where this column has this value are sealed. */
  readonly only?: readonly [column: string, value: string]
  /** Of one text: `field` is ''. */
  readonly place: (key: string, field: string) => string
}

/** Every sealed column of the records. What is sealed and not among them cannot be opened after a change of the key. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'channels', key: 'id', column: 'sealed', form: 'fields', place: channelPlace },
  { table: 'people', key: 'user', column: 'totp', form: 'text', place: secondFactorPlace },
  {
    table: 'credentials',
    key: 'username',
    column: 'proof',
    form: 'text',
    only: ['mode', 'signed'],
    place: signingPlace,
  },
]

/** Where a secret of a channel is sealed. */
export function channelPlace(id: string, field: string): string {
  return `channel ${id} ${field}`
}

/** Where the secret of a person's second factor is sealed. */
export function secondFactorPlace(user: string): string {
  return `second factor of ${user}`
}

/** Where the secret that signs a device's passwords is sealed. */
export function signingPlace(username: string): string {
  return `credential of ${username}`
}

/** Statements that seal everything anew, for one transaction. Rejects when one cannot be opened. */
export async function sealAnew(
  { db }: Pick<Records, 'db'>,
  seals: { readonly from: Seal; readonly to: Seal },
  columns: readonly SealedColumn[] = SEALED_COLUMNS,
): Promise<readonly Compilable[]> {
  const { from, to } = seals
  const statements: Compilable[] = []
  for (const { table, key, column, form, only, place } of columns) {
    const query = sql<{ id: string; sealed: string | null }>`
      select ${sql.ref(key)} as id, ${sql.ref(column)} as sealed from ${sql.table(table)}
      where ${only === undefined ? sql`true` : sql`${sql.ref(only[0])} = ${only[1]}`}`
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
      // A key may have several rows, and no two sealed texts are alike.
      const row = `"${key}" = ? and "${column}" = ?`
      statements.push(statement(`update "${table}" set "${column}" = ? where ${row}`, [next, id, sealed]))
    }
  }
  return statements
}
