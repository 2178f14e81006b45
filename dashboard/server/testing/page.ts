import type { EventPage, PageOf, Paging } from '../city.ts'

/** A page of what is in memory. */
export function page<T>(all: readonly T[], { limit, cursor }: Paging): PageOf<T> {
  const start = Number(cursor ?? 0)
  const next = start + limit < all.length ? String(start + limit) : null
  return { items: all.slice(start, start + limit), next }
}

/** Of a list that is numbered from 1 without gaps. */
export function numbered<T>(all: readonly T[], after: number, limit: number): EventPage<T> {
  return { items: all.slice(after, after + limit), next: after + limit < all.length ? after + limit : null }
}
