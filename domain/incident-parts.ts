import { Type, type Static } from 'typebox'

/** Alarms of one kind and one department in an incident: what somebody sees of it, or does not. */
export const IncidentPart = Type.Object({
  kind: Type.String(),
  /** Department that must act. */
  owner: Type.String(),
  /** Of every alarm of it that ever was in the incident. */
  districts: Type.Array(Type.String()),
  /** Alarms that are in it now; 0: none any more. */
  members: Type.Integer(),
  /** What the incident is called tells nothing of it. */
  beside: Type.Boolean(),
})
export type IncidentPart = Static<typeof IncidentPart>

export type PartKey = Pick<IncidentPart, 'kind' | 'owner'>

interface OfAlarm extends PartKey {
  readonly district: string
}

type Parts = readonly IncidentPart[] | undefined

/** Parts of the alarms that an incident begins with; none has joined yet, and its name tells of each. */
export function foundingParts(alarms: readonly OfAlarm[]): IncidentPart[] {
  const parts = alarms.map(({ kind, owner, district }) => ({
    kind,
    owner,
    districts: [district],
    members: 0,
    beside: false,
  }))
  return partsOfBoth([], parts)
}

/** The parts after an alarm has joined. */
export function withAlarm(parts: Parts, { kind, owner, district }: OfAlarm, beside: boolean): IncidentPart[] {
  return partsOfBoth(parts, [{ kind, owner, districts: [district], members: 1, beside }])
}

/** The parts after one alarm has gone; that it was there stays. */
export function withoutAlarm(parts: Parts, gone: PartKey): IncidentPart[] {
  return (parts ?? []).map((part) => (isSame(part, gone) ? { ...part, members: Math.max(0, part.members - 1) } : part))
}

/** The parts after all alarms have gone. */
export function emptied(parts: Parts): IncidentPart[] {
  return (parts ?? []).map((part) => ({ ...part, members: 0 }))
}

/** Parts of two incidents that become one. */
export function partsOfBoth(parts: Parts, more: Parts): IncidentPart[] {
  const all = [...(parts ?? [])]
  for (const part of more ?? []) {
    const at = all.findIndex((one) => isSame(one, part))
    const known = all[at]
    if (known === undefined) all.push(part)
    else
      all[at] = {
        ...known,
        districts: [...new Set([...known.districts, ...part.districts])],
        members: known.members + part.members,
        beside: known.beside && part.beside,
      }
  }
  return all
}

function isSame(a: PartKey, b: PartKey): boolean {
  return a.kind === b.kind && a.owner === b.owner
}
