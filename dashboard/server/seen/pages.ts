import type { EventPage, PageOf, Paging } from '../city.ts'

/** Rows that are looked through for one page, at the most; what is left is on the next. */
const MOST_LOOKS = 20

/** A page of what may be seen; it may be short, and is the last one only when it says so. */
export async function seenPage<T>(
  paging: Paging,
  list: (paging: Paging) => Promise<PageOf<T>>,
  isSeen: (item: T) => boolean | Promise<boolean>,
): Promise<PageOf<T>> {
  const items: T[] = []
  let next = paging.cursor
  for (let look = 0; look < MOST_LOOKS; look++) {
    const limit = paging.limit - items.length
    const page = await list({ limit, ...(next !== undefined && { cursor: next }) })
    for (const item of page.items) if (await isSeen(item)) items.push(item)
    if (page.next === null) return { items, next: null }
    next = page.next
    if (items.length >= paging.limit) break
  }
  return { items, next: next ?? null }
}

/** Rows that are fetched for one look at a numbered list, at the least. */
const LEAST_ROWS = 500

/**
 * At most `limit` of what may be seen of a numbered list, in order, as `show` shows it. What was looked at in vain is not looked at
 * again: `next` is behind it.
 */
export async function seenAfter<T>(
  of: { readonly after: number; readonly limit: number; readonly numberOf: (item: T) => number },
  list: (after: number, limit: number) => Promise<EventPage<T>>,
  show: (item: T) => T | undefined,
): Promise<EventPage<T>> {
  const { limit, numberOf } = of
  const items: T[] = []
  let { after } = of
  for (let look = 0; look < MOST_LOOKS; look++) {
    const page = await list(after, Math.max(LEAST_ROWS, limit - items.length))
    for (const item of page.items) {
      const shown = show(item)
      if (shown !== undefined && items.length === limit) return { items, next: after }
      if (shown !== undefined) items.push(shown)
      after = numberOf(item)
    }
    if (page.next === null) return { items, next: null }
    after = page.next
    if (items.length === limit) break
  }
  return { items, next: after }
}
