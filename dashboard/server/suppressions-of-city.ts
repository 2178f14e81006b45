import type { Suppression } from '../../domain/suppression.ts'

/** Maintenance and outages as the window sees them. */
export interface SuppressionsOfCity {
  /** Newest first. */
  list(): Promise<readonly Suppression[]>
  /** `ofDepartments`: of who announces it; of the whole city when absent. */
  add(
    wish: Omit<Suppression, 'id' | 'endedBy' | 'departments'> & { readonly ofDepartments?: readonly string[] },
  ): Promise<Suppression>
  /** Throws `not-found` for one that is over. */
  end(id: string, by: string): Promise<Suppression>
}
