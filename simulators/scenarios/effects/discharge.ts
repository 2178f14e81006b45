import { RIVER_KM_PER_HOUR } from '../../river.ts'
import { traitText } from '../../model.ts'
import type { Discharge } from '../effect.ts'
import { type Deeds, NOTHING, type Place, placesOf, type Stage } from '../scenario.ts'
import { courseOf, ownOf } from './course.ts'

const HOUR = 3_600_000

/** Distance of the outfall above the station that it is told by, km. */
const OUTFALL = 0.3
const REACH = 30

/** It passes an hour longer for every so many km that it has come. */
const STRETCH_KM = 20

/** The stations below turn in the order of the river, at its pace, each weaker and for longer. */
export function discharge(effect: Discharge, stage: Stage): Deeds {
  const onRiver = placesOf(stage, (kind) => 'riverKm' in (kind.traits ?? {})).filter((place) => kmOf(place) >= 0)
  const first = onRiver.find(({ station }) => station.id === effect.above)
  if (!first) return NOTHING
  const outfall = kmOf(first) - OUTFALL
  const kmPerHour = RIVER_KM_PER_HOUR * (effect.pace ?? 1)
  const touches = onRiver
    .filter((place) => riverOf(place) === riverOf(first) && kmOf(place) > outfall)
    .toSorted((a, b) => kmOf(a) - kmOf(b))
    .map((place) => {
      const km = kmOf(place) - outfall
      const course = courseOf(effect, stage, (km / kmPerHour) * HOUR)
      return {
        station: place.station.id,
        toward: ownOf(effect.toward, place.kind.values),
        peak: Math.min(1, Math.exp((OUTFALL - km) / (effect.reachKm ?? REACH))),
        course: { ...course, hold: course.hold + (km / STRETCH_KM / (effect.pace ?? 1)) * HOUR },
      }
    })
  return { ...NOTHING, touches }
}

/** Distance down the river, rising with the flow; negative for a station that is not on it. */
export function kmOf({ kind, station }: Place): number {
  return Number(traitText(kind, station, 'riverKm') ?? -1)
}

function riverOf({ kind, station }: Place): string {
  return traitText(kind, station, 'river') ?? ''
}
