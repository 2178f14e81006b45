/** What a terminal would obey, or hide: escapes of control characters in JSON, C1 controls, and marks of direction. */
const OBEYED = /\\u00(?:0[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF])|[\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069]/g

/** A line of the log, as JSON, in which no text of others can steer the terminal that shows it. */
export function visibleLine(line: string): string {
  return line.replaceAll(OBEYED, (found) =>
    found.startsWith('\\') ? `\\${found}` : `\\\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
