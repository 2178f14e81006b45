import { describe, expect, it } from 'vitest'
import type { Presence } from '../../../domain/station.ts'
import { freshness, lookOf } from './freshness.ts'

const NOW = 1_764_000_000_000
const online: Presence = { state: 'online', reason: 'reading', since: NOW }

describe('the age of a reading', () => {
  it('is live until two intervals have passed, late until five, stale after', () => {
    const aged = (seconds: number) => freshness(NOW - seconds * 1000, 60, NOW)
    expect(aged(119)).toBe('live')
    expect(aged(120)).toBe('late')
    expect(aged(300)).toBe('late')
    expect(aged(301)).toBe('stale')
  })

  it('is judged by the cadence of the station, not by a fixed time', () => {
    expect(freshness(NOW - 3_600_000, 3600, NOW)).toBe('live')
    expect(freshness(NOW - 3_600_000, 60, NOW)).toBe('stale')
  })

  it('is none before the first reading', () => {
    expect(freshness(undefined, 60, NOW)).toBe('none')
  })
})

describe('the look of a station', () => {
  it('is hollow when its reading is stale, even when its connection is up', () => {
    expect(lookOf(online, 'stale')).toBe('hollow')
  })

  it('is plain when it is online and only late', () => {
    expect(lookOf(online, 'late')).toBe('plain')
  })

  it('is slashed when it is offline, however fresh its last reading is', () => {
    expect(lookOf({ state: 'offline', reason: 'lwt', since: NOW }, 'live')).toBe('slashed')
  })

  it('is hollow when nothing was ever heard of it', () => {
    expect(lookOf({ state: 'unknown', reason: 'never-seen', since: NOW }, 'none')).toBe('hollow')
  })
})
