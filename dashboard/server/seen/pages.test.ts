import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numbered } from '../testing/page.ts'
import { seenAfter } from './pages.ts'

interface Row {
  readonly seq: number
  readonly isSeen: boolean
}

/** A numbered list that counts how often and for how much it is asked. */
function listOf(seen: readonly boolean[]) {
  const rows = seen.map((isSeen, i): Row => ({ seq: i + 1, isSeen }))
  const asked: number[] = []
  return {
    asked,
    page: (after: number, limit: number) =>
      seenAfter<Row>(
        { after, limit, numberOf: ({ seq }) => seq },
        async (from, count) => {
          asked.push(count)
          return numbered(rows, from, count)
        },
        (row) => (row.isSeen ? row : undefined),
      ),
  }
}

describe('a page of what may be seen of a numbered list', () => {
  it('is found in a bounded number of looks, each at many rows, however little is asked for and seen', async () => {
    const list = listOf(Array.from({ length: 25_000 }, (_, i) => i === 24_999))
    const first = await list.page(0, 1)
    expect([first, list.asked]).toEqual([{ items: [], next: 10_000 }, Array.from({ length: 20 }, () => 500)])
    const second = await list.page(10_000, 1)
    expect(second).toEqual({ items: [], next: 20_000 })
    expect(await list.page(20_000, 1)).toEqual({ items: [{ seq: 25_000, isSeen: true }], next: null })
    expect(list.asked.length).toBe(50)
  })

  it('loses nothing, gives nothing twice and tells the end, whatever is seen and asked for', async () => {
    // Long stretches of what is hidden, some of them longer than all looks together, with a few between that may be seen.
    const anyStretch = fc.record({ hidden: fc.constantFrom(0, 1, 499, 500, 10_001), shown: fc.nat(9) })
    const anyLimit = fc.constantFrom(1, 2, 5, 500, 700)
    await fc.assert(
      fc.asyncProperty(fc.array(anyStretch, { minLength: 1, maxLength: 6 }), anyLimit, async (stretches, limit) => {
        const seen = stretches.flatMap(({ hidden, shown }) => [
          ...Array.from({ length: hidden }, () => false),
          ...Array.from({ length: shown }, () => true),
        ])
        const list = listOf(seen)
        const found: number[] = []
        for (let after: number | null = 0; after !== null; ) {
          const page: Awaited<ReturnType<typeof list.page>> = await list.page(after, limit)
          expect(page.items.length).toBeLessThanOrEqual(limit)
          found.push(...page.items.map(({ seq }) => seq))
          after = page.next
        }
        expect(found).toEqual(seen.flatMap((isSeen, i) => (isSeen ? [i + 1] : [])))
      }),
      { numRuns: 60 },
    )
  })
})
