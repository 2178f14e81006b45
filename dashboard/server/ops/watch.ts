import type { StationEntry, Watch } from '../../../domain/wire.ts'

/** Same for watches that cover the same, so their browsers share one message. */
export function watchKey({ kinds, districts, bounds, everywhere = [] }: Watch): string {
  return JSON.stringify([
    kinds?.toSorted() ?? null,
    districts?.toSorted() ?? null,
    bounds ?? null,
    everywhere.toSorted(),
  ])
}

/** Whether a station is in a watch; what a watch does not name, it covers. Bounds may cross the date line. */
export function covers(watch: Watch): (station: Pick<StationEntry, 'kind' | 'district' | 'lon' | 'lat'>) => boolean {
  const kinds = watch.kinds && new Set(watch.kinds)
  const districts = watch.districts && new Set(watch.districts)
  const everywhere = new Set(watch.everywhere)

  return ({ kind, district, lon, lat }) => {
    if (everywhere.has(kind)) return true
    if (kinds && !kinds.has(kind)) return false
    if (districts && !districts.has(district)) return false
    if (!watch.bounds) return true
    const [west, south, east, north] = watch.bounds
    if (lat < south || lat > north) return false
    return west <= east ? lon >= west && lon <= east : lon >= west || lon <= east
  }
}
