import type { IncidentLimits } from '../config/incidents.ts'
import type { LineTables } from '../store/records/line-tables.ts'
import { RETURNS_MS } from './alarms/incident-desk.ts'

/** Alarms that are over, whose times what comes late may put right. */
const MOST_OVER = 1_000

/** What stood when the line ended last, as the records have it. */
export async function readStanding(tables: LineTables, at: number, limits?: IncidentLimits) {
  const [
    judged,
    stored,
    open,
    { items: over },
    head,
    heads,
    standing,
    living,
    incidentHead,
    usual,
    suppressions,
    outsideAlerts,
  ] = await Promise.all([
    tables.cursors.positionOf('judged'),
    tables.cursors.positionOf('stored'),
    tables.alarms.open(),
    tables.alarms.list({ states: ['normal'], limit: MOST_OVER }),
    tables.alarms.head(),
    tables.alarms.heads(),
    tables.calls.standing(at),
    tables.incidents.living(at - RETURNS_MS),
    tables.incidents.head(),
    tables.usual.all(),
    tables.suppressions.notOver(at),
    tables.outsideAlerts.all(),
  ])
  const incidents = { living, head: incidentHead, ...(limits ? { limits } : {}) }
  return {
    judged,
    stored,
    ruleStates: await tables.ruleStates.all(),
    presence: await tables.presence.all(),
    /** For the control room. */
    room: { open, over: over.toReversed(), head, heads, standing, usual, suppressions, outsideAlerts, incidents },
  }
}
