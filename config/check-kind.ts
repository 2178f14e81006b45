import type { Kind, ValueSpec } from '../domain/kind.ts'
import { RESERVED_KINDS } from '../domain/topic.ts'
import type { Path } from './document.ts'
import { show, suggest } from './fault.ts'
import { expectKnown, type Known } from './known.ts'
import type { Item } from './sheet.ts'
import { where } from './shape.ts'

/** A kind against itself, the offices and the table of units. */
export function checkKind(
  item: Item<Kind>,
  { file, known, isUnit }: { file: string; known: Known; isUnit: (code: string) => boolean },
): void {
  const kind = item.value
  const complain = (path: Path, found: string, expected: string) =>
    item.complain(path, `${where(path)} ${found}`, expected)
  const expectValue = (path: Path, name: string | undefined) => {
    if (name === undefined || Object.hasOwn(kind.values, name)) return
    const names = Object.keys(kind.values)
    complain(path, `is ${show(name)}`, `a value of the kind: ${names.join(', ')}${suggest(name, names)}`)
  }

  if (RESERVED_KINDS.has(kind.id))
    complain(['id'], `is ${show(kind.id)}`, 'a word that the topics do not use themselves')
  else if (file !== `kinds/${kind.id}.yaml`) complain(['id'], `is ${show(kind.id)}`, `the name of the file`)
  expectKnown(item, ['owner'], kind.owner, ['department', known.departments])
  expectValue(['headline'], kind.headline)
  for (const [name, spec] of Object.entries(kind.values)) {
    if (name.endsWith('_qc') || name === 'time')
      complain(['values', name], 'is a name that the store uses itself', 'another name')
    if (!isUnit(spec.unit))
      complain(['values', name, 'unit'], `is ${show(spec.unit)}`, 'a UCUM code of the table of units')
    checkSpans(['values', name], spec, complain)
  }
  kind.relations?.forEach((relation, i) => {
    const path = ['relations', i]
    if (!relation.atMost && !relation.atLeast)
      complain(path, 'has neither atMost nor atLeast', 'one of the two, or both')
    expectValue([...path, 'value'], relation.value)
    expectValue([...path, 'atMost', 'value'], relation.atMost?.value)
    expectValue([...path, 'atLeast', 'value'], relation.atLeast?.value)
    relation.when?.forEach((when, j) => expectValue([...path, 'when', j, 'value'], when.value))
    relation.marks.forEach((mark, j) => expectValue([...path, 'marks', j], mark))
  })
  checkIndex(kind, complain, expectValue)
  for (const [name, trait] of Object.entries(kind.traits ?? {})) {
    const path = ['traits', name, 'default']
    if (typeof trait.default !== (trait.type === 'number' ? 'number' : 'string'))
      complain(path, `is ${show(trait.default)}`, trait.type === 'number' ? 'a number' : 'text (put it in quotes)')
    else if (trait.oneOf && !trait.oneOf.includes(String(trait.default)))
      complain(path, `is ${show(trait.default)}`, `one of ${trait.oneOf.join(', ')}`)
  }
  for (const [name, signal] of Object.entries(kind.simulate?.signals ?? {})) {
    const path = ['simulate', 'signals', name]
    expectValue(path, name)
    if (signal.min !== undefined && signal.max !== undefined && signal.min >= signal.max)
      complain([...path, 'min'], `is ${signal.min}`, `less than max, ${signal.max}`)
    for (const trait of Object.keys(signal.byTrait ?? {}))
      if (!Object.hasOwn(kind.traits ?? {}, trait))
        complain(
          [...path, 'byTrait', trait],
          'is not a trait of the kind',
          `one of ${Object.keys(kind.traits ?? {}).join(', ')}`,
        )
  }
}

type Say = (path: Path, found: string, expected: string) => void

function checkSpans(path: Path, spec: ValueSpec, complain: Say): void {
  const { fail, suspect, spike, flat } = spec
  for (const [key, span] of Object.entries({ fail, suspect }))
    if (span && span[0] >= span[1])
      complain([...path, key], `runs from ${span[0]} to ${span[1]}`, 'the lower bound first')
  if (fail && suspect && (suspect[0] < fail[0] || suspect[1] > fail[1]))
    complain([...path, 'suspect'], `is ${suspect.join(' to ')}`, `a span within fail, ${fail.join(' to ')}`)
  if (spike && (spike[0] <= 0 || spike[0] > spike[1]))
    complain([...path, 'spike'], `is ${spike.join(', ')}`, 'the smaller distance, for suspect, first')
  if (flat && flat.suspectSeconds > flat.failSeconds)
    complain(
      [...path, 'flat'],
      `suspects after ${flat.suspectSeconds} s`,
      `not later than it fails, ${flat.failSeconds} s`,
    )
}

function checkIndex({ index }: Kind, complain: Say, expectValue: (path: Path, name: string) => void): void {
  if (index?.model !== 'bands') return
  expectValue(['index', 'value'], index.value)
  index.levels.forEach((level, i) => {
    const before = index.levels[i - 1]
    if (!before || (index.falling ? level.from < before.from : level.from > before.from)) return
    const order = index.falling ? 'less' : 'more'
    complain(['index', 'levels', i, 'from'], `is ${level.from}`, `${order} than the level before, ${before.from}`)
  })
}
