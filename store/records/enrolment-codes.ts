import { createHmac, randomInt } from 'node:crypto'
import type { EnrolmentCode } from '../../domain/enrolment.ts'
import type { EnrolmentCodeRow } from './device-schema.ts'
import type { Records } from './records.ts'
import { statement } from './statement.ts'

/** Codes by which devices get their credentials, by hash in memory. Only a hash of each is kept. */
export interface EnrolmentCodes {
  /** In place of the one that the device had; told only now. */
  make(wish: {
    readonly id: string
    readonly by: string
    readonly at: number
  }): Promise<EnrolmentCode & { readonly code: string }>
  /** Whether it would open something. */
  isGood(code: string, at: number): boolean
  /** Whose it is, and no longer is: a code opens once. Null for a wrong, used or old one. */
  take(code: string, at: number): Promise<string | null>
  list(at: number): readonly EnrolmentCode[]
}

export const CODE_MS = 15 * 60_000
/** Crockford's digits: none looks like another. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Fifty bits. */
const LENGTH = 10

export async function openEnrolmentCodes({ db, transact }: Records, hashKey: Uint8Array): Promise<EnrolmentCodes> {
  const codes = new Map<string, EnrolmentCodeRow>()
  for (const row of await db.selectFrom('enrolment_codes').selectAll().execute()) codes.set(row.hash, row)
  const hash = (code: string) =>
    createHmac('sha256', hashKey)
      .update(`code ${plainCode(code)}`)
      .digest('base64url')
  const isOpen = (row: EnrolmentCodeRow | undefined, at: number) => row !== undefined && row.endsAt > at

  return {
    async make({ id, by, at }) {
      const code = Array.from({ length: LENGTH }, () => DIGITS[randomInt(DIGITS.length)]).join('')
      const row = { hash: hash(code), id, createdAt: at, createdBy: by, endsAt: at + CODE_MS }
      await transact([
        statement('delete from enrolment_codes where id = ? or endsAt <= ?', [id, at]),
        statement(
          'insert into enrolment_codes (hash, id, createdAt, createdBy, endsAt) values (?, ?, ?, ?, ?)',
          Object.values(row),
        ),
      ])
      for (const old of codes.values()) if (old.id === id || !isOpen(old, at)) codes.delete(old.hash)
      codes.set(row.hash, row)
      return { id, createdAt: at, createdBy: by, endsAt: row.endsAt, code: `${code.slice(0, 5)}-${code.slice(5)}` }
    },
    isGood: (code, at) => isOpen(codes.get(hash(code)), at),
    async take(code, at) {
      const row = codes.get(hash(code))
      if (!row) return null
      // At once, so that two who ask at the same moment do not both get it; and for good before anything is given for it.
      codes.delete(row.hash)
      await transact([statement('delete from enrolment_codes where hash = ?', [row.hash])])
      return isOpen(row, at) ? row.id : null
    },
    list: (at) =>
      [...codes.values()]
        .filter((row) => isOpen(row, at))
        .map(({ id, createdAt, createdBy, endsAt }) => ({ id, createdAt, createdBy, endsAt }))
        .toSorted((a, b) => a.endsAt - b.endsAt),
  }
}

/** As a person may type it. */
function plainCode(text: string): string {
  return text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
}
