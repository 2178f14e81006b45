import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import type { BrowserContext } from 'playwright-core'
import { build } from 'vite'
import { isMap, isScalar, parseDocument, visit } from 'yaml'
import { ROOT } from './sources.ts'

const WEB = join(ROOT, 'dashboard', 'web')
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.html': 'text/html',
}

/** A window whose every English text stands in brackets: what a person can read outside them is translated nowhere. */
export interface PseudoWindow extends AsyncDisposable {
  /** Serves it to a browser in place of the city's own files. */
  serve(context: BrowserContext): Promise<void>
}

export async function buildPseudo(): Promise<PseudoWindow> {
  const folder = await mkdtemp(join(tmpdir(), 'citypulse-pseudo-'))
  const texts = JSON.stringify(
    Object.fromEntries(
      textFiles().flatMap((file) =>
        Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>).map(([key, text]) => [
          key,
          `⟦${text}⟧`,
        ]),
      ),
    ),
  )
  await build({
    configFile: join(WEB, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, minify: false },
    plugins: [
      {
        name: 'pseudo',
        enforce: 'pre',
        load: (id) => (id.startsWith(WEB) && id.endsWith('/en.json') ? pick(texts, id) : null),
      },
    ],
  })
  return {
    async serve(context) {
      await context.route('**/*', async (route) => {
        const request = route.request()
        const { pathname } = new URL(request.url())
        const name = request.isNavigationRequest()
          ? 'index.html'
          : pathname.startsWith('/assets/')
            ? pathname.slice(1)
            : null
        if (name === null) return route.continue()
        return route.fulfill({
          body: await readFile(join(folder, name)),
          contentType: TYPES[extname(name)] ?? 'application/octet-stream',
        })
      })
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Puts every English name of a configuration into the same brackets. */
export function bracketNames(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.yaml')) continue
    const file = join(folder, entry)
    const document = parseDocument(readFileSync(file, 'utf8'))
    visit(document, {
      Pair: (_, { key, value }) => {
        if (isScalar(key) && key.value === 'en' && isScalar(value) && typeof value.value === 'string')
          value.value = `⟦${value.value}⟧`
      },
    })
    if (isMap(document.contents)) writeFileSync(file, document.toString({ lineWidth: 0 }))
  }
}

/** What of the pieces stands in no brackets; a sentence may be several pieces. */
export function unbracketed(pieces: readonly string[]): readonly string[] {
  let text = pieces.join('\n')
  for (let before = ''; before !== text; ) {
    before = text
    text = text.replace(/⟦[^⟦⟧]*⟧/g, '')
  }
  return text.split('\n').filter((line) => line.trim() !== '')
}

function textFiles(): readonly string[] {
  return readdirSync(WEB, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('en.json') && !file.startsWith('dist'))
    .map((file) => join(WEB, file))
}

/** The texts of one file out of all. */
function pick(texts: string, id: string): string {
  const all = JSON.parse(texts) as Record<string, string>
  const keys = Object.keys(JSON.parse(readFileSync(id, 'utf8')) as object)
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, all[key]])))
}
