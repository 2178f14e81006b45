import type { Kinds } from '../domain/kind.ts'
import type { Rule } from '../domain/rule.ts'
import type { Journal } from '../journal/journal.ts'
import type { LineTables } from '../store/records/line-tables.ts'
import type { Records } from '../store/records/records.ts'
import type { Series } from '../store/series/series.ts'
import type { DutyPlan } from './alarms/escalator.ts'
import type { IncidentLimits } from '../config/incidents.ts'
import type { OutsideOptions } from './alarms/outside-alerts.ts'
import type { TimeWindow } from './device-time.ts'
import type { StationList } from './places.ts'

/** What the line is opened with. */
export interface LineOptions {
  readonly journal: Journal
  readonly series: Series
  readonly records: Records
  readonly tables: LineTables
  readonly stations: StationList
  readonly kinds: Kinds
  readonly rules: readonly Rule[]
  /** Who is on duty and who is called; nobody when not given. */
  readonly duty?: () => DutyPlan
  /** Whether a channel to the outside is there and on. */
  readonly reaches?: (channel: string) => boolean
  /** How alerts of other systems are read. */
  readonly outside?: OutsideOptions
  /** Local time from UTC; Beijing's when not given. */
  readonly utcOffsetMinutes?: number
  /** How many work at once: of a department, or of the whole city (`*`); one when not given. */
  readonly positionsOf?: (scope: string) => number
  /** How alarms become incidents, when it differs from the default. */
  readonly incidents?: IncidentLimits
  /** Tells a device why its message was refused. */
  readonly tell: (topic: string, text: string) => void
  readonly log: {
    info(detail: object, text: string): void
    warn(detail: object, text: string): void
    error(detail: object, text: string): void
  }
  /** Nothing more can be promised: the process must end. */
  readonly onFailure: (error: Error) => void
  /** A write of the records found no room; it is tried again. */
  readonly onFull?: () => void
  readonly now?: () => number
  /** Ms of a clock that only goes forward. */
  readonly monotonic?: () => number
  readonly window?: TimeWindow
}
