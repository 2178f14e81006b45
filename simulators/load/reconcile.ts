import type { CityApi, LedgerSum } from './api.ts'

/** What a station's device knows of itself, in readings. */
export interface Account {
  readonly id: string
  readonly sent: number
  readonly acknowledged: number
}

/** Where the city's books and a device's do not agree. */
export interface Difference {
  readonly id: string
  readonly reason: string
}

/** Differences between the two books of one station; none when nothing is missing, doubled or in dispute. */
export function differences({ id, sent, acknowledged }: Account, book: LedgerSum): Difference[] {
  const { received, stored, duplicate, refused, pending } = book
  const found: string[] = []
  if (received !== stored + duplicate + refused + pending)
    found.push(
      `received ${received} is not stored ${stored} + duplicate ${duplicate} + refused ${refused} + pending ${pending}`,
    )
  if (acknowledged > received) found.push(`acknowledged ${acknowledged}, received only ${received}`)
  if (stored !== sent) found.push(`sent ${sent}, stored ${stored}`)
  return found.map((reason) => ({ id, reason }))
}

export interface Books {
  readonly total: LedgerSum
  readonly differences: readonly Difference[]
}

/**
 * Reads every station's ledger until it agrees with its device, or nothing has moved for `patienceMs`: what is late is
 * not missing.
 */
export async function reconcile(
  api: CityApi,
  accounts: readonly Account[],
  { from, to, patienceMs }: { from: number; to: () => number; patienceMs: number },
): Promise<Books> {
  const books = new Map<string, LedgerSum>()
  let open = accounts
  let movedAt = performance.now()
  for (;;) {
    const before = JSON.stringify(open.map(({ id }) => books.get(id)))
    await eachOf(open, 8, async ({ id }) => void books.set(id, await api.ledger(id, from, to())))
    if (JSON.stringify(open.map(({ id }) => books.get(id))) !== before) movedAt = performance.now()
    open = open.filter((account) => differences(account, books.get(account.id)!).length > 0)
    if (open.length === 0 || performance.now() - movedAt > patienceMs) break
    await new Promise((resolve) => setTimeout(resolve, Math.min(500, patienceMs / 4)))
  }
  const total = { received: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 }
  for (const book of books.values())
    for (const column of Object.keys(total) as (keyof LedgerSum)[]) total[column] += book[column]
  return { total, differences: open.flatMap((account) => differences(account, books.get(account.id)!)) }
}

/** Runs `work` for every item, so many at a time. */
export async function eachOf<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values()
  await Promise.all(
    Array.from({ length: Math.min(atOnce, items.length) }, async () => {
      for (const item of rest) await work(item)
    }),
  )
}
