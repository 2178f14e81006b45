import type { PageOf, Paging } from '../city.ts'

/** A page of what is in memory. */
export function page<T>(all: readonly T[], { limit, cursor }: Paging): PageOf<T> {
  const start = Number(cursor ?? 0)
  const next = start + limit < all.length ? String(start + limit) : null
  return { items: all.slice(start, start + limit), next }
}
