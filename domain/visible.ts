/** Text as a person sees it; a mark stands for a character that would not be seen or would change how others are seen. */
export interface Piece {
  readonly text: string
  readonly isMark: boolean
  /** Bytes that it shows. */
  readonly from: number
  readonly to: number
}

export interface HexLine {
  readonly offset: number
  /** Up to 16 bytes, two digits each. */
  readonly hex: string
  /** The same as printable ASCII, a dot for what is none. */
  readonly text: string
}

/**
 * What could hide, reorder or fake what stands beside it: control and format characters (bidi, zero width, tags), line
 * and paragraph separators, spaces other than the plain one, fillers, variation selectors, private use, unassigned.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u
const UNSEEN_BESIDES: readonly (readonly [from: number, to: number])[] = [
  [0xa0, 0xa0],
  [0x34f, 0x34f],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x2800, 0x2800],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xffa0, 0xffa0],
  [0xe0100, 0xe01ef],
]

/** Bytes as pieces of text with every unseen character made visible; null when they are not UTF-8. */
export function visiblePieces(bytes: Uint8Array): readonly Piece[] | null {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
  const pieces: Piece[] = []
  let plain = ''
  let from = 0
  let at = 0
  const flush = () => {
    if (plain !== '') pieces.push({ text: plain, isMark: false, from, to: at })
    plain = ''
  }
  for (const character of text) {
    const to = at + utf8Length(character)
    if (isUnseen(character)) {
      flush()
      pieces.push({ text: markOf(character), isMark: true, from: at, to })
      if (character === '\n') pieces.push({ text: '\n', isMark: false, from: at, to })
      from = to
    } else plain += character
    at = to
  }
  flush()
  return pieces
}

/** Bytes as text that is safe on a terminal: visible characters, else a hex dump. */
export function visibleText(bytes: Uint8Array): string {
  const pieces = visiblePieces(bytes)
  if (pieces) return pieces.map(({ text }) => text).join('')
  return hexLines(bytes)
    .map(({ offset, hex, text }) => `${offset.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${text}`)
    .join('\n')
}

/** Some characters of a text from outside, made visible. */
export function visibleWord(text: string): string {
  return Array.from(text, (character) => (isUnseen(character) ? markOf(character) : character)).join('')
}

export function hexLines(bytes: Uint8Array): readonly HexLine[] {
  const lines: HexLine[] = []
  for (let offset = 0; offset < bytes.length; offset += 16) {
    const row = [...bytes.subarray(offset, offset + 16)]
    lines.push({
      offset,
      hex: row.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      text: row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
    })
  }
  return lines
}

function isUnseen(character: string): boolean {
  const code = character.codePointAt(0)!
  if (code >= 0x20 && code < 0x7f) return false
  return UNSEEN.test(character) || UNSEEN_BESIDES.some(([from, to]) => code >= from && code <= to)
}

const NAMES =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  )

/** The name of what ASCII has, the code point for the rest: control pictures are missing in many fonts. */
function markOf(character: string): string {
  const code = character.codePointAt(0)!
  if (character === '\n') return '\u21b5'
  const name = code === 0x7f ? 'DEL' : (NAMES[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`)
  return `\u27e8${name}\u27e9`
}

function utf8Length(character: string): number {
  const code = character.codePointAt(0)!
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
}
