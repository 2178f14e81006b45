import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { buildChannelRecords } from './channels.ts'
import { buildDeliveryRecords } from './deliveries.ts'
import { buildDutyRecords } from './duty.ts'
import { buildIncidentRecords } from './incidents.ts'
import { MIGRATIONS } from './migrations/all.ts'
import { openRecords } from './open.ts'
import { buildOutsideAlertRecords } from './outside-alerts.ts'
import type { Records } from './records.ts'
import { isOlder } from './sqlite-file.ts'
import { statement } from './statement.ts'
import { makeTemporaryFolder } from './testing/temporary-folder.ts'

const setting = (name: string, value: string) =>
  statement('insert into settings (name, value) values (?, ?)', [name, value])

async function settingsOf(records: Records): Promise<string[]> {
  const rows = await records.db.selectFrom('settings').select('name').orderBy('name').execute()
  return rows.map(({ name }) => name)
}

describe('records', () => {
  it('keep what was written when they are opened again', async () => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'records.db')
    {
      await using records = await openRecords({ file })
      await records.transact([setting('a', '1')])
    }
    await using records = await openRecords({ file })
    expect(await settingsOf(records)).toEqual(['a'])
  })

  it('are kept whole before a migration changes them, and not opened when that is impossible', async () => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'records.db')
    const [first] = Object.entries(MIGRATIONS)
    const names = async () => (await readdir(folder.path)).filter((name) => name === 'before-upgrade')
    {
      await using records = await openRecords({ file, migrations: Object.fromEntries([first!]) })
      await records.transact([setting('old', '1')])
    }
    expect(await names()).toEqual([])
    await writeFile(join(folder.path, 'before-upgrade'), 'in the way')
    await expect(openRecords({ file })).rejects.toMatchObject({ code: 'config-data-unwritable' })
    await rm(join(folder.path, 'before-upgrade'))
    {
      await using records = await openRecords({ file })
      await records.transact([setting('new', '1')])
    }
    const copy = join(folder.path, 'before-upgrade', `records-${first![0]}.db`)
    using db = new DatabaseSync(copy, { readOnly: true })
    expect(db.prepare('select name from settings').all()).toEqual([{ name: 'old' }])
    expect(db.prepare('select name from kysely_migration').all()).toEqual([{ name: first![0] }])
    // Nothing is brought forward any more, so nothing is kept.
    await rm(copy)
    await (await openRecords({ file }))[Symbol.asyncDispose]()
    expect(await readdir(join(folder.path, 'before-upgrade'))).toEqual([])
  })

  it('do all statements of a transact call or none', async () => {
    await using folder = await makeTemporaryFolder()
    await using records = await openRecords({ file: join(folder.path, 'records.db') })
    const failing = records.transact([setting('a', '1'), setting('b', '1'), setting('a', '2')])
    await expect(failing).rejects.toMatchObject({ name: 'CityError', code: 'records-failed' })
    expect(await settingsOf(records)).toEqual([])
  })

  it('carry transact calls out in the order of the calls', async () => {
    await using folder = await makeTemporaryFolder()
    await using records = await openRecords({ file: join(folder.path, 'records.db') })
    const append = (n: number) =>
      statement(`insert into settings (name, value) values ('log', ?1) on conflict do update set value = value || ?1`, [
        `${n} `,
      ])
    await Promise.all(Array.from({ length: 300 }, (_, n) => records.transact([append(n)])))
    const { value } = await records.db.selectFrom('settings').select('value').executeTakeFirstOrThrow()
    expect(value.trim().split(' ').map(Number)).toEqual(Array.from({ length: 300 }, (_, n) => n))
  })

  it('let nobody into a Kysely transaction before it has ended', async () => {
    await using folder = await makeTemporaryFolder()
    await using records = await openRecords({ file: join(folder.path, 'records.db') })
    const seen: string[] = []
    let outside: Promise<unknown>[] = []
    const inside = records.db.transaction().execute(async (trx) => {
      await trx.insertInto('settings').values({ name: 'inside-1', value: '' }).execute()
      outside = [
        records.transact([setting('outside', '')]).then(() => seen.push('transact')),
        settingsOf(records).then((names) => seen.push(names.join())),
      ]
      await trx.insertInto('settings').values({ name: 'inside-2', value: '' }).execute()
      const rows = await trx.selectFrom('settings').select('name').execute()
      seen.push(rows.map(({ name }) => name).join())
    })
    await inside
    await Promise.all(outside)
    expect(seen).toEqual(['inside-1,inside-2', 'transact', 'inside-1,inside-2,outside'])
  })

  it('forget a Kysely transaction that throws, and go on', async () => {
    await using folder = await makeTemporaryFolder()
    await using records = await openRecords({ file: join(folder.path, 'records.db') })
    const failing = records.db.transaction().execute(async (trx) => {
      await trx.insertInto('settings').values({ name: 'a', value: '' }).execute()
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await settingsOf(records)).toEqual([])
    await records.transact([setting('b', '')])
    expect(await settingsOf(records)).toEqual(['b'])
  })

  it('undo what came after a savepoint', async () => {
    await using folder = await makeTemporaryFolder()
    await using records = await openRecords({ file: join(folder.path, 'records.db') })
    const trx = await records.db.startTransaction().execute()
    await trx.insertInto('settings').values({ name: 'a', value: '' }).execute()
    const later = await trx.savepoint('later').execute()
    await later.insertInto('settings').values({ name: 'b', value: '' }).execute()
    await (await later.rollbackToSavepoint('later').execute()).commit().execute()
    expect(await settingsOf(records)).toEqual(['a'])
  })

  it('give a statement that opens a transaction back', async () => {
    await using folder = await makeTemporaryFolder()
    await using records = await openRecords({ file: join(folder.path, 'records.db') })
    await expect(sql`begin`.execute(records.db)).rejects.toMatchObject({ code: 'records-failed' })
    await expect(records.transact([setting('a', ''), statement('commit')])).rejects.toThrow('ended the transaction')
    await records.transact([setting('b', '')])
    expect(await settingsOf(records)).toContain('b')
  })

  it('keep bytes, numbers up to 2^53 and null as they are', async () => {
    await using folder = await makeTemporaryFolder()
    await using records = await openRecords({ file: join(folder.path, 'records.db') })
    const whole = new Uint8Array(1000).map((_, i) => i)
    const letter = {
      position: Number.MAX_SAFE_INTEGER,
      receivedAt: 1764000000000.5,
      topic: '主题',
      station: null,
      stage: 'decode',
      reason: 'not-json',
      detail: '',
      item: null,
      raw: whole.subarray(250, 260),
      replayedAt: null,
    }
    await records.db.insertInto('dead_letters').values(letter).execute()
    const { id, ...found } = await records.db.selectFrom('dead_letters').selectAll().executeTakeFirstOrThrow()
    expect(id).toBe(1)
    expect(found).toMatchObject(letter)
  })

  it('refuse a number that JavaScript cannot hold rather than round it', async () => {
    await using folder = await makeTemporaryFolder()
    await using records = await openRecords({ file: join(folder.path, 'records.db') })
    await records.transact([statement('insert into cursors (name, position) values (?, ?)', ['x', 2n ** 53n + 1n])])
    await expect(records.db.selectFrom('cursors').selectAll().execute()).rejects.toMatchObject({
      code: 'records-failed',
    })
  })

  it('carry out what was asked before they are closed, and refuse what comes after', async () => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'records.db')
    const records = await openRecords({ file })
    const asked = Array.from({ length: 200 }, (_, n) => records.transact([setting(`s${n}`, '')]))
    const closed = records[Symbol.asyncDispose]()
    await expect(records.transact([setting('late', '')])).rejects.toMatchObject({ code: 'records-failed' })
    await closed
    await Promise.all(asked)
    expect(await readdir(folder.path)).toEqual(['records.db'])
    await using again = await openRecords({ file })
    expect(await settingsOf(again)).toHaveLength(200)
  })

  it('say that the folder cannot be written', async () => {
    await using folder = await makeTemporaryFolder()
    await writeFile(join(folder.path, 'file'), '')
    const opening = openRecords({ file: join(folder.path, 'file', 'records.db') })
    await expect(opening).rejects.toMatchObject({ code: 'config-data-unwritable' })
  })

  it('need an SQLite without the WAL-reset fault', () => {
    expect(isOlder('3.51.2', '3.51.3')).toBe(true)
    expect(isOlder('3.9.0', '3.51.3')).toBe(true)
    expect(isOlder('3.51.3', '3.51.3')).toBe(false)
    expect(isOlder('3.53', '3.51.3')).toBe(false)
    expect(isOlder('4.0.0', '3.51.3')).toBe(false)
  })
})

