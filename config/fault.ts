/** One thing that is wrong in the config folder. */
export interface ConfigFault {
  /** From the config folder. */
  readonly file: string
  /** From 1; 0 when the file or folder is not there. */
  readonly line: number
  /** What was found, with its place in the file. */
  readonly found: string
  readonly expected: string
}

/** `file:line: what was found, expected what`. */
export function faultText(fault: ConfigFault): string {
  return `${fault.file}:${fault.line}: ${fault.found}, expected ${fault.expected}`
}

/** By file, then line, then text. */
export function sortFaults(faults: readonly ConfigFault[]): ConfigFault[] {
  return faults.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || compare(faultText(a), faultText(b)))
}

/** A value as a fault shows it: short, on one line. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object') return 'a map'
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** ` (did you mean "x"?)` when one of the names is near, else nothing. */
export function suggest(word: string, names: Iterable<string>): string {
  let best: string | undefined
  let least = Math.floor((word.length + 1) / 3) + 1
  for (const name of names) {
    const steps = distance(word.toLowerCase(), name.toLowerCase())
    if (steps < least) {
      best = name
      least = steps
    }
  }
  return best === undefined ? '' : ` (did you mean ${JSON.stringify(best)}?)`
}

/** Edits from one word to the other; neighbours that changed places count as one. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let steps = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) steps = Math.min(steps, before[j - 2]! + 1)
      row.push(steps)
    }
    before = last
    last = row
  }
  return last[b.length]!
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
