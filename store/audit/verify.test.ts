import { appendFile, copyFile, cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { buildAuditRecords } from '../records/audit.ts'
import { openRecords } from '../records/open.ts'
import { makeTemporaryFolder } from '../records/testing/temporary-folder.ts'
import { AUDIT_KEYS_FILE, HEADS_FILE } from './files.ts'
import { makeAuditSigner } from './head.ts'
import { FORGERIES, linkAnew, makeRandom, openUnguarded } from './testing/forgeries.ts'
import { signAnew, writeSignedLog } from './testing/signed-log.ts'
import { verifyAudit } from './verify.ts'

const EACH = 8
let sound: string
let made: AsyncDisposable

beforeAll(async () => {
  const folder = await makeTemporaryFolder()
  ;[sound, made] = [folder.path, folder]
  await writeSignedLog(sound)
})
afterAll(() => made[Symbol.asyncDispose]())

async function copy(): Promise<string> {
  const folder = await temporaryFolder()
  await cp(sound, folder, { recursive: true })
  return folder
}

describe('an audit', () => {
  it('that nobody touched is whole, up to its newest head', () => {
    const verdict = verifyAudit({ folder: sound })
    expect(verdict).toMatchObject({ isWhole: true, entries: 300, first: 1, last: 300, broken: null })
    expect(verdict.head).toMatchObject({ size: 300, seq: 300 })
  })

  it.each(Object.keys(FORGERIES))(
    'is not whole after any of these, with a copy of its heads kept elsewhere: %s',
    async (name) => {
      const [folder, elsewhere] = [await copy(), await temporaryFolder()]
      const anchor = join(elsewhere, 'anchor.jsonl')
      await copyFile(join(sound, HEADS_FILE), anchor)
      for (let i = 0; i < EACH; i++) {
        await copyFile(join(sound, 'records.db'), join(folder, 'records.db'))
        const db = openUnguarded(join(folder, 'records.db'))
        const done = FORGERIES[name]!(db, makeRandom(i))
        db.close()
        const verdict = verifyAudit({ folder, anchors: [anchor] })
        expect([done, verdict.isWhole, verdict.broken?.seq]).toEqual([done, false, expect.any(Number)])
      }
    },
  )

  it('whose newest entries were taken away before they were signed is not whole: the database had counted further', async () => {
    const folder = await copy()
    {
      await using records = await openRecords({ file: join(folder, 'records.db') })
      await records.transact(
        [1, 2].map((at) =>
          buildAuditRecords(records).add({
            at,
            actor: 'a',
            action: 'sign-in',
            object: 'o',
            result: 'done',
            detail: '',
          }),
        ),
      )
    }
    expect(verifyAudit({ folder })).toMatchObject({ isWhole: true, entries: 302 })
    const db = openUnguarded(join(folder, 'records.db'))
    for (const table of ['audit', 'audit_chain']) db.exec(`delete from ${table} where seq > 300`)
    db.close()
    expect(verifyAudit({ folder }).broken).toMatchObject({ seq: 301 })
  })

  it('names the first entry that was edited, and the first that is gone', async () => {
    const edited = await copy()
    let db = openUnguarded(join(edited, 'records.db'))
    db.exec(`update audit set actor = 'nobody' where seq in (123, 200)`)
    db.close()
    expect(verifyAudit({ folder: edited }).broken).toMatchObject({ seq: 123 })
    const deleted = await copy()
    db = openUnguarded(join(deleted, 'records.db'))
    db.exec('delete from audit where seq between 50 and 52')
    db.close()
    expect(verifyAudit({ folder: deleted }).broken).toMatchObject({
      seq: 50,
      what: expect.stringMatching(/^3 /) as string,
    })
  })

  it('that was written anew and signed with another key is found by the key, and by an anchor alone', async () => {
    const folder = await copy()
    const db = openUnguarded(join(folder, 'records.db'))
    db.exec(`update audit set actor = 'nobody' where seq = 7`)
    linkAnew(db)
    db.exec('delete from audit_heads')
    const forger = makeAuditSigner(Buffer.alloc(32, 99))
    const head = forger.sign({ size: 300, seq: 300, at: 1, root: 'a'.repeat(64), link: 'b'.repeat(64) })
    db.prepare('insert into audit_heads (size, head) values (?, ?)').run(300, JSON.stringify(head))
    db.close()
    await writeFile(join(folder, HEADS_FILE), `${JSON.stringify(head)}\n`)
    expect(verifyAudit({ folder }).broken?.what).toContain('was not signed by this city')
    await appendFile(join(folder, 'audit-keys.pem'), forger.publicKey)
    const anchored = verifyAudit({ folder, anchors: [join(sound, HEADS_FILE)] })
    expect(anchored.broken).toMatchObject({ seq: 1, what: expect.stringContaining('entries 1 to 100') as string })
  })

  it('that was written anew and signed with a key that was put into the folder is found by the key of the secrets', async () => {
    const folder = await copy()
    const db = openUnguarded(join(folder, 'records.db'))
    db.exec(`update audit set actor = 'nobody' where seq = 7; delete from audit_heads; delete from audit_nodes`)
    linkAnew(db)
    db.close()
    await rm(join(folder, HEADS_FILE))
    const forger = makeAuditSigner(Buffer.alloc(32, 99))
    await signAnew(folder, forger)
    expect(await readFile(join(folder, AUDIT_KEYS_FILE), 'utf8')).toContain(forger.publicKey.trim())
    // The folder alone cannot know better, and says so.
    expect(verifyAudit({ folder })).toMatchObject({ isWhole: true, keysFrom: 'folder' })
    const own = makeAuditSigner(Buffer.alloc(32, 3)).publicKey
    expect(verifyAudit({ folder, own })).toMatchObject({ isWhole: false, keysFrom: 'secrets' })
    expect(verifyAudit({ folder, keys: own })).toMatchObject({ isWhole: false, keysFrom: 'given' })
    expect(verifyAudit({ folder: sound, own })).toMatchObject({ isWhole: true, keysFrom: 'secrets' })
  })

  it('whose heads were all taken away, and its entries linked anew, is not whole: the city would have signed them', async () => {
    const folder = await temporaryFolder()
    await writeSignedLog(folder, { everyMs: 1_000 })
    expect(verifyAudit({ folder })).toMatchObject({ isWhole: true })
    const db = openUnguarded(join(folder, 'records.db'))
    db.exec(`update audit set actor = 'nobody' where seq = 7; delete from audit_heads`)
    linkAnew(db)
    db.close()
    await writeFile(join(folder, HEADS_FILE), '')
    expect(verifyAudit({ folder }).broken).toMatchObject({
      seq: 1,
      what: expect.stringContaining('entries 1 to 300 are signed by no head') as string,
    })
  })

  it('whose newest heads were taken away, and what they signed linked anew, is not whole', async () => {
    const folder = await temporaryFolder()
    await writeSignedLog(folder, { entries: 600, everyMs: 1_000 })
    const db = openUnguarded(join(folder, 'records.db'))
    db.exec(`update audit set actor = 'nobody' where seq = 207; delete from audit_heads where size > 200`)
    linkAnew(db)
    db.close()
    const heads = (await readFile(join(folder, HEADS_FILE), 'utf8')).split('\n')
    await writeFile(join(folder, HEADS_FILE), `${heads[0]}\n`)
    expect(verifyAudit({ folder }).broken).toMatchObject({ seq: 201 })
  })

  it('whose file of heads was shortened, emptied or changed is not whole', async () => {
    const folder = await copy()
    const file = join(folder, HEADS_FILE)
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
    for (const text of [
      lines.toSpliced(1, 1).join('\n'),
      '',
      lines.join('\n').replace(/"at":\d+/, '"at":5'),
      [...lines, lines.at(-1)!.replace('"size":300', '"size":301')].join('\n'),
    ]) {
      await writeFile(file, `${text}\n`)
      const isNoticed = !verifyAudit({ folder }).isWhole
      // A time that was changed in an old head says nothing of entries; that of the newest is signed.
      expect([text.slice(0, 40), isNoticed]).toEqual([
        text.slice(0, 40),
        text.includes('"at":5') ? expect.any(Boolean) : true,
      ])
    }
  })
})
