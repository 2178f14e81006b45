import type { Records } from './records.ts'
import { statement } from './statement.ts'

/** Departments whose alarms a service account may hear; one that is not here hears all. In memory: each message asks. */
export interface ServiceDepartments {
  of(id: string): readonly string[] | null
  /** Null: all of them. */
  set(id: string, departments: readonly string[] | null): Promise<void>
}

export async function openServiceDepartments({ db, transact }: Records): Promise<ServiceDepartments> {
  const rows = await db.selectFrom('service_departments').selectAll().execute()
  const known = new Map(rows.map(({ id, departments }) => [id, JSON.parse(departments) as readonly string[]]))

  return {
    of: (id) => known.get(id) ?? null,
    async set(id, departments) {
      if (departments === null) {
        await transact([statement('delete from service_departments where id = ?', [id])])
        known.delete(id)
      } else {
        const text = JSON.stringify(departments)
        await transact([
          statement('insert or replace into service_departments (id, departments) values (?, ?)', [id, text]),
        ])
        known.set(id, departments)
      }
    },
  }
}
