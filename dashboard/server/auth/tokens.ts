import { createHash, randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import { CityError } from '../../../domain/errors.ts'
import type { ApiTokenRow, Schema } from '../../../store/records/schema.ts'

/** An API token as it may be shown: all but the token. */
export interface ApiToken {
  readonly id: number
  readonly name: string
  readonly user: string
  readonly createdAt: number
  readonly expiresAt: number | null
}

export interface Tokens {
  list(user: string): Promise<readonly ApiToken[]>
  /** The token itself is shown only now; the records keep its SHA-256. */
  create(of: { user: string; name: string; expiresAt: number | null }): Promise<{ item: ApiToken; token: string }>
  /** Throws `not-found` when the user has no such token. */
  revoke(user: string, id: number): Promise<void>
  /** The user of a valid token. */
  ownerOf(token: string): Promise<ApiToken | null>
}

const PREFIX = 'city_'

/** API tokens on the records. 256 random bits need no slow hash. */
export function makeTokens(db: Kysely<Schema>, now: () => number): Tokens {
  return {
    async list(user) {
      const rows = await db.selectFrom('api_tokens').selectAll().where('user', '=', user).orderBy('id').execute()
      return rows.map(shown)
    },
    async create({ user, name, expiresAt }) {
      const token = PREFIX + randomBytes(32).toString('base64url')
      const row = { name, hash: hashOf(token), user, createdAt: now(), expiresAt }
      const { id } = await db.insertInto('api_tokens').values(row).returning('id').executeTakeFirstOrThrow()
      return { item: shown({ ...row, id }), token }
    },
    async revoke(user, id) {
      const gone = await db
        .deleteFrom('api_tokens')
        .where('id', '=', id)
        .where('user', '=', user)
        .returning('id')
        .executeTakeFirst()
      if (!gone) throw new CityError('not-found', `You have no API token ${id}.`)
    },
    async ownerOf(token) {
      if (!token.startsWith(PREFIX) || token.length > 100) return null
      const row = await db.selectFrom('api_tokens').selectAll().where('hash', '=', hashOf(token)).executeTakeFirst()
      if (!row || (row.expiresAt !== null && row.expiresAt <= now())) return null
      return shown(row)
    },
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

function shown(row: Omit<ApiTokenRow, 'id'> & { id: number }): ApiToken {
  return { id: row.id, name: row.name, user: row.user, createdAt: row.createdAt, expiresAt: row.expiresAt }
}
