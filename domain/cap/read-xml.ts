/** An element as it was read, with the line that it begins in. */
export interface XmlNode {
  /** Without its prefix. */
  readonly name: string
  /** Empty for none. */
  readonly namespace: string
  /** Names as they stand, without declarations of namespaces. */
  readonly attributes: ReadonlyMap<string, string>
  readonly elements: readonly XmlNode[]
  /** All text in it, of elements within not counted. */
  readonly text: string
  readonly line: number
}

/** The root of a document, or why it is none and in which line. */
export type XmlRead = { readonly root: XmlNode } | { readonly line: number; readonly fault: string }

type Open = {
  qname: string
  prefixes: Map<string, string>
  node: XmlNode & { elements: XmlNode[]; text: string }
}

const NAME = /[\p{L}_:][\p{L}\p{N}\p{M}._:\u00b7-]*/uy
const DEEPEST = 100
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const XML_PREFIX = ['xml', 'http://www.w3.org/XML/1998/namespace'] as const

/**
 * Reads XML 1.0 with namespaces, strictly. A document type is refused: CAP has none, and what it can do (entities that grow or that
 * fetch files) has no place in a message from outside.
 */
export function readXml(text: string): XmlRead {
  try {
    return { root: readDocument(text.startsWith('\ufeff') ? text.slice(1) : text) }
  } catch (error) {
    if (error instanceof Malformed) return { line: error.line, fault: error.message }
    throw error
  }
}

class Malformed extends Error {
  readonly line: number
  constructor(text: string, at: number, fault: string) {
    super(fault)
    this.line = lineAt(text, at)
  }
}

