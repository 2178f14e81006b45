import { type Static, Type } from 'typebox'
import type { Alarm } from './alarm.ts'
import { Label } from './label.ts'
import { QuietHours } from './quiet-hours.ts'
import { Severity } from './severity.ts'
import type { AlarmMessage } from './wire.ts'

/** What an event means to whoever is told: `raised` also when it is announced anew, `changed` is every other step. */
export const NEWS = ['raised', 'worse', 'cleared', 'acknowledged', 'changed'] as const
export type News = (typeof NEWS)[number]

const Ids = Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 500 }))

/** Which events a channel is told of; every part that is given must hold. */
export const DeliveryFilter = Type.Object(
  {
    severities: Type.Optional(Type.Array(Severity, { minItems: 1, maxItems: 4 })),
    departments: Ids,
    districts: Ids,
    kinds: Ids,
    /** `raised`, `worse` and `cleared` when not given. */
    news: Type.Optional(Type.Array(Type.Enum([...NEWS]), { minItems: 1, maxItems: NEWS.length })),
    /** Also what is found late or set aside: nobody is called out for it. */
    silent: Type.Optional(Type.Boolean()),
    /** False: nothing of simulated stations. */
    simulated: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type DeliveryFilter = Static<typeof DeliveryFilter>

const Template = Type.Optional(Type.String({ minLength: 1, maxLength: 2000 }))

/** What a person decides of a channel. */
export const ChannelWish = Type.Object(
  {
    type: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }),
    label: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }),
    isOn: Type.Boolean(),
    /** By the fields of its type. A secret that is not given stays as it was. */
    settings: Type.Record(Type.String({ pattern: '^[a-zA-Z]{1,40}$' }), Type.String({ maxLength: 4000 })),
    filter: DeliveryFilter,
    quiet: Type.Union([QuietHours, Type.Null()]),
    language: Type.Enum(['zh', 'en', 'both']),
    /** Text in place of the city's own, with {placeholders}. */
    templates: Type.Object({ zh: Template, en: Template }, { additionalProperties: false }),
    /** So many events at once become one summary. */
    summaryAbove: Type.Integer({ minimum: 1, maximum: 100 }),
  },
  { additionalProperties: false },
)
export type ChannelWish = Static<typeof ChannelWish>

/** `working`: nothing is wrong; `retrying`: the last attempts failed; `held`: the other side refuses and somebody has to mend it. */
export const ChannelState = Type.Enum(['working', 'retrying', 'held', 'off'])
export type ChannelState = Static<typeof ChannelState>

/** A channel as it is shown: never with a secret. */
export const Channel = Type.Object({
  id: Type.String(),
  ...ChannelWish.properties,
  /** Names of the secrets that it has. */
  secrets: Type.Array(Type.String()),
  state: ChannelState,
  /** Everything up to this alarm event has been sent, left out by the filter, or waits among its deliveries. */
  position: Type.Integer(),
  /** Deliveries on their way, and those kept until quiet hours end. */
  waiting: Type.Integer(),
  quieted: Type.Integer(),
  /** Of the newest attempt that failed, while it holds. */
  lastFault: Type.Union([Type.String(), Type.Null()]),
  lastSentAt: Type.Union([Type.Number(), Type.Null()]),
  changedAt: Type.Number(),
  changedBy: Type.String(),
})
export type Channel = Static<typeof Channel>

/** A setting of a type of channel, as a form shows it. */
export const ChannelField = Type.Object({
  name: Type.String(),
  label: Label,
  /** One more sentence. */
  hint: Type.Optional(Label),
  /** `secret` is never given back. */
  sort: Type.Enum(['url', 'text', 'secret', 'number', 'choice', 'list']),
  choices: Type.Optional(Type.Array(Type.String())),
  isRequired: Type.Boolean(),
  example: Type.Optional(Type.String()),
})
export type ChannelField = Static<typeof ChannelField>

export const ChannelType = Type.Object({
  id: Type.String(),
  label: Label,
  /** People read summaries; programs are given every event. */
  audience: Type.Enum(['people', 'programs']),
  fields: Type.Array(ChannelField),
})
export type ChannelType = Static<typeof ChannelType>

