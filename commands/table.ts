/** Columns side by side, as wide as they need to be; numbers stand right. */
export function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return aligned([heads.map((head) => head.toUpperCase()), ...rows], rows)
}

/** What is known of one thing: a word and a fact a line. */
export function facts(rows: readonly (readonly [word: string, fact: string])[]): string {
  return aligned(rows, rows)
}

/** `1 station`, `2 stations`. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

/** `2026-11-23 08:00Z`. */
export function timeText(at: number | null): string {
  return at === null ? '-' : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`
}

function aligned(lines: readonly (readonly (string | number)[])[], rows: readonly (readonly (string | number)[])[]) {
  const columns = lines[0]?.length ?? 0
  const widths = Array.from({ length: columns }, (_, c) => Math.max(...lines.map((line) => widthOf(String(line[c])))))
  const isNumber = widths.map((_, c) => rows.length > 0 && rows.every((row) => typeof row[c] === 'number'))
  const textOf = (line: readonly (string | number)[]) =>
    line.map((cell, c) => padded(String(cell), widths[c]!, isNumber[c]!)).join('  ')
  return lines.map((line) => textOf(line).trimEnd()).join('\n')
}

function padded(text: string, width: number, toTheRight: boolean): string {
  const space = ' '.repeat(width - widthOf(text))
  return toTheRight ? space + text : text + space
}

/** Chinese characters and full-width forms take two columns on a terminal. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/

function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += WIDE.test(character) ? 2 : 1
  return width
}
