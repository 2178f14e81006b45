import type { Priority } from '../domain/priority.ts'

/** Who a client turned out to be. */
export interface Identity {
  readonly of: 'station' | 'gateway' | 'service'
  readonly id: string
  /** Kind of a station. */
  readonly kind?: string
  /** `normal` when not given; a service, which sends nothing, is never kept out. */
  readonly priority?: Priority
  /** Of a service: which of the topics that it may subscribe to it hears; all when not given. */
  readonly hears?: (topic: string) => boolean
}

/** Who may pass. `admit` takes the same work whether or not the user exists. */
export interface Gate {
  admit(username: string, password: string): Identity | null
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
