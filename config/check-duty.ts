import {
  type Chain,
  type Contact,
  DUTY_LISTS,
  type Duty,
  type DutyList,
  NO_TEAM,
  type Override,
  type Roster,
  type Target,
} from '../domain/duty.ts'
import { MONITOR } from '../domain/trouble.ts'
import { dayOfDate } from '../domain/zone.ts'
import { show } from './fault.ts'
import { expectKnown, type Names } from './known.ts'
import { shapeFaults, where } from './shape.ts'
import type { Item } from './sheet.ts'

/** What duty plans may name. */
export interface DutySurroundings {
  readonly departments: Names
  readonly contacts: Names
  readonly rosters: Names
}

/** The lists of a duty plan, ready to be checked against one another. */
export interface DutyItems {
  readonly contacts: readonly Item<Contact>[]
  readonly rosters: readonly Item<Roster>[]
  readonly overrides: readonly Item<Override>[]
  readonly escalations: readonly Item<Chain>[]
  readonly targets: readonly Item<Target>[]
}

/** Every name must be that of something, and every pattern must fit its shifts. */
export function checkDuty(items: DutyItems, of: DutySurroundings): void {
  for (const contact of items.contacts)
    expectKnown(contact, ['department'], contact.value.department, ['department', of.departments])
  for (const roster of items.rosters) checkRoster(roster, of)
  for (const override of items.overrides) checkOverride(override, of)
  for (const chain of items.escalations) checkChain(chain, of)
  for (const target of items.targets) checkTarget(target, of)
}

/**
 * What is wrong with a duty plan in which somebody changed one item at run time, a sentence each; also with what names it.
 */
export function faultsOfDuty(
  duty: Duty,
  changed: { readonly list: DutyList; readonly id: string; readonly item: unknown },
  departments: Names,
): readonly string[] {
  const faults: string[] = []
  const { list, id } = changed
  if (changed.item !== null) {
    const shape = shapeFaults(DUTY_LISTS[list], changed.item)
    if (shape.length > 0) return shape.map(({ found, expected }) => `${found}, expected ${expected}`)
  }
  const itemOf =
    (name: DutyList) =>
    <T extends { readonly id: string }>(value: T): Item<T> => {
      const isChanged = name === list && value.id === id
      const prefix = isChanged ? '' : `${name} ${value.id}: `
      const complain: Item<T>['complain'] = (_, found, expected) =>
        faults.push(`${prefix}${found}, expected ${expected}`)
      return { value, complain, placeOf: where }
    }
  const idsOf = (all: readonly { readonly id: string }[]) => new Set(all.map((one) => one.id))
  checkDuty(
    {
      contacts: duty.contacts.map(itemOf('contacts')),
      rosters: duty.rosters.map(itemOf('rosters')),
      overrides: duty.overrides.map(itemOf('overrides')),
      escalations: duty.escalations.map(itemOf('escalations')),
      targets: duty.targets.map(itemOf('targets')),
    },
    { departments, contacts: idsOf(duty.contacts), rosters: idsOf(duty.rosters) },
  )
  return faults
}

function checkRoster(item: Item<Roster>, of: DutySurroundings): void {
  const { department, starts, teams, pattern, shifts } = item.value
  expectKnown(item, ['department'], department, ['department', of.departments])
  if (Number.isNaN(dayOfDate(starts)))
    item.complain(['starts'], `starts is ${show(starts)}`, 'a date of the calendar, like 2026-01-05')
  teams.forEach(({ id, people }, i) => {
    if (teams.findIndex((team) => team.id === id) < i)
      item.complain(['teams', i, 'id'], `the team ${show(id)} is there twice`, 'an id of its own')
    people.forEach((person, j) => expectKnown(item, ['teams', i, 'people', j], person, ['contact', of.contacts]))
  })
  const names = new Set([...teams.map(({ id }) => id), NO_TEAM])
  pattern.forEach(({ on }, i) => {
    if (on.length !== shifts.length)
      item.complain(
        ['pattern', i, 'on'],
        `${where(['pattern', i, 'on'])} has ${on.length} teams`,
        `${shifts.length}, one for each shift`,
      )
    on.forEach((team, j) => expectKnown(item, ['pattern', i, 'on', j], team, ['team', names]))
  })
}

function checkOverride(item: Item<Override>, of: DutySurroundings): void {
  const { roster, from, to, on, off } = item.value
  expectKnown(item, ['roster'], roster, ['roster', of.rosters])
  expectKnown(item, ['on'], on, ['contact', of.contacts])
  expectKnown(item, ['off'], off, ['contact', of.contacts])
  if (to <= from) item.complain(['to'], `to is ${to}`, `later than from, ${from}`)
  if (on === undefined && off === undefined) item.complain([], 'nobody is named', 'on, off, or both')
  else if (on === off) item.complain(['on'], `on is ${show(on)}`, 'somebody else than off')
}

function checkChain(item: Item<Chain>, of: DutySurroundings): void {
  const acting: Names = of.departments && new Set([...of.departments, MONITOR])
  const { departments, levels } = item.value
  departments?.forEach((id, i) => expectKnown(item, ['departments', i], id, ['department', acting]))
  levels.forEach(({ department, afterMinutes }, i) => {
    expectKnown(item, ['levels', i, 'department'], department, ['department', of.departments])
    const before = levels[i - 1]
    if (before && before.afterMinutes > afterMinutes)
      item.complain(
        ['levels', i, 'afterMinutes'],
        `${where(['levels', i, 'afterMinutes'])} is ${afterMinutes}`,
        `at least ${before.afterMinutes}, that of the level before`,
      )
  })
}

function checkTarget(item: Item<Target>, of: DutySurroundings): void {
  const { department, ackSeconds, respondSeconds } = item.value
  const acting: Names = of.departments && new Set([...of.departments, MONITOR])
  expectKnown(item, ['department'], department, ['department', acting])
  if (ackSeconds === undefined && respondSeconds === undefined)
    item.complain([], 'no time is given', 'ackSeconds, respondSeconds, or both')
  else if (ackSeconds !== undefined && respondSeconds !== undefined && respondSeconds < ackSeconds)
    item.complain(['respondSeconds'], `respondSeconds is ${respondSeconds}`, `at least ackSeconds, ${ackSeconds}`)
}
