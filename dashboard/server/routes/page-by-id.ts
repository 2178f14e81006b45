import type { PageOf } from '../city.ts'
import { pagingOf } from '../schemas.ts'

/** A page in the order of ids; the cursor is the last id of the page before. */
export function pageById<T extends { readonly id: string }>(
  all: Iterable<T>,
  query: { limit?: number; cursor?: string },
): PageOf<T> {
  const { limit, cursor = '' } = pagingOf(query)
  const rest = Array.from(all).filter(({ id }) => id > cursor)
  rest.sort((a, b) => (a.id < b.id ? -1 : 1))
  const items = rest.slice(0, limit)
  return { items, next: rest.length > limit ? (items.at(-1)?.id ?? null) : null }
}
