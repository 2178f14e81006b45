import { isAside } from '../../../domain/alarm.ts'
import { SEVERITIES, type Severity } from '../../../domain/severity.ts'
import { isWaiting } from '../alarms/order.ts'
import type { CityPicture } from '../live/picture.ts'
import type { ClusterFace } from './cluster-picture.ts'

/** The worst open alarm of a station, and whether any of them waits. */
export interface Worst {
  readonly severity: Severity
  readonly waiting: boolean
}

export function worstOf(city: Pick<CityPicture, 'alarms'>): ReadonlyMap<string, Worst> {
  const worst = new Map<string, Worst>()
  for (const alarm of city.alarms.values()) {
    if (isAside(alarm.state)) continue
    const known = worst.get(alarm.station)
    const isWorse = known === undefined || SEVERITIES.indexOf(alarm.severity) > SEVERITIES.indexOf(known.severity)
    const waiting = isWaiting(alarm) || (known?.waiting ?? false)
    worst.set(alarm.station, { severity: isWorse ? alarm.severity : known.severity, waiting })
  }
  return worst
}

/** What a cluster of stations shows of them. */
export function faceOf(
  { ids }: { readonly ids: readonly string[] },
  city: Pick<CityPicture, 'look'>,
  worst: ReadonlyMap<string, Worst>,
): ClusterFace {
  let [waiting, silent, top] = [0, 0, -1]
  for (const id of ids) {
    if (city.look(id) !== 'plain') silent += 1
    const of = worst.get(id)
    if (of === undefined) continue
    if (of.waiting) waiting += 1
    top = Math.max(top, SEVERITIES.indexOf(of.severity))
  }
  return {
    worst: SEVERITIES[top] ?? null,
    eighths: waiting === 0 ? 0 : Math.max(1, Math.round((waiting / ids.length) * 8)),
    isHollow: silent * 2 > ids.length,
    digits: String(ids.length).length,
  }
}
