import { citySays } from '../../domain/city-says.ts'

/** Longest that an entry waits for a head while the city runs. */
export const HEAD_MS = 60_000
/** Entries after which a head is signed, whenever that is. */
export const HEAD_ENTRIES = 1_000
/** A city that is killed leaves no more than this behind its newest head: so long, and what one import writes at once. */
const TAIL_MS = 2 * HEAD_MS
const TAIL_ENTRIES = 10_000

/** The entries behind the newest head. Times in UTC ms. */
export interface Tail {
  readonly first: number
  readonly last: number
  readonly count: number
  readonly from: number
  readonly to: number
}

/** The tail with one more entry. */
export function longerTail(tail: Tail | null, { seq, at }: { readonly seq: number; readonly at: number }): Tail {
  if (tail === null) return { first: seq, last: seq, count: 1, from: at, to: at }
  const { first, count, from, to } = tail
  return { first, last: seq, count: count + 1, from: Math.min(from, at), to: Math.max(to, at) }
}

/** Whether the city would have signed these long ago: then somebody took its heads away and linked other entries. */
export function tailFault(tail: Tail | null): { readonly seq: number; readonly what: string } | null {
  if (tail === null || (tail.to - tail.from <= TAIL_MS && tail.count <= TAIL_ENTRIES)) return null
  const { first, last } = tail
  return { seq: first, what: citySays('entriesUnsigned', { first, last }) }
}
