import type { Compilable } from 'kysely'
import type { ChannelState, ChannelWish } from '../domain/delivery.ts'
import { quietUntil } from '../domain/quiet-hours.ts'
import type { AlarmMessage } from '../domain/wire.ts'
import type { DeliveryRecords, NewDelivery, OpenDelivery } from '../store/records/deliveries.ts'
import type { ChannelKind, Outcome, Parcel } from './channel-kind.ts'
import { makePace } from './pace.ts'
import { pack, type PackingState, release } from './packing.ts'

export interface CourierOptions {
  readonly id: string
  readonly kind: ChannelKind
  readonly wish: ChannelWish
  readonly position: number
  readonly timeZone: string
  readonly deliveries: DeliveryRecords
  readonly move: (position: number) => Compilable
  readonly sent: (at: number) => Compilable
  readonly transact: (statements: readonly Compilable[]) => Promise<void>
  readonly eventsAfter: (seq: number, limit: number) => Promise<readonly AlarmMessage[]>
  /** Makes the message of a delivery. */
  readonly parcelOf: (delivery: OpenDelivery) => Promise<Parcel>
  /** One attempt; never rejects. */
  readonly attempt: (parcel: Parcel) => Promise<Outcome>
  /** It does not get through, and somebody must know; null: it does again. */
  readonly onTrouble: (detail: string | null) => void
  readonly now: () => number
  readonly random?: () => number
  readonly log: { warn(detail: object, text: string): void; info(detail: object, text: string): void }
}

/** What one channel has done and has to do. */
export interface CourierView {
  readonly state: ChannelState
  readonly position: number
  readonly waiting: number
  readonly quieted: number
  readonly lastFault: string | null
  readonly lastSentAt: number | null
  readonly sent: number
  readonly failed: number
  readonly refused: number
  /** When the oldest of what waits was made. */
  readonly oldestAt: number | null
}

/** Carries what one channel is to be told, one message at a time, in order, until it is told. */
export interface Courier extends AsyncDisposable {
  /** There may be something new; `isMended`: try at once. */
  wake(isMended?: boolean): void
  readonly view: CourierView
}

const PAGE = 1000
/** Of what the other side takes in a minute, for orders and tests. */
const RESERVE = 3
const REFUSED_TRIES = 3
/** What is kept for the end of quiet hours is looked at each time: many rows of it are put into one. */
const MOST_QUIET = 20
const HELD_MS = 120_000
const TROUBLE_AFTER = 5
const TROUBLE_AFTER_MS = 60_000
const ORDER_MOST_MS = 86_400_000
const RECORDS_RETRY_MS = 500
const CLOSE_MS = 2_000

