import type { TSchema } from 'typebox'
import { Repair } from 'typebox/value'
import { readDocument, type ConfigDocument, type Path } from './document.ts'
import type { ConfigFault } from './fault.ts'
import { type ShapeFault, shapeFaults } from './shape.ts'

/** Tells of a fault at a place within an item. */
export type Complain = (path: Path, found: string, expected: string) => void

/** A part of a file that has its shape and is ready to be checked against the others. */
export interface Item<T> {
  readonly value: T
  readonly complain: Complain
  /** `file:line` of a place within it. */
  readonly placeOf: (path: Path) => string
}

/** A file of the config folder, checked against its schema. */
export interface Sheet<T> {
  readonly file: string
  /** Undefined when any part of it lacks its shape. */
  readonly whole: Item<T> | undefined
  /** The file with what lacks its shape put right for the while: what else is wrong is told too. Undefined like `whole`, or when it has no content. */
  readonly mended: Item<T> | undefined
  /** Items of a list of the file that have their shape, whatever the others lack. */
  items<I>(list: string): Item<I>[]
  /** Ids that the list gives, also those of items that lack their shape; undefined when there is no list. */
  ids(list: string): ReadonlySet<string> | undefined
}

/** Reads a file and adds what is wrong with it to `faults`. */
export function readSheet<T>(folder: string, file: string, schema: TSchema, faults: ConfigFault[]): Sheet<T> {
  const document = readDocument(folder, file)
  faults.push(...document.faults)
  const { content } = document
  const wrong = content === undefined ? [] : shapeFaults(schema, content)
  for (const { path, found, expected } of wrong) faults.push(document.fault(path, found, expected))
  const listOf = (list: string) => {
    const items = (content as Record<string, unknown> | null | undefined)?.[list]
    return Array.isArray(items) ? (items as unknown[]) : undefined
  }
  return {
    file,
    whole: content === undefined || wrong.length > 0 ? undefined : item(document, [], content as T, faults),
    get mended() {
      return isMap(content) && wrong.length > 0 ? mend<T>(document, { schema, content, wrong, faults }) : undefined
    },
    items: <I>(list: string) =>
      (listOf(list) ?? []).flatMap((value, i) =>
        wrong.some(({ path }) => path[0] === list && (path.length < 2 || path[1] === i))
          ? []
          : [item(document, [list, i], value as I, faults)],
      ),
    ids: (list) => {
      const items = listOf(list)
      return items && new Set(items.map((value) => (value as { id?: unknown } | null)?.id).filter(isText))
    },
  }
}

/** Says nothing about the places that were told of already, nor about what stands in their stead. */
function mend<T>(
  document: ConfigDocument,
  of: { schema: TSchema; content: object; wrong: readonly ShapeFault[]; faults: ConfigFault[] },
): Item<T> | undefined {
  let value: T
  try {
    value = Repair(of.schema, structuredClone(of.content)) as T
  } catch {
    // A text that must look like something has nothing that could stand in its stead.
    return undefined
  }
  const whole = item(document, [], value, of.faults)
  const isTold = (path: Path) =>
    of.wrong.some((fault) => {
      const shared = Math.min(fault.path.length, path.length)
      return fault.path.slice(0, shared).every((step, i) => step === path[i])
    })
  return {
    ...whole,
    complain: (path, found, expected) => {
      if (!isTold(path)) whole.complain(path, found, expected)
    },
  }
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function item<T>(document: ConfigDocument, at: Path, value: T, faults: ConfigFault[]): Item<T> {
  return {
    value,
    complain: (path, found, expected) => faults.push(document.fault([...at, ...path], found, expected)),
    placeOf: (path) => `${document.file}:${document.fault([...at, ...path], '', '').line}`,
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
