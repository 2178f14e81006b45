import { CityError } from '../../domain/errors.ts'

/** A page of a list; `next` asks for the page after it, null at the end. */
export interface PageOf<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

export interface Paging {
  readonly limit: number
  readonly cursor?: string
}

/** Number of the last row that a cursor's reader has seen; null for none. Throws `request-invalid`. */
export function seenIn(cursor: string | undefined): number | null {
  if (cursor === undefined) return null
  const text = Buffer.from(cursor, 'base64url').toString()
  if (!/^\d{1,16}$/.test(text)) throw new CityError('request-invalid', 'the cursor is none that this list gave')
  return Number(text)
}

/** Some of a numbered list that is asked for one more than `limit`; `next` is the number to go on after, null at the end. */
export async function numberedPage<T>(
  limit: number,
  numberOf: (row: T) => number,
  list: (limit: number) => Promise<readonly T[]>,
): Promise<{ readonly items: readonly T[]; readonly next: number | null }> {
  const rows = await list(limit + 1)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? numberOf(last) : null }
}

/** Makes a page of `rows`, which are one more than `limit` when there is a next page. */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  { numberOf, toItem }: { readonly numberOf: (row: Row) => number; readonly toItem: (row: Row) => T },
): PageOf<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const isMore = rows.length > limit && last !== undefined
  return {
    items: shown.map(toItem),
    next: isMore ? Buffer.from(String(numberOf(last))).toString('base64url') : null,
  }
}
