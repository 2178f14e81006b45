import { Type, type Static } from 'typebox'
import type { Alarm } from './alarm.ts'

const Names = Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 500 }))

/** What a suppression is about; every part that is given must hold. None given: the whole city. */
export const SuppressionScope = Type.Object(
  {
    districts: Names,
    kinds: Names,
    stations: Names,
    /** Stations behind these gateways. */
    gateways: Names,
    rules: Names,
    /** Only alarms of silence: of what is cut off, not of what it measures. */
    silenceOnly: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type SuppressionScope = Static<typeof SuppressionScope>

/** Alarms that are set aside because somebody knows why they come: maintenance, or an outage that explains them. */
export const Suppression = Type.Object({
  id: Type.String(),
  reason: Type.Enum(['maintenance', 'outage']),
  scope: SuppressionScope,
  /** UTC ms. */
  from: Type.Number(),
  /** Null: until somebody ends it. */
  to: Type.Union([Type.Number(), Type.Null()]),
  why: Type.String(),
  /** User, or `system`. */
  by: Type.String(),
  endedBy: Type.Union([Type.String(), Type.Null()]),
  /** Only alarms of stations of these departments are set aside; null: of every one; absent: of before it was kept. */
  departments: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()])),
})
export type Suppression = Static<typeof Suppression>

/** What the scope is held against. */
export type Covered = Pick<Alarm, 'rule' | 'kind' | 'district' | 'station'> & {
  readonly gateway: string | undefined
  readonly isSilence: boolean
}

export function isInForce({ from, to }: Pick<Suppression, 'from' | 'to'>, now: number): boolean {
  return from <= now && (to === null || now < to)
}

/** Whether it is about stations of a department. */
export function isOfDepartment({ departments }: Pick<Suppression, 'departments'>, owner: string): boolean {
  return departments === undefined || departments === null || departments.includes(owner)
}

/** Departments that have the named stations, and those behind the named gateways. Null when no place is named. */
export function ownersNamed(
  { stations, gateways }: SuppressionScope,
  all: Iterable<{ readonly id: string; readonly owner: string; readonly gateway?: string | undefined }>,
): { readonly owners: string[]; readonly isKnown: boolean } | null {
  if (!stations && !gateways) return null
  const named = new Set(stations)
  const behind = new Set(gateways)
  const unknown = new Set([...named, ...behind])
  const owners = new Set<string>()
  for (const { id, owner, gateway } of all) {
    if (!named.has(id) && (gateway === undefined || !behind.has(gateway))) continue
    owners.add(owner)
    unknown.delete(id)
    if (gateway !== undefined) unknown.delete(gateway)
  }
  return { owners: [...owners], isKnown: unknown.size === 0 }
}

export function covers(scope: SuppressionScope, alarm: Covered): boolean {
  const { districts, kinds, stations, gateways, rules, silenceOnly = false } = scope
  return (
    (!silenceOnly || alarm.isSilence) &&
    (!districts || districts.includes(alarm.district)) &&
    (!kinds || kinds.includes(alarm.kind)) &&
    (!stations || stations.includes(alarm.station)) &&
    (!rules || rules.includes(alarm.rule)) &&
    (!gateways || (alarm.gateway !== undefined && gateways.includes(alarm.gateway)))
  )
}
