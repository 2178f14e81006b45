import { type Condition, isGroup, type Leaf, type Member } from '../domain/condition.ts'
import type { Kind } from '../domain/kind.ts'
import type { Rule, RuleOfKind } from '../domain/rule.ts'
import { rankOf } from '../domain/severity.ts'
import type { Station } from '../domain/station.ts'
import type { Path } from './document.ts'
import { show, suggest } from './fault.ts'
import { expectKnown, type Known } from './known.ts'
import type { Item } from './sheet.ts'
import { where } from './shape.ts'

/** What a rule may name. */
export interface RuleSurroundings {
  readonly kinds: ReadonlyMap<string, Kind>
  readonly stations: ReadonlyMap<string, Station>
  readonly known: Known
}

/** A rule of `rules/`: what it names must be there. */
export function checkRule(item: Item<Rule>, of: RuleSurroundings): void {
  const { kinds, stations, known } = of
  const rule = item.value
  expectKnown(item, ['kind'], rule.kind, ['kind', known.kinds])
  rule.districts?.forEach((id, i) => expectKnown(item, ['districts', i], id, ['district', known.districts]))
  rule.stations?.forEach((id, i) => {
    if (!expectKnown(item, ['stations', i], id, ['station', known.stations])) return
    const kind = stations.get(id)?.kind
    if (kind !== undefined && kind !== rule.kind)
      item.complain(['stations', i], `station ${show(id)} is of kind ${kind}`, `a station of kind ${rule.kind}`)
  })
  checkRuleOfKind(item, [], rule, { kind: kinds.get(rule.kind), of })
}

/** A rule against its kind; only its owner when the kind is not known. */
export function checkRuleOfKind(
  item: Item<unknown>,
  path: Path,
  rule: RuleOfKind,
  { kind, of }: { kind: Kind | undefined; of: RuleSurroundings },
): void {
  expectKnown(item, [...path, 'owner'], rule.owner, ['department', of.known.departments])
  checkWhen([...path, 'when'], rule.when, { item, rule, kind, of })
  rule.escalate?.forEach(({ afterSeconds, severity }, i) => {
    const before = rule.escalate?.[i - 1]
    if (before && before.afterSeconds >= afterSeconds)
      complainAt(item, [...path, 'escalate', i, 'afterSeconds'], `is ${afterSeconds}`, 'more than in the step before')
    if (rankOf(severity) <= rankOf(before?.severity ?? rule.severity))
      complainAt(item, [...path, 'escalate', i, 'severity'], `is ${severity}`, 'worse than before')
  })
}

function checkWhen(
  path: Path,
  when: Condition,
  { item, rule, kind, of }: { item: Item<unknown>; rule: RuleOfKind; kind: Kind | undefined; of: RuleSurroundings },
): void {
  if (!isGroup(when)) return checkLeaf(path, when, { item, rule, kind })
  when.of.forEach((member: Member, i) => {
    const at = [...path, 'of', i]
    if (isGroup(member)) return checkWhen(at, member, { item, rule, kind, of })
    const [leaf, place] = member.type === 'not' ? [member.of, [...at, 'of']] : [member as Leaf, at]
    checkLeaf(place, leaf, { item, rule, kind: kindAt([...place, 'where'], leaf, { item, kind, of }) })
  })
}

/** The kind that a part of a group looks at; undefined when it is not known. */
function kindAt(
  path: Path,
  { where: place }: Leaf,
  { item, kind, of }: { item: Item<unknown>; kind: Kind | undefined; of: RuleSurroundings },
): Kind | undefined {
  if (place === undefined) return kind
  if ('kind' in place)
    return expectKnown(item, [...path, 'kind'], place.kind, ['kind', of.known.kinds])
      ? of.kinds.get(place.kind)
      : undefined
  if (!expectKnown(item, [...path, 'station'], place.station, ['station', of.known.stations])) return undefined
  return of.kinds.get(of.stations.get(place.station)?.kind ?? '')
}

