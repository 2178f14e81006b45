import { type AlarmWithEvents, type AlarmState } from '../../../domain/alarm.ts'
import { CITY_SAYS } from '../../../domain/city-says.ts'
import { type Covered, covers, isOfDepartment, type Suppression } from '../../../domain/suppression.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import type { Band, BandKind } from './picture.ts'
import type { Window } from './window.ts'

const ASIDE: Readonly<Partial<Record<AlarmState, BandKind>>> = {
  shelved: 'shelved',
  suppressed: 'suppressed',
  'out-of-service': 'out-of-service',
}

/** When an alarm's cause held, and when it was set aside, by its events. */
export function bandsOfAlarm(alarm: AlarmWithEvents, label: string): readonly Band[] {
  const bands: Band[] = []
  const of = { label, severity: alarm.severity, alarm: alarm.id, value: alarm.value }
  let heldFrom: number | null = null
  let aside: { readonly kind: BandKind; readonly from: number } | null = null
  for (const { type, at, state, text } of alarm.events) {
    if (type === 'raise') heldFrom = Math.min(heldFrom ?? Infinity, at)
    if (type === 'amend' && text === CITY_SAYS.neverHeld.en) heldFrom = null
    if (type === 'clear' && heldFrom !== null) {
      bands.push({ ...of, kind: 'alarm', from: heldFrom, to: at })
      heldFrom = null
    }
    const kind = ASIDE[state]
    if (aside !== null && aside.kind !== kind) {
      bands.push({ ...of, ...aside, to: at })
      aside = null
    }
    if (kind !== undefined) aside ??= { kind, from: at }
  }
  if (alarm.active) {
    // Readings of the past may have put the beginning right; of an alarm that came again it is that of the first time.
    const isFirst = !bands.some(({ kind }) => kind === 'alarm')
    const from = isFirst ? Math.min(heldFrom ?? Infinity, alarm.raisedAt) : (heldFrom ?? alarm.raisedAt)
    bands.push({ ...of, kind: 'alarm', from, to: null })
  }
  if (aside !== null) bands.push({ ...of, ...aside, to: null })
  return bands
}

/** Maintenance and outages that a station lay in. */
export function bandsOfSuppressions(all: readonly Suppression[], station: StationEntry): readonly Band[] {
  return all.flatMap((one): readonly Band[] => {
    const isOfStation = isOfDepartment(one, station.owner) && covers(one.scope, coveredBy(station, one))
    return isOfStation ? [{ kind: one.reason, from: one.from, to: one.to, label: one.why }] : []
  })
}

/** Those that reach into a window. */
export function bandsIn(bands: readonly Band[], { from, to }: Window): readonly Band[] {
  return bands.filter((band) => band.from < to && (band.to === null || band.to > from))
}

/** Any alarm of the station: a scope that names rules or silence covers some of them. */
function coveredBy({ id, kind, district, gateway }: StationEntry, { scope }: Suppression): Covered {
  return { rule: scope.rules?.[0] ?? '', kind, district, station: id, gateway, isSilence: true }
}
