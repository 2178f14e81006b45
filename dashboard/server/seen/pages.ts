import type { PageOf, Paging } from '../city.ts'

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

/** At most `limit` of what may be seen of a numbered list, in order. */
export async function seenAfter<T extends { readonly seq: number }>(
  of: { readonly after: number; readonly limit: number; readonly numberOf?: (item: T) => number },
  list: (after: number, limit: number) => Promise<readonly T[]>,
  isSeen: (item: T) => boolean,
): Promise<readonly T[]> {
  const { limit, numberOf = ({ seq }: T) => seq } = of
  const found: T[] = []
  let { after } = of
  while (found.length < limit) {
    const page = await list(after, limit)
    for (const item of page) if (isSeen(item)) found.push(item)
    const last = page.at(-1)
    if (!last || page.length < limit) break
    after = numberOf(last)
  }
  return found.slice(0, limit)
}
