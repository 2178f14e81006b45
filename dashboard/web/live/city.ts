import type { Alarm } from '../../../domain/alarm.ts'
import type { Flood } from '../../../domain/flood.ts'
import type { Incident } from '../../../domain/incident.ts'
import type { Language } from '../../../domain/label.ts'
import type { AlarmMessage, Latest, StationEntry, Watch } from '../../../domain/wire.ts'
import type { Api, CityFacts, KindFacts } from '../api.ts'
import type { Topics } from '../topics.ts'
import type { Freshness, Look } from './freshness.ts'
import type { Link } from './link.ts'

/** The part of a Socket.IO client that the live picture needs. */
export interface LiveSocket {
  on(event: string, listener: (...values: never[]) => void): unknown
  emit(event: string, value: unknown): unknown
  /** False when it will not try again by itself: the server has cut it. */
  readonly active: boolean
  connect(): unknown
  disconnect(): unknown
}

/** The live picture of the city. Topics: `city`, `stations`, `alarms`, `connection`, `clock`. */
export interface CityState {
  readonly facts: CityFacts | null
  readonly stations: ReadonlyMap<string, StationEntry>
  readonly latest: ReadonlyMap<string, Latest>
  /** Every alarm that is not over. */
  readonly alarms: ReadonlyMap<string, Alarm>
  /** Floods of alarms that go on, the city's first. */
  readonly floods: readonly Flood[]
  /** Incidents that are not closed, and those that were closed lately. */
  readonly incidents: ReadonlyMap<string, Incident>
  readonly link: Link
  /** Server clock minus this machine's, ms; null before the server told its time. */
  readonly skewMs: number | null
  /** Time of the newest reading of the city, UTC ms. */
  readonly newestAt: number | null
  /** Whether steps may be taken: never on a picture that is not live. */
  readonly writable: boolean
  /** Now, by the server's clock. */
  now(): number
  /** The time that the picture is of: now, or that of the newest sign of life when the link is lost. */
  shownAt(): number
  kind(id: string): KindFacts | undefined
  /** Name of a district or department in a language; the id when it is unknown. */
  label(of: 'districts' | 'departments', id: string, language: Language): string
  freshness(station: string): Freshness
  look(station: string): Look
  /** Takes what a call answered, if it is newer than what is known. */
  takeAlarm(alarm: Alarm): void
  /** Takes what a call answered of a station, new or changed. */
  takeStation(station: StationEntry): void
  /** A station is out of the registry. */
  dropStation(id: string): void
  takeIncident(incident: Incident): void
  /** Asks for a station's newest reading when none is known. */
  askLatest(station: string): Promise<void>
  /** Calls back for each new alarm event. */
  onEvent(listener: (message: AlarmMessage) => void): () => void
  /** One who looks at the city, by a name of its own, and at what; null: no longer. While nobody says, all of it is sent. */
  attend(who: object, watch: Watch | null): void
  /** Nobody sees the window: only what may sound is listened to until somebody does. */
  rest(isHidden: boolean): void
  start(): Promise<void>
  /** Comes in anew, under a new session; the picture stays live. */
  renew(): void
  stop(): void
}

/** What the live picture is made with. */
export interface CityStateOptions {
  readonly api: Api
  readonly topics: Topics
  readonly connect: () => LiveSocket
  /** This machine's clock, UTC ms. */
  readonly clock: () => number
  /** The server no longer knows who we are. */
  readonly onSignedOut: () => void
}
