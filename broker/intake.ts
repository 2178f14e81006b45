import type { Client } from 'aedes'
import { type Band, type Verdict, verdictOf } from '../domain/bands.ts'
import type { Priority } from '../domain/priority.ts'
import type { Seat } from './seats.ts'

/** Counts of what was asked of the door's patience, by class. */
export type ByPriority = Record<Priority, number>

/** A message that a client publishes. */
export interface Offer {
  readonly client: Client
  readonly seat: Seat
  readonly topic: string
  readonly payload: Buffer
  readonly qos: 0 | 1 | 2
  /** Called when the disk has it, or at once when it is shed; never when it is not taken. */
  readonly callback: (error?: Error | null) => void
}

/** The way from the door into the journal: slow for who is too fast, and narrower the fuller the journal is. */
export interface Intake extends Disposable {
  offer(offer: Offer): void
  readonly state: IntakeState
}

export interface IntakeState {
  readonly accepted: number
  /** Messages held back because their sender was too fast. */
  readonly slowed: number
  /** QoS 0 thrown away in a band that sheds. */
  readonly shed: Readonly<ByPriority>
  /** Messages whose acknowledgement was withheld because of the band. */
  readonly withheld: Readonly<ByPriority>
  /** Messages that wait now. */
  readonly held: number
}

export interface IntakeOptions {
  readonly accept: (topic: string, payload: Buffer, done: (error: Error | null) => void) => void
  /** Asked once for each message. */
  readonly band: () => Band
}

/** How long low classes wait where others are still taken at once. */
const LATER_MS = 1_000
const LOOK_MS = 50
/** All that may be held in memory; a client whose message would be more is let go, and keeps it. */
const HELD_BYTES = 64 * 1024 * 1024

/**
 * Holds messages back by not calling back: Aedes then reads no further from that client, which keeps its data. Held
 * messages go on in the order they came as soon as their band allows it; those of clients that have left are theirs to
 * send again.
 */
export function makeIntake({ accept, band }: IntakeOptions): Intake {
  const count = { accepted: 0, slowed: 0 }
  const shed: ByPriority = { alarm: 0, normal: 0, low: 0 }
  const withheld: ByPriority = { alarm: 0, normal: 0, low: 0 }
  let held: Offer[] = []
  let heldBytes = 0
  let timer: NodeJS.Timeout | undefined

  function offer(one: Offer): void {
    const wait = one.seat.takes(one.payload.length)
    if (wait === 0) decide(one)
    else {
      // Too fast: it is acknowledged later, so that the client is read more slowly; nothing is dropped.
      count.slowed++
      setTimeout(decide, wait, one)
    }
  }

  function decide(one: Offer): void {
    const { priority } = one.seat
    const verdict = verdictOn(one)
    if (verdict === 'take') take(one)
    else if (verdict === 'shed') {
      shed[priority]++
      one.callback(null)
    } else {
      withheld[priority]++
      if (verdict === 'hold') hold(one)
      else setTimeout(takeLate, LATER_MS, one)
    }
  }

  function verdictOn({ seat, qos, topic }: Offer): Verdict {
    // Of what a station says of its own presence the last word counts, and there is little of it.
    const isStatus = topic === seat.grant.status
    return verdictOf(band(), seat.priority, isStatus ? 1 : qos)
  }

  /** It has waited once: now it goes in, or waits with the others. */
  function takeLate(one: Offer): void {
    if (verdictOn(one) === 'hold') hold(one)
    else take(one)
  }

  function hold(one: Offer): void {
    if (heldBytes + one.payload.length > HELD_BYTES) {
      one.client.close()
      return
    }
    held.push(one)
    heldBytes += one.payload.length
    timer ??= setInterval(release, LOOK_MS)
  }

  function release(): void {
    const waiting = held
    held = []
    heldBytes = 0
    for (const one of waiting) {
      if (isGone(one)) continue
      // Asked anew for each, for each one taken makes it fuller.
      if (verdictOn(one) !== 'hold') take(one)
      else {
        held.push(one)
        heldBytes += one.payload.length
      }
    }
    if (held.length > 0) return
    clearInterval(timer)
    timer = undefined
  }

  /** A client that left sends again what was not acknowledged; its last will and what had no acknowledgement stay. */
  function isGone({ client, seat, topic, qos }: Offer): boolean {
    return client.closed && qos > 0 && topic !== seat.grant.status
  }

  function take(one: Offer): void {
    accept(one.topic, one.payload, (error) => {
      if (error === null) {
        count.accepted++
        one.callback(null)
        return
      }
      // Never acknowledged: the device keeps the message and sends it again over its next connection.
      one.client.close()
    })
  }

  return {
    offer,
    get state() {
      return { ...count, shed, withheld, held: held.length }
    },
    [Symbol.dispose]() {
      clearInterval(timer)
      held = []
    },
  }
}
