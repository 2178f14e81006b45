import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { buildAuditRecords } from '../records/audit.ts'
import { openRecords } from '../records/open.ts'
import { buildAuditBook } from './book.ts'
import { HEADS_FILE } from './files.ts'
import { type AuditHead, headsOf, makeAuditSigner } from './head.ts'
import { type AuditKeeperOptions, startAuditKeeper } from './keeper.ts'
import { makeLinker } from './link.ts'
import { isConsistent, rootOfInclusion } from './tree.ts'
import { verifyAudit } from './verify.ts'

const DAY = 86_400_000

async function bench(options: Partial<AuditKeeperOptions> = {}) {
  const folder = await temporaryFolder()
  const records = await openRecords({ file: join(folder, 'records.db') })
  onTestFinished(() => records[Symbol.asyncDispose]())
  const clock = { now: 1_764_000_000_000 }
  const faults: (string | null)[] = []
  const sent: AuditHead[] = []
  const start = () =>
    startAuditKeeper({
      records,
      signer: makeAuditSigner(Buffer.alloc(32, 3)),
      folder,
      anchors: [],
      send: (head) => sent.push(head),
      keepDays: 183,
      now: () => clock.now,
      onAnchors: (fault) => faults.push(fault),
      log: { warn() {}, info() {} },
      ...options,
    })
  const audit = buildAuditRecords(records)
  let made = 0
  const write = (count: number) =>
    records.transact(
      Array.from({ length: count }, () => {
        const entry = {
          at: clock.now,
          actor: 'ann',
          action: 'a',
          object: `o${++made}`,
          result: 'done',
          detail: '市民\0"',
        }
        return audit.add(entry)
      }),
    )
  return { folder, records, clock, faults, sent, start, write, book: buildAuditBook(records), audit }
}

describe('the log', () => {
  it('refuses to have entries, links, heads or cuts changed, replaced or taken away', async () => {
    const { records, start, write } = await bench()
    await write(3)
    await using _ = await start()
    const { db } = records
    const row = { seq: 2, at: 1, actor: 'x', action: 'x', object: 'x', result: 'x', detail: 'x' }
    for (const wrong of [
      db.updateTable('audit').set({ actor: 'x' }).where('seq', '=', 2),
      db.deleteFrom('audit').where('seq', '=', 2),
      db.insertInto('audit').values(row),
      db.insertInto('audit').orReplace().values(row),
      db
        .insertInto('audit_chain')
        .orReplace()
        .values({ seq: 2, n: 1, link: new Uint8Array(32) }),
      db.updateTable('audit_chain').set({ n: 9 }).where('seq', '=', 2),
      db.deleteFrom('audit_chain').where('seq', '=', 2),
      db.updateTable('audit_heads').set({ head: '{}' }),
      db.deleteFrom('audit_heads'),
    ])
      await expect(wrong.execute(), JSON.stringify(wrong.compile().sql)).rejects.toThrow('only ever added to')
    expect(await db.selectFrom('audit').select('actor').execute()).toEqual([
      { actor: 'ann' },
      { actor: 'ann' },
      { actor: 'ann' },
    ])
  })

  it('has nothing of a transaction that failed, and no number twice', async () => {
    const { records, audit, write, folder, start } = await bench()
    await write(1)
    const entry = { at: 1, actor: 'x', action: 'x', object: 'x', result: 'x', detail: 'x' }
    const bad = records.db.insertInto('cursors').values({ name: 'a', position: 'no number' as unknown as number })
    await expect(records.transact([audit.add(entry), bad])).rejects.toThrow()
    await write(1)
    await using _ = await start()
    expect(verifyAudit({ folder })).toMatchObject({ isWhole: true, entries: 2, last: 2 })
  })
})

