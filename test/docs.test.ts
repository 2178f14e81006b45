import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FAULTS } from '../domain/errors.ts'
import { TROUBLES } from '../domain/trouble.ts'

const documents = globSync(['*.md', 'docs/**/*.md']).toSorted()
const textOf = (file: string) => readFileSync(file, 'utf8')
const READMES = ['README.md', 'README.zh-CN.md']
/** Made by a run of the browser, not by hand; it is checked where it is there. */
const SCREENS = 'docs/screens/'

describe('the documents', () => {
  it('are there in both languages', () => {
    expect(documents).toEqual(expect.arrayContaining(READMES))
  })

  it.each(documents)('%s links to files and headings that exist', (file) => {
    const missing = linksOf(file).filter(({ path, heading }) => {
      if (path.startsWith(SCREENS)) return existsSync(SCREENS) && !existsSync(path)
      if (!existsSync(path)) return true
      return heading !== undefined && !headingsOf(path).has(heading)
    })
    expect(missing).toEqual([])
  })

  it('would notice a link that leads nowhere', () => {
    const links = linksIn('docs/x.md', '[a](../README.md#start) ![b](b.png "B") [c](https://example.com/c) `[d](d.md)`')
    expect(links).toEqual([{ path: 'README.md', heading: 'start' }, { path: 'docs/b.png' }])
  })

  it('have a row for each trouble of the monitor, with its level', () => {
    const rows = textOf('docs/alarms.md').matchAll(/^\| `([a-z-]+)` \| (blue|yellow|orange|red) \|/gm)
    const expected = Object.entries(TROUBLES).map(([name, { severity }]) => [name, severity])
    expect(Array.from(rows, ([, name, severity]) => [name, severity])).toEqual(expected)
  })

  it('never speak of what is not in this repository', () => {
    const told = documents.filter((file) => /\bTODO\b|\bFIXME\b|\/work\//.test(textOf(file)))
    expect(told).toEqual([])
  })
})

describe.each(READMES)('%s', (file) => {
  const text = textOf(file)

  it('has a row for each environment variable that is read, and no other', () => {
    const source = textOf('config/settings.ts')
    const read = /(?:given|text|port|choice)\('([A-Z_]+)'|env\['([A-Z_]+)'\]/g
    const known = new Set([...source.matchAll(read)].map(([, called, indexed]) => called ?? indexed ?? ''))
    const rows = [...text.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name = '']) => name)
    expect(known.size).toBeGreaterThan(10)
    expect(new Set(rows)).toEqual(known)
    expect(rows).toHaveLength(known.size)
  })

  it('has the defaults that a city without variables has', async () => {
    const { readSettings } = await import('../config/settings.ts')
    const { httpPort, mqttPort, mqttsPort, mqttWsPort, host, logLevel } = readSettings({})
    for (const [name, value] of Object.entries({
      HTTP_PORT: httpPort,
      MQTT_PORT: mqttPort,
      MQTTS_PORT: mqttsPort,
      MQTT_WS_PORT: mqttWsPort,
      HOST: host,
      LOG_LEVEL: logLevel,
    }))
      expect(text).toContain(`| \`${name}\` | \`${value}\` |`)
  })

  it('names only commands that package.json has', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
    const named = [...text.matchAll(/npm (?:run (?:-s )?([\w-]+)|(start|test)\b)/g)].map(
      ([, run, own]) => run ?? own ?? '',
    )
    expect(named.length).toBeGreaterThan(4)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })

  it('shows commands of the city that there are', async () => {
    const { runCity } = await import('../commands/program.ts')
    const lines = [...text.matchAll(/^npm run city -- (.+)$/gm)].map(([, line]) => line ?? '')
    expect(lines.length).toBeGreaterThan(4)
    for (const line of lines) {
      let said = ''
      const streams = { print: () => {}, complain: (text: string) => void (said += text) }
      expect([line, await runCity([...line.split(' '), '--help'], streams, {}), said]).toEqual([line, 0, ''])
    }
  })
})

it('describe every reason for which a reading is refused, with its stage, and no other', () => {
  const rows = [...textOf('docs/topics.md').matchAll(/^\| `([a-z-]+)` \| (decode|convert|check|store) \|/gm)]
  expect(Object.fromEntries(rows.map(([, reason, stage]) => [reason, stage]))).toEqual(FAULTS)
})

interface Link {
  readonly path: string
  readonly heading?: string
}

function linksOf(file: string): Link[] {
  return linksIn(file, textOf(file))
}

/** Relative links and images of a document; what stands in code is none. */
function linksIn(file: string, text: string): Link[] {
  const plain = text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '')
  return [...plain.matchAll(/\]\(([^)\s]+)[^)]*\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/.test(target)) return []
    const [path = '', heading] = target.split('#')
    return [{ path: path === '' ? file : join(dirname(file), path), ...(heading !== undefined && { heading }) }]
  })
}

/** Headings as they are linked to. */
function headingsOf(file: string): ReadonlySet<string> {
  const headings = [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title)
  return new Set(
    headings.map((title) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  )
}
