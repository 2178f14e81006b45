import { describe, expect, it } from 'vitest'
import { importsOf, readSources, roomOf, type Source } from './support/sources.ts'

const ROOMS: Readonly<Record<string, readonly string[]>> = {
  domain: ['domain'],
  config: ['config', 'domain'],
  disk: ['disk', 'domain'],
  journal: ['journal', 'disk', 'domain', 'config'],
  store: ['store', 'disk', 'domain', 'config'],
  broker: ['broker', 'domain', 'config'],
  delivery: ['delivery', 'domain', 'config', 'store'],
  ingest: ['ingest', 'domain', 'config', 'journal', 'store'],
  'dashboard/server': ['dashboard/server', 'domain', 'config', 'store'],
  'dashboard/web': ['dashboard/web', 'domain'],
  simulators: ['simulators', 'domain', 'config'],
  backup: ['backup', 'domain', 'config', 'journal', 'store'],
  commands: ['commands', 'domain', 'config', 'simulators', 'backup', 'store'],
}
/** May import everything. */
const ABOVE_ALL = new Set(['main', 'bench', 'test'])
/** May speak to a person at a terminal. */
const SPEAKS =
  /^(city|city-process|open-city)\.ts$|^cli\/|^bench\/|^config\/make-city\.ts$|^simulators\/(load\/screen|command)\.ts$/
