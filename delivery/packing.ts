import { randomUUID } from 'node:crypto'
import { type ChannelWish, isWanted, newsOf } from '../domain/delivery.ts'
import { waitsInQuiet } from '../domain/quiet-hours.ts'
import type { AlarmMessage } from '../domain/wire.ts'
import type { NewDelivery, OpenDelivery } from '../store/records/deliveries.ts'
import type { ChannelKind } from './channel-kind.ts'

/** What is made of the events that came. */
export interface Packed {
  readonly deliveries: readonly NewDelivery[]
  /** Everything up to here is in them, or left out by the filter. */
  readonly position: number
  /** Not yet: a summary went out a moment ago. UTC ms. */
  readonly notBefore: number | null
}

export interface PackingState {
  /** Times of messages that were made in the last ten minutes, oldest first. */
  recent: number[]
  summaryAt: number
}

const FLOOD_MS = 600_000
const SUMMARY_EVERY_MS = 60_000

/**
 * Puts events into messages. Programs get every event, many in one message. People get one message an event, until it is more in
 * ten minutes than `summaryAbove`, or than the other side takes: then one summary, at most one a minute, unless there is red in it.
 */
export function pack(
  page: readonly AlarmMessage[],
  of: {
    readonly channel: string
    readonly kind: Pick<ChannelKind, 'audience' | 'mostEvents'>
    readonly wish: ChannelWish
    /** End of the quiet hours that hold. */
    readonly quietUntil: number | null
    readonly room: number
    readonly state: PackingState
    readonly now: number
  },
): Packed {
  const { channel, kind, wish, quietUntil, room, state, now } = of
  const { quiet } = wish
  const position = page.at(-1)?.seq ?? 0
  const wanted = page.filter((message) => isWanted(wish.filter, message))
  const isKept = ({ alarm }: AlarmMessage) =>
    quiet !== null && quietUntil !== null && waitsInQuiet(quiet, alarm.severity)
  const kept = wanted.filter(isKept)
  const going = wanted.filter((message) => !isKept(message))
  const make = (sort: 'alarm' | 'summary', messages: readonly AlarmMessage[], isQuiet = false): NewDelivery => ({
    channel,
    key: randomUUID(),
    sort,
    state: isQuiet ? 'quiet' : 'waiting',
    seqs: messages.map(({ seq }) => seq),
    createdAt: now,
  })
  const quieted = kept.length > 0 ? [make('summary', kept, true)] : []

  if (kind.audience === 'programs') {
    const parts: AlarmMessage[][] = []
    for (let i = 0; i < going.length; i += kind.mostEvents) parts.push(going.slice(i, i + kind.mostEvents))
    return { deliveries: [...quieted, ...parts.map((part) => make('alarm', part))], position, notBefore: null }
  }
  state.recent = state.recent.filter((at) => at > now - FLOOD_MS)
  const isFlood = state.recent.length + going.length > wish.summaryAbove || going.length > Math.max(1, room)
  if (!isFlood || going.length === 0) {
    for (const _ of going) state.recent.push(now)
    return { deliveries: [...quieted, ...going.map((message) => make('alarm', [message]))], position, notBefore: null }
  }
  const isUrgent = going.some((one) => one.alarm.severity === 'red' && ['raised', 'worse'].includes(newsOf(one)))
  const next = state.summaryAt + SUMMARY_EVERY_MS
  if (!isUrgent && now < next) return { deliveries: [], position, notBefore: next }
  for (const _ of going) state.recent.push(now)
  state.summaryAt = now
  return { deliveries: [...quieted, make(going.length === 1 ? 'alarm' : 'summary', going)], position, notBefore: null }
}

/** What was kept over the quiet hours, as it goes out when they end. */
export function release(
  quieted: readonly OpenDelivery[],
  of: { readonly channel: string; readonly mostEvents: number; readonly now: number },
): readonly NewDelivery[] {
  const seqs = quieted.flatMap((one) => one.seqs)
  const made: NewDelivery[] = []
  for (let i = 0; i < seqs.length; i += of.mostEvents) {
    const part = seqs.slice(i, i + of.mostEvents)
    const sort = part.length === 1 ? 'alarm' : 'summary'
    made.push({ channel: of.channel, key: randomUUID(), sort, state: 'waiting', seqs: part, createdAt: of.now })
  }
  return made
}
