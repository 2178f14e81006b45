import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openRecords } from './open.ts'
import { makeSeal } from './seal.ts'
import { sealAnew, SEALED_COLUMNS, signingPlace } from './sealed.ts'
import { statement } from './statement.ts'
import { makeTemporaryFolder } from './testing/temporary-folder.ts'

const [OLD, NEW] = [makeSeal(Buffer.alloc(32, 1)), makeSeal(Buffer.alloc(32, 2))]

it('every sealed column opens with the new key and not with the old one after a change', async () => {
  await using folder = await makeTemporaryFolder()
  await using records = await openRecords({ file: join(folder.path, 'records.db') })
  const place = SEALED_COLUMNS[0]!.place('siren', 'token')
  const sealed = JSON.stringify({ token: OLD.close('secret', place) })
  await records.transact([
    statement(
      `insert into channels (id, wish, sealed, position, lastSentAt, changedAt, changedBy) values ('siren', '{}', ?, 0, null, 0, 'x')`,
      [sealed],
    ),
  ])
  await records.transact(await sealAnew(records, { from: OLD, to: NEW }))
  const { sealed: after } = await records.db.selectFrom('channels').select('sealed').executeTakeFirstOrThrow()
  const { token } = JSON.parse(after) as { token: string }
  expect(NEW.open(token, place)).toBe('secret')
  expect(() => OLD.open(token, place)).toThrow('enter it anew')
})

it('what signs a device’s passwords opens after a change, of both its credentials, and hashes of passwords stay', async () => {
  await using folder = await makeTemporaryFolder()
  await using records = await openRecords({ file: join(folder.path, 'records.db') })
  const place = signingPlace('air-1')
  const rows = [
    ['signed', OLD.close('first', place)],
    ['signed', OLD.close('second', place)],
    ['password', 'a hash, sealed with nothing'],
  ] as const
  await records.transact(
    rows.map(([mode, proof], issue) =>
      statement(
        `insert into credentials (username, issue, of, mode, proof, createdAt) values ('air-1', ?, 'station', ?, ?, 0)`,
        [issue, mode, proof],
      ),
    ),
  )
  await records.transact(await sealAnew(records, { from: OLD, to: NEW }))
  const after = await records.db.selectFrom('credentials').select('proof').orderBy('issue').execute()
  expect(after.slice(0, 2).map(({ proof }) => NEW.open(proof, place))).toEqual(['first', 'second'])
  expect(after[2]?.proof).toBe('a hash, sealed with nothing')
})

it('every sealed column is one that the records have', async () => {
  await using folder = await makeTemporaryFolder()
  await using records = await openRecords({ file: join(folder.path, 'records.db') })
  const tables = await records.db.introspection.getTables()
  for (const { table, key, column } of SEALED_COLUMNS) {
    const names = tables.find(({ name }) => name === table)?.columns.map(({ name }) => name)
    expect([table, names]).toEqual([table, expect.arrayContaining([key, column])])
  }
})
