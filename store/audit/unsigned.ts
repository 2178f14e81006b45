import { citySays } from '../../domain/city-says.ts'
import type { Records } from '../records/records.ts'
import { buildAuditBook } from './book.ts'
import { CUT_ACTION, cutProof } from './cut.ts'
import { type AuditSigner, auditKeysOf, isSigned } from './head.ts'
import { tailFault } from './tail.ts'

/**
 * What is wrong with the end that the run before has left, before this one signs it: a newest head of another key, entries that
 * should have been signed long ago, a cut that only unsigned entries speak of. Entries from `startedAt` (UTC ms) on are of this run.
 */
export async function faultOfEnd(
  records: Records,
  of: { readonly signer: AuditSigner; readonly startedAt: number },
): Promise<{ readonly seq: number; readonly what: string } | null> {
  const book = buildAuditBook(records)
  const last = (await book.heads({ limit: 1 }))[0]
  if (last && !isSigned(last, auditKeysOf(of.signer.publicKey)))
    return { seq: last.seq, what: citySays('headForged', { from: 'the records' }) }
  const behind = records.db.selectFrom('audit').where('seq', '>', last?.seq ?? 0)
  const { first, newest, count, from, to } = await behind
    .where('at', '<', of.startedAt)
    .select(({ fn }) => [
      fn.min('seq').as('first'),
      fn.max('seq').as('newest'),
      fn.countAll<number>().as('count'),
      fn.min('at').as('from'),
      fn.max('at').as('to'),
    ])
    .executeTakeFirstOrThrow()
  const fault = count > 0 ? tailFault({ first, last: newest, count, from, to }) : null
  if (fault) return fault
  const size = await book.cutSize()
  const head = size === 0 ? undefined : await book.headOf(size)
  if (!head) return null
  const told = await behind
    .where('action', '=', CUT_ACTION)
    .where('detail', 'like', `%${cutProof(head)}`)
    .select('seq')
    .executeTakeFirst()
  return told ? { seq: told.seq, what: citySays('cutUntold', { seq: head.seq }) } : null
}
