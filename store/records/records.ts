import type { Compilable, Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** What the city remembers besides readings: stations, alarms, people, ledger, cursors. */
export interface Records extends AsyncDisposable {
  /** Queries run in a worker thread; nothing here blocks the caller's thread. */
  readonly db: Kysely<Schema>
  /**
   * Runs statements in order in one durable transaction: all or none. Transactions of one process never interleave;
   * they are carried out in the order of the calls. Rejects with `CityError` `records-failed`.
   */
  transact(statements: readonly Compilable[]): Promise<void>
}
