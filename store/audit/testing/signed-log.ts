import { join } from 'node:path'
import { buildAuditRecords } from '../../records/audit.ts'
import { openRecords } from '../../records/open.ts'
import type { Records } from '../../records/records.ts'
import { type AuditSigner, makeAuditSigner } from '../head.ts'
import { startAuditKeeper } from '../keeper.ts'

const A_TRANSACTION = 500

/** Records with `entries` entries, `everyMs` apart, a head after each of `parts` parts of them; closed when it resolves. */
export async function writeSignedLog(folder: string, { entries = 300, parts = 3, everyMs = 1 } = {}): Promise<void> {
  await using records = await openRecords({ file: join(folder, 'records.db') })
  const audit = buildAuditRecords(records)
  await using keeper = await keeperOf(records, folder, makeAuditSigner(Buffer.alloc(32, 3)))
  const each = Math.ceil(entries / parts)
  for (let from = 0; from < entries; from += each) {
    const to = Math.min(entries, from + each)
    for (let at = from; at < to; at += A_TRANSACTION) {
      const count = Math.min(A_TRANSACTION, to - at)
      await records.transact(Array.from({ length: count }, (_, i) => audit.add(entryOf(at + i, everyMs))))
    }
    await keeper.sign()
  }
}

/** Signs what is in the records with a key of one's own, as whoever falsifies them does. */
export async function signAnew(folder: string, signer: AuditSigner): Promise<void> {
  await using records = await openRecords({ file: join(folder, 'records.db') })
  await using _ = await keeperOf(records, folder, signer)
}

function keeperOf(records: Records, folder: string, signer: AuditSigner) {
  return startAuditKeeper({
    records,
    signer,
    folder,
    anchors: [],
    keepDays: 400,
    now: () => 1_764_000_000_000,
    onAnchors() {},
    log: { warn() {}, info() {} },
  })
}

function entryOf(i: number, everyMs: number) {
  return {
    at: 1_764_000_000_000 + i * everyMs,
    actor: `operator-${i % 7}`,
    source: '203.0.113.7',
    action: i % 3 === 0 ? 'alarm-ack' : 'sign-in',
    object: `noise-${i}`,
    result: i % 11 === 0 ? 'refused' : 'done',
    detail: i % 5 === 0 ? `值班员说明 "${i}"` : '',
  }
}
