import type { Priority } from '../domain/priority.ts'
import type { ClientCertificate, SignInRefusal } from '../domain/sign-in.ts'

/** Who a client turned out to be. */
export interface Identity {
  /** A guest is no device: it may only talk with whoever makes devices of guests. */
  readonly of: 'station' | 'gateway' | 'service' | 'guest'
  readonly id: string
  /** Kind of a station. */
  readonly kind?: string
  /** `normal` when not given; a service, which sends nothing, is never kept out. */
  readonly priority?: Priority
  /** Which of its credentials it signed in with; they count up. */
  readonly issue?: number
  /** UTC ms at which this sign-in ends by itself. */
  readonly until?: number | null
  /** Of a guest: answers what it says, as JSON. */
  readonly talk?: (said: string) => Promise<string>
  /** Of a service: which of the topics that it may subscribe to it hears; all when not given. */
  readonly hears?: (topic: string) => boolean
}

/** What a client brings along besides user name and password. */
export interface Presented {
  readonly certificate: ClientCertificate | null
  readonly address: string
  /** It comes from this machine. */
  readonly isLocal: boolean
}

/** Who may pass. `admit` takes the same work whether or not the user exists. */
export interface Gate {
  admit(username: string, password: string, presented: Presented): Identity | SignInRefusal
  /** Whether an id belongs to a station, gateway or account: nobody else may use it as client id. */
  isTaken(id: string): boolean
  /** Whether sessions under this user name outlive their connection; of nobody when not given. */
  keepsSessions?(username: string): boolean
}

/** Someone came or went. */
export interface Session {
  readonly identity: Identity
  readonly connected: boolean
  readonly at: number
}
