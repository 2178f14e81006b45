import { type Actor, may, type OpenGrant, type Sharing, type Thing } from '../../../domain/access/may.ts'
import { type Action, ACTIONS } from '../../../domain/access/table.ts'
import type { Alarm } from '../../../domain/alarm.ts'
import { CityError } from '../../../domain/errors.ts'
import type { Locked, StationEntry } from '../../../domain/wire.ts'
import type { Session } from '../auth/session.ts'
import type { City } from '../city.ts'

/** Told of each thing that only a grant let somebody see. */
export type OnUse = (grant: OpenGrant, of: { readonly user: string; readonly action: Action }) => void

/** What somebody may see and do of a city. */
export interface Sight {
  /** Of every department: nothing has to be held back. */
  readonly isWhole: boolean
  readonly user: string
  readonly actor: Actor
  allows(action: Action, thing: Thing): boolean
  /** Throws `not-found` with `what` for a thing that must not be known of, `not-allowed` with whom to ask for another. */
  demand(action: Action, thing: Thing, what: string): void
  /** Why a station's readings are not shown; undefined when they are; null when not even the station may be known of. */
  lockOf(station: Pick<StationEntry, 'id' | 'kind' | 'owner'>): Locked | undefined | null
  readonly things: Things
}

export interface Things {
  station(station: Pick<StationEntry, 'kind' | 'owner'>): Thing
  /** Of everything of a kind, or of the part of it that a department has. */
  kind(kind: string, owner?: string): Thing
  alarm(alarm: Pick<Alarm, 'kind' | 'owner' | 'station'>): Thing
  /** What belongs to departments, and is no data. */
  of(departments: readonly string[]): Thing
}

/** `onUse` is told of what is shown by a grant alone, `onHeldBack` that something of other departments was not. */
export function sightOf(
  city: Pick<City, 'kinds' | 'stations'>,
  { user, actor }: Pick<Session, 'user' | 'actor'>,
  { now, onUse, onHeldBack }: { readonly now: () => number; readonly onUse: OnUse; readonly onHeldBack?: () => void },
): Sight {
  const things = thingsOf(city)

  function judge(action: Action, thing: Thing) {
    const verdict = may(actor, action, { thing, now: now() })
    if (verdict.allowed && verdict.grant) onUse(verdict.grant, { user, action })
    if (!verdict.allowed && verdict.why === 'department') onHeldBack?.()
    return verdict
  }

  return {
    isWhole: actor.departments === null,
    user,
    actor,
    things,
    allows: (action, thing) => judge(action, thing).allowed,
    demand(action, thing, what) {
      const verdict = judge(action, thing)
      if (verdict.allowed) return
      if (verdict.isHidden) throw new CityError('not-found', `There is no ${what}.`)
      throw new CityError('not-allowed', reasonOf(verdict.why, action, { thing, what, user, actor }))
    },
    lockOf(station) {
      const thing = things.station(station)
      const verdict = judge('reading.read', thing)
      if (verdict.allowed) return undefined
      if (verdict.isHidden) return null
      return { sharing: thing.sharing === 'withheld' ? 'withheld' : 'on-demand', ask: station.owner }
    },
  }
}

/** What a city's things are to the table of actions. */
export function thingsOf({
  kinds,
  stations,
}: Pick<City, 'kinds'> & {
  readonly stations: { get(id: string): Pick<StationEntry, 'owner'> | undefined }
}): Things {
  // What no kind says of it, every department may know: alarms of the monitor itself, alerts from outside.
  const sharingOf = (kind: string): Sharing => kinds.get(kind)?.sharing ?? 'mandatory'

  return {
    station: ({ kind, owner }) => ({ departments: [owner], sharing: sharingOf(kind), kind }),
    kind: (kind, owner = kinds.get(kind)?.owner) => ({
      departments: owner === undefined ? [] : [owner],
      sharing: sharingOf(kind),
      kind,
    }),
    alarm({ kind, owner, station }) {
      const ofStation = stations.get(station)?.owner
      const departments = ofStation === undefined || ofStation === owner ? [owner] : [owner, ofStation]
      return { departments, sharing: sharingOf(kind), kind }
    },
    of: (departments) => ({ departments, sharing: 'mandatory', kind: null }),
  }
}

function reasonOf(
  why: 'role' | 'scope' | 'department',
  action: Action,
  of: { readonly thing: Thing; readonly what: string; readonly user: string; readonly actor: Actor },
): string {
  const { thing, what, user, actor } = of
  const { roles, scopes } = ACTIONS[action]
  if (why === 'role') return `This (${action}) needs one of the roles ${roles.join(', ')}.`
  if (why === 'scope') return `This (${action}) needs an API token with the scope ${scopes.join(' or ')}.`
  const owner = thing.departments.join(', ') || 'the whole city'
  if (ACTIONS[action].reach === 'shared') {
    return `The ${what} belongs to ${owner} and is shared on demand; ask its administrator for a grant.`
  }
  return `The ${what} belongs to ${owner}; ${user} is of ${actor.departments?.join(', ') || 'no department'}.`
}
