import type { IncomingHttpHeaders } from 'node:http'
import type { Actor } from '../../../domain/access/may.ts'
import { CityError } from '../../../domain/errors.ts'
import type { ApiToken, ApiTokenRecords } from '../../../store/records/api-tokens.ts'
import type { Found, Session } from './accounts.ts'

/** Screens on walls: each is let in by a token that an administrator made for it, and may look and do nothing else. */
export interface WallDesk {
  list(wall: string): Promise<readonly ApiToken[]>
  /** The token is shown only now. */
  create(of: {
    readonly wall: string
    /** UTC ms; a year from now when not given. */
    readonly expiresAt?: number | null
    /** Shown on it: what these may see; null, as when not given: the whole city. */
    readonly departments?: readonly string[] | null
    readonly by: string
  }): Promise<{ item: ApiToken; token: string }>
  /** Throws `not-found`. */
  revoke(of: { wall: string; id: number; by: string }): Promise<void>
  /** Ends every token that somebody made, for they are off or gone. */
  endOf(maker: string, by: string): Promise<void>
  /** The cookie for a screen that shows a wall's token. Throws `sign-in-failed` for any other token. */
  enter(token: string): Promise<Found>
  /** By the cookie of a screen; null for every other request. */
  sessionOf(headers: Pick<IncomingHttpHeaders, 'cookie'>): Promise<Found | null>
  /** The session of a token that was made for a wall; null for one of a person. */
  ofToken(token: ApiToken): Session | null
}

/** A wall's tokens belong to nobody in person; no user has a colon in the name. */
const OWNER = 'wall:'
/** When it is not said how long. */
const DEFAULT_MS = 365 * 86_400_000
/** Browsers keep no cookie longer. */
const KEPT_SECONDS = 400 * 86_400

export function openWallDesk({
  tokens,
  note,
  secure,
  now,
}: {
  readonly tokens: ApiTokenRecords
  readonly note: (
    actor: string,
    action: string,
    of: { object: string; result: string; detail?: string },
  ) => Promise<void>
  readonly secure: boolean
  readonly now: () => number
}): WallDesk {
  const name = secure ? '__Host-citypulse-wall' : 'citypulse-wall'

  function ofToken({ user, expiresAt, departments }: ApiToken): Session | null {
    if (!isOfWall(user)) return null
    const actor: Actor = { roles: ['viewer'], departments, scopes: ['wall'], grants: [] }
    const of = { isBootstrap: false, owes: null, sessionId: null, provedAt: null } as const
    return { user, role: 'viewer', actor, by: 'token', expiresAt, ...of }
  }

  async function verified(token: string): Promise<Session | null> {
    const found = /^city_[\w-]{43}$/.test(token) ? await tokens.verify(token) : null
    return found && ofToken(found)
  }

  return {
    list: (wall) => tokens.list(OWNER + wall),
    async create({ wall, expiresAt: wished, departments = null, by }) {
      const expiresAt = wished ?? now() + DEFAULT_MS
      const { id, token } = await tokens.create({
        user: OWNER + wall,
        name: `wall ${wall}`,
        scopes: ['wall'],
        expiresAt,
        departments,
        createdBy: by,
      })
      const detail = departments === null ? wall : `${wall} (${departments.join(', ')})`
      await note(by, 'create-wall-token', { object: String(id), result: 'done', detail })
      const item = (await tokens.list(OWNER + wall)).find((one) => one.id === id)
      if (!item) throw new CityError('records-failed', `Token ${id} was made and is not there.`)
      return { item, token }
    },
    async revoke({ wall, id, by }) {
      if (!(await tokens.revoke(id, OWNER + wall))) throw new CityError('not-found', `The wall has no token ${id}.`)
      await note(by, 'revoke-wall-token', { object: String(id), result: 'done', detail: wall })
    },
    async endOf(maker, by) {
      for (const { id, user, createdBy } of await tokens.list()) {
        if (!isOfWall(user) || createdBy?.toLowerCase() !== maker) continue
        await tokens.revoke(id)
        const detail = `${user.slice(OWNER.length)}, of ${maker}`
        await note(by, 'revoke-wall-token', { object: String(id), result: 'done', detail })
      }
    },
    async enter(token) {
      const session = await verified(token)
      if (!session) throw new CityError('sign-in-failed', 'This is no token of a wall, or it is over.')
      await note(session.user, 'sign-in', { object: session.user, result: 'done' })
      const cookie = `${name}=${token}; Max-Age=${KEPT_SECONDS}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
      return { session, setCookies: [cookie] }
    },
    async sessionOf({ cookie = '' }) {
      const own = cookie
        .split(';')
        .map((part) => part.trim())
        .find((part) => part.startsWith(`${name}=`))
      const session = own === undefined ? null : await verified(own.slice(name.length + 1))
      return session && { session, setCookies: [] }
    },
    ofToken,
  }
}

function isOfWall(user: string): boolean {
  return user.startsWith(OWNER)
}