export const DELIVERY_STATES = ['waiting', 'quiet', 'sent', 'refused', 'dropped'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]
export const DELIVERY_SORTS = ['alarm', 'summary', 'order', 'test'] as const
export type DeliverySort = (typeof DELIVERY_SORTS)[number]

/** One message to the outside, and what became of it. */
export const Delivery = Type.Object({
  id: Type.Integer(),
  channel: Type.String(),
  /** The same for every attempt: whoever gets it twice knows it. */
  key: Type.String(),
  sort: Type.Enum([...DELIVERY_SORTS]),
  state: Type.Enum([...DELIVERY_STATES]),
  /** First and last number of the alarm events in it, and how many. */
  firstSeq: Type.Union([Type.Integer(), Type.Null()]),
  lastSeq: Type.Union([Type.Integer(), Type.Null()]),
  events: Type.Integer(),
  /** To whom, when it is not the channel's own address. */
  to: Type.Union([Type.String(), Type.Null()]),
  /** Why it was ordered. */
  why: Type.Union([Type.String(), Type.Null()]),
  createdAt: Type.Number(),
  endedAt: Type.Union([Type.Number(), Type.Null()]),
  attempts: Type.Integer(),
  /** What the other side said last. */
  answer: Type.Union([Type.String(), Type.Null()]),
})
export type Delivery = Static<typeof Delivery>

export const TestAnswer = Type.Object({
  isSent: Type.Boolean(),
  /** What the other side said, or why it could not be asked. */
  answer: Type.String(),
  tookMs: Type.Number(),
})
export type TestAnswer = Static<typeof TestAnswer>

/** A message that a part of the city wants sent on one channel, whatever the channel's filter and quiet hours. */
export interface DeliveryOrder {
  readonly channel: string
  /** Address in place of the channel's own: an e-mail address, or a person's id or mobile number in a robot's group. */
  readonly to?: string
  /** What it is about; without it, `text` is all that is said. */
  readonly alarm?: Alarm
  readonly text?: Label
  /** For the log of deliveries. */
  readonly why: string
  /** An order with a key that was given before is not sent again. */
  readonly key?: string
}

/** What an event means to whoever is told of it. */
export function newsOf({ event, alarm }: Pick<AlarmMessage, 'event' | 'alarm'>): News {
  switch (event.type) {
    case 'raise':
    case 'announce':
      return 'raised'
    case 'unshelve':
    case 'unsuppress':
    case 'return-to-service':
      return event.state === 'unacknowledged' ? 'raised' : 'changed'
    case 'severity':
      return event.state === 'unacknowledged' && hasGotWorse(alarm, event.at) ? 'worse' : 'changed'
    case 'clear':
      return 'cleared'
    case 'ack':
      return 'acknowledged'
    default:
      return 'changed'
  }
}

/** One of an older version does not say; that it waits again is all that is known of it. */
function hasGotWorse({ answer, acknowledged }: Alarm, at: number): boolean {
  return answer === undefined ? !acknowledged : answer.worseAt === at
}

const USUAL: readonly News[] = ['raised', 'worse', 'cleared']
const ASIDE: ReadonlySet<string> = new Set(['shelved', 'suppressed', 'out-of-service'])

/** Whether a channel with this filter is told of an event. */
export function isWanted(filter: DeliveryFilter, message: AlarmMessage): boolean {
  const { alarm, event } = message
  const { severities, departments, districts, kinds, news = USUAL, silent = false, simulated = true } = filter
  if (!news.includes(newsOf(message))) return false
  if (!silent && (alarm.late || event.late || ASIDE.has(event.state))) return false
  if (!simulated && alarm.simulated) return false
  return (
    (!severities || severities.includes(alarm.severity)) &&
    (!departments || departments.includes(alarm.owner)) &&
    (!districts || districts.includes(alarm.district)) &&
    (!kinds || kinds.includes(alarm.kind))
  )
}
