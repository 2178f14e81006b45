/** Numbers from 0 to 1 that are the same at every run. */
export type Random = () => number

/** A stream of its own for each word, so that a change in one part of the city leaves the others as they are. */
export function seeded(word: string): Random {
  let state = 0x9e3779b9
  for (const letter of word) state = Math.imul(state ^ letter.codePointAt(0)!, 0x85ebca6b) ^ (state >>> 13)
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** One of them. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)]!
}

/** The same items in another order. */
export function shuffle<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}
