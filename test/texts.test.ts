import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ACTION_NAMES } from '../domain/access/table.ts'
import { ROOT, readSources } from './support/sources.ts'
import { literalsIn } from './support/templates.ts'

const web = readSources().filter(({ room, file }) => room === 'dashboard/web' && !file.endsWith('.test.ts'))

/** What is done, as a call or an entry of the audit names it. */
const TOLD = /\bnote\((?:[\w.]+, *)?'([a-z]+(?:-[a-z]+)*)'|\baction: '([a-z]+(?:-[a-z]+)+)'/g
/** Who does something by itself stands where what was done stands elsewhere. */
const ACTORS: ReadonlySet<string> = new Set(['sign-in-service'])
const words = Object.keys(JSON.parse(readFileSync(join(ROOT, 'dashboard/web/audit/zh.json'), 'utf8')) as object)

describe('the templates of the window', () => {
  it('hold no words of their own, between tags or in what is read out', () => {
    const found = web.flatMap(({ file, text }) => literalsIn(text).map((one) => `${file}:${one.line}: ${one.text}`))
    expect(found).toEqual([])
  })

  it('are seen by this test', () => {
    const templates = web.reduce((sum, { text }) => sum + (text.match(/html`/g)?.length ?? 0), 0)
    expect(templates).toBeGreaterThan(200)
  })
})

describe('the matrix of who may do what', () => {
  it.each(['zh', 'en'])('has words for every action, in %s', (language) => {
    const texts = JSON.parse(readFileSync(join(ROOT, `dashboard/web/people/${language}.json`), 'utf8')) as object
    expect(ACTION_NAMES.filter((action) => !Object.hasOwn(texts, `action.${action}`))).toEqual([])
  })
})

describe('the audit', () => {
  it('has a word in both languages for everything that it is told', () => {
    const told = readSources()
      .filter(({ room }) => !['test', 'bench', 'simulators', 'commands', 'dashboard/web'].includes(room))
      .flatMap(({ text }) => [...text.matchAll(TOLD)].map(([, called, named]) => called ?? named ?? ''))
    const wordless = new Set(told.filter((action) => !ACTORS.has(action) && !words.includes(`audit.action.${action}`)))
    expect(told.length).toBeGreaterThan(40)
    expect([...wordless]).toEqual([])
  })
})

describe('this test', () => {
  it('finds a word wherever it hides, and nothing where there is none', () => {
    const words = (code: string) => literalsIn(code).map(({ text }) => text)
    expect(words('html`<p>Hello there</p>`')).toEqual(['Hello there'])
    expect(words('html`<p>${a ? html`<b>nested</b>` : nothing} rest</p>`')).toEqual(['nested', 'rest'])
    expect(words('html`<input placeholder="Name" aria-label=${x} title=${`y`}>`')).toEqual(['Name'])
    expect(
      words("html`<p class=\"long\" @click=${() => go({ a: '}' })}>${text('key')} · <kbd>Enter</kbd> ✕</p>`"),
    ).toEqual([])
    expect(words('const s = css`p { color: red }`; // html`<p>no</p>`')).toEqual([])
  })
})