function readDocument(text: string): XmlNode {
  const stack: Open[] = []
  let root: XmlNode | undefined
  let at = 0
  let line = 1
  let counted = 0
  const fail = (fault: string, where = at) => new Malformed(text, where, fault)
  const lineOf = (position: number) => {
    for (let i = text.indexOf('\n', counted); i >= 0 && i < position; i = text.indexOf('\n', i + 1)) {
      line++
      counted = i + 1
    }
    return line
  }
  const until = (end: string, what: string) => {
    const found = text.indexOf(end, at)
    if (found < 0) throw fail(`${what} does not end`)
    return found
  }
  const nameAt = (what: string) => {
    NAME.lastIndex = at
    const [name] = NAME.exec(text) ?? []
    if (name === undefined || /^:|:$|:.*:/.test(name)) throw fail(`expected ${what}`)
    at += name.length
    return name
  }
  const skipSpace = () => {
    const before = at
    while (at < text.length && ' \t\r\n'.includes(text[at]!)) at++
    return at > before
  }
  const decoded = (from: number, to: number) => {
    const raw = text.slice(from, to)
    const wrong = WRONG.exec(raw)
    if (wrong) throw fail(`the character U+${hex(wrong[0])} is not allowed in XML`, from + wrong.index)
    return raw.replaceAll(/&([^;&\s]*;)?/g, (whole, inner: string | undefined, offset: number) => {
      const meant = inner === undefined ? undefined : entity(inner.slice(0, -1))
      if (meant === undefined)
        throw fail(`${inner === undefined ? 'a bare &' : whole} stands for nothing`, from + offset)
      return meant
    })
  }
  const addText = (words: string, from: number) => {
    const top = stack.at(-1)
    if (top) top.node.text += words.replaceAll(/\r\n?/g, '\n')
    else if (words.trim() !== '') throw fail('text outside the root element', from)
  }

  if (/^<\?xml\s/.test(text)) {
    const end = until('?>', 'the XML declaration')
    const [, version] = /\bversion\s*=\s*["']([^"']*)["']/.exec(text.slice(0, end)) ?? []
    if (version === undefined || !/^1\.\d+$/.test(version)) throw fail('the XML declaration has no version 1.x')
    at = end + 2
  }
  while (at < text.length) {
    const next = text.indexOf('<', at)
    const end = next < 0 ? text.length : next
    if (end > at) {
      const cdataEnd = text.slice(at, end).indexOf(']]>')
      if (cdataEnd >= 0) throw fail(']]> in text', at + cdataEnd)
      addText(decoded(at, end), at)
    }
    at = end
    if (next < 0) break
    if (text.startsWith('<!--', at)) {
      at += 4
      const close = until('--', 'a comment')
      if (text[close + 2] !== '>') throw fail('-- in a comment', close)
      at = close + 3
    } else if (text.startsWith('<![CDATA[', at)) {
      const from = at + 9
      const close = until(']]>', 'a CDATA section')
      const raw = text.slice(from, close)
      if (WRONG.test(raw)) throw fail('a character that is not allowed in XML', from)
      if (stack.length === 0) throw fail('text outside the root element')
      addText(raw, from)
      at = close + 3
    } else if (text.startsWith('<!', at)) throw fail('a document type is not accepted')
    else if (text.startsWith('<?', at)) {
      at += 2
      if (/^xml$/i.test(nameAt('the target of a processing instruction'))) throw fail('an XML declaration in the midst')
      at = until('?>', 'a processing instruction') + 2
    } else if (text.startsWith('</', at)) closeElement()
    else openElement()
  }
  if (stack.length > 0) throw fail(`<${stack.at(-1)!.qname}> of line ${stack.at(-1)!.node.line} is not closed`)
  if (!root) throw fail('no element')
  return root

  function closeElement(): void {
    const from = at
    at += 2
    const name = nameAt('the name of an element')
    skipSpace()
    if (text[at] !== '>') throw fail(`</${name}> does not end`)
    const top = stack.pop()
    if (top?.qname !== name) throw fail(`</${name}> closes ${top ? `<${top.qname}>` : 'nothing'}`, from)
    at++
  }

  function openElement(): void {
    const from = at
    at++
    const qname = nameAt('the name of an element')
    const attributes = new Map<string, string>()
    for (;;) {
      const hadSpace = skipSpace()
      if (text[at] === '>' || text.startsWith('/>', at)) break
      if (!hadSpace) throw fail('expected a space, > or />')
      const name = nameAt('an attribute, > or />')
      skipSpace()
      if (text[at] !== '=') throw fail(`the attribute ${name} has no value`)
      at++
      skipSpace()
      const quote = text[at]
      if (quote !== '"' && quote !== "'") throw fail(`the value of ${name} has no quotes`)
      at++
      const end = until(quote, `the value of ${name}`)
      if (text.slice(at, end).includes('<')) throw fail(`< in the value of ${name}`)
      if (attributes.has(name)) throw fail(`the attribute ${name} stands twice`)
      attributes.set(name, decoded(at, end).replaceAll(/[\t\r\n]/g, ' '))
      at = end + 1
    }
    const isEmpty = text[at] === '/'
    at += isEmpty ? 2 : 1
    const parent = stack.at(-1)
    const declared = [...attributes].filter(([key]) => key === 'xmlns' || key.startsWith('xmlns:'))
    const outer = parent?.prefixes ?? new Map([XML_PREFIX])
    const prefixes = declared.length === 0 ? outer : new Map(outer)
    for (const [key, value] of declared) {
      attributes.delete(key)
      prefixes.set(key.slice('xmlns:'.length), value)
    }
    const [prefix, name] = qname.includes(':') ? (qname.split(':') as [string, string]) : ['', qname]
    const namespace = prefixes.get(prefix)
    if (prefix !== '' && !namespace) throw fail(`the prefix ${prefix} is not declared`, from)
    for (const key of attributes.keys())
      if (key.includes(':') && !prefixes.get(key.split(':')[0]!))
        throw fail(`the prefix of ${key} is not declared`, from)
    const node = { name, namespace: namespace ?? '', attributes, elements: [], text: '', line: lineOf(from) }
    if (parent) parent.node.elements.push(node)
    else if (root) throw fail('a second root element', from)
    else root = node
    if (stack.length >= DEEPEST) throw fail(`elements are more than ${DEEPEST} deep`, from)
    if (!isEmpty) stack.push({ qname, prefixes, node })
  }
}

const WRONG =
  // oxlint-disable-next-line no-control-regex -- these are what XML 1.0 forbids
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

function entity(name: string): string | undefined {
  if (Object.hasOwn(ENTITIES, name)) return ENTITIES[name]
  const [, hexadecimal, decimal] = /^#(?:x([\da-fA-F]{1,6})|(\d{1,7}))$/.exec(name) ?? []
  if (hexadecimal === undefined && decimal === undefined) return undefined
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16)
  if (code > 0x10ffff) return undefined
  const character = String.fromCodePoint(code)
  return WRONG.test(character) ? undefined : character
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}
