import type { Watch } from '../../../domain/wire.ts'
import type { CityPicture } from '../live/picture.ts'
import { boundsOf, padded, type Bounds } from './plane.ts'

/** Stations beside the picture are kept fresh, too, so that a small move shows no old ones. */
const PAD = 0.25

/** What the server is to send for a view (WGS-84), with the chosen station wherever it is. */
export function watchOf(
  view: Bounds,
  chosen: { readonly lon: number; readonly lat: number } | undefined,
  everywhere: readonly string[],
): Watch {
  const [west, south, east, north] = padded(view, PAD)
  const corners = [
    { lon: west, lat: south },
    { lon: east, lat: north },
  ]
  const bounds = boundsOf(chosen === undefined ? corners : [...corners, chosen]) ?? view
  const [w, s, e, n] = bounds.map((degrees) => Math.round(degrees * 1e4) / 1e4)
  return {
    bounds: [w ?? west, s ?? south, e ?? east, n ?? north],
    ...(everywhere.length > 0 && { everywhere: [...everywhere] }),
  }
}

/** The whole of what a map shows: the city, or where some stations are; China while nothing is known. */
export function wholeOf({ facts, stations }: CityPicture, around: readonly string[] | null): Bounds {
  if (facts?.bounds != null && around === null) return facts.bounds
  return boundsOf([...stations.values()].filter(({ id }) => around?.includes(id) ?? true)) ?? [73, 18, 135, 54]
}
