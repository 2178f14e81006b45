import type { CityApi, LedgerSum } from './api.ts'

/** What a station's device knows of itself, in readings. */
export interface Account {
  readonly id: string
  readonly sent: number
  readonly acknowledged: number
  /** Handed over when a connection ended, so sent again or not: as many may have come twice. */
  readonly mayRepeat: number
}

/** Where the city's books and a device's do not agree. */
export interface Difference {
  readonly id: string
  readonly reason: string
  /** Readings that are missing, or too many when it is below nothing. */
  readonly missing: number
}

/** What has come twice though nothing was sent again; null where that explains it. */
export function doubled({ id, mayRepeat }: Account, duplicate: number): Difference | null {
  if (duplicate <= mayRepeat) return null
  const explained = mayRepeat === 0 ? 'though none was sent again' : `though at most ${mayRepeat} were sent again`
  return { id, reason: `${duplicate} came twice, ${explained}`, missing: mayRepeat - duplicate }
}

/** Differences between the two books of one station; none when nothing is missing, doubled or in dispute. */
export function differences(account: Account, book: LedgerSum): Difference[] {
  const { id, sent, acknowledged } = account
  const { received, stored, duplicate, refused, pending } = book
  const found: Difference[] = []
  const became = stored + duplicate + refused + pending
  if (received !== became) {
    const reason = `received ${received} is not stored ${stored} + duplicate ${duplicate} + refused ${refused} + pending ${pending}`
    found.push({ id, reason, missing: received - became })
  }
  if (acknowledged > received)
    found.push({
      id,
      reason: `acknowledged ${acknowledged}, received only ${received}`,
      missing: acknowledged - received,
    })
  if (stored !== sent) found.push({ id, reason: `sent ${sent}, stored ${stored}`, missing: sent - stored })
  const twice = doubled(account, duplicate)
  return twice ? [...found, twice] : found
}

export interface Books {
  readonly total: LedgerSum
  readonly differences: readonly Difference[]
}

/** What the city itself says is missing of a station, beside what its device counted. */
export async function named(
  api: Pick<CityApi, 'gaps'>,
  differences: readonly Difference[],
): Promise<readonly Difference[]> {
  const numbers = new Map<string, string>()
  const ids = [...new Set(differences.map(({ id }) => id))]
  await eachOf(ids.slice(0, MOST_NAMED), 8, async (id) => {
    const gaps = await api.gaps(id)
    const words = gaps.slice(0, 5).map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`))
    if (words.length > 0) numbers.set(id, `${words.join(', ')}${gaps.length > words.length ? ' …' : ''}`)
  })
  return differences.map((difference) => {
    const known = numbers.get(difference.id)
    return known === undefined
      ? difference
      : { ...difference, reason: `${difference.reason}; not seen: number ${known}` }
  })
}

/** Stations whose gaps are asked for. */
const MOST_NAMED = 20

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
