import { uniform } from '../chance.ts'
import { traitText } from '../model.ts'
import { placesOf, type Place, type Scenario, type Stage, type Touch } from './scenario.ts'
import { courseFor, targetOf } from './target.ts'

const MINUTE = 60_000

/** The model city's river runs faster than a real one, so that the second station turns while one watches. */
const KM_PER_MINUTE = 1.2

/** Distance of the outfall above the first station, km. */
const OUTFALL = 0.3

/** Sewage let into the river above one station: the stations below turn in the order of the river, each weaker. */
export const sewage: Scenario = {
  id: 'sewage',
  label: { zh: '污水偷排入河', en: 'Sewage discharge into the river' },
  plan(stage) {
    const onRiver = placesOf(stage, (kind) => 'ammoniaNitrogen' in kind.values).filter((place) => kmOf(place) >= 0)
    if (onRiver.length === 0) return null
    // Above the first two thirds, so that there are stations below.
    const above = onRiver.toSorted(byRiver).slice(0, Math.max(1, Math.ceil((onRiver.length * 2) / 3)))
    const first = above[Math.floor(uniform(stage.seed, 1) * above.length)]!
    const outfall = kmOf(first) - OUTFALL
    const touches = onRiver
      .filter((place) => riverOf(place) === riverOf(first) && kmOf(place) > outfall)
      .toSorted(byRiver)
      .map((place) => below(stage, place, kmOf(place) - outfall))
    return { lon: first.station.lon, lat: first.station.lat, touches }
  },
}

function below(stage: Stage, place: Place, km: number): Touch {
  const { kind, station } = place
  const aims = [
    { value: 'ammoniaNitrogen', direction: 'above', otherwise: 4 },
    { value: 'cod', direction: 'above', otherwise: 60 },
    { value: 'codMn', direction: 'above', otherwise: 14 },
    { value: 'O2', direction: 'below', otherwise: 2.2 },
  ] as const
  const toward = Object.fromEntries(
    aims.filter(({ value }) => value in kind.values).map((aim) => [aim.value, targetOf(stage, kind, aim)]),
  )
  const arrival = Math.floor(stage.at + (km / KM_PER_MINUTE) * MINUTE)
  return {
    station: station.id,
    toward,
    peak: Math.exp((OUTFALL - km) / 30),
    course: courseFor(stage, place, arrival, toward),
  }
}

/** Distance down the river, rising with the flow; negative for a station that is not on it. */
function kmOf({ kind, station }: Place): number {
  return Number(traitText(kind, station, 'riverKm') ?? -1)
}

function riverOf({ kind, station }: Place): string {
  return traitText(kind, station, 'river') ?? ''
}

function byRiver(a: Place, b: Place): number {
  return kmOf(a) - kmOf(b)
}
