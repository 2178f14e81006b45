import { describe, expect, it } from 'vitest'
import { createTopics } from '../topics.ts'
import { createSound } from './sound.ts'
import type { Waiting } from './tones.ts'

const SECOND = 1_000

/** A sound whose tones are counted by their beeps' pitches, on a clock of its own. */
async function openSound() {
  let now = 0
  let played: number[] = []
  const node = { connect: (next: unknown) => next, start() {}, stop() {} }
  const gain = { setValueAtTime() {}, linearRampToValueAtTime() {} }
  const context = {
    state: 'running',
    currentTime: 0,
    destination: {},
    resume: async () => {},
    createGain: () => ({ ...node, gain }),
    createOscillator: () => ({
      ...node,
      frequency: {
        set value(hertz: number) {
          played.push(hertz)
        },
      },
    }),
  }
  const sound = createSound(
    () => context as unknown as AudioContext,
    () => now,
    createTopics(),
  )
  await sound.unlock()
  played = []
  return {
    hear(at: number, waiting: readonly Waiting[], isFlood = false): boolean {
      now = at
      played = []
      sound.hear(waiting, { isFlood })
      return played.length > 0
    },
  }
}

const waiting = (severity: Waiting['severity'], count: number): readonly Waiting[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${severity}${i}`, severity }))

describe('the sound', () => {
  it('sounds for each new yellow alarm outside a flood, and for none in one', async () => {
    const { hear } = await openSound()
    expect(hear(0, waiting('yellow', 1))).toBe(true)
    expect(hear(SECOND, waiting('yellow', 2))).toBe(true)
    expect(hear(60 * SECOND, waiting('yellow', 3), true)).toBe(false)
    expect(hear(61 * SECOND, [...waiting('yellow', 3), ...waiting('orange', 2)], true)).toBe(false)
  })

  it('sounds for red in a flood, but not in a rattle', async () => {
    const { hear } = await openSound()
    const tones = (countAt: (s: number) => number, from: number) =>
      Array.from({ length: 40 }, (_, s) => s).filter((s) => hear((from + s) * SECOND, waiting('red', countAt(s)), true))
    // A new one each second, then no new one.
    expect(tones((s) => s + 1, 0)).toEqual([0, 5, 10, 15, 20, 25, 30, 35])
    expect(tones(() => 36, 100)).toEqual([0, 15, 30])
  })

  it('tells of everything that waits with one tone once the flood is over', async () => {
    const { hear } = await openSound()
    hear(0, waiting('yellow', 30), true)
    expect(hear(SECOND, waiting('yellow', 30))).toBe(true)
    expect(hear(2 * SECOND, waiting('yellow', 30))).toBe(false)
  })
})
