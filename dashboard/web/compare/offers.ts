import { type Language, nameIn } from '../../../domain/label.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import type { KindFacts } from '../api.ts'
import { lineParam, type LineKey } from './lines.ts'

/** A line that may be added. */
export interface Offer extends LineKey {
  readonly label: string
}

/** What the words that a person wrote could mean, stations whose name begins so first; at most so many. */
export function offersFor(
  text: string,
  of: {
    readonly stations: Iterable<StationEntry>
    readonly kind: (id: string) => KindFacts | undefined
    readonly district: (id: string) => string
    readonly chosen: readonly LineKey[]
    readonly language: Language
    readonly most: number
  },
): readonly Offer[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return []
  const chosen = new Set(of.chosen.map(lineParam))
  const found: (Offer & { readonly rank: number })[] = []
  for (const entry of of.stations) {
    const kind = of.kind(entry.kind)
    if (kind === undefined) continue
    const name = nameIn(of.language, entry.name)
    const place = wordsOf(entry, kind, of.district(entry.district))
    // Words that the station does not answer must be its value's.
    const left = words.filter((word) => !place.includes(word))
    for (const [value, spec] of Object.entries(kind.values)) {
      if (chosen.has(lineParam({ station: entry.id, value }))) continue
      const what = `${value} ${spec.label.zh} ${spec.label.en}`.toLowerCase()
      if (!left.every((word) => what.includes(word))) continue
      const begins = name.toLowerCase().startsWith(words[0] ?? '') || entry.id.toLowerCase().startsWith(words[0] ?? '')
      const rank = (begins ? 0 : 2) + (value === kind.headline ? 0 : 1)
      found.push({ station: entry.id, value, label: `${name} · ${nameIn(of.language, spec.label)}`, rank })
    }
  }
  found.sort((a, b) => a.rank - b.rank || (a.label < b.label ? -1 : 1))
  return found.slice(0, of.most)
}

function wordsOf({ id, name, vendor = '' }: StationEntry, kind: KindFacts, district: string): string {
  const names = typeof name === 'string' ? name : `${name.zh} ${name.en}`
  return `${id} ${names} ${kind.id} ${kind.label.zh} ${kind.label.en} ${district} ${vendor}`.toLowerCase()
}
