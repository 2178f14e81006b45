import type { Topics } from '../topics.ts'
import { dueTone, TONES, type Tone, type Waiting } from './tones.ts'

/** The desk's voice. `off`: the browser lets nothing sound; `muted`: a person asked for quiet until `mutedUntil`. */
export interface Sound {
  readonly state: 'on' | 'off' | 'muted'
  readonly mutedUntil: number | null
  /** Whether something sounds that `silence` would quiet. */
  readonly sounding: boolean
  /** Must be called from a click or key; plays the test tone. */
  unlock(): Promise<void>
  /**
   * Told of everything that waits; sounds what is due. What `goesOn` though it does not wait is known when it waits again.
   * In a flood only red sounds, and never in a rattle.
   */
  hear(
    waiting: readonly Waiting[],
    of?: { readonly goesOn?: (id: string) => boolean; readonly isFlood?: boolean },
  ): void
  /** Quiets what sounds now; a new alarm sounds again. */
  silence(): void
  /** Ten minutes of quiet, or its end. */
  toggleMute(): void
  lost(): void
}

const MUTE_MS = 600_000
const VOLUME = 0.25
/** Between two tones in a flood; less where a red alarm has come that has not sounded yet. */
const CALM_MS = 15_000
const NEW_MS = 5_000

export function createSound(makeContext: () => AudioContext, clock: () => number, topics: Topics): Sound {
  const soundedAt = new Map<string, number>()
  const silenced = new Set<string>()
  let waitingNow: readonly Waiting[] = []
  let context: AudioContext | undefined
  let mutedUntil: number | null = null
  let playedAt = -Infinity

  const isMuted = () => mutedUntil !== null && clock() < mutedUntil
  const state = () => (context?.state !== 'running' ? 'off' : isMuted() ? 'muted' : 'on')
  const audible = (alarm: Waiting) => alarm.severity !== 'blue' && !silenced.has(alarm.id)

  function play(tone: Tone): void {
    if (context?.state !== 'running') return
    for (const beep of TONES[tone]) {
      const oscillator = context.createOscillator()
      const gain = context.createGain()
      const start = context.currentTime + beep.at
      oscillator.frequency.value = beep.hertz
      // A soft edge: a hard one clicks.
      gain.gain.setValueAtTime(0, start)
      gain.gain.linearRampToValueAtTime(VOLUME, start + 0.01)
      gain.gain.setValueAtTime(VOLUME, start + beep.seconds - 0.03)
      gain.gain.linearRampToValueAtTime(0, start + beep.seconds)
      oscillator.connect(gain).connect(context.destination)
      oscillator.start(start)
      oscillator.stop(start + beep.seconds)
    }
  }

  return {
    get state() {
      return state()
    },
    get mutedUntil() {
      return isMuted() ? mutedUntil : null
    },
    get sounding() {
      return waitingNow.some((alarm) => audible(alarm) && alarm.severity !== 'yellow')
    },
    async unlock() {
      context ??= makeContext()
      context.onstatechange = () => topics.emit('sound')
      await context.resume()
      play('test')
      topics.emit('sound')
    },
    hear(waiting, { goesOn = () => false, isFlood = false } = {}) {
      waitingNow = waiting
      const ids = new Set(waiting.map((alarm) => alarm.id))
      for (const id of silenced) if (!ids.has(id) && !goesOn(id)) silenced.delete(id)
      for (const id of soundedAt.keys()) if (!ids.has(id) && !goesOn(id)) soundedAt.delete(id)
      if (state() !== 'on') return
      const loud = waiting.filter((alarm) => audible(alarm) && (!isFlood || alarm.severity === 'red'))
      const pause = loud.some(({ id }) => !soundedAt.has(id)) ? NEW_MS : CALM_MS
      if (isFlood && clock() - playedAt < pause) return
      const tone = dueTone(loud, soundedAt, clock())
      if (tone === null) return
      // One tone stands for all that wait: a flood does not become a noise.
      for (const alarm of loud) soundedAt.set(alarm.id, clock())
      playedAt = clock()
      play(tone)
    },
    silence() {
      for (const alarm of waitingNow) silenced.add(alarm.id)
      topics.emit('sound')
    },
    toggleMute() {
      mutedUntil = isMuted() ? null : clock() + MUTE_MS
      topics.emit('sound')
    },
    lost() {
      if (state() === 'on') play('lost')
    },
  }
}