export function startCourier(options: CourierOptions): Courier {
  const { id, kind, wish, deliveries, transact, now, log } = options
  const pace = makePace(kind.perMinute, options.random)
  const packing: PackingState = { recent: [], summaryAt: -Infinity }
  /** Of single messages: when they may be tried again. */
  const later = new Map<string, number>()
  const tries = new Map<string, number>()
  let position = options.position
  let state: ChannelState = wish.isOn ? 'working' : 'off'
  let open: readonly OpenDelivery[] = []
  let resumeAt = 0
  let failures = 0
  let failingSince = 0
  let isTroubled = false
  let lastTold: string | null = null
  let lastFault: string | null = null
  let lastSentAt: number | null = null
  const counts = { sent: 0, failed: 0, refused: 0 }
  let isClosing = false
  let isAwake = true
  let rouse: (() => void) | null = null
  const ended = run()

  async function run(): Promise<void> {
    while (!isClosing) {
      isAwake = false
      try {
        const at = await step()
        if (!isAwake && !isClosing && at !== 'again') await rest(at)
      } catch (error) {
        // The records did not take or give something: nothing of it was done, so all of it is done again.
        log.warn({ channel: id, err: error }, 'a channel waits for the records')
        await rest(now() + RECORDS_RETRY_MS)
      }
    }
  }

  function rest(until: number | null): Promise<void> {
    return new Promise((resolve) => {
      // A clock that is set meanwhile delays nothing by more than half a minute.
      const timer = setTimeout(resolve, until === null ? 30_000 : Math.min(30_000, Math.max(0, until - now())))
      timer.unref()
      rouse = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Does one thing; when to look again, null: when there is news. */
  async function step(): Promise<number | null | 'again'> {
    open = await deliveries.open(id)
    if (!wish.isOn) return null
    const waiting = open.filter((one) => one.state === 'waiting')
    const stream = waiting.find(({ sort }) => sort !== 'order')
    let lookAt: number | null = null
    const notBefore = (at: number) => void (lookAt = lookAt === null ? at : Math.min(lookAt, at))
    if (!stream) {
      const filled = await fill()
      if (filled === 'again') return 'again'
      if (filled !== null) notBefore(filled)
    }
    const order = waiting.find((one) => one.sort === 'order' && (later.get(one.key) ?? 0) <= now())
    for (const one of waiting) if (one.sort === 'order' && one !== order) notBefore(later.get(one.key) ?? 0)
    const next = order ?? stream
    if (!next) return lookAt
    const freeAt = Math.max(pace.nextAt(now()), resumeAt, order ? 0 : (later.get(next.key) ?? 0))
    if (freeAt > now()) {
      notBefore(freeAt)
      return lookAt
    }
    await deliver(next)
    return 'again'
  }

  async function fill(): Promise<number | null | 'again'> {
    const at = now()
    const until = wish.quiet === null ? null : quietUntil(wish.quiet, at, options.timeZone)
    const quieted = open.filter((one) => one.state === 'quiet')
    if (quieted.length > 0 && until === null) {
      const released = release(quieted, { channel: id, mostEvents: kind.mostEvents, now: at })
      await transact([
        ...quieted.map(({ key }) => deliveries.withdraw(key)),
        ...released.map((one) => deliveries.add(one)),
      ])
      return 'again'
    }
    const wakeAt = quieted.length > 0 ? until : null
    const room = pace.room(at, RESERVE)
    // What comes while nothing may go out is put together into one.
    if (room === 0 || resumeAt > at) return Math.max(pace.nextAt(at, RESERVE), resumeAt)
    const page = await options.eventsAfter(position, PAGE)
    if (page.length === 0) return wakeAt
    const packed = pack(page, { channel: id, kind, wish, quietUntil: until, room, state: packing, now: at })
    if (packed.notBefore !== null) return packed.notBefore
    const isMany = quieted.length >= MOST_QUIET && packed.deliveries.some((one) => one.state === 'quiet')
    const before = isMany ? quieted : []
    const added = isMany ? packed.deliveries.map((one) => withThose(one, quieted)) : packed.deliveries
    await transact([
      ...before.map(({ key }) => deliveries.withdraw(key)),
      ...added.map((one) => deliveries.add(one)),
      options.move(packed.position),
    ])
    position = packed.position
    return 'again'
  }

  async function deliver(delivery: OpenDelivery): Promise<void> {
    const parcel = await options.parcelOf(delivery)
    pace.took(now())
    const outcome = await options.attempt(parcel)
    if (isClosing && outcome.is !== 'sent') return
    const attempts = (tries.get(delivery.key) ?? delivery.attempts) + 1
    tries.set(delivery.key, attempts)
    const at = now()
    const { answer } = outcome
    const end = async (how: 'sent' | 'refused') => {
      tries.delete(delivery.key)
      later.delete(delivery.key)
      const note = deliveries.note(delivery.key, { state: how, attempts, answer, endedAt: at })
      // It is told: until that is written down it is not told again, however long the records take.
      await untilKept(how === 'sent' ? [note, options.sent(at)] : [note])
    }
    if (outcome.is === 'sent') {
      counts.sent++
      lastSentAt = at
      await end('sent')
      return works()
    }
    counts.failed++
    failures++
    if (failures === 1) failingSince = at
    lastFault = answer
    const waitMs = pace.backOffMs(failures, outcome.waitMs)
    const isTooOld = delivery.sort === 'order' && at - delivery.createdAt > ORDER_MOST_MS
    if ((outcome.is === 'refused' && attempts >= REFUSED_TRIES) || isTooOld) {
      counts.refused++
      await end('refused')
      // Others may get through.
      resumeAt = 0
      return trouble(`one message was given up after ${attempts} attempts: ${answer}`, true)
    }
    await transact([deliveries.note(delivery.key, { state: 'waiting', attempts, answer, endedAt: null })])
    if (outcome.is === 'held') {
      state = 'held'
      resumeAt = at + HELD_MS / 2 + waitMs / 2
      return trouble(answer)
    }
    state = 'retrying'
    // An order for one person must not keep back those for others, nor the stream behind it.
    if (delivery.sort === 'order' || outcome.is === 'refused') later.set(delivery.key, at + waitMs)
    else resumeAt = at + waitMs
    if (failures >= TROUBLE_AFTER || at - failingSince >= TROUBLE_AFTER_MS) trouble(answer)
  }

  async function untilKept(statements: readonly Compilable[]): Promise<void> {
    do {
      try {
        return await transact(statements)
      } catch (error) {
        log.warn({ channel: id, err: error }, 'a delivery could not be written down yet')
        await new Promise((resolve) => setTimeout(resolve, RECORDS_RETRY_MS))
      }
    } while (!isClosing)
  }

  function works(): void {
    state = 'working'
    failures = 0
    resumeAt = 0
    lastFault = null
    if (!isTroubled) return
    isTroubled = false
    options.onTrouble(null)
  }

  function trouble(detail: string, isNews = false): void {
    // The alarm of it is an event too: what is said again and again would never end.
    if (isTroubled && (!isNews || detail === lastTold)) return
    lastTold = detail
    isTroubled = true
    log.warn({ channel: id, detail }, 'a channel does not get through')
    options.onTrouble(detail)
  }

  return {
    wake(isMended = false) {
      if (isMended) {
        resumeAt = 0
        later.clear()
      }
      isAwake = true
      rouse?.()
    },
    get view() {
      const waiting = open.filter((one) => one.state === 'waiting')
      return {
        ...counts,
        state,
        position,
        lastFault,
        lastSentAt,
        waiting: waiting.length,
        quieted: open.reduce((sum, one) => sum + (one.state === 'quiet' ? one.seqs.length : 0), 0),
        oldestAt: waiting[0]?.createdAt ?? null,
      }
    },
    async [Symbol.asyncDispose]() {
      isClosing = true
      rouse?.()
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())])
      if (isTroubled) options.onTrouble(null)
    },
  }
}

/** What is kept, with what was kept before it. */
function withThose(delivery: NewDelivery, before: readonly OpenDelivery[]): NewDelivery {
  if (delivery.state !== 'quiet') return delivery
  return { ...delivery, seqs: [...before.flatMap(({ seqs }) => seqs), ...delivery.seqs] }
}
