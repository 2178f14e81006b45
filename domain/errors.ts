/**
 * Every error that can leave the program: code → HTTP status, whether trying again may help, and the title shown.
 * docs/errors.md describes the same codes; a test compares both ways.
 */
export const ERRORS = {
  'config-invalid': { status: 500, retry: false, title: 'The configuration has faults' },
  'config-port-in-use': { status: 500, retry: false, title: 'A port is already in use' },
  'config-data-unwritable': { status: 500, retry: false, title: 'The data folder cannot be written' },
  'config-node-too-old': { status: 500, retry: false, title: 'Node.js is too old' },
  'config-data-in-use': { status: 500, retry: false, title: 'Another CityPulse runs on this data folder' },
  'config-data-newer': { status: 500, retry: false, title: 'The data was written by a newer CityPulse' },
  'disk-full': { status: 503, retry: true, title: 'The disk is full' },
  'config-restore-unfinished': { status: 500, retry: false, title: 'A restore was not finished' },
  'backup-running': { status: 409, retry: true, title: 'A backup is being made already' },
  'backup-failed': { status: 500, retry: false, title: 'The backup could not be made' },
  'backup-damaged': { status: 500, retry: false, title: 'The backup is damaged' },
  'restore-not-empty': { status: 409, retry: false, title: 'The data folder is not empty' },
  'journal-full': { status: 503, retry: true, title: 'The journal is full' },
  'journal-failed': { status: 503, retry: false, title: 'The journal cannot write' },
  'journal-damaged': { status: 500, retry: false, title: 'The journal is damaged' },
  'store-unreachable': { status: 503, retry: true, title: 'The time-series store does not answer' },
  'store-refused': { status: 502, retry: false, title: 'The time-series store refused the request' },
  'records-failed': { status: 500, retry: false, title: 'The records cannot be written' },
  'request-invalid': { status: 400, retry: false, title: 'The request is not valid' },
  'request-too-wide': { status: 400, retry: false, title: 'The request asks for too much at once' },
  'request-too-large': { status: 413, retry: false, title: 'The request body is too large' },
  'request-not-json': { status: 415, retry: false, title: 'The request body must be JSON' },
  'sign-in-required': { status: 401, retry: false, title: 'Sign in first' },
  'sign-in-failed': { status: 401, retry: false, title: 'Wrong user or password' },
  'second-factor-required': { status: 401, retry: false, title: 'A code of the second factor is needed' },
  'password-change-required': { status: 403, retry: false, title: 'Change the password first' },
  'second-factor-owed': { status: 403, retry: false, title: 'Set up the second factor first' },
  'proof-required': { status: 403, retry: false, title: 'Sign in once more first' },
  'password-too-weak': { status: 400, retry: false, title: 'The password is too easy to guess' },
  'person-exists': { status: 409, retry: false, title: 'The user name is taken' },
  'grant-closed': { status: 409, retry: false, title: 'The grant was decided or is over' },
  'sign-in-elsewhere': { status: 502, retry: true, title: 'The sign-in service of the city does not answer' },
  'not-allowed': { status: 403, retry: false, title: 'Not allowed' },
  'not-found': { status: 404, retry: false, title: 'Not found' },
  'enrolment-refused': { status: 403, retry: false, title: 'The code or registration is not good' },
  'station-exists': { status: 409, retry: false, title: 'The station id is taken' },
  'channel-exists': { status: 409, retry: false, title: 'The channel id is taken' },
  'duty-changed': { status: 409, retry: false, title: 'Somebody else changed the duty plan' },
  'rule-changed': { status: 409, retry: false, title: 'Somebody else changed the rule' },
  'step-not-allowed': { status: 409, retry: false, title: 'The step is not allowed now' },
  'warnings-not-configured': { status: 409, retry: false, title: 'The city is not set up to issue this' },
  'warning-invalid': { status: 409, retry: false, title: 'The warning would not be valid CAP' },
  'letter-closed': { status: 409, retry: false, title: 'The dead letter is replayed, discarded or being replayed' },
  'too-many-requests': { status: 429, retry: true, title: 'Too many requests' },
  'timed-out': { status: 503, retry: true, title: 'The answer took too long' },
  internal: { status: 500, retry: true, title: 'Something went wrong on the server' },
  starting: { status: 503, retry: true, title: 'The city is starting' },
} as const satisfies Record<string, { status: number; retry: boolean; title: string }>

export type ErrorCode = keyof typeof ERRORS

/** An error from the catalogue. `detail` says the place and the remedy; nobody matches on text. */
export class CityError extends Error {
  readonly code: ErrorCode
  readonly retry: boolean
  /** So long the other side asks to be left alone. */
  readonly waitMs: number | undefined

  constructor(code: ErrorCode, detail: string, options?: ErrorOptions & { readonly waitMs?: number }) {
    super(detail, options)
    this.name = 'CityError'
    this.code = code
    this.retry = ERRORS[code].retry
    this.waitMs = options?.waitMs
  }
}

/** Why a message was refused: the stage that refused it and a reason from a closed list. */
export const FAULTS = {
  'not-json': 'decode',
  'not-a-reading': 'decode',
  'bad-time': 'decode',
  'bad-sequence': 'decode',
  'no-values': 'decode',
  'unknown-station': 'decode',
  'not-its-gateway': 'decode',
  'station-disabled': 'decode',
  'unknown-value': 'convert',
  'not-a-number': 'convert',
  'unknown-unit': 'convert',
  'mapped-twice': 'convert',
  'too-old': 'check',
  'in-the-future': 'check',
  'store-refused-line': 'store',
} as const satisfies Record<string, 'decode' | 'convert' | 'check' | 'store'>

export type FaultReason = keyof typeof FAULTS

/** A refusal as a value: bad data never throws. */
export interface Fault {
  readonly reason: FaultReason
  /** Names the place: the value, the index in the array, what was expected. */
  readonly detail: string
  /** `ts`, `seq`, `values`, or the name of the value as it was sent, shortened; not given for the message as a whole. */
  readonly field?: string
  /** By how much the device's clock seems to be ahead, ms, where the refusal tells. */
  readonly skewMs?: number
}
