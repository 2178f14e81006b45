import { type Static, type TSchema, Type } from 'typebox'
import { Grant, GrantUse } from '../../domain/access/grant.ts'
import { ROLES, TOKEN_SCOPES } from '../../domain/access/roles.ts'
import { BackupJob, BackupsAnswer } from '../../domain/backup.ts'
import { AuditConsistency, AuditEntry, AuditHead, AuditProof, AuditState } from '../../domain/audit.ts'
import { Alarm, AlarmEvent, AlarmWithEvents } from '../../domain/alarm.ts'
import { AlarmPerformance } from '../../domain/alarm-performance.ts'
import {
  DeviceCredentials,
  EnrolmentCode,
  ImportAnswer,
  NewEnrolmentCode,
  Registration,
  RegistrationAnswer,
  RegistrationDoor,
} from '../../domain/enrolment.ts'
import { DeviceAccess } from '../../domain/sign-in.ts'
import { IssuedWarning } from '../../domain/cap/issued.ts'
import { ERRORS, type ErrorCode } from '../../domain/errors.ts'
import {
  DeadLetterCheck,
  DeadLetterDetail,
  DeadLetterSummary,
  DiscardManyAnswer,
  ReplayAnswer,
  ReplayManyAnswer,
} from '../../domain/dead-letter.ts'
import { DutyVersion } from '../../domain/duty.ts'
import { Channel, ChannelType, Delivery, TestAnswer } from '../../domain/delivery.ts'
import { OutsideAnswer } from '../../domain/outside-alert.ts'
import { FieldMapEntry } from '../../domain/field-map.ts'
import { AlarmsAt, HistoryMarks, IncidentsAt, StationsHistory } from '../../domain/history.ts'
import { Incident, IncidentEvent, IncidentTask, IncidentWithParts } from '../../domain/incident.ts'
import { GapEntry, LedgerGroup, LedgerSummary } from '../../domain/ledger.ts'
import { AlarmDuty, DutyNow, DutyWeek } from '../../domain/on-duty.ts'
import { Operations, OperationsHistory } from '../../domain/operations.ts'
import {
  AlarmMessage,
  DeadLetter,
  GatewayEntry,
  IncidentMessage,
  Latest,
  LedgerRow,
  MqttCredentials,
  Problem,
  RuleTry,
  RuleVersion,
  SeriesAnswer,
  ServiceEntry,
  StationEntry,
} from '../../domain/wire.ts'
import { StationHistoryEntry } from '../../domain/station-change.ts'
import { CommandAnswer } from '../../domain/station-command.ts'
import { ShiftNote } from '../../domain/shift-note.ts'
import { SavedView } from '../../domain/saved-view.ts'
import { Suppression } from '../../domain/suppression.ts'
import type { PageOf } from './city.ts'
import { CityAnswer } from './city-answer.ts'
import { PROBLEM_TYPE } from './problem.ts'

export const SessionAnswer = Type.Object({
  user: Type.String(),
  role: Type.Enum(['viewer', 'operator', 'admin'], { description: 'The nearest of three; `roles` says more' }),
  roles: Type.Array(Type.Enum([...ROLES])),
  departments: Type.Union([Type.Array(Type.String()), Type.Null()], { description: 'null: the whole city' }),
  actions: Type.Array(Type.String(), { description: 'What it may do to something; GET /access explains them' }),
  isBootstrap: Type.Boolean({ description: 'The account of the first start, with every administration' }),
  owes: Type.Union([Type.Enum(['password', 'second-factor']), Type.Null()], {
    description: 'What has to be done before anything else: PUT /profile/password, or POST /profile/second-factor',
  }),
  by: Type.Enum(['cookie', 'token']),
  provedUntil: Type.Union([Type.Number(), Type.Null()], {
    description: 'What matters most is taken until then, UTC ms; signing in again puts it off. null: a token',
  }),
  expiresAt: Type.Union([Type.Number(), Type.Null()], { description: 'When it ends if nothing more is asked, UTC ms' }),
})

export const ApiTokenAnswer = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  user: Type.String(),
  createdAt: Type.Number(),
  expiresAt: Type.Union([Type.Number(), Type.Null()]),
  scopes: Type.Union([Type.Array(Type.Enum([...TOKEN_SCOPES])), Type.Null()], {
    description: 'What it may be used for, within what its owner may; null: all of that',
  }),
  departments: Type.Union([Type.Array(Type.String()), Type.Null()], { description: 'null: those of its owner' }),
  usedAt: Type.Union([Type.Number(), Type.Null()], { description: 'Within a minute' }),
})

const Roles = Type.Array(Type.Enum([...ROLES]))
const Departments = Type.Union([Type.Array(Type.String()), Type.Null()], { description: 'null: the whole city' })
const WhenOrNever = Type.Union([Type.Number(), Type.Null()])

export const PersonAnswer = Type.Object({
  user: Type.String(),
  roles: Roles,
  departments: Departments,
  isBootstrap: Type.Boolean({ description: 'The account of the first start, with every administration' }),
  isOff: Type.Boolean(),
  mustChange: Type.Boolean({ description: 'A new password is owed at the next sign-in' }),
  secondFactorAt: WhenOrNever,
  isFromService: Type.Boolean({ description: 'Signs in by the sign-in service of the city' }),
  createdAt: Type.Number(),
  createdBy: Type.String(),
})
export type PersonAnswer = Static<typeof PersonAnswer>

