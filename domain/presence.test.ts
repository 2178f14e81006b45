import { describe, expect, it } from 'vitest'
import { judgePresence, type PresenceFacts } from './presence.ts'

const MINUTE = 60_000
const NOW = 1_000 * MINUTE
const NOTHING: PresenceFacts = { connected: false, connectedAt: null, heardAt: null, ended: null, endedAt: null }

/** Of a station with a reading a minute. */
function judge(facts: Partial<PresenceFacts>, gateway: Partial<PresenceFacts> | null = null) {
  const { state, reason, since } = judgePresence(
    { ...NOTHING, ...facts },
    gateway && { ...NOTHING, ...gateway },
    60,
    NOW,
  )
  return `${state}, ${reason}, ${(NOW - since) / MINUTE} min`
}

describe('a station', () => {
  it('that was never seen is unknown', () => {
    expect(judge({})).toMatch(/^unknown, never-seen/)
    expect(judge({ ended: 'disconnected', endedAt: NOW - MINUTE })).toMatch(/^unknown, never-seen/)
  })

  it('that connects only to publish is judged by its cadence', () => {
    const gone = { ended: 'disconnected', endedAt: NOW - MINUTE } as const
    expect(judge({ heardAt: NOW - MINUTE, ...gone })).toBe('online, reading, 1 min')
    expect(judge({ heardAt: NOW - 2.5 * MINUTE })).toBe('online, reading, 2.5 min')
    expect(judge({ heardAt: NOW - 3 * MINUTE })).toBe('stale, cadence, 0.5 min')
    expect(judge({ heardAt: NOW - 10 * MINUTE })).toBe('stale, cadence, 7.5 min')
    expect(judge({ heardAt: NOW - 11 * MINUTE })).toBe('offline, cadence, 1 min')
  })

  it('that said goodbye is offline by its goodbye once it is silent for long', () => {
    expect(judge({ heardAt: NOW - 12 * MINUTE, ended: 'disconnected', endedAt: NOW - 11 * MINUTE })).toBe(
      'offline, disconnected, 2 min',
    )
  })

  it('that is connected is online, stale when its readings are overdue, and never offline', () => {
    expect(judge({ connected: true, connectedAt: NOW - MINUTE })).toBe('online, connected, 1 min')
    expect(judge({ connected: true, connectedAt: NOW - 99 * MINUTE, heardAt: NOW - MINUTE })).toBe(
      'online, connected, 99 min',
    )
    expect(judge({ connected: true, connectedAt: NOW - 99 * MINUTE })).toBe('stale, cadence, 96.5 min')
  })

  it('whose last will came is offline at once, until something newer is heard', () => {
    const lwt = { ended: 'lwt', endedAt: NOW - MINUTE } as const
    expect(judge({ heardAt: NOW - 2 * MINUTE, ...lwt })).toBe('offline, lwt, 1 min')
    expect(judge(lwt)).toBe('offline, lwt, 1 min')
    expect(judge({ heardAt: NOW, ...lwt })).toBe('online, reading, 0 min')
  })

  it('is offline with its gateway, until it is heard another way', () => {
    const gateway = { ended: 'lwt', endedAt: NOW - MINUTE } as const
    expect(judge({ heardAt: NOW - 2 * MINUTE }, gateway)).toBe('offline, gateway, 1 min')
    expect(judge({ heardAt: NOW }, gateway)).toBe('online, reading, 0 min')
    expect(judge({ heardAt: NOW - 2 * MINUTE }, { ...gateway, connected: true })).toBe('online, reading, 2 min')
  })
})
