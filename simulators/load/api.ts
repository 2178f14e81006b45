import type { SignIn } from '../../domain/sign-in.ts'
import type { Station } from '../../domain/station.ts'
import type { GapEntry, MessageProof } from '../../domain/ledger.ts'
import type { LedgerRow, Problem, SeriesAnswer } from '../../domain/wire.ts'

/** The calls of the city's HTTP interface that a load test needs. */
export interface CityApi {
  /** Registers a station. Resolves to its MQTT credentials. */
  register(station: Station): Promise<{ readonly username: string; readonly password: string; readonly mode: SignIn }>
  retire(id: string): Promise<void>
  /** The station's ledger, summed over the hours from `from` to `to`. */
  ledger(id: string, from: number, to: number): Promise<LedgerSum>
  /** Numbers of a station that were left out and have not come since, oldest first. */
  gaps(id: string): Promise<readonly Pick<GapEntry, 'first' | 'last' | 'missing'>[]>
  /** Times of the stored readings of a value from `ts` on. */
  newerThan(id: string, value: string, ts: number): Promise<ReadonlySet<number>>
  /** Whether every message of the journal is in the books. */
  proof(): Promise<MessageProof>
}

export type LedgerSum = Pick<LedgerRow, 'received' | 'stored' | 'duplicate' | 'refused' | 'pending'>

/** A client of `url` (without `/api/v1`), signed in by the token. Throws an `Error` with the problem's words. */
export function cityApi(url: string, token: string): CityApi {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      })
      if (response.ok) return response.status === 204 ? null : await response.json()
      const text = await response.text()
      if ((response.status !== 429 && response.status !== 503) || attempt === 10) {
        throw new Error(`${method} ${path}: ${response.status} ${problemIn(text)}`)
      }
      const seconds = Number(response.headers.get('retry-after') ?? 1)
      await new Promise((resolve) => setTimeout(resolve, Math.min(30, Math.max(0.2, seconds || 1)) * 1000))
    }
  }

  return {
    register: async (station) =>
      (await call('POST', '/stations', station)) as { username: string; password: string; mode: SignIn },
    retire: async (id) => void (await call('DELETE', `/stations/${encodeURIComponent(id)}`)),
    async ledger(id, from, to) {
      const sum = { received: 0, stored: 0, duplicate: 0, refused: 0, pending: 0 }
      let cursor: string | null = null
      do {
        const query: URLSearchParams = new URLSearchParams({ station: id, from: `${from}`, to: `${to}` })
        if (cursor !== null) query.set('cursor', cursor)
        const page = (await call('GET', `/ledger?${query}`)) as LedgerPage
        for (const row of 'items' in page ? page.items : page)
          for (const column of Object.keys(sum) as (keyof LedgerSum)[]) sum[column] += row[column]
        cursor = 'items' in page ? (page.next ?? null) : null
      } while (cursor !== null)
      return sum
    },
    async gaps(id) {
      const query = new URLSearchParams({ station: id, cause: 'sequence', state: 'open', limit: '1000' })
      return ((await call('GET', `/gaps?${query}`)) as { items: GapEntry[] }).items.toReversed()
    },
    async newerThan(id, value, ts) {
      const query = new URLSearchParams({ station: id, value, from: `${ts}`, to: `${Date.now() + 60_000}` })
      const { points = [] } = (await call('GET', `/series?${query}`)) as Partial<SeriesAnswer>
      return new Set(points.map(([at]) => at))
    },
    proof: async () => ((await call('GET', '/ledger/summary')) as { proof: MessageProof }).proof,
  }
}

type LedgerPage = readonly LedgerRow[] | { readonly items: readonly LedgerRow[]; readonly next?: string | null }

/** What the city says is wrong, in words. */
export function problemIn(text: string): string {
  try {
    const { title, detail } = JSON.parse(text) as Partial<Problem>
    return [title, detail].filter(Boolean).join(': ')
  } catch {
    return text.slice(0, 200)
  }
}
