import { seedOf, uniform } from '../chance.ts'
import { distance, type Point } from './distance.ts'
import type { Spot, Where } from './effect.ts'
import type { Place, Stage } from './scenario.ts'
import type { Station } from '../../domain/station.ts'

/** Where a spot is; undefined for a station that the city has not. */
export function pointOf(stage: Pick<Stage, 'stations'>, spot: Spot): Point | undefined {
  if (!('station' in spot)) return spot
  return stage.stations.find(({ id }) => id === spot.station)
}

/** The stations that every word fits, with their kinds. */
export function placesAt(stage: Stage, where: Where): Place[] {
  const centre = where.near && pointOf(stage, where.near)
  const fits = (station: Station) =>
    (where.stations?.includes(station.id) ?? true) &&
    (where.kinds?.includes(station.kind) ?? true) &&
    (where.districts?.includes(station.district) ?? true) &&
    (where.vendors?.includes(station.vendor ?? '') ?? true) &&
    (where.link === undefined || (where.link === 'gateway') === (station.gateway !== undefined)) &&
    (!where.near || (centre !== undefined && distance(centre, station) <= (where.withinKm ?? 1))) &&
    (where.share === undefined || uniform(seedOf(stage.seed, station.id), 17) < where.share)
  return stage.stations.filter(fits).flatMap((station) => {
    const kind = stage.kinds.get(station.kind)
    return kind ? [{ station, kind }] : []
  })
}
