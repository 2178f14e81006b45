const REASONS = [
  'wrong-credentials',
  'credentials-expired',
  'certificate-not-valid',
  'sign-in-too-weak',
  'disabled',
  'too-many-refusals',
  'client-id-taken',
  'too-many-sessions',
  'will-not-allowed',
  'banned',
  'no-room',
  'too-many-connections',
  'flood',
  'not-connect',
  'protocol-level',
  'connect-timeout',
  'packet-size',
  'protocol',
  'parser-failed',
  'topic',
  'filter',
  'too-many-wrongs',
  'keepalive',
  'not-reading',
  'backlog',
  'not-acknowledging',
  'not-releasing',
  'session-queue',
] as const

/** Why the door did not do what it was asked, or ended a connection. */
export type Refusal = (typeof REASONS)[number]

/** Counts every refusal, and logs them sparingly: thousands of strangers must not fill the log. */
export interface Refusals {
  count(reason: Refusal): void
  /** Counts it and logs it, with the number of lines that were left out before. */
  tell(reason: Refusal, detail: object, text: string): void
  readonly counts: Readonly<Record<Refusal, number>>
}

const LINES_A_SECOND = 20

export function makeRefusals(log: { warn(detail: object, text: string): void }): Refusals {
  const counts = Object.fromEntries(REASONS.map((reason) => [reason, 0])) as Record<Refusal, number>
  let second = 0
  let lines = 0
  let leftOut = 0

  return {
    counts,
    count(reason) {
      counts[reason]++
    },
    tell(reason, detail, text) {
      counts[reason]++
      const now = Math.floor(Date.now() / 1000)
      if (now !== second) lines = 0
      second = now
      lines++
      if (lines > LINES_A_SECOND) {
        leftOut++
        return
      }
      log.warn({ ...detail, reason, ...(leftOut > 0 ? { leftOut } : {}) }, text)
      leftOut = 0
    },
  }
}

/** What an error of Aedes means. Aedes has no codes, so its texts, of one pinned version, are all there is to go by. */
const MEANING: Readonly<Record<string, Refusal>> = {
  'connect did not arrive in time': 'connect-timeout',
  'packet too large': 'packet-size',
  'keep alive timeout': 'keepalive',
  'drain timeout': 'not-reading',
}

/** Null: the connection broke, which is nobody's fault. */
export function meaningOf(error: Error & { readonly code?: unknown }): Refusal | null {
  if (error.code !== undefined || error.message === 'connection closed') return null
  return MEANING[error.message] ?? 'protocol'
}
