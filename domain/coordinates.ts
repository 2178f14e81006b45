import gcoord from 'gcoord'

/** Coordinate systems that maps of China are published in; gcj02 and bd09 are shifted from WGS-84 by hundreds of metres. */
export const COORDINATES = ['wgs84', 'gcj02', 'bd09'] as const
export type Coordinates = (typeof COORDINATES)[number]

export type Place = [lon: number, lat: number]

// Its types speak of an ES module, which it is only to a bundler.
const { transform, WGS84, GCJ02, BD09 } = gcoord as unknown as typeof gcoord.default
const SYSTEMS = { wgs84: WGS84, gcj02: GCJ02, bd09: BD09 } as const

/** The same place of the earth in another system; degrees. */
export function shifted(place: Place, from: Coordinates, to: Coordinates): Place {
  return from === to ? place : transform<Place>([...place], SYSTEMS[from], SYSTEMS[to])
}
