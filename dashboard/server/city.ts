import type { Display } from '../../config/display.ts'
import type { Alarm, AlarmState, AlarmWithEvents, Step } from '../../domain/alarm.ts'
import type {
  DeadLetterCheck,
  DeadLetterDetail,
  DeadLetterSummary,
  DiscardManyAnswer,
  ReplayAnswer,
  ReplayManyAnswer,
} from '../../domain/dead-letter.ts'
import type { Channel, ChannelType, ChannelWish, Delivery, DeliveryState, TestAnswer } from '../../domain/delivery.ts'
import type { OutsideAlert, OutsideAnswer } from '../../domain/outside-alert.ts'
import type { FieldMap } from '../../domain/field-map.ts'
import type { AlarmPerformance } from '../../domain/alarm-performance.ts'
import type { BackupJob, BackupsAnswer } from '../../domain/backup.ts'
import type { Flood } from '../../domain/flood.ts'
import type { Kinds } from '../../domain/kind.ts'
import type { Label } from '../../domain/label.ts'
import type { GapCause, GapEntry, GapState, LedgerGroup, LedgerGrouping, LedgerSummary } from '../../domain/ledger.ts'
import type { Operations, OperationsHistory } from '../../domain/operations.ts'
import type { Severity } from '../../domain/severity.ts'
import type { UnsafeSetting } from '../../domain/unsafe.ts'
import type { Gateway } from '../../domain/station.ts'
import type {
  Aggregate,
  AlarmMessage,
  DeadLetter,
  GatewayEntry,
  Latest,
  LedgerRow,
  LetterState,
  MqttCredentials,
  RuleTry,
  RuleVersion,
  SeriesAnswer,
  ServiceEntry,
} from '../../domain/wire.ts'
import type { CredentialWish } from '../../store/records/device-keys.ts'
import type { AuditOfCity } from './audit-of-city.ts'
import type { DutyOfCity } from './duty-of-city.ts'
import type { EnrolmentOfCity } from './enrolment-of-city.ts'
import type { FieldMapsOfCity } from './field-maps-of-city.ts'
import type { HistoryOfCity } from './history-of-city.ts'
import type { IncidentsOfCity } from './incidents-of-city.ts'
import type { StationsOfCity } from './stations-of-city.ts'
import type { ShiftNotesOfCity } from './shift-notes-of-city.ts'
import type { SuppressionsOfCity } from './suppressions-of-city.ts'
import type { ViewsOfCity } from './views-of-city.ts'
import type { WarningsOfCity } from './warnings-of-city.ts'

export interface PageOf<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

/** Some of a numbered list; it may be short, and is the end only when it says so. */
export interface EventPage<T> {
  readonly items: readonly T[]
  /** Number to go on after; null: there is no more yet. */
  readonly next: number | null
}

export interface Paging {
  readonly limit: number
  readonly cursor?: string
}

/** Which dead letters; every part that is given must hold. Times are of receipt, UTC ms, `to` exclusive. */
export interface LetterFilter {
  readonly station?: string
  readonly vendor?: string
  readonly kind?: string
  readonly reason?: string
  readonly stage?: string
  readonly field?: string
  readonly states?: readonly LetterState[]
  readonly from?: number
  readonly to?: number
  /** Only of these; none of nobody. */
  readonly stations?: readonly string[]
}

/** Which stations; every part that is given must hold. Of no part: also what belongs to nobody. */
export interface StationFilter {
  readonly station?: string
  readonly district?: string
  readonly department?: string
  /** Empty: those without. */
  readonly vendor?: string
  readonly kind?: string
  /** Only those of which it holds. */
  readonly isSeen?: (station: { readonly id: string; readonly kind: string; readonly owner: string }) => boolean
}

/** Hours of receipt that [from, to) touches, or a span of event time, UTC ms. */
export interface LedgerQuery extends StationFilter {
  readonly from: number
  readonly to: number
}

/** Rows behind one that was seen. */
export interface LedgerPage {
  readonly after?: { readonly hour: number; readonly station: string }
  readonly limit?: number
}

/** Gaps that reach into a span of event time. */
export interface GapQuery extends StationFilter {
  readonly from?: number
  readonly to?: number
  readonly cause?: GapCause
  readonly states?: readonly GapState[]
}