describe('a damaged file', () => {
  it('is moved aside whole, and what is readable in it is kept', async () => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'records.db')
    await fill(file)
    // The page of an index: rows can still be read, but the file is not sound.
    const bytes = await readFile(file)
    const page = pageOf(file, 'audit_by_actor')
    bytes.fill(0xaa, (page - 1) * 4096, page * 4096)
    await writeFile(file, bytes)

    const told: string[] = []
    await using records = await openRecords({ file, onDamage: (detail) => told.push(detail), now: () => 0 })
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('50 settings')
    expect(await settingsOf(records)).toHaveLength(50)
    const kept = await records.db.selectFrom('audit').selectAll().execute()
    expect(kept).toHaveLength(400)
    const moved = join(folder.path, 'quarantine', 'records-1970-01-01T00-00-00-000Z.db')
    expect(Buffer.compare(await readFile(moved), bytes)).toBe(0)
    expect(await readdir(join(folder.path, 'quarantine'))).toHaveLength(1)
  })

  it('loses only the rows of a broken page', async () => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'records.db')
    await fill(file)
    const bytes = await readFile(file)
    const at = bytes.indexOf('detail of 200 ')
    const page = Math.floor(at / 4096)
    bytes.fill(0xaa, page * 4096, (page + 1) * 4096)
    await writeFile(file, bytes)

    await using records = await openRecords({ file })
    const kept = await records.db.selectFrom('audit').select('seq').orderBy('seq').execute()
    const numbers = kept.map(({ seq }) => seq)
    expect(numbers).toContain(1)
    expect(numbers).toContain(400)
    expect(numbers).not.toContain(200)
    expect(numbers.length).toBeGreaterThan(300)
  })

  it('gives no number again that a lost row had', async () => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'records.db')
    await fill(file)
    const bytes = await readFile(file)
    const page = Math.floor(bytes.indexOf('detail of 400 ') / 4096)
    bytes.fill(0xaa, page * 4096, (page + 1) * 4096)
    await writeFile(file, bytes)

    await using records = await openRecords({ file })
    const entry = { at: 0, actor: '', action: '', object: '', result: '', detail: '' }
    const seqs = await records.db.insertInto('audit').values(entry).returning('seq').execute()
    const lost = await records.db.selectFrom('audit').select('seq').where('seq', '=', 400).execute()
    expect(lost).toEqual([])
    expect(seqs).toEqual([{ seq: 401 }])
  })

  it('is trusted no more, and writes nothing, once a damaged page was met', async () => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'records.db')
    {
      await using records = await openRecords({ file })
      const long = '.'.repeat(3000)
      await records.transact(Array.from({ length: 5000 }, (_, i) => setting(`s${i}`, long)))
    }
    await using records = await openRecords({ file })
    const bytes = await readFile(file)
    await writeFile(file, bytes.fill(0xaa, bytes.length / 2), { flag: 'r+' })
    await expect(records.db.selectFrom('settings').selectAll().execute()).rejects.toThrow('malformed')
    await expect(records.transact([setting('later', '')])).rejects.toThrow('a restart is needed')
  })

  it('with JSON that cannot be read any more does not keep a city from starting, in whatever table it stands', async () => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'records.db')
    {
      await using records = await openRecords({ file })
      for (const text of [
        `insert into incidents values ('i', 'c', 'open', 'red', '[]', 0, null, 1, '{')`,
        `insert into outside_alerts values ('k', '{', 0, null)`,
        `insert into duty values ('contacts', 'a', 1, 0, 'anna', '', '{'), ('contacts', 'b', 1, 0, 'anna', '', null)`,
        `insert into channels values ('c', '{}', '{', 0, null, 0, 'anna')`,
        `insert into deliveries values (1, 'c', 'k', 'order', 'waiting', '[]', '{', null, null, 0, null, 0, null),
           (2, 'c', 'l', 'alarm', 'waiting', '[1]', null, null, null, 0, null, 0, null)`,
      ])
        await sql.raw(text).execute(records.db)
    }
    const told: string[] = []
    await using records = await openRecords({ file, onDamage: (detail) => told.push(detail) })
    expect(await buildIncidentRecords(records).living(0)).toEqual([])
    expect(await buildOutsideAlertRecords(records).all()).toEqual([])
    expect((await buildDutyRecords(records).newest()).map(({ id }) => id)).toEqual(['b'])
    expect(await buildChannelRecords(records).all()).toEqual([])
    expect((await buildDeliveryRecords(records).open('c')).map(({ key }) => key)).toEqual(['l'])
    const tables = new Set(told.map((detail) => /(\w+): the row/.exec(detail)?.[1]))
    expect(tables).toEqual(new Set(['incidents', 'outside_alerts', 'duty', 'channels', 'deliveries']))
  })

  it('that is no database at all makes way for a new one', async () => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'records.db')
    await writeFile(file, 'not a database, but longer than nothing '.repeat(100))
    const told: string[] = []
    await using records = await openRecords({ file, onDamage: (detail) => told.push(detail) })
    expect(told[0]).toContain('saved from it: nothing')
    await records.transact([setting('a', '')])
    expect(await settingsOf(records)).toEqual(['a'])
  })

  async function fill(file: string): Promise<void> {
    await using records = await openRecords({ file })
    const entries = Array.from({ length: 400 }, (_, i) =>
      statement('insert into audit (at, actor, action, object, result, detail) values (?, ?, ?, ?, ?, ?)', [
        i,
        `actor ${i}`,
        'test',
        'x',
        'ok',
        `detail of ${i + 1} ${'.'.repeat(100)}`,
      ]),
    )
    await records.transact([...entries, ...Array.from({ length: 50 }, (_, i) => setting(`s${i}`, ''))])
  }

  function pageOf(file: string, name: string): number {
    using db = new DatabaseSync(file)
    return Number(db.prepare('select rootpage from sqlite_master where name = ?').get(name)?.['rootpage'])
  }
})

