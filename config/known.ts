import type { Path } from './document.ts'
import { show, suggest } from './fault.ts'
import type { Item } from './sheet.ts'
import { where } from './shape.ts'

/** Names that a file gives; undefined when the file cannot be read, so that nobody is blamed for its faults. */
export type Names = ReadonlySet<string> | undefined

/** What the files say of each other. */
export interface Known {
  readonly departments: Names
  readonly districts: Names
  readonly kinds: Names
  readonly gateways: Names
  readonly stations: Names
}

/** Complains when a name is not among the known ones. Returns whether it is. */
export function expectKnown(item: Item<unknown>, path: Path, name: string | undefined, what: [string, Names]): boolean {
  const [word, names] = what
  if (name === undefined || names === undefined || names.has(name)) return true
  const list = names.size <= 12 ? `one of ${[...names].join(', ')}` : `one of the ${names.size} that are given`
  item.complain(path, `${where(path)} is ${show(name)}`, `a known ${word}: ${list}${suggest(name, names)}`)
  return false
}

/** Complains about every id that an earlier item has already. */
export function expectUnique<T extends { id: string }>(items: readonly Item<T>[], word: string): void {
  const seen = new Map<string, string>()
  for (const item of items) {
    const { id } = item.value
    const first = seen.get(id)
    if (first === undefined) seen.set(id, item.placeOf(['id']))
    else item.complain(['id'], `the ${word} id ${show(id)} is taken by ${first}`, 'an id of its own')
  }
}
