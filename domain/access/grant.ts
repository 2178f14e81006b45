import { Type, type Static } from 'typebox'

const OrNull = <T extends import('typebox').TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** What one department lets another see: who asked, why, who decided, and until when. Times are UTC ms. */
export const Grant = Type.Object({
  id: Type.Integer(),
  /** Who may see. */
  to: Type.String(),
  /** Whose data it is. */
  from: Type.String(),
  /** Null: every kind that is shared on demand. */
  kinds: OrNull(Type.Array(Type.String())),
  purpose: Type.String(),
  state: Type.Enum(['asked', 'given', 'refused', 'ended']),
  askedBy: Type.String(),
  askedAt: Type.Number(),
  /** For how long it was asked. */
  days: Type.Integer(),
  decidedBy: OrNull(Type.String()),
  decidedAt: OrNull(Type.Number()),
  /** When it ends by itself. */
  until: OrNull(Type.Number()),
  endedBy: OrNull(Type.String()),
  endedAt: OrNull(Type.Number()),
})
export type Grant = Static<typeof Grant>

/** How often somebody saw, within an hour, what only the grant let them see. */
export const GrantUse = Type.Object({
  user: Type.String(),
  /** Its beginning, UTC ms. */
  hour: Type.Number(),
  action: Type.String(),
  count: Type.Integer(),
  firstAt: Type.Number(),
  lastAt: Type.Number(),
})
export type GrantUse = Static<typeof GrantUse>

export const DEFAULT_GRANT_DAYS = 90
export const LONGEST_GRANT_DAYS = 366
