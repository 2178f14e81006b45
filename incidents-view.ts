import type { City } from './dashboard/server/city.ts'
import { CityError } from './domain/errors.ts'
import type { IncidentWithParts } from './domain/incident.ts'
import type { Line } from './ingest/line.ts'
import type { LineTables } from './store/records/line-tables.ts'
import { buildAuditRecords } from './store/records/audit.ts'
import type { Records } from './store/records/records.ts'

/** Incidents as the window sees them; what people do with them is in the audit. */
export function incidentsView(
  line: Pick<Line, 'incidents'>,
  records: Records,
  tables: Pick<LineTables, 'incidents'>,
): City['incidents'] {
  const audit = buildAuditRecords(records)
  const { desk, orders } = line.incidents

  async function known(id: string): Promise<IncidentWithParts> {
    const incident = await tables.incidents.get(id)
    if (!incident) throw new CityError('not-found', `There is no incident ${id}.`)
    return incident
  }

  async function note(action: string, id: string, { by, ...detail }: { readonly by: string }): Promise<void> {
    const entry = { at: Date.now(), actor: by, action, object: `incident ${id}`, result: 'ok' }
    await records.transact([audit.add({ ...entry, detail: JSON.stringify(detail) })])
  }

  return {
    list: (filter) => tables.incidents.list(filter),
    get: (id) => tables.incidents.get(id),
    async step(id, order) {
      await orders.take(id, order)
      await note(`incident-${order.type}`, id, order)
      return known(id)
    },
    async declare(wish) {
      const id = await orders.declare(wish)
      await note('incident-declare', id, wish)
      return known(id)
    },
    eventsAfter: (after, limit) => tables.incidents.eventsAfter(after, limit),
    head: () => desk.head,
    onEvent: (listener) => desk.onEvent(listener),
  }
}
