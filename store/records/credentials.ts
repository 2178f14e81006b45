import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Compilable } from 'kysely'
import {
  CLOCK_SECONDS,
  type ClientCertificate,
  isAsStrictAs,
  isInTime,
  readSigned,
  type SignIn,
  signedText,
  type SignInRefusal,
} from '../../domain/sign-in.ts'
import type { CredentialRow } from './device-schema.ts'
import { signingPlace } from './sealed.ts'
import type { Records } from './records.ts'
import type { Seal } from './seal.ts'
import { statement } from './statement.ts'

/** Who has been let in, and by which of its credentials. */
export interface Admitted {
  readonly of: CredentialRow['of']
  readonly id: string
  readonly issue: number
  /** UTC ms until which this sign-in is good; null: as long as nobody ends it. */
  readonly until: number | null
  /** Its successor was used: the credential before it has to go. */
  readonly hasOlder: boolean
}

/** What is asked of a user at this moment. */
export interface Terms {
  readonly certificate: ClientCertificate | null
  readonly least: SignIn
  /** Longest life of a signed password. */
  readonly longestSeconds: number
  /** UTC ms. */
  readonly now: number
}

/** User names and what they prove themselves with, in memory, so that a connection is judged without a query. */
export interface Credentials {
  /** Takes the same time whether the user is unknown or the password wrong. */
  admit(username: string, password: string | Uint8Array, terms: Terms): Admitted | SignInRefusal
  /** Oldest first, one or two. */
  of(username: string): readonly CredentialRow[]
  all(): Iterable<readonly CredentialRow[]>
  /** A row for a password, or for the secret that signs; both as base64url. */
  row(wish: {
    readonly username: string
    readonly of: CredentialRow['of']
    readonly mode: SignIn
    readonly proof: string
    readonly issue: number
    readonly at: number
  }): CredentialRow
  /** Whether a row is for this password or secret. */
  isOf(row: CredentialRow, proof: string): boolean
  /** To be called once the rows are durable: they are all that the user has now. */
  put(username: string, rows: readonly CredentialRow[]): void
}

interface Slot {
  readonly row: CredentialRow
  /** Hash, or opened secret; null of a certificate, and where the secret cannot be opened. */
  readonly key: Buffer | null
}

const PAGE = 5000
const NOTHING = Buffer.alloc(32)

