import type { MqttClient } from 'mqtt'
import { messageOf } from './fleet.ts'
import type { Tally } from './tally.ts'
import type { Timetable } from './shape.ts'

/** A station with its connection and its account. */
export interface Sender {
  readonly id: string
  readonly topic: string
  /** Values of successive readings, as JSON, by turns. */
  readonly values: readonly string[]
  readonly client: Pick<MqttClient, 'publish'>
  /** Distinct readings handed to the connection, and those of them that were acknowledged. */
  sent: number
  acknowledged: number
  /** Of them the readings that were not acknowledged when a connection ended. */
  mayRepeat: number
}

export interface Publishing {
  readonly timetable: Timetable
  /** Of all stations of the load in turn, these senders are those from `first` on. */
  readonly first: number
  readonly stations: number
  readonly qos: 0 | 1 | 2
  /** Readings a message. */
  readonly batch: number
  /** When the load starts, UTC ms. */
  readonly startAt: number
}

/** A city that stands still must not fill this process's memory as well. */
const MOST_IN_FLIGHT = 500_000
const LOOK_MS = 5
const PATIENCE_SECONDS = 60

/**
 * Open loop: a message is due when the timetable says so, whatever the broker does, and its latency counts from then, so that a
 * stall shows in full. Its `ts` is that time, too. Resolves when the last one has been handed over, or when stopped.
 */
export function publish(
  senders: readonly Sender[],
  { timetable, first, stations, qos, batch, startAt }: Publishing,
  { tally, stopped }: { readonly tally: Tally; readonly stopped: AbortSignal },
): Promise<void> {
  const start = performance.now() + (startAt - Date.now())
  let [next, counted, inFlight] = [0, 0, 0]
  /** Number, among all messages of the load, of this process's message `own`. */
  const numberOf = (own: number): number => Math.floor(own / senders.length) * stations + first + (own % senders.length)

  const post = (dueMs: number): void => {
    const sender = senders[next % senders.length]!
    const message = messageOf(sender.values, { ts: Math.round(startAt + dueMs), seq: sender.sent + 1, readings: batch })
    sender.sent += batch
    inFlight += 1
    tally.sent()
    sender.client.publish(sender.topic, message, { qos }, (error) => {
      inFlight -= 1
      if (error) return tally.error(`publish: ${error.message}`)
      sender.acknowledged += batch
      tally.acknowledged(performance.now() - start - dueMs)
    })
  }

  if (senders.length === 0) return Promise.resolve()
  const counting = ownOf(senders.length, first, stations)
  return new Promise((resolve) => {
    const beat = setInterval(() => {
      const now = performance.now() - start
      let number = numberOf(next)
      while (number < timetable.total && inFlight < MOST_IN_FLIGHT) {
        const dueMs = timetable.dueAt(number) * 1000
        if (dueMs > now) break
        post(dueMs)
        next += 1
        number = numberOf(next)
      }
      // What should have left by now, also where this process does not come to it.
      const due = counting(Math.min(timetable.total, timetable.dueBy(now / 1000)))
      if (due > counted) {
        tally.due(due - counted)
        counted = due
      }
      if (!stopped.aborted && number < timetable.total && now < (timetable.seconds + PATIENCE_SECONDS) * 1000) return
      clearInterval(beat)
      resolve()
    }, LOOK_MS)
  })
}

/** How many of the first `all` messages belong to these senders. */
function ownOf(senders: number, first: number, stations: number): (all: number) => number {
  return (all) => Math.floor(all / stations) * senders + Math.max(0, Math.min(senders, (all % stations) - first))
}
