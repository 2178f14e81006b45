import { readFileSync } from 'node:fs'
import type { AlarmMessage, SeriesAnswer } from '../../domain/wire.ts'
import { ledgerOf, type Sum } from '../support/books.ts'
import type { RunningCity } from '../support/city.ts'

const SETTLE_MS = 120_000

/** Every message of a noise station once, in the books and in the store; waits until they are level, and says what is not so. */
export async function reconcile(
  city: RunningCity,
  { id, sent, from, to }: { readonly id: string; readonly sent: number; readonly from: number; readonly to: number },
): Promise<readonly string[]> {
  const wrong: string[] = []
  const deadline = Date.now() + SETTLE_MS
  let books: Sum = await ledgerOf(city, id)
  while ((books.pending > 0 || books.stored < sent) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    books = await ledgerOf(city, id)
  }
  const { received, stored, duplicate, refused, pending } = books
  if (stored !== sent || pending !== 0 || refused !== 0)
    wrong.push(`${id} sent ${sent}: the ledger has ${JSON.stringify(books)}`)
  if (received !== stored + duplicate + refused + pending) wrong.push(`${id}: the ledger does not balance`)
  const rows = await countOf(city, id, from, to)
  if (rows !== sent) wrong.push(`${id} sent ${sent}: the store has ${rows} rows`)
  return wrong
}

async function countOf(city: RunningCity, station: string, from: number, to: number): Promise<number> {
  const span = { station, value: 'LAeq', from: `${from}`, to: `${to}`, every: '1d', aggregate: 'count' }
  const { points } = await city.api<SeriesAnswer>('GET', `/series?${new URLSearchParams(span)}`)
  return points.reduce((total, [, count]) => total + (count ?? 0), 0)
}

/** Number of the newest alarm event. */
export async function headOf(city: RunningCity): Promise<number> {
  const { items } = await city.api<{ items: Pick<AlarmMessage['alarm'], 'seq'>[] }>('GET', '/alarms?limit=1')
  return items[0]?.seq ?? 0
}

/** Resident memory of the city, bytes; 0 while it is down. */
export function rssOf(city: RunningCity | null): number {
  try {
    const [, kB = '0'] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${city?.pid}/status`, 'utf8')) ?? []
    return Number(kB) * 1024
  } catch {
    return 0
  }
}
