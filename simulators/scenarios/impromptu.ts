import { nameIn, type Label } from '../../domain/label.ts'
import { localHour } from '../calendar.ts'
import { uniform } from '../chance.ts'
import { traitText } from '../model.ts'
import { freeSpeedOf } from '../traffic.ts'
import { distance, moved, type Point } from './distance.ts'
import type { Effect } from './effect.ts'
import { interpret } from './effects/interpret.ts'
import { kmOf } from './effects/discharge.ts'
import { type Course, type Place, placesOf, type Stage } from './scenario.ts'
import { courseFor, targetOf } from './target.ts'

const MINUTE = 60_000
const STADIUM = /stadium|arena|体育[场馆]|奥体/i

/** How much faster than real ones its plume and its river run, so that the second station turns while one watches. */
const PLUME_PACE = 3
const RIVER_PACE = 33

/** Distance of the source from the first station of a plume, km. */
const NEAR = 0.6

/** An event that the simulated city makes up by itself, as the effects that it has; null where it has no place, or the hour is wrong. */
export interface Impromptu {
  readonly id: string
  readonly label: Label
  plan(stage: Stage): { readonly where: Point; readonly effects: readonly Effect[] } | null
}

/** A chemical smell that drifts with the wind. */
export const plume: Impromptu = {
  id: 'plume',
  label: { zh: '化工异味随风扩散', en: 'Chemical smell drifting downwind' },
  plan(stage) {
    const places = placesOf(stage, (kind) => ['pm25', 'so2', 'no2'].some((name) => name in kind.values))
    const plans = places
      .map((place) => ({ place, ...smellFrom(stage, place) }))
      .map((plan) => ({ ...plan, reached: interpret(plan.effects[0]!, stage).touches.length }))
      .filter(({ reached }) => reached > 0)
    const widest = plans.filter(({ reached }) => reached > 1)
    const choice = widest.length > 0 ? widest : plans
    const works = choice.find(({ place }) => traitText(place.kind, place.station, 'siting') === 'industrial')
    return works && uniform(stage.seed, 3) < 0.6 ? works : (drawnFrom(choice, stage) ?? null)
  },
}

/** Sewage let into the river above one station. */
export const sewage: Impromptu = {
  id: 'sewage',
  label: { zh: '污水偷排入河', en: 'Sewage discharge into the river' },
  plan(stage) {
    const onRiver = placesOf(stage, (kind) => 'ammoniaNitrogen' in kind.values).filter((place) => kmOf(place) >= 0)
    // Above the first two thirds, so that there are stations below.
    const sorted = onRiver.toSorted((a, b) => kmOf(a) - kmOf(b))
    const first = drawnFrom(sorted.slice(0, Math.max(1, Math.ceil((onRiver.length * 2) / 3))), stage)
    if (!first) return null
    const aims = [
      { value: 'ammoniaNitrogen', direction: 'above', otherwise: 4 },
      { value: 'cod', direction: 'above', otherwise: 60 },
      { value: 'codMn', direction: 'above', otherwise: 14 },
      { value: 'O2', direction: 'below', otherwise: 2.2 },
    ] as const
    const toward = Object.fromEntries(aims.map((aim) => [aim.value, targetOf(stage, first.kind, aim)]))
    const times = timesOf(courseFor(stage, first, stage.at, toward))
    return {
      where: first.station,
      effects: [{ effect: 'discharge', at: 0, ...times, above: first.station.id, toward, pace: RIVER_PACE }],
    }
  },
}

/** The road jams where it happened, and the queue grows back. */
export const crash: Impromptu = {
  id: 'crash',
  label: { zh: '交通事故致拥堵', en: 'Traffic jam after a crash' },
  plan(stage) {
    const scene = drawnFrom(
      placesOf(stage, (kind) => kind.simulate?.model === 'traffic'),
      stage,
    )
    if (!scene) return null
    const free = freeSpeedOf(scene.kind, scene.station)
    const asked = { value: 'averageVehicleSpeed', direction: 'below', otherwise: free * 0.18 } as const
    const speed = Math.max(3, Math.min(targetOf(stage, scene.kind, asked), free * 0.18))
    const times = timesOf(courseFor(stage, scene, stage.at, { averageVehicleSpeed: 3 }))
    return {
      where: scene.station,
      effects: [{ effect: 'jam', at: 0, ...times, scene: scene.station.id, speed, queueKmPerHour: 40 }],
    }
  },
}

/** A concert at the stadium in the evening: loud near it, and the car parks around fill up. */
export const concert: Impromptu = {
  id: 'concert',
  label: { zh: '体育场演唱会噪声', en: 'Concert noise at the stadium' },
  plan(stage) {
    const hour = localHour(stage.at)
    return hour < 18 || hour > 23 ? null : loud(stage, stadium(stage), true)
  },
}

