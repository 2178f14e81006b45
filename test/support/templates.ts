/** A piece of text that stands in a template itself, and not in the texts. */
export interface Literal {
  readonly line: number
  readonly text: string
}

const HOLE = '\u0001'
/** Attributes that people read or hear. */
const READ =
  /\s(?:aria-label|aria-description|aria-roledescription|title|placeholder|alt|label|summary)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g

/** Words between the tags and in the attributes of every `html` template of a source, nested ones too. */
export function literalsIn(source: string): readonly Literal[] {
  return templatesOf(source).flatMap(({ at, text }) => {
    const line = source.slice(0, at).split('\n').length
    // Keys and code are no words; style and comments are not read.
    const shown = text.replace(/<!--.*?-->/gs, '').replace(/<(kbd|code|style|script)\b.*?<\/\1>/gs, '')
    const attributes = [...shown.matchAll(READ)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    const between = shown.replace(/<[^>]*>/gs, HOLE).split(HOLE)
    return (
      [...attributes.flatMap((one) => one.split(HOLE)), ...between]
        .map((piece) => piece.trim())
        // CSV and PNG are the same in every language.
        .filter((piece) => /\p{L}{2,}/u.test(piece) && !/^[A-Z]{2,5}$/.test(piece))
        .map((piece) => ({ line, text: piece }))
    )
  })
}

/** The static text of each `html` template, with a mark for every hole. */
function templatesOf(source: string): readonly { readonly at: number; readonly text: string }[] {
  const found: { at: number; text: string }[] = []

  /** Reads code up to the brace that closes it; `at` is behind the brace that opened it. */
  function code(at: number): number {
    let depth = 0
    for (let i = at; i < source.length; i++) {
      const two = source.slice(i, i + 2)
      const sign = source[i]
      if (two === '//') i = endOf('\n', i) - 1
      else if (two === '/*') i = endOf('*/', i + 2) + 1
      else if (sign === "'" || sign === '"') i = string(i, sign)
      else if (sign === '`') i = template(i, source.slice(Math.max(0, i - 4), i) === 'html')
      else if (sign === '{') depth += 1
      else if (sign === '}' && depth-- === 0) return i
    }
    return source.length
  }

  function template(at: number, isHtml: boolean): number {
    let text = ''
    for (let i = at + 1; i < source.length; i++) {
      if (source[i] === '\\') i += 1
      else if (source[i] === '`') {
        if (isHtml) found.push({ at, text })
        return i
      } else if (source.startsWith('${', i)) {
        text += HOLE
        i = code(i + 2)
      } else text += source[i]
    }
    return source.length
  }

  function string(at: number, quote: string): number {
    for (let i = at + 1; i < source.length; i++) {
      if (source[i] === '\\') i += 1
      else if (source[i] === quote || source[i] === '\n') return i
    }
    return source.length
  }

  function endOf(sign: string, from: number): number {
    const at = source.indexOf(sign, from)
    return at === -1 ? source.length : at
  }

  code(0)
  return found
}
