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
  'no-file',
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

/** Who was refused, as far as that is known; what strangers call themselves is theirs to choose. */
export interface Party {
  readonly client?: string | null | undefined
  readonly username?: string | undefined
  readonly station?: string | undefined
  readonly address?: string | undefined
}

/** Refusals of one party for one reason. */
export interface Refused {
  readonly reason: Refusal
  /** Null: not known. */
  readonly address: string | null
  /** Account, station or client id; of one address the first few. Empty: not known, or too many parties to tell apart. */
  readonly names: readonly string[]
  readonly count: number
}

/** Counts every refusal, and logs them sparingly: thousands of strangers must not fill the log. */
export interface Refusals {
  count(reason: Refusal): void
  /** Counts it and logs it, with the number of lines that were left out before. */
  tell(reason: Refusal, detail: Party & Readonly<Record<string, unknown>>, text: string): void
  /** Who was refused since this was last asked: the first parties one by one, those beyond them together by reason. */
  take(): readonly Refused[]
  readonly counts: Readonly<Record<Refusal, number>>
}

const LINES_A_SECOND = 20
/** Told apart between two takes: strangers who come under ever other names and addresses must not fill the memory, nor the audit. */
const PARTIES = 64
const NAMES = 3
const NAME_LENGTH = 64

export function makeRefusals(log: { warn(detail: object, text: string): void }): Refusals {
  const counts = Object.fromEntries(REASONS.map((reason) => [reason, 0])) as Record<Refusal, number>
  let second = 0
  let lines = 0
  let leftOut = 0
  let parties = new Map<string, { reason: Refusal; address: string | null; names: string[]; count: number }>()

  function note(reason: Refusal, { client, username, station, address = '' }: Party): void {
    const name = (station ?? username ?? client ?? '').slice(0, NAME_LENGTH)
    const isKnown = address !== '' || name !== ''
    let key = isKnown ? `${reason} ${address || name}` : reason
    if (isKnown && !parties.has(key) && parties.size >= PARTIES) key = reason
    const party = parties.get(key) ?? { reason, address: key === reason ? null : address || null, names: [], count: 0 }
    party.count++
    if (key !== reason && name !== '' && party.names.length < NAMES && !party.names.includes(name))
      party.names.push(name)
    parties.set(key, party)
  }

  return {
    counts,
    count(reason) {
      counts[reason]++
      note(reason, {})
    },
    take() {
      const taken = [...parties.values()]
      parties = new Map()
      return taken
    },
    tell(reason, detail, text) {
      counts[reason]++
      note(reason, detail)
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
