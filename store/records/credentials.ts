import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Compilable } from 'kysely'
import type { Records } from './records.ts'
import type { CredentialRow } from './schema.ts'
import { statement } from './statement.ts'

/** Who has been let in. */
export interface Admitted {
  readonly of: CredentialRow['of']
  readonly id: string
}

/** User names and hashed passwords in memory, so that a connection is judged without a query. */
export interface Credentials {
  /** Takes the same time whether the user is unknown or the password wrong. */
  admit(username: string, password: string | Uint8Array): Admitted | null
  get(username: string): CredentialRow | undefined
  all(): Iterable<CredentialRow>
  row(username: string, of: CredentialRow['of'], password: string, at: number): CredentialRow
  /** To be called once the row is durable. */
  put(row: CredentialRow): void
  drop(username: string): void
}

const PAGE = 5000
const NOBODY = Buffer.alloc(32).toString('base64url')

export async function loadCredentials({ db }: Records, hashKey: Uint8Array): Promise<Credentials> {
  const rows = new Map<string, CredentialRow>()
  let last = ''
  for (;;) {
    const query = db.selectFrom('credentials').selectAll().where('username', '>', last).orderBy('username').limit(PAGE)
    const page = await query.execute()
    for (const row of page) rows.set(row.username, row)
    const end = page.at(-1)
    if (!end || page.length < PAGE) break
    last = end.username
  }

  return {
    admit: (username, password) => {
      const row = rows.get(username)
      const isSame = timingSafeEqual(hash(password), Buffer.from(row?.hash ?? NOBODY, 'base64url'))
      return row && isSame ? { of: row.of, id: row.username } : null
    },
    get: (username) => rows.get(username),
    all: () => rows.values(),
    row: (username, of, password, at) => ({ username, of, hash: hash(password).toString('base64url'), createdAt: at }),
    put: (row) => void rows.set(row.username, row),
    drop: (username) => void rows.delete(username),
  }

  function hash(password: string | Uint8Array): Buffer {
    return createHmac('sha256', hashKey).update(password).digest()
  }
}

/** Statement that keeps rows, in place of those that the same users had. */
export function saveCredentials(rows: readonly CredentialRow[]): Compilable {
  return statement(
    `insert into credentials (username, of, hash, createdAt)
     select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(?) where true
     on conflict (username) do update set hash = excluded.hash, createdAt = excluded.createdAt`,
    [JSON.stringify(rows.map(({ username, of, hash, createdAt }) => [username, of, hash, createdAt]))],
  )
}

export function deleteCredential(username: string): Compilable {
  return statement('delete from credentials where username = ?', [username])
}
