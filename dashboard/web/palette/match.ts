/** Something that can be found by words. */
export interface Findable {
  readonly words: string
}

const WORD_START = 3
const SUBSTRING = 2
const SCATTERED = 1

/** How well an item answers; null when it does not. Every word that was written must be found. */
export function rank(words: string, asked: string): number | null {
  const text = words.toLowerCase()
  let sum = 0
  for (const word of asked.toLowerCase().split(/\s+/)) {
    if (word === '') continue
    const at = text.indexOf(word)
    if (at === 0 || (at > 0 && /[\s\-_/·.]/.test(text[at - 1] ?? ''))) sum += WORD_START
    else if (at > 0) sum += SUBSTRING
    else if (word.length > 2 && isScattered(text, word)) sum += SCATTERED
    else return null
  }
  return sum
}

/** The best answers, best first; among equals in the order given. */
export function best<T extends Findable>(items: Iterable<T>, asked: string, most: number): readonly T[] {
  const found: { item: T; rank: number; at: number }[] = []
  let at = 0
  for (const item of items) {
    const of = rank(item.words, asked)
    if (of !== null) found.push({ item, rank: of, at: at++ })
  }
  return found
    .toSorted((a, b) => b.rank - a.rank || a.at - b.at)
    .slice(0, most)
    .map(({ item }) => item)
}

function isScattered(text: string, word: string): boolean {
  let from = 0
  for (const letter of word) {
    from = text.indexOf(letter, from) + 1
    if (from === 0) return false
  }
  return true
}
