import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hexLines, visiblePieces, visibleText, visibleWord } from './visible.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const DANGEROUS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

describe('bytes from outside', () => {
  it('keep what can be seen, and show what cannot', () => {
    expect(visibleText(bytes('{"名": "é 😀"}'))).toBe('{"名": "é 😀"}')
    expect(visibleText(bytes('a\u0000b\u001b[31m\u007f'))).toBe('a⟨NUL⟩b⟨ESC⟩[31m⟨DEL⟩')
    expect(visibleText(bytes('a\u202eb\u200bc\ufeff\u2066\u00a0'))).toBe('a⟨U+202E⟩b⟨U+200B⟩c⟨U+FEFF⟩⟨U+2066⟩⟨U+00A0⟩')
    expect(visibleText(bytes('\u{e0041}\u3164'))).toBe('⟨U+E0041⟩⟨U+3164⟩')
    expect(visibleText(bytes('a\r\nb'))).toBe('a⟨CR⟩↵\nb')
    expect(visibleWord('x\u001by')).toBe('x⟨ESC⟩y')
  })

  it('are a hex dump when they are not UTF-8', () => {
    expect(visiblePieces(new Uint8Array([0x61, 0xff]))).toBeNull()
    expect(visibleText(new Uint8Array([0x61, 0xff, 0x1b]))).toBe(`000000  61 ff 1b${' '.repeat(41)}a..`)
    expect(hexLines(new Uint8Array(17))).toMatchObject([{ offset: 0 }, { offset: 16, hex: '00', text: '.' }])
  })

  it('never reach a screen with a control, format or separator character but the line break, whatever they are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' }).map(bytes)), (of) => {
        expect(visibleText(of).replaceAll('\n', '')).not.toMatch(DANGEROUS)
      }),
      { numRuns: 1_000 },
    )
  })

  it('are covered by their pieces from the first byte to the last', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite' }), (text) => {
        const of = bytes(text)
        let at = 0
        for (const { from, to, text: shown } of visiblePieces(of)!) {
          // The break behind its mark shows the same byte.
          expect(from).toBe(shown === '\n' ? at - 1 : at)
          at = to
        }
        expect(at).toBe(of.length)
      }),
    )
  })
})
