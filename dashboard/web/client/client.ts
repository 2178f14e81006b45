import { ApiFailure, problem, problemOf } from './failure.ts'
import { ADDRESSES, type Calls } from './calls.ts'

/** A call of the server, by its operationId. */
export type CallName = keyof Calls

/** What may not be changed, all the way down: bodies are only read. */
type Fixed<T> = T extends (infer Item)[]
  ? readonly Fixed<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Fixed<T[K]> }
    : T

/** Path, query and body that a call is given. */
export type Given<Name extends CallName> = Fixed<Omit<Calls[Name], 'answer'>>

/** What a call answers; nothing for one that has no JSON to say. */
export type Answer<Name extends CallName> = Calls[Name] extends { answer: infer Value } ? Value : undefined

type ItemOf<T> = T extends { items: (infer Item)[] } ? Item : never

/** Calls that answer a page of a list. */
export type ListName = { [Name in CallName]: Answer<Name> extends { items: unknown[] } ? Name : never }[CallName]

/** A call without anything that it must be given may be made with its name alone. */
type Arguments<Name extends CallName> = {} extends Given<Name> ? [of?: Given<Name>] : [of: Given<Name>]

/** Calls to the server, typed by its OpenAPI document. Failures are `ApiFailure`s. */
export interface Client {
  ask<Name extends CallName>(name: Name, ...of: Arguments<Name>): Promise<Answer<Name>>
  /** Every item of a list, page by page. */
  list<Name extends ListName>(name: Name, ...of: Arguments<Name>): Promise<readonly ItemOf<Answer<Name>>[]>
  /** What a call answers, as text. */
  text<Name extends CallName>(name: Name, ...of: Arguments<Name>): Promise<string>
}

type Word = string | number | boolean | null | undefined

/** Path, query and body of any call. */
interface Parts {
  readonly path?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, Word | readonly Word[]>>
  readonly body?: unknown
}

const BASE = '/api/v1'
const PAGE = 1000

/**
 * A client over `fetch`. `prove` is asked when the server wants somebody to sign in once more; true when that was done, and the call is made
 * again.
 */
export function createClient(
  fetch: typeof globalThis.fetch,
  prove: () => Promise<boolean> = async () => false,
): Client {
  async function send(name: CallName, of: Parts): Promise<Response> {
    const response = await sendOnce(name, of)
    if (response.ok) return response
    const found = await problemOf(response)
    if (found.code === 'proof-required' && (await prove())) {
      const again = await sendOnce(name, of)
      if (again.ok) return again
      throw new ApiFailure(await problemOf(again))
    }
    throw new ApiFailure(found)
  }

  function sendOnce(name: CallName, { path, query, body }: Parts): Promise<Response> {
    const [method, address] = ADDRESSES[name].split(' ') as [string, string]
    const init: RequestInit = { method, headers: { accept: 'application/json' } }
    if (body !== undefined) {
      // A text is a table; everything else is JSON.
      const isTable = typeof body === 'string'
      init.headers = { accept: 'application/json', 'content-type': isTable ? 'text/csv' : 'application/json' }
      init.body = isTable ? body : JSON.stringify(body)
    }
    return fetch(`${BASE}${addressOf(address, path)}${searchOf(query)}`, init).catch((error: unknown) => {
      throw new ApiFailure(problem(0, 'unreachable', String(error)))
    })
  }

  async function ask(name: CallName, of: Parts = {}): Promise<unknown> {
    const response = await send(name, of)
    return response.status === 204 ? undefined : await response.json()
  }

  async function list(name: CallName, of: Parts = {}): Promise<readonly unknown[]> {
    const items: unknown[] = []
    let cursor: string | null = null
    do {
      const query: Parts['query'] = { ...of.query, limit: PAGE, ...(cursor === null ? {} : { cursor }) }
      const page = (await ask(name, { ...of, query })) as { items: unknown[]; next: string | null }
      items.push(...page.items)
      cursor = page.next
    } while (cursor !== null)
    return items
  }

  return {
    ask: ask as Client['ask'],
    list: list as Client['list'],
    text: (name, ...[of = {}]) => send(name, of as Parts).then((response) => response.text()),
  }
}

/** `/stations/{id}` with its holes filled; throws for one that is not given. */
export function addressOf(address: string, path: Parts['path'] = {}): string {
  return address.replace(/\{(\w+)\}/g, (_, name: string) => {
    const part = path[name]
    if (part === undefined) throw new Error(`${address} needs ${name}`)
    return encodeURIComponent(part)
  })
}

/** A query as it stands in an address; what is undefined or null is left out, lists repeat their name. */
export function searchOf(query: Parts['query'] = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null) search.append(name, String(one))
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
