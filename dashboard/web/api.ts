import type { Alarm, AlarmState, AlarmWithEvents, StepType } from '../../domain/alarm.ts'
import type { Incident } from '../../domain/incident.ts'
import { indexOfKind } from '../../domain/indices/index-of-kind.ts'
import type { Label } from '../../domain/label.ts'
import type { Kind } from '../../domain/kind.ts'
import type { Aggregate, Latest, Problem, SeriesAnswer, StationEntry } from '../../domain/wire.ts'

/** An index that a kind carries: level 1 is `levels[0]`. */
export interface IndexFacts {
  readonly id: string
  readonly label: Label
  readonly unit: string
  readonly decimals: number
  readonly averaging: string
  readonly levels: readonly { readonly label: Label; readonly colour: string }[]
}

export type KindFacts = Omit<Kind, 'index'> & { readonly index: IndexFacts | null }

export interface Named {
  readonly id: string
  readonly label: Label
}

/** What this city is, as `GET /city` tells it. */
export interface CityFacts {
  readonly label: Label
  readonly version: string
  readonly timeZone: string
  readonly kinds: readonly KindFacts[]
  readonly districts: readonly Named[]
  readonly departments: readonly Named[]
  readonly bounds: readonly [number, number, number, number] | null
}

export interface Session {
  readonly user: string
  readonly role: 'viewer' | 'operator' | 'admin'
}

export interface SeriesQuestion {
  readonly station: string
  readonly value: string
  readonly from: number
  readonly to: number
  readonly every?: string
  readonly aggregate?: Aggregate
}

/** Why a call failed: the server's problem document, or code `unreachable` when there was no answer. */
export class ApiFailure extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

/** Every call of the app to the server; failures are `ApiFailure`s. Calls of one screen alone stand in its folder. */
export interface Api {
  /** A call by hand: `path` below /api/v1, a JSON body when given. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>
  /** What an address says, as it is. */
  text(path: string): Promise<string>
  /** Every item of a list, page by page. */
  all<T>(path: string, params: readonly (readonly [string, string])[]): Promise<readonly T[]>
  session(): Promise<Session | null>
  signIn(user: string, password: string): Promise<Session>
  signOut(): Promise<void>
  city(): Promise<CityFacts>
  stations(): Promise<readonly StationEntry[]>
  /** Null before its first reading. */
  latest(station: string): Promise<Latest | null>
  series(question: SeriesQuestion): Promise<SeriesAnswer>
  /** Every alarm that is not over. */
  openAlarms(): Promise<readonly Alarm[]>
  /** Every incident that is not closed. */
  openIncidents(): Promise<readonly Incident[]>
  /** Alarms that are over, newest first, one page. */
  pastAlarms(of?: { readonly rule: string | null; readonly station: string | null }): Promise<readonly Alarm[]>
  alarm(id: string): Promise<AlarmWithEvents>
  step(id: string, type: StepType, body: Readonly<Record<string, unknown>>): Promise<AlarmWithEvents>
}

const PAGE = 1000
const OPEN: readonly AlarmState[] = [
  'unacknowledged',
  'acknowledged',
  'returned',
  'shelved',
  'suppressed',
  'out-of-service',
]

export function createApi(fetch: typeof globalThis.fetch): Api {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const init: RequestInit = { method, headers: { accept: 'application/json' } }
    if (body !== undefined) {
      init.headers = { accept: 'application/json', 'content-type': 'application/json' }
      init.body = JSON.stringify(body)
    }
    const response = await fetch(`/api/v1${path}`, init).catch((error: unknown) => {
      throw new ApiFailure(problem(0, 'unreachable', String(error)))
    })
    if (!response.ok) throw new ApiFailure(await problemOf(response))
    return (response.status === 204 ? undefined : await response.json()) as T
  }

  async function text(path: string): Promise<string> {
    const response = await fetch(`/api/v1${path}`).catch((error: unknown) => {
      throw new ApiFailure(problem(0, 'unreachable', String(error)))
    })
    if (!response.ok) throw new ApiFailure(await problemOf(response))
    return response.text()
  }

  async function all<T>(path: string, params: readonly (readonly [string, string])[]): Promise<readonly T[]> {
    const items: T[] = []
    let cursor: string | null = null
    do {
      const query: URLSearchParams = new URLSearchParams([...params.map((pair) => [...pair]), ['limit', String(PAGE)]])
      if (cursor !== null) query.set('cursor', cursor)
      const page: { items: T[]; next: string | null } = await call('GET', `${path}?${query.toString()}`)
      items.push(...page.items)
      cursor = page.next
    } while (cursor !== null)
    return items
  }

  return {
    call,
    text,
    all,
    session: () => unless(401, call<Session>('GET', '/session')),
    signIn: (user, password) => call('POST', '/session', { user, password }),
    signOut: () => call('DELETE', '/session'),
    async city() {
      const { kinds, ...facts } = await call<Omit<CityFacts, 'kinds'> & { kinds: readonly Kind[] }>('GET', '/city')
      return { ...facts, kinds: kinds.map((kind) => ({ ...kind, index: indexOfKind(kind) })) }
    },
    stations: () => all('/stations', []),
    latest: (station) => unless(404, call<Latest>('GET', `/stations/${encodeURIComponent(station)}/latest`)),
    series({ from, to, ...rest }) {
      const query = new URLSearchParams({ ...rest, from: String(from), to: String(to) })
      return call('GET', `/series?${query.toString()}`)
    },
    openAlarms: () =>
      all(
        '/alarms',
        OPEN.map((state) => ['state', state]),
      ),
    openIncidents: () =>
      all('/incidents', [
        ['state', 'open'],
        ['state', 'stable'],
      ]),
    async pastAlarms({ rule, station } = { rule: null, station: null }) {
      const query = new URLSearchParams({ state: 'normal', limit: '200' })
      if (rule !== null) query.set('rule', rule)
      if (station !== null) query.set('station', station)
      const page = await call<{ items: Alarm[] }>('GET', `/alarms?${query.toString()}`)
      return page.items
    },
    alarm: (id) => call('GET', `/alarms/${encodeURIComponent(id)}`),
    step: (id, type, body) => call('POST', `/alarms/${encodeURIComponent(id)}/${type}`, body),
  }
}

/** Null in place of the failure that only says: there is none. */
async function unless<T>(status: number, call: Promise<T>): Promise<T | null> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ApiFailure && error.problem.status === status) return null
    throw error
  }
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as Partial<Problem>
    return { ...problem(response.status, body.code ?? 'internal', body.detail ?? ''), ...body }
  } catch {
    return problem(response.status, 'internal', response.statusText)
  }
}

function problem(status: number, code: string, detail: string): Problem {
  return { type: 'about:blank', title: code, status, detail, code }
}
