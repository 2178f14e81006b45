import { randomUUID } from 'node:crypto'
import type { City } from './dashboard/server/city.ts'
import { CityError } from './domain/errors.ts'
import { ownersNamed, type Suppression } from './domain/suppression.ts'
import type { Line } from './ingest/line.ts'
import type { Records } from './store/records/records.ts'
import type { Registry } from './store/records/registry.ts'
import { buildSuppressionRecords } from './store/records/suppressions.ts'

const MOST = 500

/** Maintenance and outages as the window sees them. */
export function suppressionsView(
  line: Pick<Line, 'suppress' | 'suppressor'>,
  records: Records,
  stations: Pick<Registry, 'all'>,
): City['suppressions'] {
  const kept = buildSuppressionRecords(records)

  return {
    list: () => kept.list(MOST),
    async add({ ofDepartments, ...wish }) {
      const named = ownersNamed(wish.scope, stations.all())
      // Somebody of the whole city may name a place that nobody has yet, or none: it is for all then.
      const departments = named?.isKnown ? named.owners : ofDepartments ? [...ofDepartments] : null
      const suppression: Suppression = { ...wish, id: randomUUID(), endedBy: null, departments }
      await line.suppress(suppression)
      return suppression
    },
    async end(id, by) {
      const found = line.suppressor.current().find((one) => one.id === id)
      if (!found) throw new CityError('not-found', `There is no maintenance or outage ${id} that is not over.`)
      const ended: Suppression = { ...found, to: Math.max(Date.now(), found.from), endedBy: by }
      await line.suppress(ended)
      return ended
    },
  }
}
