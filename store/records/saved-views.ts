import type { Compilable } from 'kysely'
import type { SavedView } from '../../domain/saved-view.ts'
import type { Records } from './records.ts'
import { statement } from './statement.ts'

/** The table of views. */
export interface SavedViewTables {
  saved_views: SavedViewRow
}

export type SavedViewRow = Omit<SavedView, 'isDefault'> & { readonly isDefault: number }

/** Views that people keep. Statements are for `transact`. */
export interface SavedViewRecords {
  save(view: SavedView): Compilable
  /** No other view of this screen is its owner's first any more. */
  onlyDefault(view: SavedView): Compilable
  remove(id: string): Compilable
  /** What an account leaves behind: what it shared stays, under a name that nobody can have. */
  leave(owner: string): readonly Compilable[]
  get(id: string): Promise<SavedView | undefined>
  /** Those of a person and those that are shared with a department of theirs (null: with any), by name. */
  list(of: {
    readonly owner: string
    readonly departments: readonly string[] | null
    readonly page?: string
  }): Promise<readonly SavedView[]>
  countOf(owner: string): Promise<number>
}

export function buildSavedViewRecords({ db }: Records): SavedViewRecords {
  return {
    save: ({ id, page, name, query, owner, department, isDefault, changedAt }) =>
      statement(
        `insert into saved_views (id, page, name, query, owner, department, isDefault, changedAt)
         values (?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (id) do update set page = excluded.page, name = excluded.name, query = excluded.query,
           department = excluded.department, isDefault = excluded.isDefault, changedAt = excluded.changedAt`,
        [id, page, name, query, owner, department, isDefault ? 1 : 0, changedAt],
      ),
    onlyDefault: ({ id, owner, page }) =>
      statement('update saved_views set isDefault = 0 where owner = ? and page = ? and id <> ?', [owner, page, id]),
    remove: (id) => statement('delete from saved_views where id = ?', [id]),
    leave: (owner) => [
      statement('delete from saved_views where owner = ? and department is null', [owner]),
      statement(`update saved_views set owner = owner || ' (removed)', isDefault = 0 where owner = ?`, [owner]),
    ],
    async get(id) {
      const row = await db.selectFrom('saved_views').selectAll().where('id', '=', id).executeTakeFirst()
      return row && viewOf(row)
    },
    async list({ owner, departments, page }) {
      let query = db
        .selectFrom('saved_views')
        .selectAll()
        .where((of) =>
          of.or([
            of('owner', '=', owner),
            departments === null ? of('department', 'is not', null) : of('department', 'in', [...departments]),
          ]),
        )
      if (page !== undefined) query = query.where('page', '=', page)
      return (await query.orderBy('name').orderBy('id').execute()).map(viewOf)
    },
    async countOf(owner) {
      const query = db.selectFrom('saved_views').select((of) => of.fn.countAll<number>().as('count'))
      return (await query.where('owner', '=', owner).executeTakeFirstOrThrow()).count
    },
  }
}

function viewOf(row: SavedViewRow): SavedView {
  return { ...row, isDefault: row.isDefault === 1 }
}
