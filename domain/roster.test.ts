import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Override, Roster } from './duty.ts'
import { gapsOf, handOver, onDuty, shiftsOf, stretchesOf } from './roster.ts'
import { dateOfDay, dayOfDate, makeZone } from './zone.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const LABEL = { zh: '值班', en: 'Duty' }
const SHANGHAI = makeZone('Asia/Shanghai')
const BERLIN = makeZone('Europe/Berlin')

/** Four teams in three shifts: two days early, two late, two by night, two off. */
const FOUR_TEAMS: Roster = {
  id: 'centre',
  label: LABEL,
  department: 'emergency',
  position: 'duty-officer',
  starts: '2026-01-01',
  shifts: [
    { label: { zh: '早', en: 'Early' }, from: '08:00', to: '16:00' },
    { label: { zh: '中', en: 'Late' }, from: '16:00', to: '00:00' },
    { label: { zh: '夜', en: 'Night' }, from: '00:00', to: '08:00' },
  ],
  teams: ['A', 'B', 'C', 'D'].map((id) => ({ id, people: [`of-${id.toLowerCase()}`] })),
  pattern: [
    { days: 2, on: ['A', 'B', 'C'] },
    { days: 2, on: ['D', 'A', 'B'] },
    { days: 2, on: ['C', 'D', 'A'] },
    { days: 2, on: ['B', 'C', 'D'] },
  ],
}

/** One at a time for a week, from half past eight to half past eight. */
const WEEKLY: Roster = {
  ...FOUR_TEAMS,
  id: 'weekly',
  starts: '2026-01-05',
  shifts: [{ label: LABEL, from: '08:30', to: '08:30' }],
  pattern: ['A', 'B', 'C'].map((team) => ({ days: 7, on: [team] })),
}

function at(zone: ReturnType<typeof makeZone>, date: string, hour: number, minute = 0): number {
  return zone.at(dayOfDate(date), hour * 60 + minute)
}

