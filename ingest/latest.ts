import type { Latest } from '../domain/wire.ts'
import type { Place } from './place.ts'

/** The newest reading of a place as the picture shows it; undefined before the first. */
export function latestOf(place: Place | undefined): Latest | undefined {
  if (!place || Number.isNaN(place.shownTs)) return undefined
  const values: Record<string, number> = {}
  const flags: Record<string, number> = {}
  place.plan.names.forEach((name, c) => {
    if (!Number.isNaN(place.values[c]!)) values[name] = place.values[c]!
    if (place.flags[c]! > 1) flags[name] = place.flags[c]!
  })
  const indices = place.index && place.plan.index ? { [place.plan.index.id]: place.index } : {}
  const isLate = place.shownReceivedAt - place.shownTs > place.lateMs
  return {
    ts: place.shownTs,
    receivedAt: place.shownReceivedAt,
    ...(isLate && { late: true as const }),
    values,
    flags,
    indices,
  }
}
