import type { AlarmMessage } from '../../domain/wire.ts'
import { type Listener, listen } from '../../dashboard/server/testing/listen.ts'
import type { RunningCity } from '../support/city.ts'

/** A browser that stays through everything: it resumes by number, and keeps every event that it was sent. */
export interface Watcher extends AsyncDisposable {
  /** Numbers of the events, in the order in which they came. */
  readonly seqs: readonly number[]
  /** The events themselves, in the same order. */
  readonly messages: readonly AlarmMessage[]
  /** Events with a number that was not the next one. */
  readonly faults: readonly string[]
  /** ms from the keeping of a raise to its arrival, of those that were not late. */
  readonly delays: readonly number[]
  /** The same from the time of the reading that was its cause. */
  readonly sinceCause: readonly number[]
  /** How often it has connected. */
  readonly connections: number
  /** Loses its connection, and comes back by itself. */
  drop(): void
  /** Waits until it has the event with this number. */
  reach(seq: number, withinMs: number): Promise<boolean>
}

const LOOK_MS = 200

export function watch(cityOf: () => RunningCity | null): Watcher {
  const seqs: number[] = []
  const faults: string[] = []
  const delays: number[] = []
  const sinceCause: number[] = []
  const messages: AlarmMessage[] = []
  let listener: Listener | null = null
  let connections = 0
  let isOver = false

  function take(message: AlarmMessage, isResumed: boolean): void {
    const { seq, event } = message
    const last = seqs.at(-1) ?? 0
    if (seq === last + 1) {
      seqs.push(seq)
      messages.push(message)
      if (event.type !== 'raise' || event.late) return
      delays.push(Date.now() - event.recordedAt)
      sinceCause.push(Date.now() - event.at)
    } else if (!isResumed) {
      // Until it has said where it stands it may be sent what is new to others.
    } else if (seq > last + 1) faults.push(`after ${last} came ${seq}`)
    else faults.push(`${seq} came again after ${last}`)
  }

  async function connect(city: RunningCity): Promise<void> {
    let own: Listener | null = null
    try {
      own = await listen(city.url, { cookie: city.cookie, origin: city.url })
      connections++
      let isResumed = false
      own.socket.on('alarm', (message: AlarmMessage) => take(message, isResumed))
      const opened = own
      own.socket.on('disconnect', () => {
        if (listener === opened) listener = null
      })
      await own.say('resume', { after: seqs.at(-1) ?? 0 })
      isResumed = true
      if (own.socket.connected) listener = own
    } catch {
      // It is tried again in a moment.
      own?.[Symbol.dispose]()
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
    messages,
    faults,
    get connections() {
      return connections
    },
    drop: () => listener?.socket.disconnect(),
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
