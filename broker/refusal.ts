import type { AuthenticateError } from 'aedes'
import type { SitRefusal } from './seats.ts'

const IDENTIFIER_REJECTED = 2
const SERVER_UNAVAILABLE = 3
const BAD_USER = 4
const NOT_AUTHORIZED = 5

const BAD_CREDENTIALS: ReadonlySet<SitRefusal> = new Set([
  'wrong-credentials',
  'too-many-refusals',
  'credentials-expired',
  'certificate-not-valid',
])

/** It may come again soon. Told once where it begins: thousands who come again must not fill the log. */
export function isOnlyForNow(refusal: string): boolean {
  return refusal === 'no-room' || refusal === 'banned'
}

/** The return code of CONNACK (MQTT 3.1.1, 3.2.2.3); Aedes turns it into the reason code of MQTT 5. */
export function refusalError(refusal: SitRefusal): AuthenticateError {
  return Object.assign<Error, Pick<AuthenticateError, 'returnCode'>>(new Error(refusal), {
    returnCode: codeOf(refusal),
  })
}

function codeOf(refusal: SitRefusal): number {
  if (isOnlyForNow(refusal)) return SERVER_UNAVAILABLE
  // Whoever has an expired password is told no more than whoever has a wrong one.
  if (BAD_CREDENTIALS.has(refusal)) return BAD_USER
  return refusal === 'client-id-taken' ? IDENTIFIER_REJECTED : NOT_AUTHORIZED
}