function checkLeaf(
  path: Path,
  leaf: Leaf,
  { item, rule, kind }: { item: Item<unknown>; rule: RuleOfKind; kind: Kind | undefined },
): void {
  const complain = (key: string, found: string, expected: string) => complainAt(item, [...path, key], found, expected)
  if (leaf.type === 'threshold') {
    expectOne(complain, leaf, ['above', 'below'])
    if (leaf.clear !== undefined && leaf.deadband !== undefined)
      complain('deadband', 'stands beside clear', 'one of the two')
    if (leaf.clear !== undefined && leaf.above !== undefined && leaf.clear > leaf.above)
      complain('clear', `is ${leaf.clear}`, `at most the level it raises above, ${leaf.above}`)
    else if (leaf.clear !== undefined && leaf.below !== undefined && leaf.clear < leaf.below)
      complain('clear', `is ${leaf.clear}`, `at least the level it raises below, ${leaf.below}`)
  } else if (leaf.type === 'rate') expectOne(complain, leaf, ['rises', 'falls'])
  else if (leaf.type === 'quality' && leaf.bad > leaf.of) complain('bad', `is ${leaf.bad}`, `at most of, ${leaf.of}`)
  else if (leaf.type === 'index' && kind) {
    if (!kind.index) complain('type', 'is index', `a kind with an index, which ${kind.id} has not`)
    else if (kind.index.model === 'bands' && leaf.level > kind.index.levels.length)
      complain('level', `is ${leaf.level}`, `at most ${kind.index.levels.length}, the worst level of ${kind.id}`)
  }
  if ('value' in leaf && leaf.value !== undefined && kind && !Object.hasOwn(kind.values, leaf.value)) {
    const names = Object.keys(kind.values)
    complain(
      'value',
      `is ${show(leaf.value)}`,
      `a value of ${kind.id}: ${names.join(', ')}${suggest(leaf.value, names)}`,
    )
  }
  if ('levels' in leaf && leaf.levels) checkLevels([...path, 'levels'], leaf, { item, rule })
}

/** Levels lie one beyond the other, and each is worse than the one before. */
function checkLevels(path: Path, leaf: Leaf, { item, rule }: { item: Item<unknown>; rule: RuleOfKind }): void {
  const isDown = leaf.type === 'threshold' && leaf.above === undefined
  const first =
    leaf.type === 'threshold'
      ? (leaf.above ?? leaf.below)
      : leaf.type === 'index'
        ? leaf.level
        : leaf.type === 'rate'
          ? (leaf.rises ?? leaf.falls)
          : leaf.type === 'unusual'
            ? leaf.times
            : undefined
  let before = { at: first, severity: rule.severity }
  for (const [i, level] of ('levels' in leaf ? (leaf.levels ?? []) : []).entries()) {
    const isBeyond = before.at === undefined || (isDown ? level.at < before.at : level.at > before.at)
    if (!isBeyond)
      complainAt(
        item,
        [...path, i, 'at'],
        `is ${level.at}`,
        `${isDown ? 'below' : 'above'} the level before, ${before.at}`,
      )
    if (rankOf(level.severity) <= rankOf(before.severity))
      complainAt(item, [...path, i, 'severity'], `is ${level.severity}`, `worse than ${before.severity}`)
    before = level
  }
}

function expectOne<T extends object>(
  complain: (key: string, found: string, expected: string) => void,
  leaf: T,
  [one, other]: readonly [keyof T & string, keyof T & string],
): void {
  const [hasOne, hasOther] = [leaf[one] !== undefined, leaf[other] !== undefined]
  if (hasOne === hasOther)
    complain('type', `has ${hasOne ? `both ${one} and ${other}` : `neither ${one} nor ${other}`}`, 'one of the two')
}

function complainAt(item: Item<unknown>, path: Path, found: string, expected: string): void {
  item.complain(path, `${where(path)} ${found}`, expected)
}
