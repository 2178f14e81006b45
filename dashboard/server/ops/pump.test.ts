import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AlarmMessage } from '../../../domain/wire.ts'
import { makePump } from './pump.ts'

const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await new Promise(setImmediate)
}

/** A city whose events are nothing but numbers. */
function rig(of: { readTurns: number; hasRoom: () => boolean }) {
  const sent: number[] = []
  const waiting: (() => void)[] = []
  const state = { head: 0, reads: 0 }
  const pump = makePump({
    after: async (seq, limit) => {
      state.reads++
      const head = state.head
      await turns(of.readTurns)
      const count = Math.max(0, Math.min(limit, head - seq))
      return Array.from({ length: count }, (_, i) => ({ seq: seq + 1 + i }) as AlarmMessage)
    },
    send: ({ seq }) => void sent.push(seq),
    room: () => (of.hasRoom() ? null : new Promise((resolve) => waiting.push(resolve))),
    failed: (error) => {
      throw error
    },
  })
  const drain = () => {
    for (const go of waiting.splice(0)) go()
  }
  return { pump, sent, state, drain }
}

it('sends every event once and in order, however events, drains and slow reads fall together', async () => {
  const moves = fc.array(
    fc.oneof(fc.record({ events: fc.nat(700) }), fc.constant('drain' as const), fc.constant('turn' as const)),
    { maxLength: 25 },
  )
  await fc.assert(
    fc.asyncProperty(moves, fc.nat(2), fc.nat(40), async (moves, readTurns, start) => {
      let room = 0
      const { pump, sent, state, drain } = rig({ readTurns, hasRoom: () => room++ % 97 !== 96 })
      state.head = start
      pump.startAfter(Math.floor(start / 2))
      for (const move of moves) {
        if (move === 'drain') drain()
        else if (move === 'turn') await turns(1)
        else {
          state.head += move.events
          pump.advance()
        }
      }
      while (sent.length < state.head - Math.floor(start / 2)) {
        drain()
        await turns(1)
      }
      await turns(5)
      expect(sent).toEqual(
        Array.from({ length: state.head - Math.floor(start / 2) }, (_, i) => Math.floor(start / 2) + 1 + i),
      )
    }),
    { numRuns: 40 },
  )
})

it('neither sends nor reads on while the browser has no room', async () => {
  const { pump, sent, state, drain } = rig({ readTurns: 0, hasRoom: () => sent.length < 3 })
  state.head = 2_000
  pump.startAfter(0)
  await turns(20)
  state.head = 9_000
  pump.advance()
  await turns(20)
  expect([sent, state.reads]).toEqual([[1, 2, 3], 1])
  drain()
  await turns(20)
  expect(sent).toEqual([1, 2, 3, 4])
})

it('drops the page at hand when it is to start elsewhere', async () => {
  const { pump, sent, state } = rig({ readTurns: 3, hasRoom: () => true })
  state.head = 10
  pump.startAfter(0)
  pump.startAfter(8)
  await turns(30)
  expect(sent).toEqual([9, 10])
})

it('does not send twice what is on its way when it is asked for that again', async () => {
  const { pump, sent, state } = rig({ readTurns: 3, hasRoom: () => true })
  state.head = 1_200
  pump.startAfter(0)
  while (sent.length < 500) await turns(1)
  pump.startAfter(100)
  await turns(40)
  expect(sent).toEqual(Array.from({ length: 1_200 }, (_, i) => i + 1))
})

it('sends nothing once it is stopped', async () => {
  const { pump, sent, state } = rig({ readTurns: 2, hasRoom: () => true })
  state.head = 10
  pump.startAfter(0)
  pump.stop()
  await turns(20)
  expect(sent).toEqual([])
})
