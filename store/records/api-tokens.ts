import { type RawBuilder, sql, type SqlBool } from 'kysely'
import { createHash, randomBytes } from 'node:crypto'
import type { TokenScope } from '../../domain/access/roles.ts'
import type { Records } from './records.ts'
import type { ApiTokenRow } from './schema.ts'

/** A token as it is listed: what it is for, never what it is. */
export interface ApiToken {
  readonly id: number
  readonly name: string
  readonly user: string
  readonly createdAt: number
  readonly expiresAt: number | null
  /** Null: whatever its owner may. */
  readonly scopes: readonly TokenScope[] | null
  /** Null: those of its owner. */
  readonly departments: readonly string[] | null
  /** Within a minute; null before its first use. */
  readonly usedAt: number | null
  /** Who made a token that is nobody's in person; null for those of people. */
  readonly createdBy: string | null
}

export type NewApiToken = Pick<ApiToken, 'name' | 'user' | 'expiresAt'> &
  Partial<Pick<ApiToken, 'scopes' | 'departments' | 'createdBy'>>

/** Tokens that scripts use in a person's name. Only their SHA-256 is kept: 256 random bits need no slow hash. */
export interface ApiTokenRecords {
  /** The token is shown only now. */
  create(token: NewApiToken): Promise<{ id: number; token: string }>
  /** Null for an unknown, revoked or expired one. */
  verify(token: string): Promise<ApiToken | null>
  list(user?: string): Promise<readonly ApiToken[]>
  /** False when there was none; with `user`, only that person's own. */
  revoke(id: number, user?: string): Promise<boolean>
}

const USED_EVERY_MS = 60_000

export function buildApiTokenRecords(
  { db }: Records,
  {
    now = Date.now,
    random = randomBytes,
  }: { readonly now?: () => number; readonly random?: (size: number) => Buffer } = {},
): ApiTokenRecords {
  const tokens = db
    .selectFrom('api_tokens')
    .select(['id', 'name', 'user', 'createdAt', 'expiresAt', 'scopes', 'departments', 'usedAt', 'createdBy'])

  return {
    create: async ({ name, user, expiresAt, scopes = null, departments = null, createdBy = null }) => {
      const token = `city_${random(32).toString('base64url')}`
      const lists = { scopes: textOf(scopes), departments: textOf(departments) }
      const row = { name, user, expiresAt, createdBy, ...lists, usedAt: null, hash: hashOf(token), createdAt: now() }
      const { id } = await db.insertInto('api_tokens').values(row).returning('id').executeTakeFirstOrThrow()
      return { id, token }
    },
    verify: async (token) => {
      const found = await tokens.where('hash', '=', hashOf(token)).executeTakeFirst()
      if (!found || (found.expiresAt !== null && found.expiresAt <= now())) return null
      if (found.usedAt === null || found.usedAt < now() - USED_EVERY_MS) {
        await db.updateTable('api_tokens').set({ usedAt: now() }).where('id', '=', found.id).execute()
      }
      return tokenOf(found)
    },
    list: async (user) => {
      const query = user === undefined ? tokens : tokens.where(isOf(user))
      return (await query.orderBy('id').execute()).map(tokenOf)
    },
    revoke: async (id, user) => {
      let query = db.deleteFrom('api_tokens').where('id', '=', id)
      if (user !== undefined) query = query.where(isOf(user))
      return (await query.executeTakeFirst()).numDeletedRows > 0n
    },
  }
}

/** Names of accounts are the same in capitals; of older tokens they stand as they were typed. */
function isOf(user: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`user = ${user} collate nocase`
}

function tokenOf({ scopes, departments, ...row }: Omit<ApiTokenRow, 'hash' | 'id'> & { id: number }): ApiToken {
  return { ...row, scopes: listOf(scopes) as readonly TokenScope[] | null, departments: listOf(departments) }
}

function listOf(text: string | null): readonly string[] | null {
  return text === null ? null : (JSON.parse(text) as string[])
}

function textOf(list: readonly string[] | null): string | null {
  return list === null ? null : JSON.stringify(list)
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
