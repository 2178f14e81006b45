import { expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { buildGapRecords, type GapEntry } from './gaps.ts'
import { openRecords } from './open.ts'

it('gaps go by age, and the oldest beyond a bound, of which it is told; those of the journal stay', async () => {
  await using records = await openRecords({ file: `${await temporaryFolder()}/records.db` })
  const gaps = buildGapRecords(records)
  const gap = (id: number, more: Partial<GapEntry> = {}): GapEntry => ({
    id,
    root: id,
    cause: 'sequence',
    station: 'a',
    fromAt: 0,
    toAt: 1_000,
    first: 1,
    last: 2,
    missing: 2,
    state: 'open',
    openedAt: 1_000,
    healedAt: null,
    whole: '{}',
    ...more,
  })
  const ids = async () => (await gaps.list({ limit: 100 })).items.map(({ id }) => id).toReversed()
  const healed = (id: number, healedAt: number) => gap(id, { state: 'healed', healedAt })
  await records.transact([
    gaps.put([
      gap(1, { cause: 'journal', station: null, toAt: 5 }),
      gap(2, { toAt: 5 }),
      healed(3, 5),
      gap(4),
      healed(5, 50),
      gap(6),
      gap(7),
    ]),
  ])
  expect(await gaps.forget({ healed: 10, open: 10 })).toBe(0)
  expect(await ids()).toEqual([1, 4, 5, 6, 7])
  expect(await gaps.forget({ healed: 10, open: 10 }, 2)).toBe(1)
  expect(await ids()).toEqual([1, 6, 7])
  expect(await gaps.forget({ healed: 10, open: 10 }, 2)).toBe(0)
})
