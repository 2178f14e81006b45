import type { Action } from '../../../domain/access/table.ts'
import type { Chain, Contact, DutyList, Override, Roster, Target } from '../../../domain/duty.ts'
import type { Rule } from '../../../domain/rule.ts'
import type { RuleVersion } from '../../../domain/wire.ts'
import type { City } from '../city.ts'
import type { DutyOfCity } from '../duty-of-city.ts'
import { demandAlarm } from './seen-alarms.ts'
import type { Eyes } from './seen-by.ts'
import type { Sight } from './sight.ts'

/** Rules of the kinds that somebody may see; who changes one must have both what it was and what it becomes. */
export function seenRules({ rules }: City, sight: Eyes): City['rules'] {
  const thingOf = ({ things }: Sight, { kind, owner }: Pick<Rule, 'kind' | 'owner'>) => things.kind(kind, owner)
  const newest = (id: string) => rules.list().find((version) => version.id === id)?.rule

  function demandChange(id: string, next?: unknown): void {
    const eyes = sight()
    if (eyes.isWhole) return
    const known = newest(id)
    if (known) eyes.demand('rule.write', thingOf(eyes, known), `rule ${id}`)
    const wanted = next as Partial<Rule> | null | undefined
    // A rule that names no kind is refused for that.
    if (typeof wanted?.kind === 'string') {
      eyes.demand('rule.write', eyes.things.kind(wanted.kind, wanted.owner), `kind ${wanted.kind}`)
      // Whoever makes another department act needs that department's word.
      eyes.demand('rule.write', eyes.things.kind(wanted.kind), `kind ${wanted.kind}`)
    }
    demandNeighbours(eyes, wanted?.when)
  }
  /** What a rule finds tells of every kind that it looks at. */
  function demandNeighbours(eyes: Sight, when: unknown): void {
    for (const kind of kindsIn(when)) eyes.demand('reading.read', eyes.things.kind(kind), `kind ${kind}`)
  }
  const isSeen = (eyes: Sight, { rule }: RuleVersion) =>
    eyes.isWhole || rule === null || eyes.allows('rule.read', thingOf(eyes, rule)) || isKnown(eyes, rule)
  const isKnown = (eyes: Sight, { kind }: Rule) => eyes.things.kind(kind).sharing === 'on-demand'

  return {
    list() {
      const eyes = sight()
      return rules.list().filter((version) => isSeen(eyes, version))
    },
    async history(id) {
      const eyes = sight()
      return (await rules.history(id)).filter((version) => isSeen(eyes, version))
    },
    async save(rule, change) {
      demandChange(String((rule as Partial<Rule> | null)?.id), rule)
      return rules.save(rule, change)
    },
    async turn(id, isOn, change) {
      demandChange(id)
      return rules.turn(id, isOn, change)
    },
    async remove(id, change) {
      demandChange(id)
      return rules.remove(id, change)
    },
    try(rule, span) {
      const eyes = sight()
      const { kind, when } = (rule ?? {}) as Partial<Rule>
      if (!eyes.isWhole && typeof kind === 'string') eyes.demand('rule.try', eyes.things.kind(kind), `kind ${kind}`)
      if (!eyes.isWhole) demandNeighbours(eyes, when)
      return rules.try(rule, span)
    },
    // Their ids are random, and told only to who began them.
    tried: rules.tried,
    cancelTry: rules.cancelTry,
  }
}

/** Duty plans: everybody may know who is on duty; addresses and changes are of the own departments. */
export function seenDuty(city: City, sight: Eyes): DutyOfCity {
  const { duty } = city

  function departmentsOf(list: DutyList, item: unknown): readonly string[] {
    if (list === 'overrides') {
      const { roster } = item as Override
      const found = duty.list('rosters').find(({ id }) => id === roster)?.item as Roster | undefined
      return found ? [found.department] : []
    }
    if (list === 'escalations') return (item as Chain).departments ?? []
    const { department } = item as Contact | Roster | Target
    return department === undefined ? [] : [department]
  }

  /** Of each of the departments, not of one: what reaches further is for the whole city to say. */
  function demandAll(list: DutyList, item: unknown, id: string): void {
    const { demand, things } = sight()
    const action: Action = list === 'overrides' ? 'duty.override' : 'duty.write'
    const departments = departmentsOf(list, item)
    for (const each of departments.length === 0 ? [[]] : departments.map((department) => [department])) {
      demand(action, things.of(each), `${list} ${id}`)
    }
  }

  function demandChange(list: DutyList, id: string, next: unknown): void {
    const { isWhole } = sight()
    if (isWhole) return
    const known = duty.list(list).find((version) => version.id === id)?.item
    if (known) demandAll(list, known, id)
    if (typeof next === 'object' && next !== null) demandAll(list, next, id)
  }

  const seesItem = (eyes: Sight, list: DutyList, item: unknown) =>
    eyes.isWhole ||
    list !== 'contacts' ||
    item === null ||
    eyes.allows('duty.contacts', eyes.things.of(departmentsOf(list, item)))

  return {
    now: duty.now,
    week: duty.week,
    async ofAlarm(id) {
      const eyes = sight()
      if (!eyes.isWhole) await demandAlarm(city, eyes, id, 'alarm.read')
      return duty.ofAlarm(id)
    },
    list(list) {
      const eyes = sight()
      return duty.list(list).filter(({ item }) => seesItem(eyes, list, item))
    },
    async history(list, id) {
      const eyes = sight()
      return (await duty.history(list, id)).filter(({ item }) => seesItem(eyes, list, item))
    },
    async save(list, item, change) {
      demandChange(list, String((item as { id?: unknown } | null)?.id), item)
      return duty.save(list, item, change)
    },
    async remove(list, id, change) {
      demandChange(list, id, null)
      return duty.remove(list, id, change)
    },
  }
}

/** Kinds whose stations a condition looks at by `where`, however deep: what a person sends may be deeper than the stack. */
function kindsIn(condition: unknown): readonly string[] {
  const kinds = new Set<string>()
  const left = [condition]
  while (left.length > 0) {
    const part = left.pop()
    if (typeof part !== 'object' || part === null) continue
    const { kind } = ((part as { where?: unknown }).where ?? {}) as { kind?: unknown }
    if (typeof kind === 'string') kinds.add(kind)
    for (const inner of Object.values(part) as unknown[]) left.push(inner)
  }
  return [...kinds]
}
