import type { Compilable } from 'kysely'
import type { Records } from './records.ts'
import type { UsualRow } from './schema.ts'
import { statement } from './statement.ts'

/** What the hours of the week are usually like. */
export interface UsualRecords {
  /** One statement however many they are. */
  save(rows: readonly UsualRow[]): Compilable
  all(): Promise<readonly UsualRow[]>
}

export function buildUsualRecords({ db }: Records): UsualRecords {
  return {
    save: (rows) =>
      statement(
        `insert into usual (station, value, slot, hour, weeks, mean, m2)
         select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
         from json_each(?) where true
         on conflict (station, value, slot) do update set hour = excluded.hour, weeks = excluded.weeks,
           mean = excluded.mean, m2 = excluded.m2`,
        [JSON.stringify(rows.map((row) => [row.station, row.value, row.slot, row.hour, row.weeks, row.mean, row.m2]))],
      ),
    all: () => db.selectFrom('usual').selectAll().execute(),
  }
}
