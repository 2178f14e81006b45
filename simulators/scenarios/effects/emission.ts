import { distance, offset, type Point } from '../distance.ts'
import type { Emission } from '../effect.ts'
import { type Deeds, NOTHING, placesOf, type Stage, type Touch } from '../scenario.ts'
import { pointOf } from '../where.ts'
import { courseOf, ownOf } from './course.ts'

const MINUTE = 60_000

/** Distance up to which nothing is lost, km, and how near to the source the wind does not matter. */
const NEAR = 0.6
const AT_SOURCE = 0.3
const FARTHEST = 12
const REACH = 8

/** Stations downwind rise in turn, and less the farther they are from the source and from the middle of the plume. */
export function emit(effect: Emission, stage: Stage): Deeds {
  const source = pointOf(stage, effect.from)
  if (!source) return NOTHING
  const { windFrom, windSpeed } = stage.weather(stage.at + effect.at * MINUTE, source.lon, source.lat)
  const kmPerMinute = Math.max(1, windSpeed) * 0.06 * (effect.pace ?? 1)
  const places = placesOf(stage, (kind) => Object.keys(effect.adds).some((name) => name in kind.values))
  const touches = places.flatMap(({ station, kind }): Touch[] => {
    const strength =
      distance(source, station) < AT_SOURCE ? 1 : share(source, station, { windFrom, reachKm: effect.reachKm })
    if (strength === 0) return []
    const { along } = downwind(source, station, windFrom)
    const course = courseOf(effect, stage, (Math.max(0, along) / kmPerMinute) * MINUTE)
    return [{ station: station.id, adds: ownOf(effect.adds, kind.values), peak: strength, course }]
  })
  return { ...NOTHING, touches }
}

/** 0..1. */
function share(source: Point, to: Point, of: { windFrom: number; reachKm: number | undefined }): number {
  const { along, across } = downwind(source, to, of.windFrom)
  const width = 0.5 + 0.25 * along
  if (along <= 0 || along > FARTHEST || Math.abs(across) > 2 * width) return 0
  return Math.exp(-0.5 * (across / width) ** 2) * Math.min(1, Math.exp((NEAR - along) / (of.reachKm ?? REACH)))
}

/** km along the way of the wind, and to its side. */
export function downwind(source: Point, to: Point, windFrom: number): { along: number; across: number } {
  const { east, north } = offset(source, to)
  const angle = ((windFrom + 180) * Math.PI) / 180
  return {
    along: east * Math.sin(angle) + north * Math.cos(angle),
    across: east * Math.cos(angle) - north * Math.sin(angle),
  }
}
