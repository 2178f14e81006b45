import { randomUUID } from 'node:crypto'
import type { ViewsOfCity } from './dashboard/server/views-of-city.ts'
import { CityError } from './domain/errors.ts'
import { MOST_VIEWS, type SavedView } from './domain/saved-view.ts'
import { buildAuditRecords } from './store/records/audit.ts'
import type { Records } from './store/records/records.ts'
import { buildSavedViewRecords } from './store/records/saved-views.ts'

/** Views that people keep. What is shared, or ceases to be, is in the audit trail. */
export function savedViewsView(records: Records, now: () => number = Date.now): ViewsOfCity {
  const kept = buildSavedViewRecords(records)
  const audit = buildAuditRecords(records)

  const note = (action: string, { id, name, department }: SavedView, actor: string) =>
    audit.add({
      at: now(),
      actor,
      action,
      object: `view ${id}`,
      result: 'ok',
      detail: `${name} (${department ?? '-'})`,
    })

  async function own(id: string, by: string): Promise<SavedView> {
    const found = await kept.get(id)
    if (!found || (found.owner !== by && found.department === null))
      throw new CityError('not-found', `There is no view ${id}.`)
    if (found.owner !== by) throw new CityError('not-allowed', `The view belongs to ${found.owner}.`)
    return found
  }

  async function save(view: SavedView, before: SavedView | null): Promise<SavedView> {
    const isShared = view.department !== null || (before?.department ?? null) !== null
    await records.transact([
      kept.save(view),
      ...(view.isDefault ? [kept.onlyDefault(view)] : []),
      ...(isShared ? [note('share-view', view, view.owner)] : []),
    ])
    return view
  }

  return {
    list: (of) => kept.list(of),
    async add(wish, owner) {
      if ((await kept.countOf(owner)) >= MOST_VIEWS)
        throw new CityError('request-invalid', `A person keeps at most ${MOST_VIEWS} views; remove one first.`)
      return save({ ...wish, id: randomUUID(), owner, changedAt: now() }, null)
    },
    async change(id, wish, by) {
      const before = await own(id, by)
      return save({ ...before, ...wish, changedAt: now() }, before)
    },
    async remove(id, by) {
      const before = await own(id, by)
      const isShared = before.department !== null
      await records.transact([kept.remove(id), ...(isShared ? [note('remove-view', before, by)] : [])])
    },
  }
}
