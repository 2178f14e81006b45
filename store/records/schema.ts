import type { Generated } from 'kysely'
import type { DeviceTables } from './device-schema.ts'
import type { AuditTables } from './audit-schema.ts'
import type { IncidentTables } from './incident-schema.ts'
import type { LetterState } from '../../domain/wire.ts'
import type { AlarmAsideRow, AlarmCallRow, AlarmCauseRow, AlarmFloodRow } from './alarm-call-rows.ts'
import type { SavedViewTables } from './saved-views.ts'
import type { WarningRow } from './warning-row.ts'
import type { GrantRow, GrantUseRow, PersonRow, ServiceDepartmentsRow, SignInFailureRow } from './people-schema.ts'
import type { ChannelRow, DeliveryRow, OutsideAlertRow } from './delivery-schema.ts'

/** Tables of the records. JSON columns hold text; times are UTC ms. Changed only by a numbered migration. */
export interface Schema extends IncidentTables, DeviceTables, SavedViewTables, AuditTables {
  stations: StationRow
  gateways: GatewayRow
  alarms: AlarmRow
  alarm_events: AlarmEventRow
  alarm_causes: AlarmCauseRow
  alarm_calls: AlarmCallRow
  alarm_asides: AlarmAsideRow
  alarm_floods: AlarmFloodRow
  rule_states: RuleStateRow
  rules: RuleRow
  duty: DutyRow
  suppressions: SuppressionRow
  usual: UsualRow
  dead_letters: DeadLetterRow
  dead_letters_size: DeadLettersSizeRow
  field_maps: FieldMapRow
  ledger: LedgerTable
  ledger_messages: MessageTable
  gaps: GapRow
  gap_heads: GapHeadRow
  cursors: CursorRow
  presence: PresenceRow
  api_tokens: ApiTokenRow
  people: PersonRow
  grants: GrantRow
  grant_uses: GrantUseRow
  sign_in_failures: SignInFailureRow
  service_departments: ServiceDepartmentsRow
  warnings: WarningRow
  settings: SettingRow
  channels: ChannelRow
  deliveries: DeliveryRow
  outside_alerts: OutsideAlertRow
}

export interface StationRow {
  /** The station's number, stable for ever; never reused. */
  number: Generated<number>
  id: string
  kind: string
  district: string
  /** domain `Station` as JSON. */
  station: string
  createdAt: number
  createdBy: string
  retiredAt: number | null
}

export interface GatewayRow {
  id: string
  gateway: string
  createdAt: number
  retiredAt: number | null
}

export interface AlarmRow {
  id: string
  rule: string
  kind: string
  station: string
  district: string
  owner: string
  severity: string
  state: string
  raisedAt: number
  /** Number of its newest event. */
  seq: number
  /** domain `Alarm` as JSON. */
  alarm: string
}

export interface AlarmEventRow {
  /** Given by the alarm desk: 1, 2, 3 … without gaps. */
  seq: number
  alarm: string
  /** domain `AlarmEvent` as JSON. */
  event: string
  /** domain `Alarm` as it stood after the event, as JSON. */
  snapshot: string
  /** The alarm's owner, and the number among its events: 1, 2, 3 … without gaps. */
  department: string
  departmentSeq: number
}

export interface SuppressionRow {
  id: string
  reason: string
  /** domain `SuppressionScope` as JSON. */
  scope: string
  from: number
  to: number | null
  why: string
  by: string
  endedBy: string | null
  /** JSON: a list, or null for every department; null: of before it was kept. */
  departments: string | null
}

export interface RuleRow {
  id: string
  version: number
  at: number
  by: string
  why: string
  isOn: number
  /** domain `Rule` as JSON; null when it was taken away. */
  rule: string | null
}

export interface DutyRow {
  list: string
  id: string
  version: number
  at: number
  by: string
  why: string
  /** domain `DutyItem` as JSON; null when it was taken away. */
  item: string | null
}

export interface RuleStateRow {
  rule: string
  station: string
  /** Since when the raise (or clear) condition has held, event time. */
  state: string
}

/** What an hour of the week is usually like for a value of a station. */
export interface UsualRow {
  /** The station's number. */
  station: number
  value: string
  /** 0 (Monday 00:00 local time) to 167. */
  slot: number
  /** The newest hour that was learned from: hours since 1970, UTC. */
  hour: number
  /** How many hours were learned from, of the last half year. */
  weeks: number
  mean: number
  /** Sum of squared departures from the mean. */
  m2: number
}

export interface DeadLetterRow {
  id: Generated<number>
  position: number
  receivedAt: number
  topic: string
  station: string | null
  stage: string
  reason: string
  detail: string
  item: number | null
  raw: Uint8Array
  replayedAt: number | null
  vendor: string | null
  kind: string | null
  field: string | null
  state: Generated<LetterState>
  actor: string | null
  changedAt: number | null
  note: string | null
  edited: Uint8Array | null
  mapVersion: number | null
  replayPosition: number | null
}

/** A version of a field map. */
export interface FieldMapRow {
  version: Generated<number>
  of: 'vendor' | 'station'
  name: string
  kind: string
  /** domain `FieldMap` as JSON; null: taken away. */
  map: string | null
  isOn: number
  reason: string
  actor: string
  at: number
  /** Position of the first message that it is for. */
  fromPosition: number
}

/** One row, kept by triggers. */
export interface DeadLettersSizeRow {
  one: number
  /** Raw and edited bytes of all dead letters, with 200 for what else a row takes. */
  bytes: number
}

export interface LedgerTable {
  station: string
  /** Start of the hour of receipt, UTC ms. */
  hour: number
  received: number
  stored: number
  duplicate: number
  refused: number
}

/** Messages of the journal by the hour of receipt and what they were, and the readings in them. */
export interface MessageTable {
  hour: number
  data: number
  status: number
  replays: number
  strays: number
  lost: number
  readings: number
}

export interface GapRow {
  id: number
  /** Number of the gap that it is a rest of, or its own. */
  root: number
  cause: string
  /** Null: of the whole city. */
  station: string | null
  fromAt: number
  toAt: number | null
  first: number | null
  last: number | null
  missing: number | null
  state: string
  openedAt: number
  healedAt: number | null
  /** What was missing when it was opened, as JSON: fromAt, toAt, first, last, missing. */
  whole: string
}

export interface GapHeadRow {
  station: string
  /** Event time of the first reading that was judged of it. */
  since: number
  /** Event time of its newest reading. */
  ts: number
  /** Sequence number that follows; 0: it sends none. */
  next: number
}

export interface CursorRow {
  name: string
  position: number
}

export interface PresenceRow {
  id: string
  state: string
  reason: string
  since: number
}

export interface ApiTokenRow {
  id: Generated<number>
  name: string
  /** SHA-256 of the token, base64url. */
  hash: string
  user: string
  createdAt: number
  expiresAt: number | null
  /** JSON list; null: whatever its owner may. */
  scopes: string | null
  /** JSON list; null: those of its owner. */
  departments: string | null
  usedAt: number | null
  /** Who made a wall's token; null for those of people. */
  createdBy: string | null
}

export interface SettingRow {
  name: string
  value: string
}
