import { describe, expect, it, onTestFinished } from 'vitest'
import { loadConfig } from './load.ts'
import { copyOfShipped } from './testing/folder.ts'

const laughs = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
for (let i = 1; i < 12; i++) laughs.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`)

describe('a configuration that means harm', () => {
  it.each([
    ['an alias that grows without end', laughs.join('\n')],
    ['an alias of itself', 'label: &a { zh: *a, en: x }'],
    ['a tag that makes a function', 'label: !!js/function "function () { globalThis.polluted = 1 }"'],
    ['a tag that makes bytes', 'label: !!binary aGVsbG8='],
    ['a prototype', '__proto__: { polluted: 1 }\nlabel: { zh: a, en: b }'],
    ['a prototype within', 'label: { zh: a, en: b, __proto__: { polluted: 1 } }'],
    ['a constructor', 'constructor: { prototype: { polluted: 1 } }'],
    ['a merge of a prototype', 'x: &x { __proto__: { polluted: 1 } }\n<<: *x'],
    ['nesting without end', `label: ${'['.repeat(20_000)}`],
    ['nesting that ends', `label: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['a number that is none', 'label: .inf'],
    ['another document', '---\na: 1\n---\nb: 2'],
    ['bytes that are no text', '\u0000\u0001\ufffd'],
  ])('is refused with a sentence, and changes nothing: %s', (_, text) => {
    const config = copyOfShipped()
    onTestFinished(() => config[Symbol.dispose]())
    config.write('city.yaml', text)
    expect(() => loadConfig(config.folder)).toThrow(expect.objectContaining({ code: 'config-invalid' }) as Error)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect((globalThis as { polluted?: unknown }).polluted).toBeUndefined()
  })
})
