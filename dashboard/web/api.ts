import type { Role } from '../../domain/access/roles.ts'
import type { Action } from '../../domain/access/table.ts'
import type { Alarm, AlarmState, AlarmWithEvents, StepType } from '../../domain/alarm.ts'
import type { Basemap } from '../../domain/basemap.ts'
import type { Incident } from '../../domain/incident.ts'
import { type CallName, type Client, createClient } from './client/client.ts'
import { ApiFailure } from './client/failure.ts'
import { indexOfKind } from '../../domain/indices/index-of-kind.ts'
import type { Label } from '../../domain/label.ts'
import type { Kind } from '../../domain/kind.ts'
import type { Wall } from '../../domain/wall.ts'
import type { Aggregate, Latest, SeriesAnswer, StationEntry } from '../../domain/wire.ts'

export { ApiFailure } from './client/failure.ts'

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
  /** Ports of the MQTT door; null where it is closed. */
  readonly mqtt: { readonly tcp: number | null; readonly tls: number | null } | null
  readonly bounds: readonly [number, number, number, number] | null
  /** Tiles under the map; null: none. */
  readonly basemap: Basemap | null
  readonly walls: readonly Wall[]
  /** Kinds whose alarms only a person issues as warnings. */
  readonly warnedByHand: readonly string[]
}

export interface Session {
  readonly user: string
  readonly roles: readonly Role[]
  /** Null: the whole city. */
  readonly departments: readonly string[] | null
  /** What it may do to something. */
  readonly actions: readonly Action[]
  readonly isBootstrap: boolean
  /** What has to be done before anything else. */
  readonly owes: 'password' | 'second-factor' | null
  /** What matters most is taken until then, UTC ms. */
  readonly provedUntil: number | null
}

export interface SeriesQuestion {
  readonly station: string
  readonly value: string
  readonly from: number
  readonly to: number
  readonly every?: string
  readonly aggregate?: Aggregate
}

/** Every call of the app to the server; failures are `ApiFailure`s. Calls of one screen alone stand in its folder. */
export interface Api extends Client {
  session(): Promise<Session | null>
  /** `code` of the second factor, once it is asked for. */
  signIn(user: string, password: string, code?: string): Promise<Session>
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
  step(id: string, type: AskedStep, body: Readonly<Record<string, unknown>>): Promise<AlarmWithEvents>
}

const OPEN: readonly AlarmState[] = [
  'unacknowledged',
  'acknowledged',
  'returned',
  'shelved',
  'suppressed',
  'out-of-service',
]

const STEPS = {
  ack: 'ackAlarm',
  comment: 'commentAlarm',
  assign: 'assignAlarm',
  respond: 'respondAlarm',
  shelve: 'shelveAlarm',
  unshelve: 'unshelveAlarm',
  'out-of-service': 'outOfServiceAlarm',
  'return-to-service': 'returnToServiceAlarm',
} as const satisfies Partial<Record<StepType, CallName>>

/** Steps that a person takes. */
export type AskedStep = keyof typeof STEPS

/** Every call of the app to the server. */
export function createApi(fetch: typeof globalThis.fetch, prove?: () => Promise<boolean>): Api {
  const client = createClient(fetch, prove)
  const { ask, list } = client
  return {
    ...client,
    session: () => unless(401, ask('getSession') as Promise<Session>),
    signIn: (user, password, code) =>
      ask('signIn', { body: { user, password, ...(code !== undefined && { code }) } }) as Promise<Session>,
    signOut: () => ask('signOut'),
    async city() {
      const { kinds, ...facts } = await ask('getCity')
      return { ...facts, kinds: kinds.map((kind) => ({ ...kind, index: indexOfKind(kind) })) }
    },
    stations: () => allowed(list('listStations')),
    // None yet, or none for us.
    latest: (id) => unless(403, unless(404, ask('getLatestReading', { path: { id } }))),
    series: ({ from, to, ...rest }) => ask('getSeries', { query: { ...rest, from: String(from), to: String(to) } }),
    openAlarms: () => allowed(list('listAlarms', { query: { state: OPEN } })),
    openIncidents: () => allowed(list('listIncidents', { query: { state: ['open', 'stable'] } })),
    async pastAlarms({ rule, station } = { rule: null, station: null }) {
      const query = { state: ['normal'] as const, limit: 200, ...(rule === null ? {} : { rule }) }
      return (await ask('listAlarms', { query: { ...query, ...(station === null ? {} : { station }) } })).items
    },
    alarm: (id) => ask('getAlarm', { path: { id } }),
    step: (id, type, body) => ask(STEPS[type], { path: { id }, body }),
  }
}

/** Nothing, where the answer is that it is not for us. */
async function allowed<T>(list: Promise<readonly T[]>): Promise<readonly T[]> {
  return (await unless(403, list)) ?? []
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
