import type { City } from './dashboard/server/city.ts'
import { CityError } from './domain/errors.ts'
import type { IncidentWithParts } from './domain/incident.ts'
import type { Line } from './ingest/line.ts'
import type { LineTables } from './store/records/line-tables.ts'
import { numberedPage } from './store/records/page.ts'

/** Incidents as the window sees them. */
export function incidentsView(line: Pick<Line, 'incidents'>, tables: Pick<LineTables, 'incidents'>): City['incidents'] {
  const { desk, orders } = line.incidents

  async function known(id: string): Promise<IncidentWithParts> {
    const incident = await tables.incidents.get(id)
    if (!incident) throw new CityError('not-found', `There is no incident ${id}.`)
    return incident
  }

  return {
    list: (filter) => tables.incidents.list(filter),
    get: (id) => tables.incidents.get(id),
    async step(id, order, mayStep) {
      await orders.take(id, order, mayStep)
      return known(id)
    },
    async declare(wish) {
      const id = await orders.declare(wish)
      return known(id)
    },
    eventsAfter: (after, limit) =>
      numberedPage(
        limit,
        ({ seq }) => seq,
        (count) => tables.incidents.eventsAfter(after, count),
      ),
    head: () => desk.head,
    onEvent: (listener) => desk.onEvent(listener),
  }
}
