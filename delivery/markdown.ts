import type { Language } from '../domain/label.ts'
import type { Letter } from './letter.ts'
import { WORDS } from './words.ts'

/** Marks of Markdown and of the robots' tags, as look-alikes: robots do not agree on how a mark is escaped. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '[': '［',
  ']': '］',
  '*': '＊',
  '`': '｀',
  '#': '＃',
  '<': '＜',
  '>': '＞',
  '|': '｜',
  '~': '～',
  '@': '＠',
  '\\': '＼',
  '!': '！',
}

/** Text that a robot shows as it is, whatever stands in it: no link, picture, mention or heading comes of it. */
export function plainInMarkdown(text: string): string {
  const plain = text.replaceAll(/[[\]*`#<>|~@\\!]/g, (mark) => LOOK_ALIKES[mark] ?? mark)
  // Addresses become links by themselves in some of them.
  return plain
    .replaceAll('://', ':／／')
    .replaceAll(/_{2,}/g, '＿＿')
    .replace(/^(\s*)([-+=]|\d+\.)(\s)/, '$1\u2060$2$3')
}

/** A letter as the Markdown of a robot, at most so many bytes of UTF-8. */
export function markdownOf(letter: Letter, language: Language | 'both', mostBytes: number): string {
  const open = WORDS[language === 'en' ? 'en' : 'zh'].open
  const link = letter.link === null ? [] : [`[${open}](${letter.link})`]
  const head = `### ${plainInMarkdown(letter.title)}`
  const lines = letter.lines.map(plainInMarkdown)
  const left = mostBytes - bytesOf([head, ...link].join('\n\n')) - 8
  return [head, withinBytes(lines.join('\n\n'), left), ...link].join('\n\n')
}

/** The beginning of a text, at most so many bytes of UTF-8, no character cut in two. */
export function withinBytes(text: string, most: number): string {
  if (bytesOf(text) <= most) return text
  const room = Math.max(0, most - bytesOf('…'))
  let used = 0
  let end = 0
  for (const character of text) {
    const size = bytesOf(character)
    if (used + size > room) break
    used += size
    end += character.length
  }
  return `${text.slice(0, end)}…`
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}
