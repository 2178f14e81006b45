import type { Compilable } from 'kysely'
import type { Records } from './records.ts'
import { statement } from './statement.ts'

/** Single values by name. */
export interface SettingRecords {
  get(name: string): Promise<string | undefined>
  set(name: string, value: string): Promise<void>
  /** The same, as a statement for `transact`. */
  save(name: string, value: string): Compilable
}

export function buildSettingRecords({ db, transact }: Records): SettingRecords {
  return {
    get: async (name) => {
      const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst()
      return row?.value
    },
    set: (name, value) => transact([save(name, value)]),
    save,
  }
}

function save(name: string, value: string): Compilable {
  return statement(
    'insert into settings (name, value) values (?, ?) on conflict (name) do update set value = excluded.value',
    [name, value],
  )
}
