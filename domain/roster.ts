import { NO_TEAM, type Override, type Roster } from './duty.ts'
import { dayOfDate, minuteOfTime, type Zone } from './zone.ts'

/** A shift as somebody works it: of one local day, from hand-over to hand-over. UTC ms, `to` exclusive. */
export interface Shift {
  /** Which of the roster's shifts. */
  readonly shift: number
  readonly day: number
  readonly from: number
  readonly to: number
  /** Contacts, as the pattern has them. */
  readonly people: readonly string[]
}

/** A time during which nothing changes. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly shifts: readonly number[]
  /** Contacts on duty. */
  readonly people: readonly string[]
  /** Overrides in force. */
  readonly overrides: readonly string[]
}

const DAY = 86_400_000

/** Shifts that reach into [from, to), in order. Every day is laid out by the wall clock of the zone. */
export function shiftsOf(roster: Roster, zone: Zone, { from, to }: { from: number; to: number }): Shift[] {
  const found: Shift[] = []
  for (let day = zone.dayOf(from) - 2; day <= zone.dayOf(to) + 1; day++) {
    const teams = teamsOn(roster, day)
    for (const [shift, { from: begins, to: ends }] of roster.shifts.entries()) {
      const isOverMidnight = minuteOfTime(ends) <= minuteOfTime(begins)
      const start = zone.at(day, minuteOfTime(begins))
      const end = zone.at(isOverMidnight ? day + 1 : day, minuteOfTime(ends))
      if (end <= start || end <= from || start >= to) continue
      const team = teams[shift] ?? NO_TEAM
      const people = roster.teams.find(({ id }) => id === team)?.people ?? []
      found.push({ shift, day, from: start, to: end, people })
    }
  }
  return found.sort((a, b) => a.from - b.from || a.shift - b.shift)
}

/** Who is on duty from `from` to `to`: stretches without a break or an overlap, a new one at every change. */
export function stretchesOf(
  roster: Roster,
  overrides: readonly Override[],
  { zone, from, to }: { readonly zone: Zone; readonly from: number; readonly to: number },
): Stretch[] {
  const shifts = shiftsOf(roster, zone, { from, to })
  const own = overrides
    .filter((one) => one.roster === roster.id && one.to > from && one.from < to)
    .sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1))
  const cuts = new Set([from, to])
  for (const one of [...shifts, ...own]) for (const cut of [one.from, one.to]) if (cut > from && cut < to) cuts.add(cut)
  const times = [...cuts].sort((a, b) => a - b)
  return times.slice(1).map((end, i) => {
    const start = times[i]!
    const holds = (one: { readonly from: number; readonly to: number }) => one.from <= start && one.to >= end
    const working = shifts.filter(holds)
    const changed = own.filter(holds)
    return {
      from: start,
      to: end,
      shifts: working.map(({ shift }) => shift),
      people: withOverrides(new Set(working.flatMap(({ people }) => people)), changed),
      overrides: changed.map(({ id }) => id),
    }
  })
}

/** Who is on duty at an instant. */
export function onDuty(
  roster: Roster,
  overrides: readonly Override[],
  { zone, at }: { readonly zone: Zone; readonly at: number },
): readonly string[] {
  return stretchesOf(roster, overrides, { zone, from: at, to: at + 1 })[0]?.people ?? []
}

/** What holds at an instant, and since when and until when the same people are on duty; who takes over then. Null: not within eight days. */
export interface HandOver {
  readonly now: Stretch
  readonly from: number | null
  readonly until: number | null
  readonly next: readonly string[]
}

/** The hand-overs before and after an instant. */
export function handOver(
  roster: Roster,
  overrides: readonly Override[],
  { zone, at }: { readonly zone: Zone; readonly at: number },
): HandOver {
  const span = { from: at - 8 * DAY, to: at + 8 * DAY }
  const all = stretchesOf(roster, overrides, { zone, ...span })
  const i = all.findIndex(({ from, to }) => from <= at && at < to)
  const now = all[i]!
  const isOther = ({ people }: Stretch) => people.join(' ') !== now.people.join(' ')
  const before = all.slice(0, i).findLast(isOther)
  const after = all.slice(i + 1).find(isOther)
  return { now, from: before?.to ?? null, until: after?.from ?? null, next: after?.people ?? [] }
}

/** Stretches in which somebody should be on duty and nobody is. */
export function gapsOf(
  roster: Roster,
  overrides: readonly Override[],
  span: { readonly zone: Zone; readonly from: number; readonly to: number },
): Stretch[] {
  const isExpected = (stretch: Stretch) => roster.covers !== 'shifts' || stretch.shifts.length > 0
  const gaps: Stretch[] = []
  for (const stretch of stretchesOf(roster, overrides, span)) {
    if (stretch.people.length > 0 || !isExpected(stretch)) continue
    const before = gaps.at(-1)
    if (before?.to === stretch.from) gaps[gaps.length - 1] = { ...before, to: stretch.to }
    else gaps.push(stretch)
  }
  return gaps
}

/** The teams of a day's shifts. */
function teamsOn({ pattern, starts }: Roster, day: number): readonly string[] {
  const length = pattern.reduce((sum, { days = 1 }) => sum + days, 0)
  let left = (((day - dayOfDate(starts)) % length) + length) % length
  for (const { days = 1, on } of pattern) {
    if (left < days) return on
    left -= days
  }
  return []
}

/** In the order in which they begin: who stands in may be stood in for. */
function withOverrides(people: Set<string>, overrides: readonly Override[]): readonly string[] {
  for (const { on, off } of overrides) {
    if (off !== undefined) people.delete(off)
    if (on !== undefined) people.add(on)
  }
  return [...people]
}
