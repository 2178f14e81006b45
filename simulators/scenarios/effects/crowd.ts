import { distance } from '../distance.ts'
import type { Crowd } from '../effect.ts'
import { type Deeds, NOTHING, placesOf, type Stage, type Touch } from '../scenario.ts'
import { pointOf } from '../where.ts'
import { courseOf, ownOf } from './course.ts'

/** dB that are lost in the first km; twice as far costs 6 more. */
const LOST = 14

/** Loud at the place and less so around it; its car parks fill while people come and empty when they go. */
export function gather(effect: Crowd, stage: Stage): Deeds {
  const centre = pointOf(stage, effect.around)
  if (!centre) return NOTHING
  const course = courseOf(effect, stage)
  const touches: Touch[] = []
  for (const { station, kind } of placesOf(stage, () => true)) {
    const km = distance(centre, station)
    if (km > effect.withinKm) continue
    if (effect.LAeq !== undefined && 'LAeq' in kind.values) {
      const LAeq = effect.LAeq - LOST * Math.log2(1 + km)
      const levels = { LAeq, LAmax: LAeq + 9, LA10: LAeq + 4, LA50: LAeq - 2, LA90: LAeq - 7, LAmin: LAeq - 10 }
      touches.push({ station: station.id, toward: ownOf(levels, kind.values), peak: 1, course })
    }
    if (effect.fill !== undefined && kind.simulate?.model === 'parking')
      touches.push({ station: station.id, toward: { fill: effect.fill }, peak: 1, course })
  }
  return { ...NOTHING, touches }
}
