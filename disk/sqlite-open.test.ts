import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../test/support/temporary.ts'
import { openSound } from './sqlite-open.ts'
import { inspectWal } from './wal.ts'

const prepare = (db: DatabaseSync) => db.exec('pragma journal_mode = wal; create table if not exists t (x, y text)')

/** A database of an application, with rows; `leave` closes it as kill -9 would: its log stays. */
function made(file: string, application: number, rows: number): { leave(): void; close(): void } {
  const db = new DatabaseSync(file)
  db.exec(`pragma journal_mode = wal; pragma application_id = ${application}; create table t (x, y text)`)
  db.exec('pragma wal_checkpoint(truncate)')
  for (let i = 0; i < rows; i++) db.prepare('insert into t values (?, ?)').run(i, '.'.repeat(500))
  return {
    leave() {
      const kept = ['', '-wal'].map((end) => [file + end, readFileSync(file + end)] as const)
      db.close()
      for (const [name, bytes] of kept) writeFileSync(name, bytes)
    },
    close: () => db.close(),
  }
}

const rowsOf = (db: DatabaseSync) => Number(db.prepare('select count(*) as n from t').get()!['n'])
const asideOf = (folder: string) =>
  existsSync(join(folder, 'quarantine')) ? readdirSync(join(folder, 'quarantine')) : []

describe('a database', () => {
  it('that was left by kill -9 keeps its log, and nothing is found', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'a.db')
    made(file, 7, 100).leave()
    expect(inspectWal(`${file}-wal`)).toMatchObject({ isWhole: true, commits: 100, commitsLost: 0 })
    const { db, findings } = openSound(file, { at: new Date(0), prepare })
    using _ = db
    expect({ findings, rows: rowsOf(db) }).toEqual({ findings: [], rows: 100 })
  })

  it('beside which the log of another database lies stays as it is, and the log is put aside', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'a.db')
    made(file, 7, 50).close()
    made(join(folder, 'b.db'), 8, 90).leave()
    copyFileSync(join(folder, 'b.db-wal'), `${file}-wal`)
    const foreign = readFileSync(`${file}-wal`)
    const { db, findings } = openSound(file, { at: new Date(0), prepare })
    using _ = db
    expect(rowsOf(db)).toBe(50)
    expect(findings).toMatchObject([{ isReplaced: false, detail: expect.stringContaining('another database') }])
    expect(readFileSync(findings[0]!.keptAt)).toEqual(foreign)
  })

  it('that is sound without its log is opened without it, and the log is put aside', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'a.db')
    made(file, 0, 50).close()
    // Nothing in it says whose it is, and its pages do not belong here.
    made(join(folder, 'b.db'), 0, 400).leave()
    copyFileSync(join(folder, 'b.db-wal'), `${file}-wal`)
    const { db, findings } = openSound(file, { at: new Date(0), prepare })
    using _ = db
    // Pages of the other may fit so well that they are a sound database together; then nobody can tell.
    if (findings.length > 0) expect(rowsOf(db)).toBe(50)
    expect(asideOf(folder)).toHaveLength(findings.length)
  })

  it('whose log is broken in the middle keeps the commits before, tells how many are lost, and a copy of the log', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'a.db')
    made(file, 7, 100).leave()
    const log = readFileSync(`${file}-wal`)
    log[Math.floor(log.length / 2)]! ^= 1
    writeFileSync(`${file}-wal`, log)
    const { commits, commitsLost } = inspectWal(`${file}-wal`)
    expect(commits + commitsLost).toBe(100)
    const { db, findings } = openSound(file, { at: new Date(0), prepare })
    using _ = db
    expect(rowsOf(db)).toBe(commits)
    expect(findings[0]!.detail).toContain(`${commitsLost} commits`)
    expect(readFileSync(findings[0]!.keptAt)).toEqual(log)
  })

  it('whose log ends in a half-written commit is sound: nobody was told of that commit', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'a.db')
    made(file, 7, 20).leave()
    const log = readFileSync(`${file}-wal`)
    writeFileSync(`${file}-wal`, log.subarray(0, log.length - 700))
    const { db, findings } = openSound(file, { at: new Date(0), prepare })
    using _ = db
    expect({ findings, rows: rowsOf(db) }).toEqual({ findings: [], rows: 19 })
  })

  it('that does not have its tables any more is put aside as it was', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'a.db')
    made(file, 7, 20).close()
    const bytes = readFileSync(file)
    const { db, findings } = openSound(file, {
      at: new Date(0),
      prepare: (db) => {
        prepare(db)
        if (rowsOf(db) > 0) db.prepare('select z from t')
      },
    })
    using _ = db
    expect(findings).toMatchObject([{ isReplaced: true }])
    expect(readFileSync(findings[0]!.keptAt).equals(bytes)).toBe(true)
  })

  it.each(['a.db', 'a.db-wal'])(
    'with a folder in the place of %s is left alone, and the fault is said',
    async (name) => {
      const folder = await temporaryFolder()
      if (name !== 'a.db') made(join(folder, 'a.db'), 7, 1).close()
      mkdirSync(join(folder, name))
      expect(() => openSound(join(folder, 'a.db'), { at: new Date(0), prepare })).toThrow('something else than a file')
      expect(asideOf(folder)).toEqual([])
    },
  )
})
