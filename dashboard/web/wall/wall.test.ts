import { describe, expect, it } from 'vitest'
import { DEFAULT_WALL, isDark } from '../../../domain/wall.ts'
import { FIRST_TURN, isUrgent, turnAt, type Turn } from './rotation.ts'
import { reloadDue, shiftAt, type Upkeep } from './upkeep.ts'

const { views } = DEFAULT_WALL
const S = 1000

describe('the rotation of a wall', () => {
  it('shows each view for its time and begins again after the last', () => {
    let turn: Turn = FIRST_TURN
    const shown: number[] = []
    for (let at = S; at <= 101 * S; at += S) {
      turn = turnAt(turn, { views, isUrgent: false, now: at })
      shown.push(turn.view)
    }
    expect([shown[0], shown[39], shown[40], shown[59], shown[60], shown[79], shown[80]]).toEqual([0, 0, 1, 1, 2, 2, 0])
  })

  it('jumps to alarms and map when I or II waits, stays there, and goes on a full time after', () => {
    let turn: Turn = { view: 2, since: 5 * S, isHeld: false }
    turn = turnAt(turn, { views, isUrgent: true, now: 6 * S })
    expect(turn).toMatchObject({ view: 0, isHeld: true })
    expect(turnAt(turn, { views, isUrgent: true, now: 900 * S })).toBe(turn)
    turn = turnAt(turn, { views, isUrgent: false, now: 901 * S })
    expect(turn).toEqual({ view: 0, since: 901 * S, isHeld: false })
    expect(turnAt(turn, { views, isUrgent: false, now: 940 * S }).view).toBe(0)
    expect(turnAt(turn, { views, isUrgent: false, now: 941 * S }).view).toBe(1)
  })

  it('finds the best view that it has', () => {
    const some = [{ panels: ['districts' as const] }, { panels: ['map' as const] }, { panels: ['alarms' as const] }]
    expect(turnAt(FIRST_TURN, { views: some, isUrgent: true, now: S }).view).toBe(2)
    expect(turnAt(FIRST_TURN, { views: some.slice(0, 2), isUrgent: true, now: S }).view).toBe(1)
  })

  it('is held by red and orange that wait, not by what somebody has', () => {
    expect(isUrgent([{ severity: 'orange', state: 'unacknowledged' }])).toBe(true)
    expect(
      isUrgent([
        { severity: 'red', state: 'acknowledged' },
        { severity: 'yellow', state: 'unacknowledged' },
      ]),
    ).toBe(false)
  })
})

describe('a wall', () => {
  const HOUR = 3_600_000
  const calm: Upkeep = {
    now: 24 * HOUR,
    startedAt: 0,
    frameAt: 24 * HOUR,
    isHidden: false,
    isBusy: false,
    isOld: false,
    isLive: true,
    minute: 12 * 60,
    reloadAt: '04:10',
  }

  it('loads itself anew once a night, later when something is going on, and not twice', () => {
    expect(reloadDue(calm)).toBeNull()
    expect(reloadDue({ ...calm, minute: 250 })).toBe('night')
    expect(reloadDue({ ...calm, minute: 250, isBusy: true })).toBeNull()
    expect(reloadDue({ ...calm, minute: 280 })).toBe('night')
    expect(reloadDue({ ...calm, minute: 311 })).toBeNull()
    expect(reloadDue({ ...calm, minute: 250, startedAt: 24 * HOUR - 60_000 })).toBeNull()
    expect(reloadDue({ ...calm, minute: 5, reloadAt: '23:50' })).toBe('night')
  })

  it('takes a new version at a quiet moment, and never while the city cannot be reached', () => {
    expect(reloadDue({ ...calm, isOld: true })).toBe('version')
    expect(reloadDue({ ...calm, isOld: true, isBusy: true })).toBeNull()
    expect(reloadDue({ ...calm, isOld: true, isLive: false })).toBeNull()
  })

  it('is taken for dead without a frame for a minute, but not when nobody can see it', () => {
    expect(reloadDue({ ...calm, frameAt: calm.now - 60_000 })).toBeNull()
    expect(reloadDue({ ...calm, frameAt: calm.now - 60_001, isBusy: true, isLive: false })).toBe('stuck')
    expect(reloadDue({ ...calm, frameAt: 0, isHidden: true })).toBeNull()
  })

  it('moves by no more than two pixels, and at every minute', () => {
    for (let minute = 0; minute < 1440; minute++) {
      const [x, y] = shiftAt(minute)
      expect(Math.max(x, y)).toBeLessThanOrEqual(2)
      expect(shiftAt(minute + 1)).not.toEqual([x, y])
    }
  })

  it('is dark by its schedule, which may cross midnight', () => {
    const dark = { from: '18:30', to: '06:30' }
    expect([18 * 60 + 29, 18 * 60 + 30, 0, 389, 390].map((minute) => isDark(dark, minute))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
    expect(isDark({ from: '01:00', to: '05:00' }, 360)).toBe(false)
    expect(isDark({ from: '00:00', to: '00:00' }, 360)).toBe(true)
    expect(isDark(undefined, 0)).toBe(false)
  })
})
