import { describe, expect, it } from 'vitest'
import type { UsualRow } from '../../store/records/schema.ts'
import { planKinds } from '../catalogue.ts'
import { makePlaces } from '../places.ts'
import { KINDS, makeTown } from '../testing/town.ts'
import { makeUsualBook } from './usual.ts'

const HOUR = 3_600_000
const WEEK = 168 * HOUR
/** A Wednesday, 12:00 in Beijing. */
const NOON = Date.UTC(2026, 4, 20, 4)

function bench(known: readonly UsualRow[] = [], utcOffsetMinutes = 480) {
  const town = makeTown()
  town.add('s', 'noise', { everySeconds: 600 })
  const place = makePlaces(town, planKinds(KINDS)).byId('s')!
  const kept: UsualRow[] = []
  const book = makeUsualBook({ known, utcOffsetMinutes, keep: (row) => kept.push(row) })
  const usual = book.of(place, 'LAeq')
  /** An hour of readings every ten minutes, and the first of the next. */
  const hour = (at: number, level: number, readings = 6) => {
    for (let i = 0; i < readings; i++) usual.learn(at + i * 600_000, level)
    usual.learn(at + HOUR, level)
  }
  return { usual, hour, kept, book, place }
}

describe('what is usual', () => {
  it('is the mean and the spread of the same hour of the same weekday', () => {
    const { usual, hour } = bench()
    ;[60, 62, 64].forEach((level, week) => hour(NOON + week * WEEK, level))
    expect(usual.at(NOON + 3 * WEEK)).toEqual({ mean: 62, deviation: 2, weeks: 3 })
    expect(usual.at(NOON + 3 * WEEK + 2 * HOUR)).toBeNull()
    expect(usual.at(NOON + 3 * WEEK + 24 * HOUR)).toBeNull()
  })

  it('is named by the local hour: 12 o’clock on Wednesday is hour 60 of the week', () => {
    const { hour, kept } = bench()
    hour(NOON, 60)
    expect(kept).toEqual([{ station: 1, value: 'LAeq', slot: 60, hour: NOON / HOUR, weeks: 1, mean: 60, m2: 0 }])
  })

  it('is not learned from an hour with too few readings', () => {
    const { hour, kept } = bench()
    hour(NOON, 60, 4)
    expect(kept).toEqual([])
  })

  it('is learned once from each hour, whoever reads it and however often it is read again', () => {
    const first = bench()
    first.hour(NOON, 60)
    const again = bench(first.kept)
    again.hour(NOON, 90)
    expect(again.kept).toEqual([])
    expect(again.book.of(again.place, 'LAeq')).toBe(again.usual)
  })

  it('follows the season: after half a year of another level the old one has faded', () => {
    const { usual, hour } = bench()
    for (let week = 0; week < 30; week++) hour(NOON + week * WEEK, 50)
    for (let week = 30; week < 110; week++) hour(NOON + week * WEEK, 70)
    const { mean, weeks } = usual.at(NOON)!
    expect(weeks).toBe(26)
    expect(mean).toBeGreaterThan(69)
  })
})
