import { expect, it } from 'vitest'
import type { Batch, Journal } from '../journal/journal.ts'
import { drain } from './drain.ts'
import type { Sifter } from './sifter.ts'

it('tells the positions that the journal cannot give any more, and goes on behind them', async () => {
  const batch = (first: number, count: number): Batch => ({
    first,
    receivedAt: 1_000 + first,
    topics: Array<string>(count).fill('t'),
    payloads: Array<Buffer>(count).fill(Buffer.alloc(0)),
  })
  async function* read() {
    yield batch(3, 2)
    yield batch(9, 1)
    yield batch(12, 0)
  }
  const lost: (readonly number[])[] = []
  const written: (readonly number[])[] = []
  let levelAt = 0
  await drain({
    journal: { read } as Partial<Journal> as Journal,
    sifter: { sift: () => [], replays: [] } as Partial<Sifter> as Sifter,
    from: 3,
    fullRows: 100,
    offered: () => 12,
    isClosing: () => false,
    lost: (...positions) => void lost.push(positions),
    passed: () => null,
    put: async ({ from, to }) => void written.push([from, to]),
    level: (position) => (levelAt = position),
  })
  expect(lost).toEqual([
    [5, 9, 1_009],
    [10, 12, 1_012],
  ])
  expect([written, levelAt]).toEqual([[[3, 12]], 12])
})
