import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Alarm } from '../../domain/alarm.ts'
import { makeSpread } from './spread.ts'

it('stations stand together where enough of them raised it close in time, whatever came and went before', () => {
  const moves = fc.array(fc.tuple(fc.nat(7), fc.option(fc.nat(60))), { maxLength: 40 })
  fc.assert(
    fc.property(moves, fc.constantFrom(2, 3, 4), fc.constantFrom(0, 5, 15), (all, stations, withinSeconds) => {
      const raisedAt = new Map<string, number>()
      const spread = makeSpread({ stations, withinSeconds }, (station) => raisedAt.has(station))
      const told = new Set<string>()
      for (const [n, at] of all) {
        const station = `s${n}`
        if (at === null) raisedAt.delete(station)
        else raisedAt.set(station, at * 1_000)
        const alarm = at === null ? undefined : ({ active: true, late: false, raisedAt: at * 1_000 } as Alarm)
        for (const one of spread.put(station, alarm)) {
          if (told.has(one)) told.delete(one)
          else told.add(one)
        }
        // Every window of the width that is asked for, worked out anew.
        const together = [...raisedAt].filter(([, of]) =>
          [...raisedAt.values()].some((first) => {
            const inside = [...raisedAt.values()].filter(
              (time) => time >= first && time <= first + withinSeconds * 1_000,
            )
            return inside.length >= stations && of >= first && of <= first + withinSeconds * 1_000
          }),
        )
        expect([...told].sort()).toEqual(together.map(([id]) => id).sort())
        for (const [id] of raisedAt) expect(spread.has(id)).toBe(told.has(id))
      }
    }),
    { numRuns: 300 },
  )
})