const SHELL = /\bshell: true|\bexec(Sync)?\b.* from 'node:child_process'/
const CODE = /\beval\(|\bnew Function\(|\bset(Timeout|Interval)\(\s*['"`]|from 'node:vm'/
const BROKEN = /['"](md[245]|sha-?1|ripemd\w*|rc4\w*|des-\w+)['"]/i
const MOST_LINES = 300
/** Tables: one row after the other, nothing to be split. */
const TABLES = /-tables?\.ts$/
/** What is longer, and how long it may be. */
const LONGER: Readonly<Record<string, number>> = { 'journal/sqlite.ts': 390 }
/** Written by programs. */
const MADE: ReadonlySet<string> = new Set(['dashboard/web/client/calls.ts'])

const sources = readSources()
const product = sources.filter(({ room }) => room !== 'test')

describe('the rooms', () => {
  it('are all known by name', () => {
    const unknown = sources.filter(({ room }) => !ABOVE_ALL.has(room) && !ROOMS[room]).map(({ file }) => file)
    expect(unknown).toEqual([])
  })

  it('import only what their place in the house allows', () => {
    const wrong = product
      .filter(({ room }) => !ABOVE_ALL.has(room))
      .flatMap(({ file, room, imports }) =>
        imports
          .filter(({ to, isOwn }) => isOwn && !(ROOMS[room] ?? []).includes(roomOf(to)))
          .map(({ to }) => `${file} (${room}) imports ${to} (${roomOf(to)})`),
      )
    expect(wrong).toEqual([])
  })

  it('have no circles of imports within', () => {
    expect(circlesOf(product)).toEqual([])
  })

  it('keep clocks, sockets, files and databases out of the domain, and Node out of the browser', () => {
    const ofNode = product
      .filter(({ room }) => room === 'domain' || room === 'dashboard/web')
      .filter(({ file }) => !file.endsWith('vite.config.ts'))
      .flatMap(({ file, imports }) =>
        imports.filter(({ to }) => to.startsWith('node:')).map(({ to }) => `${file}: ${to}`),
      )
    expect(ofNode).toEqual([])
    expect(linesWith(/\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(/, 'domain')).toEqual([])
  })
})

describe('every file', () => {
  it('leaves the environment to config/', () => {
    // Vite's own file runs when the browser bundle is built, never in a city.
    const mayRead = /^(config\/|bench\/|dashboard\/web\/vite\.config\.ts)/
    expect(linesWith(/\bprocess\.env\b/).filter((line) => !mayRead.test(line))).toEqual([])
  })

  it('leaves the console to whoever speaks at a terminal', () => {
    expect(linesWith(/(^|[^.\w])console\.\w+\(/).filter((line) => !SPEAKS.test(line.split(':')[0]!))).toEqual([])
  })

  it('starts no shell', () => {
    expect(linesWith(SHELL)).toEqual([])
  })

  it('makes no code of text', () => {
    expect(linesWith(CODE)).toEqual([])
  })

  it('hashes with nothing that is broken', () => {
    // RFC 6238 has apps count with SHA-1, within an HMAC.
    expect(linesWith(BROKEN).filter((line) => !line.startsWith('dashboard/server/auth/totp.ts'))).toEqual([])
  })

  it('changes something only by methods that are not safe', () => {
    const looks = sources
      .filter(({ file }) => /^dashboard\/server\/routes\/(?!.*\.test\.)/.test(file))
      .flatMap(({ text }) => [...text.matchAll(/scope\.get\([^{]*\{\s*config: \{ action: '([^']+)'/g)])
      .map(([, action]) => action!)
    expect(looks.length).toBeGreaterThan(50)
    expect(looks.filter((action) => !/^public$|\.(read|own|history|try)$/.test(action))).toEqual([])
  })

  it('has fields for passwords that are masked, take what is pasted and know password managers', () => {
    const fields = sources
      .filter(({ room, file }) => room === 'dashboard/web' && !file.includes('.test.'))
      .flatMap(({ file, text }) =>
        [...text.matchAll(/<input[^>]*name="(?:password|next)"[^>]*>/g)].map(([field]) => ({ file, field })),
      )
    expect(fields.length).toBeGreaterThan(3)
    for (const { file, field } of fields)
      expect([file, field]).toEqual([
        file,
        expect.stringMatching(/type="password".*autocomplete="(current|new)-password"/s),
      ])
    expect(linesWith(/@paste|'paste'|onpaste/, 'dashboard/web')).toEqual([])
  })

  it('imports the repository by relative path with its ending, so that Node can run it as it is', () => {
    const endless = sources.flatMap(({ file, imports }) =>
      imports.filter(({ to, isOwn }) => isOwn && !/\.\w+$/.test(to)).map(({ to }) => `${file}: ${to}`),
    )
    expect(endless).toEqual([])
  })

  it(`of the product has at most ${MOST_LINES} lines, tables apart`, () => {
    const long = product.filter(
      ({ file, lines }) => lines > (LONGER[file] ?? MOST_LINES) && !TABLES.test(file) && !MADE.has(file),
    )
    expect(long.map(({ file, lines }) => `${file}: ${lines} lines`)).toEqual([])
  })
})

describe('this test', () => {
  it('would see a shell, code of text, and a hash that is broken', () => {
    expect("import { execSync, spawn } from 'node:child_process'").toMatch(SHELL)
    expect('spawn(line, { shell: true })').toMatch(SHELL)
    expect('setTimeout("go()", 5)').toMatch(CODE)
    expect("createHash('md5')").toMatch(BROKEN)
  })

  it('would see a wrong import, however it is written', () => {
    const text = [
      "import type { A } from '../store/a.ts'",
      "import {\n  b,\n} from '../journal/b.ts'",
      "export { c } from './c.ts'",
      "import './d.ts'",
      "const e = await import('../broker/e.ts')",
      "new Worker(new URL('./f.ts', import.meta.url))",
      "import g from 'better-auth/node'",
    ].join('\n')
    const found = importsOf('domain/x.ts', text).map(({ to, isTypeOnly }) => (isTypeOnly ? `type ${to}` : to))
    expect(found.toSorted()).toEqual([
      'better-auth',
      'broker/e.ts',
      'domain/c.ts',
      'domain/d.ts',
      'domain/f.ts',
      'journal/b.ts',
      'type store/a.ts',
    ])
  })

  it('would see a circle', () => {
    const file = (name: string, to: string): Source => ({
      file: name,
      room: 'domain',
      text: '',
      lines: 1,
      imports: [{ to, isOwn: true, isTypeOnly: false }],
    })
    expect(circlesOf([file('a.ts', 'b.ts'), file('b.ts', 'c.ts'), file('c.ts', 'a.ts')])).toEqual([
      'a.ts > b.ts > c.ts > a.ts',
    ])
  })
})

/** Lines of product code that match, as `file:line: text`. */
function linesWith(pattern: RegExp, room?: string): readonly string[] {
  return product
    .filter((source) => room === undefined || source.room === room)
    .flatMap(({ file, text }) =>
      text.split('\n').flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
    )
}

/** Each circle once, from the file that comes first by name. Types are gone before anything runs and make none. */
function circlesOf(all: readonly Source[]): readonly string[] {
  const next = new Map(
    all.map(({ file, imports }) => [file, imports.filter((i) => i.isOwn && !i.isTypeOnly).map(({ to }) => to)]),
  )
  const circles = new Set<string>()
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file)
    if (at >= 0) {
      const circle = path.slice(at)
      const first = circle.indexOf(circle.toSorted()[0]!)
      const turned = [...circle.slice(first), ...circle.slice(0, first)]
      circles.add([...turned, turned[0]].join(' > '))
      return
    }
    if (done.has(file)) return
    for (const to of next.get(file) ?? []) visit(to, [...path, file])
    done.add(file)
  }
  for (const { file } of all) visit(file, [])
  return [...circles]
}
