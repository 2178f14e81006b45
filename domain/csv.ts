export type Cell = string | number | null

/** Excel takes a file for UTF-8 only when it begins so. */
export const BOM = '\uFEFF'

/** One line of CSV (RFC 4180). A text that a spreadsheet would take for a formula is marked as text. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`
}

function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  // White space in front is skipped by some spreadsheets, and the wide signs of Chinese keyboards are taken for the narrow ones.
  const text = /^[\t\r\n]|^\s*[=+\-@＝＋－＠]/u.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
