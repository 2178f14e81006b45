import type { Problem } from '../domain/wire.ts'
import { EXIT, failure } from './exit.ts'

export interface Address {
  /** Without `/api/v1`. */
  readonly url: string
  readonly token: string
}

export type Query = Readonly<Record<string, string | readonly string[] | undefined>>

/** The city's HTTP interface. Rejects with an error for people: what the city said, or that none answers. */
export interface Api {
  readonly url: string
  get<T>(path: string, query?: Query): Promise<T>
  /** An answer that is no JSON, as it is. */
  text(path: string, query?: Query): Promise<string>
  post<T>(path: string, body: object): Promise<T>
  put<T>(path: string, body: object): Promise<T>
  /** A table as a body. */
  sendCsv<T>(path: string, csv: string): Promise<T>
  patch<T>(path: string, body: object): Promise<T>
  delete(path: string): Promise<void>
  /** Items of a list, page by page, as far as they are asked for. */
  all<T>(path: string, query?: Query): AsyncIterable<T>
  /** What stands outside `/api/v1`, as it is, whatever the status. */
  plain(path: string): Promise<string>
}

const TIMEOUT_MS = 30_000
const PAGE = '1000'

export function openApi({ url, token }: Address): Api {
  async function ask(method: string, path: string, body?: object | string): Promise<Response> {
    const isCsv = typeof body === 'string'
    try {
      return await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body && { 'content-type': isCsv ? 'text/csv' : 'application/json' }),
        },
        ...(body && { body: isCsv ? body : JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
    } catch (error) {
      const { cause, message } = error as Error
      const reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? message
      throw failure(`No city answers at ${url} (${reason}): start it with npm start, or give --url`, EXIT.unavailable, {
        cause: error,
      })
    }
  }

  async function textOf(method: string, path: string, body?: object | string): Promise<string> {
    const response = await ask(method, `/api/v1${path}`, body)
    const text = await response.text()
    if (!response.ok) throw failure(sentenceOf(response.status, text), EXIT.failed)
    return text
  }

  async function call(method: string, path: string, body?: object | string): Promise<unknown> {
    const text = await textOf(method, path, body)
    return text === '' ? null : JSON.parse(text)
  }

  const get = <T>(path: string, query: Query = {}) => call('GET', path + searchOf(query)) as Promise<T>

  return {
    url,
    get,
    text: (path, query = {}) => textOf('GET', path + searchOf(query)),
    post: <T>(path: string, body: object) => call('POST', path, body) as Promise<T>,
    put: <T>(path: string, body: object) => call('PUT', path, body) as Promise<T>,
    sendCsv: <T>(path: string, csv: string) => call('POST', path, csv) as Promise<T>,
    patch: <T>(path: string, body: object) => call('PATCH', path, body) as Promise<T>,
    delete: async (path) => void (await call('DELETE', path)),
    async *all<T>(path: string, query: Query = {}) {
      let cursor: string | undefined
      do {
        const page: { readonly items: readonly T[]; readonly next: string | null } = await get(path, {
          limit: PAGE,
          ...query,
          cursor,
        })
        yield* page.items
        cursor = page.next ?? undefined
      } while (cursor !== undefined)
    },
    plain: async (path) => (await ask('GET', path)).text(),
  }
}

function searchOf(query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    const all = typeof value === 'string' ? [value] : (value ?? [])
    for (const one of all) search.append(name, one)
  }
  return search.size === 0 ? '' : `?${search}`
}

function sentenceOf(status: number, text: string): string {
  try {
    const { title, detail, code } = JSON.parse(text) as Partial<Problem>
    if (title !== undefined) return `${title}: ${detail} (${code})`
  } catch {
    // Not from a city: said below.
  }
  return `The answer is not a city's (status ${status}): ${text.slice(0, 100)}`
}
