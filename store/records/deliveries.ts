import type { Compilable, Selectable } from 'kysely'
import type { Alarm } from '../../domain/alarm.ts'
import type { Delivery, DeliveryOrder, DeliverySort, DeliveryState } from '../../domain/delivery.ts'
import type { Label } from '../../domain/label.ts'
import { type PageOf, pageOf, type Paging, seenIn } from './page.ts'
import type { Records } from './records.ts'
import type { DeliveryRow } from './delivery-schema.ts'
import { statement } from './statement.ts'

/** What is to go out on one channel as one message. */
export interface NewDelivery {
  readonly channel: string
  readonly key: string
  readonly sort: DeliverySort
  readonly state: Extract<DeliveryState, 'waiting' | 'quiet'>
  /** Numbers of the alarm events in it. */
  readonly seqs: readonly number[]
  readonly createdAt: number
  readonly order?: Pick<DeliveryOrder, 'to' | 'why'> & { readonly text?: Label; readonly alarm?: Alarm }
}

/** One that is not over. */
export interface OpenDelivery extends NewDelivery {
  readonly attempts: number
}

/** How an attempt ended. */
export interface DeliveryNote {
  readonly state: DeliveryState
  readonly attempts: number
  readonly answer: string
  readonly endedAt: number | null
}

/** What goes out, and what became of it. Statements are for `transact`. */
export interface DeliveryRecords {
  /** One whose key is there already is left as it is. */
  add(delivery: NewDelivery): Compilable
  /** Those that are not over, oldest first. */
  open(channel: string): Promise<readonly OpenDelivery[]>
  note(key: string, note: DeliveryNote): Compilable
  /** Takes back what was kept for the end of quiet hours. */
  withdraw(key: string): Compilable
  /** Ends everything of a channel that is not over. */
  drop(channel: string, at: number, why: string): Compilable
  /** Forgets what ended before `at`. */
  trim(at: number): Compilable
  /** Newest first. */
  list(
    filter: { readonly channel: string; readonly states?: readonly DeliveryState[] } & Paging,
  ): Promise<PageOf<Delivery>>
}

const SHOWN = [
  'id',
  'channel',
  'key',
  'sort',
  'state',
  'seqs',
  'recipient',
  'why',
  'createdAt',
  'endedAt',
  'attempts',
  'answer',
] as const

export function buildDeliveryRecords({ db }: Records): DeliveryRecords {
  return {
    add,
    open: async (channel) => {
      const rows = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('channel', '=', channel)
        .where('state', 'in', ['waiting', 'quiet'])
        .orderBy('id')
        .execute()
      return rows.map(openOf)
    },
    note: (key, { state, attempts, answer, endedAt }) =>
      statement('update deliveries set state = ?, attempts = ?, answer = ?, endedAt = ? where key = ?', [
        state,
        attempts,
        answer,
        endedAt,
        key,
      ]),
    withdraw: (key) => statement(`delete from deliveries where key = ? and state = 'quiet'`, [key]),
    drop: (channel, at, why) =>
      statement(
        `update deliveries set state = 'dropped', endedAt = ?, answer = ?
         where channel = ? and state in ('waiting', 'quiet')`,
        [at, why, channel],
      ),
    trim: (at) => statement('delete from deliveries where endedAt is not null and endedAt < ?', [at]),
    list: async ({ channel, states, limit, cursor }) => {
      const seen = seenIn(cursor)
      let query = db
        .selectFrom('deliveries')
        .select([...SHOWN])
        .where('channel', '=', channel)
      if (states) query = query.where('state', 'in', states)
      if (seen !== null) query = query.where('id', '<', seen)
      const rows = await query
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return pageOf(rows, limit, { numberOf: (row) => row.id, toItem: deliveryOf })
    },
  }
}

/** The row of a message that a part of the city orders; belongs in the transaction of what it is ordered for. */
export function orderStatement(order: DeliveryOrder, key: string, createdAt: number): Compilable {
  return add({
    channel: order.channel,
    key: order.key ?? key,
    sort: 'order',
    state: 'waiting',
    seqs: [],
    createdAt,
    order,
  })
}

function add({ channel, key, sort, state, seqs, createdAt, order }: NewDelivery): Compilable {
  const content = order && JSON.stringify({ text: order.text, alarm: order.alarm })
  return statement(
    `insert into deliveries (channel, key, sort, state, seqs, content, recipient, why, createdAt, attempts)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0) on conflict (key) do nothing`,
    [
      channel,
      key,
      sort,
      state,
      JSON.stringify(seqs),
      content ?? null,
      order?.to ?? null,
      order?.why ?? null,
      createdAt,
    ],
  )
}

type Row = Selectable<DeliveryRow>

function openOf({ channel, key, sort, state, seqs, content, recipient, why, createdAt, attempts }: Row): OpenDelivery {
  const order =
    content === null
      ? null
      : {
          ...(JSON.parse(content) as { text?: Label; alarm?: Alarm }),
          ...(recipient === null ? {} : { to: recipient }),
          why: why ?? '',
        }
  return {
    channel,
    key,
    sort,
    state: state === 'quiet' ? 'quiet' : 'waiting',
    seqs: JSON.parse(seqs) as number[],
    createdAt,
    attempts,
    ...(order && { order }),
  }
}

function deliveryOf({ seqs, recipient, ...row }: Omit<Row, 'content'>): Delivery {
  const numbers = JSON.parse(seqs) as number[]
  return {
    ...row,
    to: recipient,
    events: numbers.length,
    firstSeq: numbers[0] ?? null,
    lastSeq: numbers.at(-1) ?? null,
  }
}