describe('a head', () => {
  it('is signed at the start and at the end, in the records, in the file and in every anchor', async () => {
    const elsewhere = await temporaryFolder()
    const anchor = join(elsewhere, 'heads.jsonl')
    const { folder, start, write, book, sent, faults } = await bench({ anchors: [anchor] })
    await write(5)
    const keeper = await start()
    await write(2)
    await keeper[Symbol.asyncDispose]()
    const text = await readFile(join(folder, HEADS_FILE), 'utf8')
    expect(headsOf(text).map(({ size }) => size)).toEqual([5, 7])
    expect(await readFile(anchor, 'utf8')).toBe(text)
    expect((await book.heads({ limit: 9 })).map(({ size }) => size)).toEqual([7, 5])
    expect(sent.map(({ size }) => size)).toEqual([5, 7])
    expect(faults).toEqual([null, null])
  })

  it('that does not reach its anchor is told, and is kept all the same', async () => {
    const { start, write, faults, folder } = await bench({ anchors: ['/nowhere/heads.jsonl'] })
    await write(1)
    await using _ = await start()
    expect(faults).toEqual([expect.stringContaining('/nowhere/heads.jsonl')])
    expect(verifyAudit({ folder }).isWhole).toBe(true)
  })

  it('that was half written when the power failed is written again', async () => {
    const { start, write, folder } = await bench()
    await write(1)
    await (await start())[Symbol.asyncDispose]()
    const file = join(folder, HEADS_FILE)
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.slice(0, 60))
    await write(1)
    await (await start())[Symbol.asyncDispose]()
    expect(headsOf(await readFile(file, 'utf8')).map(({ size }) => size)).toEqual([1, 2])
    expect(verifyAudit({ folder })).toMatchObject({ isWhole: true, entries: 2 })
  })
})

describe('proofs', () => {
  it('lead from every entry to every later head, and from head to head, also behind a cut', async () => {
    const { start, write, book, clock, records, folder } = await bench()
    const keeper = await start()
    const sizes = [3, 300, 517, 900, 1_301]
    for (const [i, size] of sizes.entries()) {
      await write(size - (sizes[i - 1] ?? 0))
      await keeper.sign()
      clock.now += 100 * DAY
    }
    const check = async (from: number) => {
      const link = makeLinker()
      for (const size of sizes.filter((one) => one > from)) {
        const root = Buffer.from((await book.headOf(size))!.root, 'hex')
        for (const seq of [from + 1, from + 2, size - 1, size].filter((one) => one > from)) {
          const { n, before, path, link: leaf } = await book.inclusion(seq, size)
          const row = await records.db.selectFrom('audit').selectAll().where('seq', '=', seq).executeTakeFirstOrThrow()
          expect(link(before, row)).toEqual(Buffer.from(leaf))
          expect([seq, size, rootOfInclusion(leaf, { index: n, size, path })]).toEqual([seq, size, root])
        }
        for (const earlier of sizes.filter((one) => one >= Math.max(from, 1) && one <= size)) {
          const earlierRoot = Buffer.from((await book.headOf(earlier))!.root, 'hex')
          const path = await book.consistency(earlier, size)
          expect([earlier, size, isConsistent({ earlier, size, earlierRoot, root, path })]).toEqual([
            earlier,
            size,
            true,
          ])
        }
      }
    }
    await check(0)
    // 500 days have gone by: what is older than 183 is below the head of 900.
    expect(await keeper.trim()).toBe(900)
    expect(await book.cutSize()).toBe(900)
    sizes.push(1_302)
    await check(900)
    await expect(book.inclusion(12, 1_301)).rejects.toMatchObject({ code: 'not-found' })
    const verdict = verifyAudit({ folder })
    expect(verdict).toMatchObject({ isWhole: true, first: 901, last: 1_302, entries: 402 })
    expect(await keeper.trim()).toBe(0)
    await write(1)
    await keeper.sign()
    expect(verifyAudit({ folder })).toMatchObject({ isWhole: true, last: 1_303 })
  })
})
