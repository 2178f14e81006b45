/** A text as one word of a POSIX shell. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9_./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
