import { Type, type Static } from 'typebox'
import { Called } from './answer.ts'
import { type Contact, type Duty, Position, POSITIONS } from './duty.ts'
import { Label } from './label.ts'
import { gapsOf, handOver, onDuty, stretchesOf } from './roster.ts'
import type { Zone } from './zone.ts'

const Person = Type.Object({ id: Type.String(), name: Label, user: Type.Union([Type.String(), Type.Null()]) })
/** Somebody on duty, without addresses. */
export type Person = Static<typeof Person>

/** A position of a department: who is on duty, until when, and who then. */
export const OnDuty = Type.Object({
  roster: Type.String(),
  label: Label,
  department: Type.String(),
  position: Position,
  /** Names of the shifts that run; empty between shifts. */
  shifts: Type.Array(Label),
  people: Type.Array(Person),
  /** Nobody is on duty, and somebody should be. */
  isGap: Type.Boolean(),
  /** Somebody stands in. */
  isChanged: Type.Boolean(),
  /** Hand-overs before and after, UTC ms; null when they are further than eight days away. */
  from: Type.Union([Type.Number(), Type.Null()]),
  until: Type.Union([Type.Number(), Type.Null()]),
  next: Type.Array(Person),
})
export type OnDuty = Static<typeof OnDuty>

/** A stretch of a roster in which nobody is on duty and somebody should be. */
export const DutyGap = Type.Object({ roster: Type.String(), label: Label, from: Type.Number(), to: Type.Number() })
export type DutyGap = Static<typeof DutyGap>

/** Who is on duty at a moment, and the gaps of the days behind it. */
export const DutyNow = Type.Object({ at: Type.Number(), items: Type.Array(OnDuty), gaps: Type.Array(DutyGap) })
export type DutyNow = Static<typeof DutyNow>

/** Rosters laid out over a span of time. */
export const DutyWeek = Type.Object({
  from: Type.Number(),
  to: Type.Number(),
  rosters: Type.Array(
    Type.Object({
      roster: Type.String(),
      label: Label,
      department: Type.String(),
      position: Position,
      stretches: Type.Array(
        Type.Object({
          from: Type.Number(),
          to: Type.Number(),
          shifts: Type.Array(Label),
          people: Type.Array(Person),
          isGap: Type.Boolean(),
          overrides: Type.Array(Type.String()),
        }),
      ),
    }),
  ),
})
export type DutyWeek = Static<typeof DutyWeek>

/** Whom an alarm calls: who must act now, who is called next, and who was. */
export const AlarmDuty = Type.Object({
  alarm: Type.String(),
  acting: Type.Array(OnDuty),
  /** Null: nobody will be called. */
  next: Type.Union([
    Type.Object({
      at: Type.Number(),
      on: Type.Enum(['ack', 'respond']),
      level: Type.Integer(),
      department: Type.String(),
      position: Position,
      people: Type.Array(Person),
    }),
    Type.Null(),
  ]),
  called: Type.Array(Type.Object({ at: Type.Number(), seq: Type.Integer(), called: Called })),
})
export type AlarmDuty = Static<typeof AlarmDuty>

/** How far ahead gaps are looked for. */
export const LOOK_AHEAD_MS = 3 * 86_400_000

/** Everybody on duty in a position of a department, over all its rosters. */
export function peopleOn(
  duty: Duty,
  { zone, department, position, at }: { zone: Zone; department: string; position: string; at: number },
): readonly Contact[] {
  const rosters = duty.rosters.filter((one) => one.department === department && one.position === position)
  const ids = new Set(rosters.flatMap((roster) => onDuty(roster, duty.overrides, { zone, at })))
  return contactsOf(duty, [...ids])
}

/** Who is on duty, by department and position. */
export function dutyNow(duty: Duty, zone: Zone, at: number): DutyNow {
  return { at, items: onDutyOf(duty, zone, { at }), gaps: dutyGaps(duty, zone, { from: at, to: at + LOOK_AHEAD_MS }) }
}

/** The same without the gaps, of one department when it is given. */
export function onDutyOf(duty: Duty, zone: Zone, { at, department }: { at: number; department?: string }): OnDuty[] {
  const rosters = duty.rosters.filter((roster) => department === undefined || roster.department === department)
  return rosters
    .map((roster): OnDuty => {
      const { now, from, until, next } = handOver(roster, duty.overrides, { zone, at })
      const { id, label, position, shifts } = roster
      return {
        roster: id,
        label,
        department: roster.department,
        position,
        shifts: now.shifts.map((shift) => shifts[shift]!.label),
        people: personsOf(duty, now.people),
        isGap: now.people.length === 0 && (roster.covers !== 'shifts' || now.shifts.length > 0),
        isChanged: now.overrides.length > 0,
        from,
        until,
        next: personsOf(duty, next),
      }
    })
    .sort(inOrder)
}

/** Every roster's gaps between two times, soonest first. */
export function dutyGaps(duty: Duty, zone: Zone, span: { readonly from: number; readonly to: number }): DutyGap[] {
  return duty.rosters
    .flatMap((roster) =>
      gapsOf(roster, duty.overrides, { zone, ...span }).map(({ from, to }) => ({
        roster: roster.id,
        label: roster.label,
        from,
        to,
      })),
    )
    .sort((a, b) => a.from - b.from || compare(a.roster, b.roster))
}

/** Rosters laid out. */
export function dutyWeek(
  duty: Duty,
  zone: Zone,
  { from, to }: { readonly from: number; readonly to: number },
): DutyWeek {
  const rosters = duty.rosters.map((roster) => {
    const { id, label, department, position, covers, shifts } = roster
    const stretches = stretchesOf(roster, duty.overrides, { zone, from, to }).map((stretch) => ({
      from: stretch.from,
      to: stretch.to,
      shifts: stretch.shifts.map((shift) => shifts[shift]!.label),
      people: personsOf(duty, stretch.people),
      isGap: stretch.people.length === 0 && (covers !== 'shifts' || stretch.shifts.length > 0),
      overrides: [...stretch.overrides],
    }))
    return { roster: id, label, department, position, stretches }
  })
  return { from, to, rosters: rosters.sort(inOrder) }
}

/** As they are shown. */
export function personsOf(duty: Duty, ids: readonly string[]): Person[] {
  return contactsOf(duty, ids).map(({ id, name, user = null }) => ({ id, name, user }))
}

/** By department, position, and id. */
function inOrder(a: Ordered, b: Ordered): number {
  const position = POSITIONS.indexOf(a.position) - POSITIONS.indexOf(b.position)
  return compare(a.department, b.department) || position || compare(a.roster, b.roster)
}

type Ordered = Pick<OnDuty, 'department' | 'position' | 'roster'>

function contactsOf(duty: Duty, ids: readonly string[]): Contact[] {
  return ids.flatMap((id) => duty.contacts.find((contact) => contact.id === id) ?? [])
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
