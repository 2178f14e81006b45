import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openRecords } from './open.ts'
import { makeSeal } from './seal.ts'
import { sealAnew, SEALED_COLUMNS } from './sealed.ts'
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

it('every sealed column is one that the records have', async () => {
  await using folder = await makeTemporaryFolder()
  await using records = await openRecords({ file: join(folder.path, 'records.db') })
  const tables = await records.db.introspection.getTables()
  for (const { table, key, column } of SEALED_COLUMNS) {
    const names = tables.find(({ name }) => name === table)?.columns.map(({ name }) => name)
    expect([table, names]).toEqual([table, expect.arrayContaining([key, column])])
  }
})
