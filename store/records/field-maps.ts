import type { Compilable } from 'kysely'
import type { FieldMap, FieldMapEntry, FieldMapKey } from '../../domain/field-map.ts'
import type { Records } from './records.ts'
import type { FieldMapRow } from './schema.ts'
import { statement } from './statement.ts'

/** Field maps of vendors and stations, every version with its author and reason. */
export interface FieldMapRecords {
  /** Oldest first. */
  all(): Promise<readonly FieldMapEntry[]>
  /** Every version of one, newest first. */
  history(key: FieldMapKey): Promise<readonly FieldMapEntry[]>
  /** Belongs in the transaction of what was judged with it. */
  add(entry: FieldMapEntry): Compilable
  /** Number that the next version gets. */
  nextVersion(): Promise<number>
}

export function buildFieldMapRecords({ db }: Records): FieldMapRecords {
  return {
    add,
    all: async () => (await db.selectFrom('field_maps').selectAll().orderBy('version').execute()).map(toEntry),
    async history({ of, name, kind }) {
      const rows = db.selectFrom('field_maps').selectAll().where('of', '=', of).where('name', '=', name)
      return (await rows.where('kind', '=', kind).orderBy('version', 'desc').execute()).map(toEntry)
    },
    async nextVersion() {
      const newest = await db.selectFrom('field_maps').select('version').orderBy('version', 'desc').executeTakeFirst()
      return (newest?.version ?? 0) + 1
    },
  }
}

function add({ version, of, name, kind, map, isOn, reason, by, at, fromPosition }: FieldMapEntry): Compilable {
  return statement(
    `insert into field_maps (version, of, name, kind, map, isOn, reason, actor, at, fromPosition)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [version, of, name, kind, map && JSON.stringify(map), isOn, reason, by, at, fromPosition],
  )
}

function toEntry({ map, isOn, actor, ...row }: Omit<FieldMapRow, 'version'> & { version: number }): FieldMapEntry {
  return { ...row, by: actor, isOn: isOn === 1, map: map === null ? null : (JSON.parse(map) as FieldMap) }
}
