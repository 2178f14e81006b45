import { describe, expect, it } from 'vitest'
import { nextLink, SILENCE_MS, type Link } from './link.ts'

const NOW = 1_764_000_000_000
const heard = { connected: true, heardAt: NOW, caughtUp: true, missed: 0 }
const live: Link = { state: 'live' }
const lost: Link = { state: 'lost', asAt: NOW, lostAt: NOW + SILENCE_MS }

describe('the link', () => {
  it('stays live up to twelve seconds of silence and is lost after', () => {
    expect(nextLink(live, heard, NOW + SILENCE_MS).state).toBe('live')
    expect(nextLink(live, heard, NOW + SILENCE_MS + 1)).toEqual({
      state: 'lost',
      asAt: NOW,
      lostAt: NOW + SILENCE_MS + 1,
    })
  })

  it('is lost at once when the socket closes', () => {
    expect(nextLink(live, { ...heard, connected: false }, NOW + 1).state).toBe('lost')
  })

  it('keeps the time of the last sign of life while it is lost', () => {
    expect(nextLink(lost, { ...heard, connected: false }, NOW + 90_000)).toBe(lost)
  })

  it('is not back before the picture has caught up', () => {
    const at = NOW + 42_000
    expect(nextLink(lost, { ...heard, heardAt: at, caughtUp: false }, at)).toBe(lost)
  })

  it('tells on return how long it was away and what was raised meanwhile, for ten seconds', () => {
    const at = NOW + 42_000
    const back = nextLink(lost, { ...heard, heardAt: at, missed: 3 }, at)
    expect(back).toEqual({ state: 'back', until: at + 10_000, awaySeconds: 42, alarms: 3 })
    expect(nextLink(back, { ...heard, heardAt: at + 9_000 }, at + 9_999).state).toBe('back')
    expect(nextLink(back, { ...heard, heardAt: at + 9_000 }, at + 10_000).state).toBe('live')
  })

  it('is not called live before the first picture is there', () => {
    const connecting: Link = { state: 'connecting' }
    expect(nextLink(connecting, { ...heard, caughtUp: false }, NOW).state).toBe('connecting')
    expect(nextLink(connecting, heard, NOW).state).toBe('live')
  })
})
