import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

export const ROOT = join(import.meta.dirname, '..', '..')

/** A source file of the repository, with what it imports. */
export interface Source {
  /** From the root of the repository, with slashes. */
  readonly file: string
  /** First folder, or the first two of the dashboard; `main` for the files of the root, `test` for what only tests use. */
  readonly room: string
  readonly text: string
  readonly lines: number
  readonly imports: readonly Import[]
}

export interface Import {
  /** From the root for a file of the repository; a package's name for the rest. */
  readonly to: string
  readonly isOwn: boolean
  readonly isTypeOnly: boolean
}

/** Every TypeScript file of the repository. */
export function readSources(): readonly Source[] {
  return globSync('**/*.ts', { cwd: ROOT, exclude: ['node_modules', '**/node_modules', 'data', 'dashboard/web/dist'] })
    .filter((file) => !file.endsWith('.d.ts'))
    .toSorted()
    .map((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8')
      return { file, room: roomOf(file), text, lines: text.split('\n').length - 1, imports: importsOf(file, text) }
    })
}

const TEST_ONLY = /\.test\.ts$|\/testing\/|(^|\/)contract[a-z-]*\.ts$|-child\.ts$|\/influxd\.ts$/
const CHILD_OF_PRODUCT = new Set(['simulators/child.ts'])

/** The room of a file. */
export function roomOf(file: string): string {
  if (TEST_ONLY.test(file) && !CHILD_OF_PRODUCT.has(file)) return 'test'
  const [first, second] = file.split('/') as [string, string?]
  if (second === undefined) return 'main'
  return first === 'dashboard' ? `dashboard/${second}` : first
}

const STATEMENT = /^(?:import|export)\s+(type\s)?[^'"`;]*?from\s+'([^']+)'/gms
const BARE = /^import\s+'([^']+)'/gm
const DYNAMIC = /\bimport\(\s*'([^']+)'/g
const WORKER = /new URL\(\s*'(\.[^']+\.ts)'/g

/** What a text imports, be it by statement, by call, or as the file of a thread. */
export function importsOf(file: string, text: string): readonly Import[] {
  const found: Import[] = []
  const add = (specifier: string, isTypeOnly: boolean) => {
    const isOwn = specifier.startsWith('.')
    const to = isOwn ? relative(ROOT, join(ROOT, dirname(file), specifier)) : packageOf(specifier)
    found.push({ to, isOwn, isTypeOnly })
  }
  for (const [, type, specifier] of text.matchAll(STATEMENT)) add(specifier!, type !== undefined)
  for (const pattern of [BARE, DYNAMIC, WORKER]) {
    for (const [, specifier] of text.matchAll(pattern)) add(specifier!, false)
  }
  return found
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
