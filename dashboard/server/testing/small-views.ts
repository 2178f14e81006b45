import { CityError } from '../../../domain/errors.ts'
import type { SavedView } from '../../../domain/saved-view.ts'
import type { ViewsOfCity } from '../views-of-city.ts'

export function smallViews(now: () => number): ViewsOfCity {
  const all = new Map<string, SavedView>()

  function own(id: string, by: string): SavedView {
    const found = all.get(id)
    if (!found || found.owner !== by) throw new CityError('not-found', `There is no view ${id}.`)
    return found
  }

  return {
    list: async ({ owner, departments, page }) =>
      [...all.values()].filter(
        (view) =>
          (view.owner === owner || (view.department !== null && (departments?.includes(view.department) ?? true))) &&
          (page === undefined || view.page === page),
      ),
    async add(wish, owner) {
      const view = { ...wish, id: `v-${all.size + 1}`, owner, changedAt: now() }
      all.set(view.id, view)
      return view
    },
    async change(id, wish, by) {
      const view = { ...own(id, by), ...wish, changedAt: now() }
      all.set(id, view)
      return view
    },
    async remove(id, by) {
      all.delete(own(id, by).id)
    },
  }
}
