import { type Static, Type } from 'typebox'
import { Name } from './label.ts'
import { FINGERPRINT, SignIn } from './sign-in.ts'
import { Id } from './station.ts'

/** A code by which one device gets its credentials, once. */
export const EnrolmentCode = Type.Object({
  id: Type.String({ description: 'Station or gateway that the code is for' }),
  createdAt: Type.Number(),
  createdBy: Type.String(),
  endsAt: Type.Number(),
})
export type EnrolmentCode = Static<typeof EnrolmentCode>

export const NewEnrolmentCode = Type.Object({
  ...EnrolmentCode.properties,
  code: Type.String({ description: 'Shown only now' }),
})
export type NewEnrolmentCode = Static<typeof NewEnrolmentCode>

/** What a device says to get its credentials. */
export const EnrolmentOrder = Type.Object(
  {
    code: Type.String({ minLength: 1, maxLength: 40, description: 'Case, spaces and dashes do not matter' }),
    mode: Type.Optional(SignIn),
    fingerprint: Type.Optional(
      Type.String({ pattern: FINGERPRINT, description: 'SHA-256 of its certificate; needed for the mode certificate' }),
    ),
  },
  { additionalProperties: false, examples: [{ code: '7K2QF-9XMRA' }] },
)
export type EnrolmentOrder = Static<typeof EnrolmentOrder>

/** All that a device needs to begin. */
export const DeviceCredentials = Type.Object({
  username: Type.String(),
  password: Type.String({
    description: 'The password, or the secret that signs passwords; empty with a certificate. Shown only now',
  }),
  mode: SignIn,
  topics: Type.Object({ readings: Type.String(), status: Type.String(), faults: Type.String() }),
})
export type DeviceCredentials = Static<typeof DeviceCredentials>

/** What a device that nobody registered says of itself. None of it is a reading. */
export const RegistrationWish = Type.Object(
  {
    kind: Type.Optional(Type.String({ maxLength: 31 })),
    name: Type.Optional(Name),
    district: Type.Optional(Type.String({ maxLength: 63 })),
    lon: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
    lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
    vendor: Type.Optional(Type.String({ maxLength: 64 })),
    model: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
)
export type RegistrationWish = Static<typeof RegistrationWish>

/** Longest that it may say, bytes. */
export const REGISTRATION_BYTES = 2_048

/** What it made up to be known again by: nobody else gets its credentials. */
export const Claim = Type.String({ pattern: '^[A-Za-z0-9_-]{16,128}$' })

export const RegistrationOrder = Type.Object(
  {
    id: Id,
    password: Type.String({ minLength: 1, maxLength: 200, description: 'Registration password of the city' }),
    claim: Claim,
    ...RegistrationWish.properties,
  },
  { additionalProperties: false },
)
export type RegistrationOrder = Static<typeof RegistrationOrder>

/** What the device is told; its credentials once, when it is approved. */
export const RegistrationAnswer = Type.Object({
  state: Type.Enum(['pending', 'approved', 'rejected']),
  credentials: Type.Optional(DeviceCredentials),
})
export type RegistrationAnswer = Static<typeof RegistrationAnswer>

/** A device that waits for a person. */
export const Registration = Type.Object({
  id: Type.String(),
  wish: RegistrationWish,
  address: Type.String(),
  mark: Type.String({
    description: 'First digits of the SHA-256 of its claim, to be compared with what the device shows',
  }),
  firstAt: Type.Number(),
  lastAt: Type.Number(),
  rivals: Type.Integer({ description: 'Others that asked for the same id' }),
  state: Type.Enum(['pending', 'approved', 'rejected']),
})
export type Registration = Static<typeof Registration>

/** Whether devices may ask to be registered. */
export const RegistrationDoor = Type.Object({
  isOpen: Type.Boolean(),
  changedAt: Type.Union([Type.Number(), Type.Null()]),
})
export type RegistrationDoor = Static<typeof RegistrationDoor>

/** What can be wrong with a line of a list of stations. */
export const IMPORT_FAULTS = [
  'not-utf-8',
  'quote-open',
  'no-lines',
  'too-many',
  'columns-too-many',
  'column-missing',
  'column-unknown',
  'column-twice',
  'cells-too-many',
  'id-bad',
  'id-taken',
  'id-twice',
  'kind-unknown',
  'name-bad',
  'value-unknown',
  'gateway-unknown',
  'too-long',
  'trait-unknown',
  'number-bad',
  'number-comma',
] as const
export type ImportFaultReason = (typeof IMPORT_FAULTS)[number]

/** What is wrong with a line of a list of stations, and what to do. */
export const ImportFault = Type.Object({
  line: Type.Integer({ description: 'From 1, the heading included' }),
  column: Type.Union([Type.String(), Type.Null()]),
  reason: Type.Enum([...IMPORT_FAULTS]),
  found: Type.String({ description: 'What stands there, shortened' }),
  expected: Type.String({ description: 'What may stand there, where that is a list or a bound' }),
  problem: Type.String({ description: 'In words' }),
  remedy: Type.String({ description: 'In words' }),
})
export type ImportFault = Static<typeof ImportFault>

export const ImportAnswer = Type.Object({
  stations: Type.Integer({ description: 'Lines that can be, or were, registered' }),
  imported: Type.Boolean(),
  faults: Type.Array(ImportFault, { description: 'At most 500' }),
  faultyLines: Type.Integer(),
  credentials: Type.Union([Type.String(), Type.Null()], {
    description: 'CSV with id, username, password, mode and topic; only in this answer',
  }),
})
export type ImportAnswer = Static<typeof ImportAnswer>

/** Stations of one list. */
export const MOST_IMPORTED = 20_000
export const MOST_COLUMNS = 200
export const IMPORT_BYTES = 4 * 1024 * 1024
