import type { Kind } from '../domain/kind.ts'
import type { Rule, RuleOfKind } from '../domain/rule.ts'
import type { Station } from '../domain/station.ts'
import type { Path } from './document.ts'
import { show, suggest } from './fault.ts'
import { expectKnown, type Known } from './known.ts'
import type { Item } from './sheet.ts'
import { where } from './shape.ts'

/** A rule of `rules/`: what it names must be there. */
export function checkRule(
  item: Item<Rule>,
  {
    kinds,
    stations,
    known,
  }: { kinds: ReadonlyMap<string, Kind>; stations: ReadonlyMap<string, Station>; known: Known },
): void {
  const rule = item.value
  expectKnown(item, ['kind'], rule.kind, ['kind', known.kinds])
  rule.districts?.forEach((id, i) => expectKnown(item, ['districts', i], id, ['district', known.districts]))
  rule.stations?.forEach((id, i) => {
    if (!expectKnown(item, ['stations', i], id, ['station', known.stations])) return
    const kind = stations.get(id)?.kind
    if (kind !== undefined && kind !== rule.kind)
      item.complain(['stations', i], `station ${show(id)} is of kind ${kind}`, `a station of kind ${rule.kind}`)
  })
  checkRuleOfKind(item, [], rule, { kind: kinds.get(rule.kind), known })
}

/** A rule against its kind; only its owner when the kind is not known. */
export function checkRuleOfKind(
  item: Item<unknown>,
  path: Path,
  rule: RuleOfKind,
  { kind, known }: { kind: Kind | undefined; known: Known },
): void {
  expectKnown(item, [...path, 'owner'], rule.owner, ['department', known.departments])
  const complain = (key: string, found: string, expected: string) =>
    item.complain([...path, 'when', key], `${where([...path, 'when', key])} ${found}`, expected)
  const { when } = rule
  if (when.type === 'threshold') {
    if ((when.above === undefined) === (when.below === undefined))
      complain(
        'type',
        `has ${when.above === undefined ? 'neither above nor below' : 'both above and below'}`,
        'one of the two',
      )
    else if (when.clear !== undefined && when.above !== undefined && when.clear > when.above)
      complain('clear', `is ${when.clear}`, `at most the level it raises above, ${when.above}`)
    else if (when.clear !== undefined && when.below !== undefined && when.clear < when.below)
      complain('clear', `is ${when.clear}`, `at least the level it raises below, ${when.below}`)
    if (kind && !Object.hasOwn(kind.values, when.value)) {
      const names = Object.keys(kind.values)
      complain(
        'value',
        `is ${show(when.value)}`,
        `a value of ${kind.id}: ${names.join(', ')}${suggest(when.value, names)}`,
      )
    }
  } else if (when.type === 'index' && kind) {
    if (!kind.index) complain('type', 'is index', `a kind with an index, which ${kind.id} has not`)
    else if (kind.index.model === 'bands' && when.level > kind.index.levels.length)
      complain('level', `is ${when.level}`, `at most ${kind.index.levels.length}, the worst level of ${kind.id}`)
  }
}
