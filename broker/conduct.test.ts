import { describe, expect, it } from 'vitest'
import { type Ban, makeConduct } from './conduct.ts'
import { DEFAULT_LIMITS } from './limits.ts'

const MINUTE = 60_000
const station = { of: 'station', id: 'air-1' } as const

const LIMITS = { ...DEFAULT_LIMITS, messagesPerSecond: 100, bytesPerSecond: 65_536 }

function conductAt(limits: typeof DEFAULT_LIMITS = LIMITS) {
  const clock = { at: 1_000_000 }
  const told: Ban[] = []
  const conduct = makeConduct({ limits, now: () => clock.at, onBan: (ban) => told.push(ban) })
  const flood = () => {
    const pace = conduct.of(station)
    for (let i = 0; i < 600; i++) pace.takes(10)
  }
  return { clock, told, conduct, flood }
}

describe('the pace of an identity', () => {
  it('is so many messages a second with a burst of five times as many', () => {
    const { conduct, clock } = conductAt()
    const pace = conduct.of(station)
    const waits = Array.from({ length: 501 }, () => pace.takes(10))
    expect(waits.slice(0, 500).every((wait) => wait === 0)).toBe(true)
    expect(waits[500]).toBe(10)
    clock.at += 1_000
    expect(pace.takes(10)).toBe(0)
  })

  it('is so many bytes a second', () => {
    const { conduct } = conductAt()
    const pace = conduct.of(station)
    expect(pace.takes(5 * 65_536)).toBe(0)
    expect(pace.takes(65_536)).toBe(1_000)
  })

  it('is fifty times as fast for a gateway', () => {
    const { conduct } = conductAt()
    const pace = conduct.of({ of: 'gateway', id: 'gw-1' })
    expect(Array.from({ length: 25_000 }, () => pace.takes(10)).every((wait) => wait === 0)).toBe(true)
    expect(pace.takes(10)).toBeGreaterThan(0)
  })

  it('is not faster over another connection', () => {
    const { conduct, flood } = conductAt()
    flood()
    conduct.of(station).left()
    expect(conduct.of(station).takes(10)).toBeGreaterThan(0)
  })
})

describe('strikes', () => {
  it('keep an identity out for five minutes at the third spell within ten', () => {
    const { conduct, clock, told, flood } = conductAt()
    flood()
    clock.at += 3 * MINUTE
    flood()
    expect(conduct.isBanned('air-1')).toBe(false)
    clock.at += 3 * MINUTE
    flood()
    expect(conduct.isBanned('air-1')).toBe(true)
    expect(conduct.isBanned('air-2')).toBe(false)
    expect(told).toEqual([{ id: 'air-1', until: clock.at + 5 * MINUTE }])
    expect(conduct.bans()).toEqual(told)
    clock.at += 5 * MINUTE - 1
    expect(conduct.isBanned('air-1')).toBe(true)
    clock.at += 1
    expect(conduct.isBanned('air-1')).toBe(false)
    expect(conduct.bans()).toEqual([])
    expect(conduct.banned).toBe(1)
  })

  it('are forgotten after ten minutes', () => {
    const { conduct, clock, flood } = conductAt()
    for (let i = 0; i < 6; i++) {
      flood()
      clock.at += 6 * MINUTE
    }
    expect(conduct.banned).toBe(0)
  })

  it('are not made of one backlog, however long it takes', () => {
    const { conduct, clock } = conductAt()
    const pace = conduct.of(station)
    for (let i = 0; i < 600; i++) pace.takes(10)
    for (let second = 0; second < 1_200; second++) {
      clock.at += 1_000
      for (let i = 0; i < 100; i++) pace.takes(10)
    }
    expect(conduct.banned).toBe(0)
  })

  it('are made of floods over one connection after the other, once a minute', () => {
    const { conduct, clock, flood } = conductAt()
    for (let i = 0; i < 20; i++) {
      flood()
      conduct.of(station).left()
      clock.at += 5_000
    }
    expect(conduct.banned).toBe(0)
    for (let i = 0; i < 20; i++) {
      flood()
      conduct.of(station).left()
      clock.at += 5_000
    }
    expect(conduct.banned).toBe(1)
  })
})
