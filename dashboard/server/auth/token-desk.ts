import { CityError } from '../../../domain/errors.ts'
import type { ApiToken, ApiTokenRecords, NewApiToken } from '../../../store/records/api-tokens.ts'
import type { People, Person } from '../../../store/records/people.ts'

/** API tokens of people. */
export interface TokenDesk {
  list(user: string): Promise<readonly ApiToken[]>
  /** The token is shown only now. That of somebody who comes by the sign-in service is valid for at most 30 days. */
  create(of: NewApiToken): Promise<{ item: ApiToken; token: string }>
  /** Throws `not-found` when the user has no such token. */
  revoke(user: string, id: number, by?: string): Promise<void>
  /** Ends all of a person's; says how many. */
  endAll(user: string): Promise<number>
}

/**
 * Longest that an API token acts for somebody who comes by the sign-in service, which tells of who has left only when they sign in:
 * what acts for them must not go on without them.
 */
const OF_SERVICE_MS = 30 * 86_400_000

export function makeTokenDesk(of: {
  readonly tokens: ApiTokenRecords
  readonly people: Pick<People, 'get'>
  readonly note: (actor: string, action: string, of: { object: string; detail: string }) => Promise<void>
  readonly now: () => number
}): TokenDesk {
  const { tokens, people, note, now } = of
  return {
    list: (user) => tokens.list(user),
    async create(wish) {
      const { user, name } = wish
      const latest = now() + OF_SERVICE_MS
      const isOfService = (people.get(user)?.subject ?? null) !== null
      const expiresAt = isOfService ? Math.min(wish.expiresAt ?? latest, latest) : wish.expiresAt
      const { id, token } = await tokens.create({ ...wish, expiresAt })
      await note(user, 'create-token', { object: String(id), detail: `${name} (${wish.scopes?.join(', ') ?? 'all'})` })
      const item = (await tokens.list(user)).find((token) => token.id === id)
      if (!item) throw new CityError('records-failed', `API token ${id} was made and is not there.`)
      return { item, token }
    },
    async revoke(user, id, by = user) {
      if (!(await tokens.revoke(id, user))) throw new CityError('not-found', `${user} has no API token ${id}.`)
      await note(by, 'revoke-token', { object: String(id), detail: user })
    },
    async endAll(user) {
      const all = await tokens.list(user)
      for (const { id } of all) await tokens.revoke(id, user)
      return all.length
    },
  }
}

/** Whether a token has outlived what its owner's sign-in service vouches for. */
export function isOverdue({ createdAt }: ApiToken, { subject }: Pick<Person, 'subject'>, now: number): boolean {
  return subject !== null && createdAt + OF_SERVICE_MS <= now
}
