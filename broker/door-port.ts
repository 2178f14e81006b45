import type { TlsSource } from '../config/certificate.ts'
import type { Band } from '../domain/bands.ts'
import type { ClientCertificate } from '../domain/sign-in.ts'
import type { Ban } from './conduct.ts'
import type { Gate, Session } from './gate.ts'
import type { ByPriority, IntakeState } from './intake.ts'
import type { Limits } from './limits.ts'
import type { Ports } from './listen.ts'
import type { Refusal, Refused } from './refusals.ts'

export interface DoorOptions {
  readonly host: string
  /** 0 = any free port; null = closed. */
  readonly ports: Ports
  /** Where plain MQTT is listened for, when not on `host`. */
  readonly plainHost?: string
  /** Needed when `ports.mqtts` or `ports.wss` is not null. */
  readonly tls?: TlsSource
  readonly gate: Gate
  /** Takes a message and calls back when the disk has it; only then is it acknowledged. */
  readonly accept: (topic: string, payload: Buffer, done: (error: Error | null) => void) => void
  readonly onSession: (session: Session) => void
  /** How full the way in is; asked once for each message. `normal` when not given. */
  readonly band?: () => Band
  /** Whether the process has a file descriptor for another connection; asked for each. */
  readonly admits?: () => boolean
  readonly limits?: Partial<Limits>
  /** UTC ms, for strikes and bans. */
  readonly now?: () => number
  readonly log: { warn(detail: object, text: string): void }
}

/** The MQTT door: TCP, TLS and WebSocket, MQTT 3.1.1 and 5. */
export interface Door extends AsyncDisposable {
  readonly ports: Ports
  /** Sends down to whoever may hear it; `retain` keeps it for later subscribers. */
  publish(topic: string, payload: string, options?: { readonly retain?: boolean; readonly qos?: 0 | 1 }): void
  /** Whether an identity is connected, and whether a session of it hears a topic. */
  hearing(id: string, topic: string): { readonly isConnected: boolean; readonly isListening: boolean }
  /** The city is about to go: from now on nothing is taken, and who leaves has not left. */
  retire(): void
  /** Ends the sessions of an identity: those that signed in with a credential before this issue, or all. */
  cut(id: string, before?: number): void
  /** Ends the sessions that signed in with a certificate for which this holds. */
  cutCertificates(isRevoked: (certificate: ClientCertificate) => boolean): void
  /** Who was refused since this was last asked. */
  takeRefused(): readonly Refused[]
  readonly state: DoorState
}

export interface DoorState extends IntakeState {
  readonly sessions: number
  readonly refused: number
  /** Everything that was refused, and every connection that was ended, by reason. */
  readonly refusedBy: Readonly<Record<Refusal, number>>
  readonly connections: number
  /** Messages that wait in the sessions of services. */
  readonly queued: number
  /** Sign-ins refused because there is no room for their class. */
  readonly turnedAway: Readonly<ByPriority>
  /** Who is kept out for a while, and how often somebody was. */
  readonly bans: readonly Ban[]
  readonly banned: number
}
