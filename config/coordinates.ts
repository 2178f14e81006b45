import { type Coordinates, shifted } from '../domain/coordinates.ts'
import type { Item } from './sheet.ts'

/** About a centimetre: more is not known of a station. */
const DIGITS = 1e7

/** A place that was given in a system of Chinese maps, in WGS-84; faults still point at where it stands in its file. */
export function toWgs84<T extends { readonly lon: number; readonly lat: number }>(
  item: Item<T>,
  coordinates: Coordinates = 'wgs84',
): Item<T> {
  if (coordinates === 'wgs84') return item
  const [lon, lat] = shifted([item.value.lon, item.value.lat], coordinates, 'wgs84')
  const round = (degrees: number) => Math.round(degrees * DIGITS) / DIGITS
  return { ...item, value: { ...item.value, lon: round(lon), lat: round(lat) } }
}
