import { type Compilable, sql } from 'kysely'
import type { MessageCounts, MessageProof } from '../../domain/ledger.ts'
import type { Records } from './records.ts'
import { statement } from './statement.ts'

const HOUR_MS = 3_600_000

/** What is to be added to the account of messages of an hour; `hour` may be any moment within it, UTC ms. */
export interface MessageDelta extends MessageCounts {
  readonly hour: number
  /** Readings in them, taken or refused. */
  readonly readings: number
}

/** Messages and readings of an hour, and what the ledger says was received in it. */
export interface HourProof extends MessageCounts {
  readonly hour: number
  readonly readings: number
  readonly received: number
}

/** The second set of books: every message of the journal, counted apart from the stations' accounts. */
export interface MessageLedger {
  /** Adds deltas; one statement however many they are. Belongs in the transaction that moves `judged`. */
  add(deltas: readonly MessageDelta[]): Compilable
  /** The count of all messages against the position that they were judged up to, as of one moment. */
  proof(): Promise<MessageProof>
  /** Hours in [from, to), UTC ms, in which the two sets of books differ. */
  differences(span: { readonly from: number; readonly to: number }): Promise<readonly HourProof[]>
}

export function buildMessageLedger({ db }: Records): MessageLedger {
  return { add, proof, differences }

  async function proof(): Promise<MessageProof> {
    const { rows } = await sql<MessageCounts & { from: number; judged: number }>`
      select coalesce(sum(data), 0) as data, coalesce(sum(status), 0) as status, coalesce(sum(replays), 0) as replays,
        coalesce(sum(strays), 0) as strays, coalesce(sum(lost), 0) as lost,
        coalesce((select position from cursors where name = 'accounted-from'), 0) as "from",
        coalesce((select position from cursors where name = 'judged'), 0) as judged
      from ledger_messages`.execute(db)
    const { from, judged, ...messages } = rows[0]!
    const counted = messages.data + messages.status + messages.replays + messages.strays + messages.lost
    return { from, judged, counted, messages, isExact: from + counted === judged }
  }

  async function differences({ from, to }: { from: number; to: number }): Promise<readonly HourProof[]> {
    const start = startOfHour(from)
    const { rows } = await sql<HourProof>`
      with books as (
        select hour, sum(received) as received from ledger where hour >= ${start} and hour < ${to} group by hour
      ), counts as (
        select * from ledger_messages where hour >= ${start} and hour < ${to}
      )
      select coalesce(counts.hour, books.hour) as hour, coalesce(data, 0) as data, coalesce(status, 0) as status,
        coalesce(replays, 0) as replays, coalesce(strays, 0) as strays, coalesce(lost, 0) as lost,
        coalesce(readings, 0) as readings, coalesce(received, 0) as received
      from counts full join books on books.hour = counts.hour
      where coalesce(readings, 0) <> coalesce(received, 0) order by 1`.execute(db)
    return rows
  }
}

function add(deltas: readonly MessageDelta[]): Compilable {
  const rows = deltas.map(({ hour, data, status, replays, strays, lost, readings }) => [
    startOfHour(hour),
    data,
    status,
    replays,
    strays,
    lost,
    readings,
  ])
  return statement(
    `insert into ledger_messages (hour, data, status, replays, strays, lost, readings)
     select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
     from json_each(?) where true
     on conflict (hour) do update set data = data + excluded.data, status = status + excluded.status,
       replays = replays + excluded.replays, strays = strays + excluded.strays, lost = lost + excluded.lost,
       readings = readings + excluded.readings`,
    [JSON.stringify(rows)],
  )
}

function startOfHour(at: number): number {
  return Math.floor(at / HOUR_MS) * HOUR_MS
}
