import { randomUUID } from 'node:crypto'
import type { Channel, ChannelType, ChannelWish, Delivery, DeliveryState, TestAnswer } from '../domain/delivery.ts'
import { CityError } from '../domain/errors.ts'
import type { AlarmRecords } from '../store/records/alarms.ts'
import { buildAuditRecords } from '../store/records/audit.ts'
import { buildChannelRecords, type ChannelEntry } from '../store/records/channels.ts'
import { buildDeliveryRecords, type OpenDelivery } from '../store/records/deliveries.ts'
import type { PageOf, Paging } from '../store/records/page.ts'
import type { Records } from '../store/records/records.ts'
import type { Seal } from '../store/records/seal.ts'
import { makeAddresses } from './addresses.ts'
import type { ChannelKind, Outcome, Outside, Parcel } from './channel-kind.ts'
import { sealWish, settingsOf, withoutSecrets } from './channel-settings.ts'
import { channelKind, CHANNELS } from './channels/table.ts'
import { type Courier, type CourierView, startCourier } from './courier.ts'
import { noAnswer } from './http-outcome.ts'
import { type LetterSource, letterOfTest } from './letter.ts'
import { parcelOf } from './parcel.ts'
import { post } from './post.ts'

export interface DeliveryOptions {
  readonly records: Records
  readonly alarms: Pick<AlarmRecords, 'eventsAfter' | 'eventsAt'>
  readonly seal: Seal
  readonly source: LetterSource
  /** Addresses of private networks may be spoken to. */
  readonly mayBePrivate: boolean
  /** Number of the newest alarm event. */
  readonly head: () => number
  /** Channels that do not get through, each with what the other side says; empty: all do. `isNews` of the last one. */
  readonly onTrouble: (failing: ReadonlyMap<string, string>, newest: string | null) => void
  readonly log: { warn(detail: object, text: string): void; info(detail: object, text: string): void }
  readonly now?: () => number
  readonly timeoutMs?: number
  /** Of waits after failures: [0, 1). */
  readonly random?: () => number
}

/** The post office: channels to the outside, each with a courier of its own. */
export interface DeliveryOffice extends AsyncDisposable {
  readonly types: readonly ChannelType[]
  list(): readonly Channel[]
  /** Throws `not-found`. */
  get(id: string): Channel
  /** Throws `channel-exists`, `request-invalid`. */
  create(id: string, wish: ChannelWish, by: string): Promise<Channel>
  /** Throws `not-found`, `request-invalid`. */
  change(id: string, wish: ChannelWish, by: string): Promise<Channel>
  remove(id: string, by: string): Promise<void>
  /** Sends a marked message now and says what the other side answered. */
  test(id: string, by: string): Promise<TestAnswer>
  deliveries(id: string, filter: { readonly states?: readonly DeliveryState[] } & Paging): Promise<PageOf<Delivery>>
  /** There is something new, for all channels or for one. */
  wake(id?: string): void
  /** Whether a channel is there and on. */
  reaches(channel: string): boolean
  views(): readonly (CourierView & { readonly id: string; readonly type: string })[]
}

interface Desk {
  entry: ChannelEntry
  readonly kind: ChannelKind
  courier: Courier
}

const TIMEOUT_MS = 10_000
/** Each has one attempt on its way. */
const MOST_CHANNELS = 100
const TRIM_MS = 3_600_000
const KEPT_MS = 90 * 86_400_000

