import type { GatewayOutage, Power, Sensor, Shift } from '../effect.ts'
import { type Deeds, type Disorder, NOTHING, type Outage, type Stage, type Touch } from '../scenario.ts'
import { placesAt } from '../where.ts'
import { courseOf, ownOf, spanOf } from './course.ts'

const MINUTE = 60_000

/** Values go where it is said, one station after the other. */
export function shift(effect: Shift, stage: Stage): Deeds {
  const places = placesAt(stage, effect.where)
  const step = ((effect.acrossMinutes ?? 0) * MINUTE) / Math.max(1, places.length - 1)
  const touches = places.map(
    ({ station, kind }, i): Touch => ({
      station: station.id,
      ...(effect.toward && { toward: ownOf(effect.toward, { ...kind.values, density: 0, fill: 0 }) }),
      ...(effect.adds && { adds: ownOf(effect.adds, kind.values) }),
      peak: 1,
      course: courseOf(effect, stage, i * step),
    }),
  )
  return { ...NOTHING, touches }
}

/** Instruments of the same vendor, kind or place go wrong together. */
export function spoil(effect: Sensor, stage: Stage): Deeds {
  const { fault, scale = {}, aheadMinutes = 0 } = effect
  const disorders = placesAt(stage, effect.where).map(
    ({ station }): Disorder => ({
      station: station.id,
      fault,
      scale,
      aheadMs: aheadMinutes * MINUTE,
      ...spanOf(effect, stage),
    }),
  )
  return { ...NOTHING, disorders }
}

/** Stations on the mains go silent, and gateways, with what is behind them; what tells of a battery has one and stays. */
export function cutPower(effect: Power, stage: Stage): Deeds {
  const span = spanOf(effect, stage)
  const { districts, stations } = effect.where
  const onMains = placesAt(stage, effect.where).filter(
    ({ station, kind }) => station.gateway === undefined && !('batteryLevel' in kind.values),
  )
  const dark = stations ? [] : stage.gateways.filter(({ district }) => districts?.includes(district) ?? true)
  const outages = [...onMains.map(({ station }) => station.id), ...dark.map(({ id }) => id)]
  return { ...NOTHING, outages: outages.map((id): Outage => ({ id, ...span })) }
}

/** Nothing is heard from behind the gateway until it is back. */
export function cutGateway(effect: GatewayOutage, stage: Stage): Deeds {
  const span = spanOf(effect, stage)
  return { ...NOTHING, outages: effect.gateways.map((id): Outage => ({ id, ...span })) }
}