/** Opens all credentials. A secret that the key of this data folder does not open lets nobody in. */
export async function loadCredentials(
  { db }: Records,
  keys: { readonly hashKey: Uint8Array; readonly seal: Seal },
): Promise<Credentials> {
  const slots = new Map<string, readonly Slot[]>()
  let last = ''
  for (;;) {
    // Both rows of a user stand together: the page ends with a whole user, or is the last one.
    const page = await db
      .selectFrom('credentials')
      .selectAll()
      .where('username', '>', last)
      .orderBy('username')
      .orderBy('issue')
      .limit(PAGE)
      .execute()
    const end = page.at(-1)
    const whole = page.length < PAGE ? page : page.filter(({ username }) => username !== end?.username)
    for (const [username, rows] of Map.groupBy(whole, ({ username }) => username)) put(username, rows)
    if (!end || page.length < PAGE) break
    last = whole.at(-1)?.username ?? end.username
  }

  function put(username: string, rows: readonly CredentialRow[]): void {
    if (rows.length === 0) slots.delete(username)
    else
      slots.set(
        username,
        rows.map((row) => ({ row, key: keyOf(row) })),
      )
  }

  function keyOf({ mode, proof, username }: CredentialRow): Buffer | null {
    if (mode === 'certificate') return null
    if (mode === 'password') return Buffer.from(proof, 'base64url')
    try {
      return Buffer.from(keys.seal.open(proof, signingPlace(username)), 'base64url')
    } catch {
      return null
    }
  }

  function hash(password: string | Uint8Array): Buffer {
    return createHmac('sha256', keys.hashKey).update(password).digest()
  }

  function admit(username: string, password: string | Uint8Array, terms: Terms): Admitted | SignInRefusal {
    const known = slots.get(username) ?? []
    const hashed = hash(password)
    const signed = readSigned(typeof password === 'string' ? password : Buffer.from(password).toString('utf8'))
    let refusal: SignInRefusal = 'wrong-credentials'
    let found: Admitted | null = null
    for (const { row, key } of known.length > 0 ? known : NOBODY) {
      let until = row.endsAt
      if (row.mode === 'certificate') {
        if (terms.certificate?.fingerprint !== row.proof) continue
        if (!isValid(terms.certificate, terms.now)) {
          refusal = 'certificate-not-valid'
          continue
        }
        until = earlier(until, terms.certificate.validTo)
      } else if (row.mode === 'signed') {
        const { exp, mac } = signed ?? { exp: 0, mac: '' }
        const right = createHmac('sha256', key ?? NOTHING)
          .update(signedText(username, exp))
          .digest()
        const isRight = isSame(right, Buffer.from(mac, 'base64url'))
        if (!isRight || key === null) continue
        if (!isInTime(exp, terms.now / 1000, terms.longestSeconds)) {
          refusal = 'credentials-expired'
          continue
        }
        until = earlier(until, (exp + CLOCK_SECONDS) * 1000)
      } else if (!isSame(hashed, key ?? NOTHING)) continue
      if (row.issue === 0) continue
      if (row.endsAt !== null && row.endsAt <= terms.now) refusal = 'credentials-expired'
      else if (!isAsStrictAs(row.mode, terms.least)) refusal = 'sign-in-too-weak'
      else found = { of: row.of, id: username, issue: row.issue, until, hasOlder: row !== known[0]?.row }
    }
    return found ?? refusal
  }

  return {
    admit,
    of: (username) => slots.get(username)?.map(({ row }) => row) ?? [],
    *all() {
      for (const some of slots.values()) yield some.map(({ row }) => row)
    },
    row({ username, of, mode, proof, issue, at }) {
      const kept =
        mode === 'password'
          ? hash(proof).toString('base64url')
          : mode === 'signed'
            ? keys.seal.close(proof, signingPlace(username))
            : proof
      return { username, of, mode, proof: kept, issue, createdAt: at, endsAt: null }
    },
    isOf(row, proof) {
      const key = keyOf(row)
      if (!key) return row.proof === proof
      return isSame(key, row.mode === 'password' ? hash(proof) : Buffer.from(proof, 'base64url'))
    },
    put,
  }
}

/** Compared with when the user is unknown: one of each that is computed. */
const NOBODY: readonly Slot[] = (['password', 'signed'] as const).map((mode) => ({
  row: { username: '', of: 'station', mode, proof: '', issue: 0, createdAt: 0, endsAt: null },
  key: NOTHING,
}))

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

function isValid({ isTrusted, validFrom, validTo }: ClientCertificate, now: number): boolean {
  return isTrusted && validFrom - CLOCK_SECONDS * 1000 <= now && now < validTo
}

function earlier(a: number | null, b: number): number {
  return a === null ? b : Math.min(a, b)
}

/** Statement that keeps rows, in place of those of the same user and issue. */
export function saveCredentials(rows: readonly CredentialRow[]): Compilable {
  const values = rows.map(({ username, issue, of, mode, proof, createdAt, endsAt }) => [
    username,
    issue,
    of,
    mode,
    proof,
    createdAt,
    endsAt,
  ])
  return statement(
    `insert into credentials (username, issue, of, mode, proof, createdAt, endsAt)
     select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
     from json_each(?) where true
     on conflict (username, issue) do update set
       mode = excluded.mode, proof = excluded.proof, createdAt = excluded.createdAt, endsAt = excluded.endsAt`,
    [JSON.stringify(values)],
  )
}

/** Takes away every credential of a user, or those before an issue. */
export function deleteCredentials(username: string, before = Number.MAX_SAFE_INTEGER): Compilable {
  return statement('delete from credentials where username = ? and issue < ?', [username, before])
}