export const ProfileAnswer = Type.Object({
  ...PersonAnswer.properties,
  isFactorNeeded: Type.Boolean({ description: 'A role of theirs needs a second factor' }),
  recoveryLeft: Type.Integer(),
})
export type ProfileAnswer = Static<typeof ProfileAnswer>

export const OpenSessionAnswer = Type.Object({
  id: Type.String(),
  createdAt: Type.Number(),
  usedAt: Type.Number({ description: 'Within a minute' }),
  address: Type.String(),
  agent: Type.String(),
  isThis: Type.Boolean(),
})
export type OpenSessionAnswer = Static<typeof OpenSessionAnswer>

/** Schemas that the document names once and refers to. */
export const SHARED = {
  Alarm,
  AlarmDuty,
  AlarmEvent,
  AlarmPerformance,
  AlarmMessage,
  AlarmWithEvents,
  AlarmsAt,
  ApiToken: ApiTokenAnswer,
  AuditConsistency,
  AuditEntry,
  AuditHead,
  AuditProof,
  AuditState,
  Channel,
  ChannelType,
  BackupJob,
  Backups: BackupsAnswer,
  City: CityAnswer,
  CommandAnswer,
  DeadLetter,
  DeadLetterCheck,
  DeadLetterDetail,
  DeadLetterSummary,
  Delivery,
  DeviceAccess,
  DeviceCredentials,
  DiscardManyAnswer,
  DutyNow,
  DutyVersion,
  DutyWeek,
  EnrolmentCode,
  FieldMapEntry,
  GapEntry,
  GatewayEntry,
  ImportAnswer,
  HistoryMarks,
  Grant,
  GrantUse,
  IssuedWarning,
  Incident,
  IncidentEvent,
  IncidentMessage,
  IncidentTask,
  IncidentWithParts,
  IncidentsAt,
  Latest,
  LedgerGroup,
  LedgerRow,
  LedgerSummary,
  MqttCredentials,
  NewEnrolmentCode,
  Operations,
  OperationsHistory,
  OpenSession: OpenSessionAnswer,
  OutsideAnswer,
  Person: PersonAnswer,
  Problem,
  Registration,
  RegistrationAnswer,
  RegistrationDoor,
  Profile: ProfileAnswer,
  ReplayAnswer,
  ReplayManyAnswer,
  RuleTry,
  RuleVersion,
  SavedView,
  SeriesAnswer,
  ServiceEntry,
  Session: SessionAnswer,
  ShiftNote,
  StationEntry,
  StationHistoryEntry,
  StationsHistory,
  Suppression,
  TestAnswer,
} as const satisfies Record<string, TSchema>

type Shared = typeof SHARED

/** A reference to a shared schema, with its type. */
export function shared<N extends keyof Shared>(name: N) {
  return Type.Unsafe<Static<Shared[N]>>({ $ref: `${name}#` })
}

/** A page of a shared schema. */
export function pageOf<N extends keyof Shared>(name: N) {
  return Type.Object({
    items: Type.Array(shared(name)),
    next: Type.Union([Type.String(), Type.Null()], { description: 'Cursor of the next page; null at the end' }),
  })
}

/** Query parameters of every list. */
export const PAGING = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Items on a page', examples: [100] }),
  ),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: '`next` of the page before, as it is' }),
  ),
} as const

export const DEFAULT_LIMIT = 100

/** What a list's handler passes on to the city. */
export function pagingOf(query: { limit?: number; cursor?: string }): { limit: number; cursor?: string } {
  const limit = query.limit ?? DEFAULT_LIMIT
  return query.cursor === undefined ? { limit } : { limit, cursor: query.cursor }
}

/** A page as it goes out. */
export function listed<T>(page: PageOf<T>): { items: T[]; next: string | null } {
  return { items: [...page.items], next: page.next }
}

/** Every signed-in route may answer these. */
const ALWAYS: readonly ErrorCode[] = [
  'request-invalid',
  'sign-in-required',
  'too-many-requests',
  'timed-out',
  'internal',
]

/** Body of a step that needs nothing to be said. */
export const NoWish = Type.Object({}, { additionalProperties: false })

/** What a call with a body may be answered besides. */
export const OF_BODY: readonly ErrorCode[] = ['request-too-large', 'request-not-json']

/** Error answers of a route, by status, for its `response`. */
export function problems(...codes: readonly ErrorCode[]): Record<number, object> {
  const byStatus = Map.groupBy(new Set([...codes, ...ALWAYS]), (code) => ERRORS[code].status)
  const answers: Record<number, object> = {}
  for (const [status, of] of byStatus) {
    answers[status] = {
      description: of.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join('; '),
      content: { [PROBLEM_TYPE]: { schema: shared('Problem') } },
    }
  }
  return answers
}

/** An answer without a body. */
export const Nothing = Type.Null({ description: 'Done; no body' })
