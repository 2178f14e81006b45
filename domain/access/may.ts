import type { Kind } from '../kind.ts'
import type { Role, TokenScope } from './roles.ts'
import { type Action, ACTIONS } from './table.ts'

/** How a department shares a kind: with every department, with those it granted it to, with nobody. */
export type Sharing = Kind['sharing']

/** What one department may see of another's, until when. */
export interface OpenGrant {
  readonly id: number
  /** Who may see. */
  readonly to: string
  /** Whose it is. */
  readonly from: string
  /** Null: every kind that is shared on demand. */
  readonly kinds: readonly string[] | null
  /** UTC ms. */
  readonly until: number
}

/** Whoever asks: a person, a script in a person's name, an account of a third party. */
export interface Actor {
  readonly roles: readonly Role[]
  /** Null: all of them. */
  readonly departments: readonly string[] | null
  /** Of an API token; null: whatever the roles allow. */
  readonly scopes: readonly TokenScope[] | null
  /** Given to the departments; those that are over do not count. */
  readonly grants: readonly OpenGrant[]
}

/** What something is done to. */
export interface Thing {
  /** Departments that it concerns; none: the city as a whole. */
  readonly departments: readonly string[]
  /** Of its data; `mandatory` for what every department may know. */
  readonly sharing: Sharing
  readonly kind: string | null
}

/** `isHidden`: it must not even be said that the thing is there. `grant`: the one without which the answer were no. */
export type Verdict =
  | { readonly allowed: true; readonly grant?: OpenGrant }
  | { readonly allowed: false; readonly why: 'role' | 'scope' | 'department'; readonly isHidden: boolean }

const YES: Verdict = { allowed: true }
const NO_ROLE: Verdict = { allowed: false, why: 'role', isHidden: false }
const NO_SCOPE: Verdict = { allowed: false, why: 'scope', isHidden: false }
const NOT_THEIRS: Verdict = { allowed: false, why: 'department', isHidden: false }
const HIDDEN: Verdict = { allowed: false, why: 'department', isHidden: true }

/** Whether somebody may do something: to this, or, when nothing is named, to anything at all. */
export function may(actor: Actor, action: Action, of?: { readonly thing: Thing; readonly now: number }): Verdict {
  const { roles, reach, scopes } = ACTIONS[action]
  if (!roles.some((role) => actor.roles.includes(role))) return NO_ROLE
  if (actor.scopes !== null && !scopes.some((scope) => actor.scopes?.includes(scope))) return NO_SCOPE
  if (of === undefined || reach === 'none' || actor.departments === null) return YES
  const { thing, now } = of
  if (isOwn(actor, thing)) return YES
  if (reach === 'own') return sees(actor, thing, now) ? NOT_THEIRS : HIDDEN
  if (thing.sharing === 'mandatory') return YES
  const grant = grantFor(actor, thing, now)
  if (grant) return { allowed: true, grant }
  return thing.sharing === 'withheld' ? HIDDEN : NOT_THEIRS
}

/** Whether a thing may be known to be there at all. */
export function sees(actor: Actor, thing: Thing, now: number): boolean {
  return (
    actor.departments === null ||
    thing.sharing !== 'withheld' ||
    isOwn(actor, thing) ||
    grantFor(actor, thing, now) !== undefined
  )
}

/** Actions that somebody may do to something, whatever it is. */
export function actionsOf(actor: Actor): readonly Action[] {
  return (Object.keys(ACTIONS) as readonly Action[]).filter((action) => may(actor, action).allowed)
}

function isOwn({ departments }: Actor, thing: Thing): boolean {
  return thing.departments.some((id) => departments?.includes(id))
}

/** What is withheld, no grant opens. */
function grantFor({ departments, grants }: Actor, thing: Thing, now: number): OpenGrant | undefined {
  if (thing.sharing !== 'on-demand') return undefined
  return grants.find(
    ({ to, from, kinds, until }) =>
      until > now &&
      departments?.includes(to) &&
      thing.departments.includes(from) &&
      (kinds === null || (thing.kind !== null && kinds.includes(thing.kind))),
  )
}
