import type { ChannelWish } from '../domain/delivery.ts'
import type { AlarmMessage } from '../domain/wire.ts'
import type { OpenDelivery } from '../store/records/deliveries.ts'
import type { ChannelKind, Parcel } from './channel-kind.ts'
import {
  letterOfAlarm,
  letterOfEvent,
  letterOfSummary,
  letterOfText,
  type Letter,
  type LetterSource,
} from './letter.ts'

/** A delivery as it goes out: the same events, whenever it is made. */
export async function parcelOf(
  delivery: OpenDelivery,
  of: {
    readonly wish: ChannelWish
    readonly kind: Pick<ChannelKind, 'audience'>
    readonly source: LetterSource
    readonly eventsAt: (seqs: readonly number[]) => Promise<readonly AlarmMessage[]>
  },
): Promise<Parcel> {
  const { key, seqs, createdAt, order } = delivery
  const events = seqs.length === 0 ? [] : await of.eventsAt(seqs)
  const letter = letterFor(delivery, events, of)
  return { key, isTest: false, createdAt, events, letter, alarm: order?.alarm ?? null, to: order?.to ?? null }
}

function letterFor(
  { order, createdAt }: OpenDelivery,
  events: readonly AlarmMessage[],
  { wish, source }: { readonly wish: ChannelWish; readonly source: LetterSource },
): Letter {
  if (order?.alarm) {
    const opening = order.text === undefined ? {} : { opening: order.text }
    return letterOfAlarm(order.alarm, { wording: wish, source, news: 'raised', at: createdAt, ...opening })
  }
  if (order) return letterOfText(order.text ?? { zh: order.why, en: order.why }, wish, source)
  const [only] = events
  return only && events.length === 1 ? letterOfEvent(only, wish, source) : letterOfSummary(events, wish, source)
}
