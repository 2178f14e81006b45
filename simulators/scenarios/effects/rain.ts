import { seedOf, uniform } from '../../chance.ts'
import { RIVER_KM_PER_HOUR } from '../../river.ts'
import type { Rain } from '../effect.ts'
import { type Deeds, NOTHING, type Place, type Stage, type Touch } from '../scenario.ts'
import { placesAt } from '../where.ts'
import { courseOf, ownOf } from './course.ts'
import { kmOf } from './discharge.ts'

const HOUR = 3_600_000

/** Metres in the lowest drain for each mm in an hour; the others have half of it at least. */
const DRAIN = 0.034
/** Metres in the river for each mm that has fallen, the share of it off the main river, and how much sooner than the water itself its wave runs down. */
const RIVER = 0.032
const BESIDE = 0.55
const WAVE = 4
/** A street under so much rain is driven on at half its speed. */
const HALF_SPEED_MM = 90

/** Drains rise with the rain and more where the ground is low; the river follows for hours, upstream first. */
export function rain(effect: Rain, stage: Stage): Deeds {
  const touches = placesAt(stage, effect.where ?? {}).flatMap((place): Touch[] => {
    const { station, kind } = place
    const course = courseOf(effect, stage)
    const one = (adds: Readonly<Record<string, number>>, own = course): Touch => ({
      station: station.id,
      adds: ownOf(adds, kind.values),
      peak: 1,
      course: own,
    })
    if ('waterDepth' in kind.values) {
      const low = 0.5 + 0.5 * uniform(seedOf(stage.seed, station.id), 23)
      return [one({ waterDepth: effect.mmPerHour * DRAIN * low })]
    }
    if ('waterLevel' in kind.values) {
      const fallen = ((effect.mmPerHour * effect.minutes) / 60) * (kmOf(place) < 0 ? BESIDE : 1)
      return [one({ waterLevel: fallen * RIVER, turbidity: effect.mmPerHour * 6 }, swollen(place, course))]
    }
    if (kind.simulate?.model === 'traffic')
      return [
        {
          station: station.id,
          toward: { density: 24 },
          peak: effect.mmPerHour / (effect.mmPerHour + HALF_SPEED_MM),
          course,
        },
      ]
    if ('relativeHumidity' in kind.values) return [one({ relativeHumidity: 0.25, temperature: -3 })]
    return []
  })
  return { ...NOTHING, touches }
}

/** The river is high an hour after the rain, lower down later, and longer than it rains. */
function swollen(place: Place, course: Touch['course']): Touch['course'] {
  const delay = HOUR / 2 + (Math.max(0, kmOf(place)) / RIVER_KM_PER_HOUR / WAVE) * HOUR
  return { from: course.from + delay, rise: Math.max(course.rise, 1.5 * HOUR), hold: course.hold, fall: 5 * HOUR }
}
