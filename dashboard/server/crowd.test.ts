import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { makeCrowd } from './crowd.ts'
import { trustIn } from './proxies.ts'

const from = (remoteAddress: string) => Object.assign(new EventEmitter(), { remoteAddress }) as unknown as Socket

it('takes so many connections of one network, and another once one of them is closed', () => {
  const crowd = makeCrowd(undefined, 3)
  const sockets = Array.from({ length: 3 }, (_, i) => from(`2001:db8:0:7::${i}`))
  expect(sockets.map(crowd.admits)).toEqual([true, true, true])
  expect(crowd.admits(from('2001:db8:0:7::ffff'))).toBe(false)
  expect(crowd.admits(from('2001:db8:0:8::1'))).toBe(true)
  sockets[0]!.emit('close')
  expect([crowd.admits(from('2001:db8:0:7::9')), crowd.admits(from('2001:db8:0:7::9'))]).toEqual([true, false])
})

it('counts nobody behind a trusted proxy, which speaks for many', () => {
  const crowd = makeCrowd(trustIn(['10.0.0.5']), 1)
  expect([1, 2, 3].map(() => crowd.admits(from('10.0.0.5')))).toEqual([true, true, true])
})
