import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ROOT } from './support/sources.ts'

const DIST = join(ROOT, 'dashboard', 'web', 'dist')
const MOST_BYTES = 350 * 1024

describe.skipIf(!existsSync(join(DIST, 'index.html')) && process.env['CI'] !== 'true')('the built window', () => {
  const files = firstLoad()

  it('needs no more than 350 KiB, zipped, before the map and the charts', () => {
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0)
    expect(files.length).toBeGreaterThan(2)
    expect(bytes).toBeGreaterThan(50 * 1024)
    expect(bytes).toBeLessThan(MOST_BYTES)
  })

  it('has neither map nor charts in its first load', () => {
    const text = files.map((file) => readFileSync(file, 'utf8')).join('\n')
    // Names that only the code of the two libraries has.
    expect(text).not.toMatch(/maplibregl-control-container|zrender/)
  })

  it('names no address of another machine in its page', () => {
    expect(readFileSync(join(DIST, 'index.html'), 'utf8')).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
  })
})

/** Every file that is fetched before anybody does anything: the page, its styles, its script and what that imports at once. */
function firstLoad(): readonly string[] {
  const page = join(DIST, 'index.html')
  if (!existsSync(page)) return []
  const found = new Set([page])
  const named = [...readFileSync(page, 'utf8').matchAll(/(?:src|href)="\.?(\/[^"]+\.(?:js|css))"/g)]
  const left = named.map((match) => join(DIST, match[1] ?? ''))
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (found.has(file)) continue
    found.add(file)
    if (!file.endsWith('.js')) continue
    for (const match of readFileSync(file, 'utf8').matchAll(
      /(?:^|[;}\s])(?:import|export)\s*(?:[^"'`;()]*?from\s*)?["'`](\.\/[^"'`]+\.js)["'`]/g,
    ))
      left.push(join(dirname(file), match[1] ?? ''))
  }
  return [...found]
}
