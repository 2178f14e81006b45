/** An element to be written: attributes, then text or elements. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly content: string | readonly XmlElement[]
}

export function element(
  name: string,
  content: string | readonly XmlElement[],
  attributes: Readonly<Record<string, string>> = {},
): XmlElement {
  return { name, attributes, content }
}

/** An element for each text that has something to say; none for an absent or empty one. */
export function texts(name: string, ...given: readonly (string | undefined)[]): XmlElement[] {
  return given.flatMap((text) => {
    const clean = cleanText(text ?? '')
    return clean === '' ? [] : [element(name, clean)]
  })
}

/** A document in UTF-8, one element a line. Nothing that a text holds can end it, add to it or make it unreadable. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, '')}\n`
}

/** Text without what XML 1.0 forbids (control characters, halves of surrogate pairs), ends trimmed, lines ended by LF. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(FORBIDDEN, '').trim()
}

/** The first so many characters; an ellipsis stands for what was cut. Never cuts a character in two. */
export function shortened(text: string, most: number): string {
  const characters = Array.from(text)
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
}

// XML 1.0, 2.2: what is no Char; and C1 controls and bidirectional overrides, which only deceive. U+FFFD stands for halves of pairs.
// oxlint-disable-next-line no-control-regex -- these are what must go
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffd-\uffff]/g

function written({ name, attributes, content }: XmlElement, indent: string): string {
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(cleanText(value))}"`)
  const open = `${indent}<${name}${head.join('')}`
  if (typeof content === 'string') return `${open}>${escaped(cleanText(content))}</${name}>`
  if (content.length === 0) return `${open}/>`
  return `${open}>\n${content.map((inner) => written(inner, `${indent}  `)).join('\n')}\n${indent}</${name}>`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"'\t]/g, (character) => ESCAPES[character]!)
}
