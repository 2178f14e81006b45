import type { DeadLetter, Latest, LedgerRow, SeriesAnswer } from '../../domain/wire.ts'
import type { RunningCity } from './city.ts'
import { PATIENCE_MS, until } from './until.ts'

export type Sum = Omit<LedgerRow, 'station' | 'hour'>

/** A station's account over all hours. */
export async function ledgerOf(city: RunningCity, station: string): Promise<Sum> {
  const { items } = await city.api<{ items: LedgerRow[] }>('GET', `/ledger?station=${station}&limit=1000`)
  const sum = { received: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 }
  for (const row of items) for (const key of Object.keys(sum) as (keyof Sum)[]) sum[key] += row[key]
  return sum
}

/** Resolves to the account once so much was received and nothing of it is pending. */
export async function settledLedger(
  city: RunningCity,
  station: string,
  received: number,
  withinMs = PATIENCE_MS,
): Promise<Sum> {
  let sum: Sum | undefined
  await until(
    async () => {
      sum = await ledgerOf(city, station)
      return sum.received >= received && sum.pending === 0
    },
    withinMs,
    () => `${station} has ${JSON.stringify(sum)}, expected ${received} received and none pending`,
  )
  return sum!
}

/** Resolves to the newest reading once it is of this time. */
export async function latestAt(city: RunningCity, station: string, ts: number, withinMs = 1_000): Promise<Latest> {
  let latest: Latest | undefined
  await until(
    async () => {
      const { status, body } = await city.call<Latest>('GET', `/stations/${station}/latest`)
      if (status === 200) latest = body
      return latest?.ts === ts
    },
    withinMs,
    () => `the newest reading of ${station} is ${JSON.stringify(latest)}, expected one of ${ts}`,
  )
  return latest!
}

/** Stored readings of a value between two times. */
export async function pointsOf(
  city: RunningCity,
  of: { readonly station: string; readonly value: string; readonly from: number; readonly to: number },
): Promise<SeriesAnswer> {
  const query = new URLSearchParams({ station: of.station, value: of.value, from: `${of.from}`, to: `${of.to}` })
  return city.api<SeriesAnswer>('GET', `/series?${query}`)
}

/** Dead letters of a station or of nobody, newest first. */
export async function deadLetters(city: RunningCity, query = ''): Promise<readonly DeadLetter[]> {
  return (await city.api<{ items: DeadLetter[] }>('GET', `/dead-letters?limit=200${query}`)).items
}
