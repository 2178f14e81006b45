import type { ApiFailure } from './api.ts'
import type { Text } from './text/text.ts'

/** Failures whose own words say more than their title. */
const DETAILED: ReadonlySet<string> = new Set([
  'password-too-weak',
  'person-exists',
  'step-not-allowed',
  'request-invalid',
  'not-allowed',
  'warnings-not-configured',
  'warning-invalid',
  'too-many-requests',
  'internal',
])

/** A failure in the reader's language, with the server's own words after it. */
export function faultText(text: Text, error: ApiFailure): string {
  const { code, detail, title } = error.problem
  const known = text.of('error', code, title)
  return DETAILED.has(code) && detail !== '' ? text('error.with', { error: known, detail }) : known
}
