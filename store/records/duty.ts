import type { Compilable } from 'kysely'
import type { DutyItem, DutyList, DutyVersion } from '../../domain/duty.ts'
import type { Records } from './records.ts'
import type { DutyRow } from './schema.ts'
import { statement } from './statement.ts'

/** Every version of every contact, roster, override, chain and target. */
export interface DutyRecords {
  /** Refuses a version that is there: two people who change an item at once do not overwrite each other. */
  add(version: DutyVersion): Compilable
  /** The newest version of each item, also of those that were taken away. */
  newest(): Promise<readonly DutyVersion[]>
  /** Newest first. */
  history(list: DutyList, id: string): Promise<readonly DutyVersion[]>
}

export function buildDutyRecords({ db }: Records): DutyRecords {
  return {
    add: ({ list, id, version, at, by, why, item }) =>
      statement('insert into duty (list, id, version, at, by, why, item) values (?, ?, ?, ?, ?, ?, ?)', [
        list,
        id,
        version,
        at,
        by,
        why,
        item === null ? null : JSON.stringify(item),
      ]),
    newest: async () => {
      const newest = db
        .selectFrom('duty')
        .select(['list', 'id', (of) => of.fn.max('version').as('version')])
        .groupBy(['list', 'id'])
      const rows = await db
        .selectFrom('duty')
        .innerJoin(newest.as('newest'), (join) =>
          join
            .onRef('newest.list', '=', 'duty.list')
            .onRef('newest.id', '=', 'duty.id')
            .onRef('newest.version', '=', 'duty.version'),
        )
        .selectAll('duty')
        .orderBy('duty.list')
        .orderBy('duty.id')
        .execute()
      return rows.map(versionOf)
    },
    history: async (list, id) => {
      const query = db.selectFrom('duty').selectAll().where('list', '=', list).where('id', '=', id)
      return (await query.orderBy('version', 'desc').execute()).map(versionOf)
    },
  }
}

function versionOf({ list, item, ...row }: DutyRow): DutyVersion {
  return { ...row, list: list as DutyList, item: item === null ? null : (JSON.parse(item) as DutyItem) }
}