/** Starts a courier for every channel. */
export async function openDelivery(options: DeliveryOptions): Promise<DeliveryOffice> {
  const { records, alarms, seal, source, log, now = Date.now, timeoutMs = TIMEOUT_MS } = options
  const { transact } = records
  const channels = buildChannelRecords(records)
  const deliveries = buildDeliveryRecords(records)
  const audit = buildAuditRecords(records)
  const addresses = makeAddresses({ mayBePrivate: options.mayBePrivate })
  const outside: Outside = {
    post: (request) => post(request, { addresses, timeoutMs, now }),
    addressOf: async (host) => (await addresses.resolve(host))[0].address,
    now,
    city: { label: source.label, publicUrl: source.publicUrl },
  }
  const failing = new Map<string, string>()
  const desks = new Map<string, Desk>()
  for (const entry of await channels.all()) {
    const kind = channelKind(entry.wish.type)
    if (kind) desks.set(entry.id, { entry, kind, courier: courierOf(entry, kind) })
    else log.warn({ channel: entry.id, type: entry.wish.type }, 'a channel has a type that this version does not know')
  }
  const trim = setInterval(() => {
    transact([deliveries.trim(now() - KEPT_MS)]).catch((error: unknown) => log.warn({ err: error }, 'not trimmed'))
  }, TRIM_MS)
  trim.unref()

  function courierOf(entry: ChannelEntry, kind: ChannelKind): Courier {
    const { id, wish } = entry
    return startCourier({
      id,
      kind,
      wish,
      // A restored city may be behind its channels.
      position: Math.min(entry.position, options.head()),
      timeZone: source.timeZone,
      deliveries,
      move: (position) => channels.move(id, position),
      sent: (at) => channels.sent(id, at),
      transact,
      eventsAfter: (seq, limit) => alarms.eventsAfter(seq, limit),
      parcelOf: (delivery) => parcelOf(delivery, { wish, kind, source, eventsAt: (seqs) => alarms.eventsAt(seqs) }),
      attempt: (parcel) => attempt(parcel, entry, kind),
      onTrouble(detail) {
        if (detail === null) failing.delete(id)
        else failing.set(id, detail)
        options.onTrouble(failing, detail === null ? null : id)
      },
      now,
      ...(options.random ? { random: options.random } : {}),
      log,
    })
  }

  async function attempt(parcel: Parcel, entry: ChannelEntry, kind: ChannelKind): Promise<Outcome> {
    try {
      const settings = settingsOf(entry, entry.id, seal)
      const outcome = await Promise.race([kind.send(parcel, settings, outside).catch(noAnswer), tooLong()])
      return { ...outcome, answer: withoutSecrets(outcome.answer, settings, kind) }
    } catch (error) {
      return { is: 'held', answer: (error as Error).message }
    }
  }

  /** Whoever answers a little now and then is not waited for without end. */
  function tooLong(): Promise<Outcome> {
    const longestMs = 3 * timeoutMs
    const late: Outcome = { is: 'retry', answer: `not done within ${longestMs / 1000} s` }
    return new Promise((resolve) => setTimeout(() => resolve(late), longestMs).unref())
  }

  function known(id: string): Desk {
    const desk = desks.get(id)
    if (!desk) throw new CityError('not-found', `There is no channel ${id}.`)
    return desk
  }

  function note(action: string, id: string, actor: string, detail: string) {
    return audit.add({ at: now(), actor, action, object: `channel ${id}`, result: 'ok', detail })
  }

  function shown({ entry, courier }: Desk): Channel {
    const { id, wish, sealed, changedAt, changedBy } = entry
    const { state, position, waiting, quieted, lastFault, lastSentAt } = courier.view
    return {
      id,
      ...wish,
      secrets: Object.keys(sealed),
      state,
      position,
      waiting,
      quieted,
      lastFault,
      lastSentAt: lastSentAt ?? entry.lastSentAt,
      changedAt,
      changedBy,
    }
  }

  return {
    types: CHANNELS.map(({ id, label, audience, fields }) => ({ id, label, audience, fields: [...fields] })),
    list: () => [...desks.values()].map(shown).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    get: (id) => shown(known(id)),
    async create(id, wish, by) {
      if (desks.has(id)) throw new CityError('channel-exists', `There is a channel ${id} already.`)
      if (desks.size >= MOST_CHANNELS)
        throw new CityError('request-invalid', `There are ${MOST_CHANNELS} channels, and there can be no more.`)
      const kind = channelKind(wish.type)
      if (!kind) {
        const names = CHANNELS.map((one) => one.id).join(', ')
        throw new CityError('request-invalid', `type: there is no ${wish.type}; there are ${names}`)
      }
      const at = now()
      const kept = sealWish(wish, { id, kind, seal })
      const entry = { id, ...kept, position: options.head(), lastSentAt: null, changedAt: at, changedBy: by }
      await transact([
        // What was ordered for it before it was there is of the past.
        deliveries.drop(id, at, 'there was no such channel'),
        channels.save(entry),
        note('channel-create', id, by, wish.type),
      ])
      const desk = { entry, kind, courier: courierOf(entry, kind) }
      desks.set(id, desk)
      return shown(desk)
    },
    async change(id, wish, by) {
      const desk = known(id)
      const { entry, kind } = desk
      if (wish.type !== entry.wish.type)
        throw new CityError('request-invalid', `type: the channel ${id} is of type ${entry.wish.type} and stays it.`)
      const kept = sealWish(wish, { id, kind, seal, before: entry })
      await desk.courier[Symbol.asyncDispose]()
      const isTurnedOn = wish.isOn && !entry.wish.isOn
      // Who turned it off did not want to be told of what came meanwhile.
      const position = isTurnedOn ? options.head() : desk.courier.view.position
      const lastSentAt = desk.courier.view.lastSentAt ?? entry.lastSentAt
      const next = { id, ...kept, position, lastSentAt, changedAt: now(), changedBy: by }
      const changes = changesOf(entry, next)
      try {
        await transact([
          channels.save(next),
          ...(wish.isOn ? [] : [deliveries.drop(id, now(), 'the channel was turned off')]),
          note('channel-change', id, by, changes),
        ])
        desk.entry = next
      } finally {
        desk.courier = courierOf(desk.entry, kind)
      }
      return shown(desk)
    },
    async remove(id, by) {
      const desk = known(id)
      await desk.courier[Symbol.asyncDispose]()
      await transact([
        channels.remove(id),
        deliveries.drop(id, now(), 'the channel was taken away'),
        note('channel-remove', id, by, desk.entry.wish.type),
      ])
      desks.delete(id)
    },
    async test(id, by) {
      const { entry, kind, courier } = known(id)
      const startedAt = now()
      const key = randomUUID()
      const letter = letterOfTest(by, entry.wish, source)
      const parcel: Parcel = { key, isTest: true, createdAt: startedAt, events: [], letter, alarm: null, to: null }
      const outcome = await attempt(parcel, entry, kind)
      const isSent = outcome.is === 'sent'
      const endedAt = now()
      const tested: OpenDelivery = {
        channel: id,
        key,
        sort: 'test',
        state: 'waiting',
        seqs: [],
        createdAt: startedAt,
        attempts: 0,
      }
      await transact([
        deliveries.add(tested),
        deliveries.note(key, { state: isSent ? 'sent' : 'refused', attempts: 1, answer: outcome.answer, endedAt }),
        note('channel-test', id, by, isSent ? 'sent' : 'not sent'),
      ])
      if (isSent) courier.wake(true)
      return { isSent, answer: outcome.answer, tookMs: endedAt - startedAt }
    },
    async deliveries(id, filter) {
      known(id)
      return deliveries.list({ channel: id, ...filter })
    },
    wake(id) {
      if (id !== undefined) desks.get(id)?.courier.wake()
      else for (const { courier } of desks.values()) courier.wake()
    },
    reaches: (id) => desks.get(id)?.entry.wish.isOn ?? false,
    views: () =>
      [...desks.values()].map(({ entry, courier }) => ({ ...courier.view, id: entry.id, type: entry.wish.type })),
    async [Symbol.asyncDispose]() {
      clearInterval(trim)
      await Promise.all([...desks.values()].map(({ courier }) => courier[Symbol.asyncDispose]()))
    },
  }
}

/** Which parts of a channel were changed, for the audit: names, never secrets. */
function changesOf(before: ChannelEntry, after: ChannelEntry): string {
  const parts = Object.keys(after.wish).filter(
    (name) =>
      JSON.stringify(before.wish[name as keyof ChannelWish]) !== JSON.stringify(after.wish[name as keyof ChannelWish]),
  )
  const isSecretChanged = JSON.stringify(before.sealed) !== JSON.stringify(after.sealed)
  return [...parts, ...(isSecretChanged ? ['secrets'] : [])].join(', ')
}
