import type { AlarmMessage } from '../../domain/wire.ts'
import { type Listener, listen } from '../../dashboard/server/testing/listen.ts'
import type { RunningCity } from '../support/city.ts'

/** A browser that stays through everything: it resumes by number, and keeps every event that it was sent. */
export interface Watcher extends AsyncDisposable {
  /** Numbers of the events, in the order in which they came. */
  readonly seqs: readonly number[]
  /** Events with a number that was not the next one. */
  readonly faults: readonly string[]
  /** ms from the keeping of a raise to its arrival, of those that were not late. */
  readonly delays: readonly number[]
  /** The same from the time of the reading that was its cause. */
  readonly sinceCause: readonly number[]
  /** Waits until it has the event with this number. */
  reach(seq: number, withinMs: number): Promise<boolean>
}

const LOOK_MS = 200

export function watch(cityOf: () => RunningCity | null): Watcher {
  const seqs: number[] = []
  const faults: string[] = []
  const delays: number[] = []
  const sinceCause: number[] = []
  let listener: Listener | null = null
  let isOver = false

  function take({ seq, event }: AlarmMessage): void {
    const last = seqs.at(-1) ?? 0
    if (seq === last + 1) {
      seqs.push(seq)
      if (event.type !== 'raise' || event.late) return
      delays.push(Date.now() - event.recordedAt)
      sinceCause.push(Date.now() - event.at)
    } else if (seq > last + 1) faults.push(`after ${last} came ${seq}`)
    else if (!seqs.includes(seq)) faults.push(`${seq} came after ${last}`)
  }

  async function connect(city: RunningCity): Promise<void> {
    try {
      const own = await listen(city.url, { cookie: city.cookie, origin: city.url })
      own.socket.on('alarm', take)
      own.socket.on('disconnect', () => {
        if (listener === own) listener = null
      })
      await own.say('resume', { after: seqs.at(-1) ?? 0 })
      listener = own
    } catch {
      // It is tried again in a moment.
    }
  }

  const done = (async () => {
    while (!isOver) {
      const city = cityOf()
      if (listener === null && city !== null) await connect(city)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  })()

  return {
    seqs,
    faults,
    delays,
    sinceCause,
    async reach(seq, withinMs) {
      const deadline = Date.now() + withinMs
      while ((seqs.at(-1) ?? 0) < seq && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50))
      return (seqs.at(-1) ?? 0) >= seq
    },
    async [Symbol.asyncDispose]() {
      isOver = true
      await done
      listener?.[Symbol.dispose]()
    },
  }
}