/** One step of an order for many letters. */
export interface LetterStep {
  readonly after: number
  readonly limit: number
  readonly by: string
}

/** Who changes a rule, why, and the version that was read. */
export interface RuleChange {
  readonly by: string
  readonly why: string
  readonly version: number
}

/** All that the window needs of the rest of the city; `open-city.ts` fills it in. Failures are `CityError`s. */
export interface City {
  readonly label: Label
  readonly version: string
  /** IANA name, for example `Asia/Shanghai`. */
  readonly timeZone: string
  readonly kinds: Kinds
  readonly districts: readonly { readonly id: string; readonly label: Label }[]
  readonly departments: readonly { readonly id: string; readonly label: Label }[]
  /** Folder with the GeoJSON of the map: districts, water, roads, parks; served as `/map/*.geojson`. */
  readonly mapFolder: string
  /** Ports of the MQTT door; null where there is none. */
  readonly mqtt: { readonly tcp: number | null; readonly tls: number | null; readonly ws: number | null } | null
  /** Tiles under the map and the walls. */
  readonly display: Display
  readonly stations: StationsOfCity
  readonly gateways: {
    list(): Iterable<GatewayEntry>
    get(id: string): GatewayEntry | undefined
    create(gateway: Gateway, by: string): Promise<MqttCredentials>
    /** Its sessions end; its stations stay and may send with passwords of their own. */
    retire(id: string, by: string): Promise<void>
  }
  /** Accounts of third parties that read alarms. */
  readonly services: {
    list(): Iterable<ServiceEntry>
    get(id: string): ServiceEntry | undefined
    /** Hears alarms of these departments, and what they may see of others; null: all. */
    create(id: string, departments: readonly string[] | null, by: string): Promise<MqttCredentials>
    retire(id: string, by: string): Promise<void>
  }
  /** A new credential of a station, gateway or service; sessions of those that end, end. Throws `not-found`, `request-invalid`. */
  rotate(id: string, by: string, wish?: CredentialWish): Promise<MqttCredentials>
  readonly enrolment: EnrolmentOfCity
  latest(station: string): Latest | undefined
  series(query: {
    readonly station: string
    readonly value: string
    readonly from: number
    readonly to: number
    readonly everyMs?: number
    readonly aggregate?: Aggregate
  }): Promise<SeriesAnswer>
  readonly alarms: {
    list(
      filter: {
        readonly states?: readonly AlarmState[]
        readonly severities?: readonly Severity[]
        readonly district?: string
        readonly rule?: string
        readonly station?: string
        /** Only alarms whose newest event has a higher number. */
        readonly after?: number
        /** Only alarms whose newest event was recorded before, UTC ms. */
        readonly before?: number
      } & Paging,
    ): Promise<PageOf<Alarm>>
    get(id: string): Promise<AlarmWithEvents | undefined>
    /** Throws `step-not-allowed` with the reason, `not-found` for an unknown alarm. */
    step(id: string, step: Omit<Step, 'at'>): Promise<AlarmWithEvents>
    /** Events with a higher number than `after`, in order. */
    eventsAfter(after: number, limit: number): Promise<EventPage<AlarmMessage>>
    /** Events of one department with a higher number of its own, in order. */
    departmentEventsAfter(department: string, after: number, limit: number): Promise<EventPage<AlarmMessage>>
    /** Number of the newest event. */
    head(): number
    /** Calls back for each new event, in order, once it is durable. Returns what stops it. */
    onEvent(listener: (message: AlarmMessage) => void): () => void
  }
  /** Floods of alarms that go on, and what tells of a change. */
  readonly floods: {
    floods(): readonly Flood[]
    onFloods(listener: () => void): () => void
  }
  /** What alarms asked of people in [from, to), UTC ms: of the whole city with each department, or of one. */
  performance(query: { readonly from: number; readonly to: number; readonly owner?: string }): Promise<AlarmPerformance>
  readonly warnings: WarningsOfCity
  readonly audit: AuditOfCity
  readonly incidents: IncidentsOfCity
  readonly history: HistoryOfCity
  readonly views: ViewsOfCity
  readonly suppressions: SuppressionsOfCity
  /** Ways out of the city. */
  readonly channels: {
    readonly types: readonly ChannelType[]
    list(): readonly Channel[]
    /** Throws `not-found`. */
    get(id: string): Channel
    /** Throws `channel-exists`, `request-invalid`. */
    create(id: string, wish: ChannelWish, by: string): Promise<Channel>
    /** Throws `not-found`, `request-invalid`. */
    change(id: string, wish: ChannelWish, by: string): Promise<Channel>
    remove(id: string, by: string): Promise<void>
    /** Sends a marked message now. */
    test(id: string, by: string): Promise<TestAnswer>
    /** Newest first. */
    deliveries(id: string, filter: { readonly states?: readonly DeliveryState[] } & Paging): Promise<PageOf<Delivery>>
  }
  /** Alerts of other systems; durable when it resolves. */
  takeAlerts(alerts: readonly OutsideAlert[], silentMs: number | null): Promise<OutsideAnswer>
  readonly rules: {
    /** Newest version of each. */
    list(): readonly RuleVersion[]
    /** Newest first; empty for an unknown one. */
    history(id: string): Promise<readonly RuleVersion[]>
    /** Throws `request-invalid` with every fault, `rule-changed`. */
    save(rule: unknown, change: RuleChange): Promise<RuleVersion>
    /** Throw `not-found`, `rule-changed`. */
    turn(id: string, isOn: boolean, change: RuleChange): Promise<RuleVersion>
    remove(id: string, change: RuleChange): Promise<RuleVersion>
    /** Begins to try a rule on the past. Throws `request-invalid`, `too-many-requests`. */
    try(rule: unknown, span: { readonly from: number; readonly to: number }): RuleTry
    /** Throws `not-found`. */
    tried(id: string): RuleTry
    cancelTry(id: string): void
  }
  /** What is handed over from shift to shift. */
  readonly shiftNotes: ShiftNotesOfCity
  /** Who is on duty and who is called. */
  readonly duty: DutyOfCity
  /** Calls back at most four times a second with the ids of stations whose reading or presence changed. */
  onStations(listener: (ids: readonly string[]) => void): () => void
  readonly ledger: {
    /** By hour, then station. */
    rows(query: LedgerQuery & { readonly page?: LedgerPage }): Promise<readonly LedgerRow[]>
    /** Sorted by key. */
    groups(query: LedgerQuery, by: LedgerGrouping): Promise<readonly LedgerGroup[]>
    summary(query: LedgerQuery): Promise<LedgerSummary>
  }
  readonly gaps: {
    /** Newest first. */
    list(query: GapQuery & Paging): Promise<PageOf<GapEntry>>
  }
  readonly deadLetters: {
    /** Newest first. */
    list(filter: LetterFilter & Paging): Promise<PageOf<DeadLetter>>
    /** By cause, the largest group first. */
    summary(filter: LetterFilter): Promise<DeadLetterSummary>
    /** Throws `not-found`. */
    get(id: number): Promise<DeadLetterDetail>
    /** Runs one again through the line, or `payload` in its place; says what became of it. Throws `not-found`, `letter-closed`. */
    replay(id: number, order: { readonly by: string; readonly payload?: string }): Promise<ReplayAnswer>
    /** Runs those of a filter again whose number is above `after`, at most `limit`, oldest first. */
    replayMany(filter: LetterFilter, order: LetterStep): Promise<ReplayManyAnswer>
    /** What a replay would do now, with an edited payload or a field map that is not in force. Throws `not-found`. */
    check(id: number, trial: { readonly payload?: string; readonly map?: FieldMap }): Promise<DeadLetterCheck>
    /** Closes one without a replay. Throws `not-found`, `letter-closed`. */
    discard(id: number, order: { readonly by: string; readonly reason: string }): Promise<DeadLetter>
    discardMany(filter: LetterFilter, order: LetterStep & { readonly reason: string }): Promise<DiscardManyAnswer>
  }
  readonly fieldMaps: FieldMapsOfCity
  readonly backups: {
    /** Throws `backup-running`. */
    start(by: string, folder?: string): Promise<BackupJob>
    state(): Promise<BackupsAnswer>
  }
  /** How the monitor itself does. */
  readonly operations: { now(): Operations; history(): OperationsHistory; unsafe(): readonly UnsafeSetting[] }
  /** Not ready: the reason, in one sentence. */
  ready(): { readonly ready: boolean; readonly reason: string }
  /** Prometheus text. */
  metrics(): Promise<string>
}
