import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml'
import type { ConfigFault } from './fault.ts'

export type Path = readonly (string | number)[]

/** A YAML file of the config folder: its content, and where each part of it stands. */
export interface ConfigDocument {
  readonly file: string
  /** Undefined when the file could not be read as YAML. */
  readonly content: unknown
  /** What is wrong with it as YAML. */
  readonly faults: readonly ConfigFault[]
  /** A fault at the part that the path leads to, or at the nearest part around it. */
  fault(path: Path, found: string, expected: string): ConfigFault
}

/** Reads YAML 1.2, where `no` is a word and dates are text. Never throws. */
export function readDocument(folder: string, file: string): ConfigDocument {
  let text: string
  try {
    text = readFileSync(join(folder, file), 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (error as Error).message
    return unreadable(file, { file, line: 0, found: reason, expected: 'a readable file' })
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { version: '1.2', lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line)
  const faults = document.errors.map((error) => {
    const duplicate = error.code === 'DUPLICATE_KEY'
    const key = duplicate ? text.slice(error.pos[0]).split(':', 1)[0]!.trim() : ''
    return {
      file,
      line: lineAt(error.pos[0]),
      found: duplicate
        ? `the key ${JSON.stringify(key)} a second time`
        : `broken YAML: ${error.message.split('\n')[0]}`,
      expected: duplicate ? 'each key once' : 'YAML 1.2',
    }
  })
  const broken = document.errors.some((error) => error.code !== 'DUPLICATE_KEY')
  const { content, fault: endless } = broken ? { content: undefined, fault: null } : contentOf(document)
  if (endless !== null) faults.push({ file, line: 1, found: endless, expected: 'few aliases, and none of itself' })
  return {
    file,
    content,
    faults,
    fault: (path, found, expected) => ({ file, line: lineAt(offsetOf(document, path)), found, expected }),
  }
}

function unreadable(file: string, fault: ConfigFault): ConfigDocument {
  return { file, content: undefined, faults: [fault], fault: (_, found, expected) => ({ ...fault, found, expected }) }
}

/** An empty file is an empty map, so that what it lacks is named. */
function contentOf(document: Document): { readonly content: unknown; readonly fault: string | null } {
  if (document.contents === null) return { content: {}, fault: null }
  try {
    return { content: document.toJS() as unknown, fault: null }
  } catch (error) {
    return { content: undefined, fault: `aliases that grow without end: ${(error as Error).message}` }
  }
}

function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents
  let offset = isMap(node) || isSeq(node) ? (node.range?.[0] ?? 0) : 0
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step))
      if (!pair) return offset
      offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset
      node = pair.value
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step]
      const range = (node as { range?: [number, number, number] } | undefined)?.range
      if (!range) return offset
      offset = range[0]
    } else return offset
  }
  return offset
}