describe('migrations', () => {
  const names = Object.keys(MIGRATIONS)
  const extra = {
    '9999-later': {
      up: async (db: Records['db']) => {
        await sql`create table later (x integer) strict`.execute(db)
      },
    },
  }

  it.each([0, ...names.map((_, i) => i + 1)])(
    'lead from version %i to the newest, and keep the rows',
    async (count) => {
      await using folder = await makeTemporaryFolder()
      const file = join(folder.path, 'records.db')
      const earlier = Object.fromEntries(Object.entries(MIGRATIONS).slice(0, count))
      {
        await using records = await openRecords({ file, migrations: earlier })
        if (count > 0) await records.transact([setting('kept', '')])
      }
      await using records = await openRecords({ file, migrations: { ...MIGRATIONS, ...extra } })
      expect(await settingsOf(records)).toEqual(count > 0 ? ['kept'] : [])
      const done = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(records.db)
      expect(done.rows.map(({ name }) => name)).toEqual([...names, '9999-later'])
    },
  )

  it('are refused when the file has seen one that is not known here', async () => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'records.db')
    await (await openRecords({ file, migrations: { ...MIGRATIONS, ...extra } }))[Symbol.asyncDispose]()
    const opening = openRecords({ file })
    await expect(opening).rejects.toMatchObject({ code: 'config-data-newer' })
    await expect(opening).rejects.toThrow('9999-later')
  })

  it('leave nothing behind when one fails', async () => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'records.db')
    const failing = {
      '9998-half': {
        up: async (db: Records['db']) => {
          await sql`create table half (x integer)`.execute(db)
          await sql`create table settings (x integer)`.execute(db)
        },
      },
    }
    const opening = openRecords({ file, migrations: { ...MIGRATIONS, ...failing } })
    await expect(opening).rejects.toMatchObject({ code: 'records-failed' })
    await using records = await openRecords({ file })
    const tables = await records.db.introspection.getTables()
    expect(tables.map(({ name }) => name)).not.toContain('half')
  })
})
