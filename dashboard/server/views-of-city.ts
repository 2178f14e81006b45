import type { SavedView, SavedViewWish } from '../../domain/saved-view.ts'

/** Views that people keep, as the window sees them. */
export interface ViewsOfCity {
  /** A person's own and those that are shared with a department of theirs (null: with any), by name; of one screen, or of all. */
  list(of: {
    readonly owner: string
    readonly departments: readonly string[] | null
    readonly page?: string
  }): Promise<readonly SavedView[]>
  /** Throws `request-invalid` for one too many. */
  add(wish: SavedViewWish, owner: string): Promise<SavedView>
  /** Throw `not-found`, `not-allowed` for a view of somebody else. */
  change(id: string, wish: SavedViewWish, by: string): Promise<SavedView>
  remove(id: string, by: string): Promise<void>
}
