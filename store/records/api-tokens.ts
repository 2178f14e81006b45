import { createHash, randomBytes } from 'node:crypto'
import type { Records } from './records.ts'

/** A token as it is listed: what it is for, never what it is. */
export interface ApiToken {
  readonly id: number
  readonly name: string
  readonly user: string
  readonly createdAt: number
  readonly expiresAt: number | null
}

/** Tokens that scripts use in a person's name. Only their SHA-256 is kept: 256 random bits need no slow hash. */
export interface ApiTokenRecords {
  /** The token is shown only now. */
  create(token: { name: string; user: string; expiresAt: number | null }): Promise<{ id: number; token: string }>
  /** Null for an unknown, revoked or expired one. */
  verify(token: string): Promise<ApiToken | null>
  list(user?: string): Promise<readonly ApiToken[]>
  /** False when there was none; with `user`, only that person's own. */
  revoke(id: number, user?: string): Promise<boolean>
}

export function buildApiTokenRecords(
  { db }: Records,
  {
    now = Date.now,
    random = randomBytes,
  }: { readonly now?: () => number; readonly random?: (size: number) => Buffer } = {},
): ApiTokenRecords {
  const tokens = db.selectFrom('api_tokens').select(['id', 'name', 'user', 'createdAt', 'expiresAt'])

  return {
    create: async ({ name, user, expiresAt }) => {
      const token = `city_${random(32).toString('base64url')}`
      const row = { name, user, expiresAt, hash: hashOf(token), createdAt: now() }
      const { id } = await db.insertInto('api_tokens').values(row).returning('id').executeTakeFirstOrThrow()
      return { id, token }
    },
    verify: async (token) => {
      const found = await tokens.where('hash', '=', hashOf(token)).executeTakeFirst()
      if (!found || (found.expiresAt !== null && found.expiresAt <= now())) return null
      return found
    },
    list: (user) => (user === undefined ? tokens : tokens.where('user', '=', user)).orderBy('id').execute(),
    revoke: async (id, user) => {
      let query = db.deleteFrom('api_tokens').where('id', '=', id)
      if (user !== undefined) query = query.where('user', '=', user)
      return (await query.executeTakeFirst()).numDeletedRows > 0n
    },
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
