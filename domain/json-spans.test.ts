import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elementsAt, entriesAt, jsonErrorAt, spanOf } from './json-spans.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const isJson = (of: Uint8Array) => {
  try {
    JSON.parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(of))
    return true
  } catch {
    return false
  }
}
const cut = (of: Uint8Array, span: { from: number; to: number } | null | undefined) =>
  span && new TextDecoder().decode(of.subarray(span.from, span.to))

describe('the place where JSON breaks', () => {
  it.for([
    ['{"ts": 1, values: {}}', 10],
    ['{"ts": 1,}', 9],
    ['[1 2]', 3],
    ['{"a":NaN}', 5],
    ['{"a":01}', 6],
    ['{"a":1.}', 7],
    ['{"a":1e}', 7],
    ['{"a":"\\x"}', 7],
    ['{"a":"\u0001"}', 6],
    ['{"a":tru}', 8],
    ['LAeq=61', 0],
    ['-', 1],
    ['', 0],
    ['{"a":1', 6],
    ['{} x', 3],
    ['\ufeff{}', 0],
    ['{"é":1,]', 8],
  ] as const)('of %s is byte %i', ([text, at]) => {
    expect(jsonErrorAt(bytes(text))).toBe(at)
  })

  it('is none exactly where JSON.parse takes the text', () => {
    const json = fc.json().map(bytes)
    const broken = fc.tuple(json, fc.nat(), fc.nat(255)).map(([of, at, byte]) => {
      const copy = of.slice()
      copy[at % copy.length] = byte
      return copy
    })
    const torn = fc.tuple(json, fc.nat()).map(([of, at]) => of.subarray(0, at % of.length))
    fc.assert(
      fc.property(fc.oneof(json, broken, torn, fc.uint8Array({ maxLength: 30 })), (of) => {
        expect(jsonErrorAt(of) === null).toBe(isJson(of))
      }),
      { numRuns: 2_000 },
    )
  })

  it('is found in a nesting that no call stack would hold', () => {
    expect(jsonErrorAt(bytes('['.repeat(500_000)))).toBe(500_000)
    expect(jsonErrorAt(bytes('['.repeat(500_000) + ']'.repeat(500_000)))).toBeNull()
  })
})

describe('the span of a part', () => {
  it('holds the bytes of it and nothing else', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.array(fc.jsonValue())), fc.nat(3), (all, indent) => {
        const of = bytes(JSON.stringify(all, null, indent))
        const entries = entriesAt(of)!
        expect([...entries.keys()].toSorted()).toEqual(
          Object.keys(JSON.parse(JSON.stringify(all)) as object).toSorted(),
        )
        for (const [key, values] of Object.entries(all)) {
          const elements = elementsAt(of, entries.get(key)!.from)!
          expect(elements.map((span) => JSON.parse(cut(of, span)!))).toEqual(JSON.parse(JSON.stringify(values)))
          for (const n of values.keys()) expect(spanOf(of, [key, n])).toEqual(elements[n])
        }
      }),
    )
  })

  it('is of the last of names given twice, and null where there is none', () => {
    const of = bytes(' {"a": 1 ,"a" : [2, {"b":"]}"}] , "__proto__":7}')
    expect(cut(of, spanOf(of, ['a', 1, 'b']))).toBe('"]}"')
    expect(cut(of, spanOf(of, ['__proto__']))).toBe('7')
    for (const path of [['b'], ['a', 2], ['a', 'x'], [0]]) expect(spanOf(of, path)).toBeNull()
  })
})
