/** A record of a CSV file with the line that it begins on, from 1. */
export interface CsvRecord {
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * Records of a CSV text (RFC 4180; also with LF alone, semicolons in place of commas, and a byte order mark). Empty
 * lines are left out. Null: a quotation mark is not closed.
 */
export function csvRecords(text: string): readonly CsvRecord[] | null {
  const from = text.startsWith('\uFEFF') ? 1 : 0
  const heading = text.slice(from, text.indexOf('\n') < 0 ? undefined : text.indexOf('\n'))
  const comma = !heading.includes(',') && heading.includes(';') ? ';' : ','
  const records: CsvRecord[] = []
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
  let line = 1
  let begin = 1

  function end(): void {
    cells.push(cell)
    if (cells.length > 1 || cells[0]!.trim() !== '') records.push({ line: begin, cells })
    cells = []
    cell = ''
  }

  for (let i = from; i < text.length; i++) {
    const char = text[i]!
    if (char === '\n') line++
    if (isQuoted) {
      if (char !== '"') cell += char
      else if (text[i + 1] === '"') {
        cell += '"'
        i++
      } else isQuoted = false
    } else if (char === '"' && cell === '') isQuoted = true
    else if (char === comma) {
      cells.push(cell)
      cell = ''
    } else if (char === '\n') {
      end()
      begin = line
    } else if (char !== '\r') cell += char
  }
  if (isQuoted) return null
  if (cell !== '' || cells.length > 0) end()
  return records
}
