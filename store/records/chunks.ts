/** Rows of one statement. */
export const CHUNK = 1000

/** The items in parts of at most `CHUNK`. */
export function* chunksOf<T>(items: readonly T[]): Iterable<readonly T[]> {
  for (let i = 0; i < items.length; i += CHUNK) yield items.slice(i, i + CHUNK)
}
