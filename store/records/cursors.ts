import type { Compilable } from 'kysely'
import type { Records } from './records.ts'
import { statement } from './statement.ts'

/** How far each reader has come. Moved in the transaction that holds what it did up to there. */
export interface CursorRecords {
  move(name: string, position: number): Compilable
  /** 0 for a new reader. */
  positionOf(name: string): Promise<number>
}

export function buildCursorRecords({ db }: Records): CursorRecords {
  return {
    move: (name, position) =>
      statement(
        `insert into cursors (name, position) values (?, ?)
         on conflict (name) do update set position = excluded.position`,
        [name, position],
      ),
    positionOf: async (name) => {
      const row = await db.selectFrom('cursors').select('position').where('name', '=', name).executeTakeFirst()
      return row?.position ?? 0
    },
  }
}
