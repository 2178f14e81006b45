import { expect, it } from 'vitest'
import type { Desk } from '../desk.ts'
import { mayDo, refusalOf } from './rights.ts'

const desk = (actions: readonly string[] | null, writable = true) =>
  ({
    session: actions === null ? null : { user: 'ann', role: 'viewer', actions },
    city: { writable },
    text: (key: string) => key,
  }) as unknown as Desk

it('lets nobody do what the server would refuse, and everybody else do it only over a live link', () => {
  expect(mayDo(desk(['station.command']), 'station.command')).toBe(true)
  expect([mayDo(desk(['station.read']), 'station.command'), mayDo(desk(null), 'station.read')]).toEqual([false, false])
  expect(refusalOf(desk(['station.command']), 'station.command')).toBeNull()
  expect(refusalOf(desk(['station.command'], false), 'station.command')).toBe('stations.link.lost')
  expect(refusalOf(desk([], false), 'station.command')).toBe('stations.not.allowed')
})
