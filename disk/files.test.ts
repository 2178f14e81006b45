import { describe, expect, it, onTestFinished } from 'vitest'
import { openFileRoom } from './files.ts'
import { until } from '../test/support/until.ts'

describe('room for file descriptors', () => {
  it('refuses devices first, then browsers, and leaves the rest to the files of the city', () => {
    const { room, at } = roomOf(100, 74)
    expect([room.admits('device'), room.isShort]).toEqual([true, false])
    at.open = 75
    expect([room.admits('device'), room.admits('browser'), room.isShort]).toEqual([false, true, true])
    expect([room.admits('browser'), room.refused]).toEqual([true, 1])
    const fuller = roomOf(100, 88).room
    expect([fuller.admits('browser'), fuller.refused]).toEqual([false, 1])
  })

  it('counts what it admits between two looks', () => {
    const { room, at } = roomOf(100, 10)
    let admitted = 0
    while (room.admits('device')) {
      admitted++
      at.open++
    }
    expect([admitted, at.open]).toEqual([65, 75])
  })

  it('takes connections again as soon as others have gone, and tells of either once', async () => {
    const { room, at } = roomOf(100, 90)
    const told: boolean[] = []
    room.onChange((isShort) => told.push(isShort))
    for (let i = 0; i < 50; i++) room.admits('device')
    at.open = 70
    expect(room.admits('device')).toBe(true)
    expect(room.isShort).toBe(true)
    at.open = 20
    await until(() => !room.isShort)
    expect(told).toEqual([true, false])
  })

  it('refuses nobody where the platform does not say', () => {
    using room = openFileRoom({ limit: () => null })
    expect([room.admits('device'), room.limit]).toEqual([true, null])
  })

  it('says what the machine says', () => {
    using room = openFileRoom()
    if (process.platform !== 'linux') return
    expect(room.limit).toBeGreaterThan(room.open ?? 0)
  })
})

function roomOf(limit: number, open: number) {
  const at = { open }
  const room = openFileRoom({ limit: () => limit, open: () => at.open, everyMs: 5 })
  onTestFinished(() => room[Symbol.dispose]())
  return { room, at }
}
