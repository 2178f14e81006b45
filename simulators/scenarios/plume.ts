import { uniform } from '../chance.ts'
import { traitText } from '../model.ts'
import { moved, offset, type Point } from './distance.ts'
import { placesOf, type Place, type Plan, type Scenario, type Stage, type Touch } from './scenario.ts'
import { courseFor, targetOf } from './target.ts'

const MINUTE = 60_000

/** Distance of the source from the first station, km. */
const NEAR = 0.6

/** How much faster than the wind the model city's plume travels, so that the second station rises while one watches. */
const PACE = 3

/** A chemical smell that drifts with the wind: stations downwind rise in turn, and less the farther they are. */
export const plume: Scenario = {
  id: 'plume',
  label: { zh: '化工异味随风扩散', en: 'Chemical smell drifting downwind' },
  plan(stage) {
    const places = placesOf(stage, (kind) => ['pm25', 'so2', 'no2'].some((name) => name in kind.values))
    const plans = places.map((place) => drift(stage, place, places)).filter((plan) => plan.touches.length > 0)
    const widest = plans.filter((plan) => plan.touches.length > 1)
    const choice = widest.length > 0 ? widest : plans
    const works = choice.find(({ first }) => traitText(first.kind, first.station, 'siting') === 'industrial')
    if (works && uniform(stage.seed, 3) < 0.6) return works
    return choice[Math.floor(uniform(stage.seed, 1) * choice.length)] ?? null
  },
}

function drift(stage: Stage, first: Place, places: readonly Place[]): Plan & { readonly first: Place } {
  const { windFrom, windSpeed } = stage.weather(stage.at, first.station.lon, first.station.lat)
  const source = moved(first.station, NEAR, windFrom)
  const kmPerMinute = Math.max(2, windSpeed) * 0.06 * PACE
  const touches = places.flatMap((place): Touch[] => {
    const { along, across } = downwind(source, place.station, windFrom)
    const width = 0.5 + 0.25 * along
    if (along <= 0 || along > 12 || Math.abs(across) > 2 * width) return []
    const toward = smell(stage, place)
    const peak = Math.exp(-0.5 * (across / width) ** 2) * Math.exp((NEAR - along) / 25)
    const arrival = Math.floor(stage.at + ((along - NEAR) / kmPerMinute) * MINUTE)
    return [{ station: place.station.id, toward, peak, course: courseFor(stage, place, arrival, toward) }]
  })
  return { ...source, touches, first }
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

/** One gas leads, fine dust comes with it. */
function smell(stage: Stage, { kind }: Place): Record<string, number> {
  const gases = [
    { value: 'so2', direction: 'above', otherwise: 320 },
    { value: 'no2', direction: 'above', otherwise: 260 },
  ] as const
  const pm25 = targetOf(stage, kind, { value: 'pm25', direction: 'above', otherwise: 185 })
  const gas = gases[Math.floor(uniform(stage.seed, 2) * gases.length)]!
  const toward = { pm25, pm10: pm25 * 1.3, [gas.value]: targetOf(stage, kind, gas) }
  return Object.fromEntries(Object.entries(toward).filter(([name]) => name in kind.values))
}
