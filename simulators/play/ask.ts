import { problemIn } from '../load/api.ts'

/** What a player asks of the city that it plays in. */
export interface Ask {
  /** An answer under `/api/v1`. */
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: object): Promise<T>
  delete(path: string): Promise<void>
  /** All items of a list. */
  all<T>(path: string): Promise<T[]>
}

/** A client of `url` (without `/api/v1`), signed in by a token. Rejects with the city's words. */
export function askCity(url: string, token: string): Ask {
  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${problemIn(text)}`)
    return text === '' ? null : (JSON.parse(text) as unknown)
  }
  return {
    get: <T>(path: string) => call('GET', path) as Promise<T>,
    post: <T>(path: string, body: object) => call('POST', path, body) as Promise<T>,
    delete: async (path) => void (await call('DELETE', path)),
    async all<T>(path: string) {
      const items: T[] = []
      for (let cursor: string | null | undefined = undefined; cursor !== null; ) {
        const more: string = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
        const page = (await call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=1000${more}`)) as {
          readonly items: T[]
          readonly next: string | null
        }
        items.push(...page.items)
        cursor = page.next
      }
      return items
    },
  }
}
