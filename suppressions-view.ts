import { randomUUID } from 'node:crypto'
import type { City } from './dashboard/server/city.ts'
import { CityError } from './domain/errors.ts'
import type { Suppression } from './domain/suppression.ts'
import type { Line } from './ingest/line.ts'
import { buildAuditRecords } from './store/records/audit.ts'
import type { Records } from './store/records/records.ts'
import { buildSuppressionRecords } from './store/records/suppressions.ts'

const MOST = 500

/** Maintenance and outages as the window sees them. */
export function suppressionsView(line: Pick<Line, 'suppress' | 'suppressor'>, records: Records): City['suppressions'] {
  const audit = buildAuditRecords(records)
  const kept = buildSuppressionRecords(records)

  async function note(action: string, { id, why }: Suppression, actor: string): Promise<void> {
    const entry = { at: Date.now(), actor, action, object: `suppression ${id}`, result: 'ok', detail: why }
    await records.transact([audit.add(entry)])
  }

  return {
    list: () => kept.list(MOST),
    async add(wish) {
      const suppression: Suppression = { ...wish, id: randomUUID(), endedBy: null }
      await line.suppress(suppression)
      await note('suppress', suppression, wish.by)
      return suppression
    },
    async end(id, by) {
      const found = line.suppressor.current().find((one) => one.id === id)
      if (!found) throw new CityError('not-found', `There is no maintenance or outage ${id} that is not over.`)
      const ended: Suppression = { ...found, to: Math.max(Date.now(), found.from), endedBy: by }
      await line.suppress(ended)
      await note('unsuppress', ended, by)
      return ended
    },
  }
}
