import type { Compilable } from 'kysely'
import type { OutsideCause } from '../../domain/outside-alert.ts'
import type { Records } from './records.ts'
import { statement } from './statement.ts'

/** An alert of another system that holds. */
export interface KnownAlert {
  /** Digest of its labels. */
  readonly key: string
  readonly cause: OutsideCause
  readonly startedAt: number
  /** It is over then, when nobody says again that it holds; null: until it is said to be over. */
  readonly endsAt: number | null
}

/** Alerts from outside that hold; kept in the transaction of what they raise. */
export interface OutsideAlertRecords {
  all(): Promise<readonly KnownAlert[]>
  save(alert: KnownAlert): Compilable
  forget(key: string): Compilable
}

export function buildOutsideAlertRecords({ db }: Records): OutsideAlertRecords {
  return {
    all: async () => {
      const rows = await db.selectFrom('outside_alerts').selectAll().execute()
      return rows.map((row) => ({ ...row, cause: JSON.parse(row.cause) as OutsideCause }))
    },
    save: ({ key, cause, startedAt, endsAt }) =>
      statement(
        `insert into outside_alerts (key, cause, startedAt, endsAt) values (?, ?, ?, ?)
         on conflict (key) do update set cause = excluded.cause, endsAt = excluded.endsAt`,
        [key, JSON.stringify(cause), startedAt, endsAt],
      ),
    forget: (key) => statement('delete from outside_alerts where key = ?', [key]),
  }
}
