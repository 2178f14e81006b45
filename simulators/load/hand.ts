import { openIdle, keepAlive, type Idle } from './idle.ts'
import { connect, type Door, type Guest, kindOf } from './link.ts'
import { publish, type Sender } from './publisher.ts'
import type { Account } from './reconcile.ts'
import { type Segment, timetableOf } from './shape.ts'
import { newTally, type Part } from './tally.ts'

/** What one process has to do, as data. */
export interface Order {
  readonly door: Door
  readonly publishers: readonly (Guest & Pick<Sender, 'id' | 'topic' | 'values'>)[]
  /** Connections that only stay open. */
  readonly idle: readonly Guest[]
  readonly segments: readonly Segment[]
  readonly qos: 0 | 1 | 2
  readonly batch: number
  /** Of all stations of the load in turn, the publishers are those from `first` on. */
  readonly first: number
  readonly stations: number
}

/** What a process tells while it works. */
export interface News {
  /** Connections opened so far. */
  connected(n: number): void
  part(part: Part): void
}

/** One process of a load, here or elsewhere. */
export interface Hand extends AsyncDisposable {
  /** Opens every connection. Rejects when one is refused. */
  open(): Promise<void>
  /** Sends its share. Resolves when all is handed over, or after `stop`. */
  publish(startAt: number): Promise<void>
  stop(): void
  accounts(): Promise<readonly Account[]>
}

const TELL_MS = 250
/** A timer comes so late. */
const LATE_MS = 20
const AT_ONCE = 32

/** A hand in this process. */
export function openHand(order: Order, news: News): Hand {
  const senders: Sender[] = []
  const idle: Idle[] = []
  const tally = newTally()
  const stop = new AbortController()
  const ends = new AsyncDisposableStack()
  let connected = 0
  let startAt = Date.now()

  const tell = (): void => {
    const part = tally.take(Math.max(0, Math.floor((Date.now() - startAt - LATE_MS) / 1000)))
    if (part) news.part(part)
  }
  const arrived = (): void => {
    connected += 1
    if (connected % 50 === 0) news.connected(connected)
  }

  return {
    async open() {
      const { door, publishers } = order
      const seats = [...publishers.entries()]
      await each(seats, async ([i, { id, topic, values, ...guest }]) => {
        const client = await connect(guest, door)
        ends.defer(() => client.endAsync(true))
        client.on('error', (error) => tally.error(kindOf(error)))
        const sender = { id, topic, values, client, sent: 0, acknowledged: 0, mayRepeat: 0 }
        client.on('close', () => {
          if (client.disconnecting) return
          tally.error('connection lost')
          sender.mayRepeat += sender.sent - sender.acknowledged
        })
        senders[i] = sender
        arrived()
      })
      await each(order.idle, async (guest) => {
        const one = await openIdle(guest, door, () => tally.error('idle connection lost'))
        ends.use(one)
        idle.push(one)
        arrived()
      })
      ends.use(keepAlive(idle))
      news.connected(connected)
    },
    async publish(at) {
      startAt = at
      let beat: NodeJS.Timeout | undefined
      ends.defer(() => clearTimeout(beat))
      const again = (): void => {
        // Just after each quarter of a second, so that what is told belongs to the second that has ended.
        beat = setTimeout(
          () => {
            tell()
            again()
          },
          TELL_MS - ((Date.now() - startAt) % TELL_MS),
        )
      }
      again()
      const { first, stations, qos, batch } = order
      const timetable = timetableOf(order.segments)
      await publish(senders, { timetable, first, stations, qos, batch, startAt }, { tally, stopped: stop.signal })
      tell()
    },
    stop: () => stop.abort(),
    accounts() {
      tell()
      return Promise.resolve(
        senders.map(({ id, sent, acknowledged, mayRepeat }) => ({ id, sent, acknowledged, mayRepeat })),
      )
    },
    [Symbol.asyncDispose]: () => ends.disposeAsync(),
  }
}

/** One after the other is refused by itself; the first refusal ends the rest. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values()
  let hasFailed = false
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, items.length) }, async () => {
      for (const item of rest) {
        if (hasFailed) return
        await work(item).catch((error: unknown) => {
          hasFailed = true
          throw error
        })
      }
    }),
  )
}
