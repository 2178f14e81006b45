import type { Alarm } from '../domain/alarm.ts'
import type { ChannelType } from '../domain/delivery.ts'
import type { Label } from '../domain/label.ts'
import type { AlarmMessage } from '../domain/wire.ts'
import type { Letter } from './letter.ts'
import type { PostRequest, PostAnswer } from './post.ts'

/** One message as a channel sends it: the letter for people, the events for programs. */
export interface Parcel {
  /** The same at every attempt. */
  readonly key: string
  readonly isTest: boolean
  readonly createdAt: number
  readonly events: readonly AlarmMessage[]
  readonly letter: Letter
  /** What an order is about. */
  readonly alarm: Alarm | null
  /** Address in place of the channel's own. */
  readonly to: string | null
}

/**
 * How an attempt ended. `retry`: it may work later, after `waitMs` if that is told; `held`: nothing will go through until
 * somebody has mended the channel; `refused`: this message will not, others may.
 */
export interface Outcome {
  readonly is: 'sent' | 'retry' | 'held' | 'refused'
  /** What the other side said. */
  readonly answer: string
  readonly waitMs?: number
}

/** What a channel reaches the outside with. */
export interface Outside {
  /** Rejects when there was no answer. */
  post(request: PostRequest): Promise<PostAnswer>
  /** An address of the host that may be spoken to. Rejects when there is none. */
  addressOf(host: string): Promise<string>
  now(): number
  readonly city: { readonly label: Label; readonly publicUrl: string | null }
}

/** Settings of one channel by the names of its fields, secrets opened. */
export type Settings = Readonly<Record<string, string>>

/** A way out of the city: one file in channels/, and its row in channels/table.ts. */
export interface ChannelKind extends ChannelType {
  /** So many messages a minute the other side takes; null: as many as come. */
  readonly perMinute: number | null
  /** So many events one message may carry. */
  readonly mostEvents: number
  /** What is wrong with settings, in one sentence; null when nothing is. */
  faultOf(settings: Settings): string | null
  /** Never throws for what the other side does. */
  send(parcel: Parcel, settings: Settings, outside: Outside): Promise<Outcome>
}
