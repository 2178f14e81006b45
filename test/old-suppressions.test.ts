import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import type { Suppression } from '../domain/suppression.ts'
import { startCity } from './support/city.ts'
import { temporaryFolder } from './support/temporary.ts'

it('maintenance of before its departments were kept is of those that have its stations when the city starts', async () => {
  const data = await temporaryFolder()
  {
    await using city = await startCity({ data })
    await city.register({ id: 'old-noise', kind: 'noise', owner: 'urban-management' })
    const to = String(Date.now() + 3_600_000)
    for (const scope of [{ stations: ['old-noise'] }, { districts: ['990101'] }])
      await city.api('POST', '/suppressions', { reason: 'maintenance', scope, to, why: 'filter change' })
    await city.stop()
  }
  {
    using db = new DatabaseSync(join(data, 'records.db'))
    expect(db.prepare('update suppressions set departments = null').run().changes).toBe(2)
    // One flipped bit does not keep the city from starting.
    db.exec(`update suppressions set departments = '["urban' where scope like '%stations%'`)
  }
  await using city = await startCity({ data })
  const { items } = await city.api<{ items: Suppression[] }>('GET', '/suppressions')
  const of = items.map(({ scope, departments }) => [Object.keys(scope)[0], departments])
  expect(new Map(of as [string, unknown][])).toEqual(
    new Map<string, unknown>([
      ['stations', ['urban-management']],
      ['districts', null],
    ]),
  )
})