describe('a zone', () => {
  it.for([
    // The clock goes from 02:00 to 03:00: what it leaves out is the moment of the jump.
    ['Europe/Berlin', '2026-03-29', 1, 59, '2026-03-29T00:59:00Z'],
    ['Europe/Berlin', '2026-03-29', 2, 30, '2026-03-29T01:00:00Z'],
    ['Europe/Berlin', '2026-03-29', 3, 0, '2026-03-29T01:00:00Z'],
    // And from 03:00 back to 02:00: the first of two.
    ['Europe/Berlin', '2026-10-25', 2, 30, '2026-10-25T00:30:00Z'],
    ['Europe/Berlin', '2026-10-25', 3, 0, '2026-10-25T02:00:00Z'],
    ['America/New_York', '2026-11-01', 1, 30, '2026-11-01T05:30:00Z'],
    // Half an hour.
    ['Australia/Lord_Howe', '2026-04-05', 2, 0, '2026-04-04T15:30:00Z'],
    ['Asia/Shanghai', '2026-11-25', 8, 30, '2026-11-25T00:30:00Z'],
    ['Asia/Kathmandu', '2026-11-25', 0, 0, '2026-11-24T18:15:00Z'],
  ] as const)('%s shows %s %i:%i at %s', ([name, date, hour, minute, instant]) => {
    expect(new Date(at(makeZone(name), date, hour, minute)).toISOString()).toBe(instant.replace('Z', '.000Z'))
  })

  it('never goes back as the wall clock goes on', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Shanghai'),
        fc.integer({ min: dayOfDate('2026-01-01'), max: dayOfDate('2027-12-31') }),
        fc.integer({ min: 0, max: 1439 }),
        (name, day, minute) => {
          const zone = makeZone(name)
          const instant = zone.at(day, minute)
          expect(zone.at(day, minute + 1)).toBeGreaterThanOrEqual(instant)
          expect(zone.dayOf(instant)).toBe(day)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('knows no date that is none', () => {
    expect(dayOfDate('2026-02-30')).toBeNaN()
    expect(dateOfDay(dayOfDate('2026-02-28') + 1)).toBe('2026-03-01')
  })
})

describe('a roster', () => {
  it.for([
    ['2026-01-01', 7, 'of-c'],
    ['2026-01-01', 8, 'of-a'],
    ['2026-01-01', 16, 'of-b'],
    ['2026-01-02', 3, 'of-c'],
    ['2026-01-03', 9, 'of-d'],
    ['2026-01-09', 9, 'of-a'],
    // The pattern goes back as well.
    ['2025-12-31', 9, 'of-b'],
  ] as const)('has at %s %i:00 %s on duty', ([date, hour, who]) => {
    expect(onDuty(FOUR_TEAMS, [], { zone: SHANGHAI, at: at(SHANGHAI, date, hour, 1) })).toEqual([who])
  })

  it('lets a shift over midnight belong to the day on which it begins', () => {
    const weekly = (date: string, hour: number, minute: number) =>
      onDuty(WEEKLY, [], { zone: SHANGHAI, at: at(SHANGHAI, date, hour, minute) })
    expect(weekly('2026-01-12', 8, 29)).toEqual(['of-a'])
    expect(weekly('2026-01-12', 8, 30)).toEqual(['of-b'])
  })

  it('has exactly the people on duty that the wall clock and the pattern say, also when clocks are set', () => {
    const order = ['A', 'B', 'C', 'D']
    fc.assert(
      fc.property(
        fc.constantFrom(BERLIN, SHANGHAI, makeZone('America/New_York')),
        fc.oneof(
          fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) }),
          // Around the nights in which clocks are set.
          fc.integer({ min: Date.UTC(2026, 2, 28), max: Date.UTC(2026, 2, 30) }),
          fc.integer({ min: Date.UTC(2026, 9, 24), max: Date.UTC(2026, 9, 26) }),
        ),
        (zone, instant) => {
          // A model of its own: what the clock on the wall shows, and the table.
          const shown = new Date(instant).toLocaleString('sv-SE', { timeZone: zone.name })
          const hour = Number(shown.slice(11, 13))
          const shift = hour < 8 ? 2 : hour < 16 ? 0 : 1
          const day = dayOfDate(shown.slice(0, 10)) - dayOfDate('2026-01-01')
          const turn = Math.floor((((day % 8) + 8) % 8) / 2)
          const team = order[(((shift - turn) % 4) + 4) % 4]!
          expect(onDuty(FOUR_TEAMS, [], { zone, at: instant })).toEqual([`of-${team.toLowerCase()}`])
        },
      ),
      { numRuns: 400 },
    )
  })

  it('is laid out without a break or an overlap in any zone, and tells of each instant the same as of the whole', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'Australia/Lord_Howe', 'America/New_York').map(makeZone)
    const minute = fc
      .integer({ min: 0, max: 1439 })
      .map((m) => `${`${Math.floor(m / 60)}`.padStart(2, '0')}:${`${m % 60}`.padStart(2, '0')}`)
    const overrides = fc.array(
      fc.record({
        start: fc.integer({ min: 0, max: 10 * DAY }),
        length: fc.integer({ min: 1, max: 2 * DAY }),
        off: fc.constantFrom('of-a', 'of-b', 'of-c'),
        on: fc.constantFrom('x', 'y', 'of-d'),
      }),
      { maxLength: 5 },
    )
    const start = fc.constantFrom(
      Date.UTC(2026, 2, 24),
      Date.UTC(2026, 9, 20),
      Date.UTC(2026, 3, 1),
      Date.UTC(2026, 9, 28),
    )
    fc.assert(
      fc.property(
        zones,
        fc.uniqueArray(minute, { minLength: 1, maxLength: 4 }),
        overrides,
        start,
        fc.integer({ min: 0, max: 10 * DAY - 1 }),
        (zone, times, changes, from, offset) => {
          const cuts = times.toSorted()
          const roster: Roster = {
            ...FOUR_TEAMS,
            shifts: cuts.map((cut, i) => ({ label: LABEL, from: cut, to: cuts[i + 1] ?? cuts[0]! })),
            pattern: [{ on: cuts.map((_, i) => 'ABCD'[i]!) }, { on: cuts.map((_, i) => 'BCDA'[i]!) }],
          }
          const own: Override[] = changes.map(({ start: begins, length, off, on }, i) => ({
            id: `o${i}`,
            roster: 'centre',
            from: from + begins,
            to: from + begins + length,
            off,
            on,
          }))
          const all = stretchesOf(roster, own, { zone, from, to: from + 10 * DAY })
          expect(all[0]!.from).toBe(from)
          expect(all.at(-1)!.to).toBe(from + 10 * DAY)
          all.slice(1).forEach((stretch, i) => expect(stretch.from).toBe(all[i]!.to))
          // Shifts that follow one another by the clock leave nobody out and have nobody twice.
          for (const stretch of all) expect(stretch.shifts).toHaveLength(1)
          const instant = from + offset
          const whole = all.find((stretch) => stretch.from <= instant && instant < stretch.to)!
          expect(onDuty(roster, own, { zone, at: instant })).toEqual(whole.people)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('lets a night shift last as long as the night does when clocks are set', () => {
    const night = (date: string) => {
      const from = at(BERLIN, date, 0)
      const first = shiftsOf(FOUR_TEAMS, BERLIN, { from, to: from + HOUR }).find(({ shift }) => shift === 2)
      return (first!.to - first!.from) / HOUR
    }
    expect([night('2026-03-28'), night('2026-03-29'), night('2026-10-25')]).toEqual([8, 7, 9])
  })

  it('puts the one who stands in on duty for just as long, and takes the other off', () => {
    const from = at(SHANGHAI, '2026-01-01', 10)
    const swap: Override = { id: 'swap', roster: 'centre', from, to: from + HOUR, off: 'of-a', on: 'of-d' }
    const who = (offset: number) => onDuty(FOUR_TEAMS, [swap], { zone: SHANGHAI, at: from + offset })
    expect([who(-1), who(0), who(HOUR - 1), who(HOUR)]).toEqual([['of-a'], ['of-d'], ['of-d'], ['of-a']])
  })

  it('tells when the next hand-over is, and to whom', () => {
    const late = handOver(FOUR_TEAMS, [], { zone: SHANGHAI, at: at(SHANGHAI, '2026-01-02', 20) })
    // The same team has the night behind it: nothing is handed over at midnight.
    expect(late).toMatchObject({ now: { people: ['of-b'], shifts: [1] }, next: ['of-d'] })
    expect([late.from, late.until]).toEqual([at(SHANGHAI, '2026-01-02', 16), at(SHANGHAI, '2026-01-03', 8)])
    const weekly = handOver(WEEKLY, [], { zone: SHANGHAI, at: at(SHANGHAI, '2026-01-11', 8) })
    expect([weekly.from, weekly.until, weekly.next]).toEqual([
      at(SHANGHAI, '2026-01-05', 8, 30),
      at(SHANGHAI, '2026-01-12', 8, 30),
      ['of-b'],
    ])
    const always = { ...WEEKLY, pattern: [{ on: ['A'] }] }
    expect(handOver(always, [], { zone: SHANGHAI, at: at(SHANGHAI, '2026-01-11', 8) })).toMatchObject({
      from: null,
      until: null,
      next: [],
    })
  })

  it('has a gap where nobody is on duty and somebody should be', () => {
    const from = at(SHANGHAI, '2026-01-01', 0)
    const span = { zone: SHANGHAI, from, to: from + DAY }
    const office: Roster = { ...FOUR_TEAMS, shifts: [FOUR_TEAMS.shifts[0]!], pattern: [{ on: ['A'] }, { on: ['-'] }] }
    const hours = (roster: Roster, overrides: readonly Override[] = []) =>
      gapsOf(roster, overrides, span).map((gap) => [(gap.from - from) / HOUR, (gap.to - from) / HOUR])
    expect(hours(FOUR_TEAMS)).toEqual([])
    expect(hours(office)).toEqual([
      [0, 8],
      [16, 24],
    ])
    expect(hours({ ...office, covers: 'shifts' })).toEqual([])
    const sick: Override = { id: 'sick', roster: 'centre', from: from + 9 * HOUR, to: from + 20 * HOUR, off: 'of-a' }
    expect(hours({ ...office, covers: 'shifts' }, [sick])).toEqual([[9, 16]])
    expect(hours({ ...office, covers: 'shifts', starts: '2025-12-31' })).toEqual([[8, 16]])
  })
})
