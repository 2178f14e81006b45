import type { Compilable } from 'kysely'
import type { ChannelWish } from '../../domain/delivery.ts'
import type { Records } from './records.ts'
import { statement } from './statement.ts'

/** A channel as it is kept: secrets sealed and apart. */
export interface ChannelEntry {
  readonly id: string
  readonly wish: ChannelWish
  /** Sealed secrets by the name of their field. */
  readonly sealed: Readonly<Record<string, string>>
  /** Number of the newest alarm event that it has taken. */
  readonly position: number
  readonly lastSentAt: number | null
  readonly changedAt: number
  readonly changedBy: string
}

/** Channels to the outside. Statements are for `transact`. */
export interface ChannelRecords {
  all(): Promise<readonly ChannelEntry[]>
  save(entry: ChannelEntry): Compilable
  /** Belongs in the transaction that keeps what was taken. */
  move(id: string, position: number): Compilable
  sent(id: string, at: number): Compilable
  remove(id: string): Compilable
}

export function buildChannelRecords({ db }: Records): ChannelRecords {
  return {
    all: async () => {
      const rows = await db.selectFrom('channels').selectAll().orderBy('id').execute()
      return rows.map(({ wish, sealed, ...row }) => ({
        ...row,
        wish: JSON.parse(wish) as ChannelWish,
        sealed: JSON.parse(sealed) as Record<string, string>,
      }))
    },
    save: ({ id, wish, sealed, position, lastSentAt, changedAt, changedBy }) =>
      statement(
        `insert into channels (id, wish, sealed, position, lastSentAt, changedAt, changedBy) values (?, ?, ?, ?, ?, ?, ?)
         on conflict (id) do update set wish = excluded.wish, sealed = excluded.sealed, position = excluded.position,
           changedAt = excluded.changedAt, changedBy = excluded.changedBy`,
        [id, JSON.stringify(wish), JSON.stringify(sealed), position, lastSentAt, changedAt, changedBy],
      ),
    move: (id, position) => statement('update channels set position = ? where id = ?', [position, id]),
    sent: (id, at) => statement('update channels set lastSentAt = ? where id = ?', [at, id]),
    remove: (id) => statement('delete from channels where id = ?', [id]),
  }
}
