import { join } from 'node:path'
import { expect, it } from 'vitest'
import { buildApiTokenRecords } from './api-tokens.ts'
import { buildAuditRecords } from './audit.ts'
import { MIGRATIONS } from './migrations/all.ts'
import { openRecords } from './open.ts'
import { statement } from './statement.ts'
import { makeTemporaryFolder } from './testing/temporary-folder.ts'

const YEAR = 365 * 86_400_000

it('a wall’s token of an earlier version is of whom the audit says, and ends in a year; one of a person stays as it is', async () => {
  await using folder = await makeTemporaryFolder()
  const file = join(folder.path, 'records.db')
  const insert = (user: string, expiresAt: number | null) =>
    statement('insert into api_tokens (name, hash, user, createdAt, expiresAt) values (?, ?, ?, 1, ?)', [
      user,
      `${user} ${expiresAt}`,
      user,
      expiresAt,
    ])
  {
    const earlier = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name < '0019'))
    await using records = await openRecords({ file, migrations: earlier })
    const note = (action: string, actor: string, object: string) =>
      buildAuditRecords(records).add({ at: 1, actor, action, object, result: 'done', detail: 'main' })
    await records.transact([
      insert('wall:main', null),
      insert('wall:main', 5_000_000_000_000),
      insert('ann', null),
      note('create-wall-token', 'ann', '1'),
      note('create-token', 'bob', '2'),
    ])
  }
  const before = Date.now()
  await using records = await openRecords({ file })
  const [first, second, ofAnn] = await buildApiTokenRecords(records).list()
  expect([first!.createdBy, second!.createdBy, ofAnn!.createdBy]).toEqual(['ann', null, null])
  expect([second!.expiresAt, ofAnn!.expiresAt]).toEqual([5_000_000_000_000, null])
  expect(Math.abs(first!.expiresAt! - before - YEAR)).toBeLessThan(60_000)
})