/** Building work, by night when that disturbs most. */
export const roadworks: Impromptu = {
  id: 'roadworks',
  label: { zh: '道路施工噪声', en: 'Roadworks noise' },
  plan: (stage) => loud(stage, drawnFrom(noisePlaces(stage), stage)?.station, false),
}

/** Fireworks or worse: a reading or two of very loud peaks at one station. */
export const bang: Impromptu = {
  id: 'bang',
  label: { zh: '突发巨响', en: 'Sudden bang' },
  plan(stage) {
    const place = drawnFrom(noisePlaces(stage), stage)
    if (!place || !('LAmax' in place.kind.values)) return null
    const LAmax = targetOf(stage, place.kind, { value: 'LAmax', direction: 'above', otherwise: 121 })
    const everyMinutes = (place.station.everySeconds ?? place.kind.everySeconds) / 60
    const times = { minutes: 1.5 * everyMinutes, riseMinutes: 1 / 60, fallMinutes: 0.7 * everyMinutes }
    const where = { stations: [place.station.id] }
    return {
      where: place.station,
      effects: [{ effect: 'shift', at: 0, ...times, where, toward: { LAmax, LAeq: 77, LA10: 79 } }],
    }
  },
}

/** A car park fills to the last spot, as before a holiday, and empties again. */
export const fullCarPark: Impromptu = {
  id: 'full-car-park',
  label: { zh: '停车场爆满', en: 'Car park full' },
  plan(stage) {
    const place = drawnFrom(
      placesOf(stage, (kind) => kind.simulate?.model === 'parking'),
      stage,
    )
    if (!place) return null
    const toward = { fill: 1 }
    // Slow enough for the barriers: a flood of exits is another event.
    const times = { ...timesOf(courseFor(stage, place, stage.at, toward)), riseMinutes: 8, fallMinutes: 60 }
    const where = { stations: [place.station.id] }
    return { where: place.station, effects: [{ effect: 'shift', at: 0, ...times, where, toward }] }
  },
}

function smellFrom(stage: Stage, first: Place): { readonly where: Point; readonly effects: readonly Effect[] } {
  const { windFrom } = stage.weather(stage.at, first.station.lon, first.station.lat)
  const { lon, lat } = moved(first.station, NEAR, windFrom)
  const toward = smell(stage, first)
  const adds = Object.fromEntries(
    Object.entries(toward).map(([name, target]) => [name, target - (first.kind.simulate?.signals[name]?.base ?? 0)]),
  )
  const times = timesOf(courseFor(stage, first, stage.at, toward))
  const from = { lon, lat }
  return {
    where: from,
    effects: [{ effect: 'emission', at: 0, ...times, from, adds, reachKm: 25, pace: PLUME_PACE }],
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

function noisePlaces(stage: Stage): Place[] {
  return placesOf(stage, (kind) => 'LAeq' in kind.values)
}

/** Where the stadium is: at what is named after it, its car park rather than its neighbourhood. */
function stadium(stage: Stage): Point | undefined {
  const named = stage.stations.filter(({ name }) => STADIUM.test(`${nameIn('zh', name)} ${nameIn('en', name)}`))
  return (
    named.find(({ kind }) => stage.kinds.get(kind)?.simulate?.model === 'parking') ??
    named[0] ??
    drawnFrom(noisePlaces(stage), stage)?.station
  )
}

/** Full at the noise station nearest to the source, less the farther the others are. */
function loud(stage: Stage, source: Point | undefined, isCrowd: boolean) {
  if (!source) return null
  const [nearest] = noisePlaces(stage).toSorted((a, b) => distance(source, a.station) - distance(source, b.station))
  if (!nearest) return null
  const LAeq = targetOf(stage, nearest.kind, { value: 'LAeq', direction: 'above', otherwise: 84 })
  const times = timesOf(courseFor(stage, nearest, stage.at, { LAeq }))
  const { lon, lat } = nearest.station
  const around = { lon, lat }
  const noise: Effect = { effect: 'crowd', at: 0, ...times, around, withinKm: 2.5, LAeq }
  const cars: Effect = { effect: 'crowd', at: 0, ...times, around, withinKm: 1.5, fill: 0.86 }
  return { where: source, effects: isCrowd ? [noise, cars] : [noise] }
}

function timesOf({ rise, hold, fall }: Course) {
  return { minutes: hold / MINUTE, riseMinutes: rise / MINUTE, fallMinutes: fall / MINUTE }
}

function drawnFrom<T>(choice: readonly T[], stage: Stage): T | undefined {
  return choice[Math.floor(uniform(stage.seed, 1) * choice.length)]
}
