import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makeDueTimes } from './due-times.ts'

it('everybody is met at the time that was set last, earliest first, and nobody before', () => {
  const moves = fc.array(
    fc.oneof(
      fc.record({ set: fc.nat(9), at: fc.nat(50) }),
      fc.record({ forget: fc.nat(9) }),
      fc.record({ take: fc.nat(60) }),
    ),
    { maxLength: 200 },
  )
  fc.assert(
    fc.property(moves, (all) => {
      const due = makeDueTimes<number>()
      const model = new Map<number, number>()
      for (const move of all) {
        if ('set' in move) {
          due.set(move.set, move.at)
          model.set(move.set, move.at)
        } else if ('forget' in move) {
          due.forget(move.forget)
          model.delete(move.forget)
        } else {
          const met: number[] = []
          due.take(move.take, (one) => met.push(one))
          const wanted = [...model].filter(([, at]) => at <= move.take)
          expect(new Set(met)).toEqual(new Set(wanted.map(([one]) => one)))
          expect(met).toHaveLength(wanted.length)
          expect(met.map((one) => model.get(one))).toEqual(wanted.map(([, at]) => at).sort((a, b) => a - b))
          for (const [one] of wanted) model.delete(one)
        }
        expect(due.size).toBe(model.size)
      }
    }),
    { numRuns: 300 },
  )
})
