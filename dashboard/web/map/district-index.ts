import type { CityPicture } from '../live/picture.ts'

/** What the stations of a district say of it together. */
export interface DistrictIndex {
  /** Of the middle station by level; null when too few say anything. */
  readonly level: number | null
  readonly value: number | null
  /** Stations that say something now, of all that there are. */
  readonly counted: number
  readonly of: number
  /** The station that is worst off, and its level. */
  readonly worst: { readonly station: string; readonly level: number } | null
}

/** Below this share of its stations a district is said nothing of, as an average is with a quarter of its window missing. */
export const ENOUGH = 0.75

interface Said {
  readonly station: string
  readonly level: number
  readonly value: number | null
}

/** The index of a kind in each district that has stations of it: the upper median, so that one bad sensor cannot colour a district. */
export function districtIndices(city: CityPicture, kind: string): ReadonlyMap<string, DistrictIndex> {
  const index = city.kind(kind)?.index?.id
  const said = new Map<string, Said[]>()
  const counts = new Map<string, number>()
  for (const { id, kind: of, district } of city.stations.values()) {
    if (of !== kind) continue
    counts.set(district, (counts.get(district) ?? 0) + 1)
    const reading = index === undefined ? undefined : city.latest.get(id)?.indices[index]
    const age = city.freshness(id)
    if (reading === undefined || reading.level < 1 || age === 'stale' || age === 'none') continue
    const list = said.get(district)
    const one: Said = { station: id, level: reading.level, value: reading.value }
    if (list === undefined) said.set(district, [one])
    else list.push(one)
  }
  return new Map([...counts].map(([district, of]) => [district, together(said.get(district) ?? [], of)]))
}

function together(said: readonly Said[], of: number): DistrictIndex {
  const sorted = said.toSorted((a, b) => a.level - b.level || (a.value ?? 0) - (b.value ?? 0))
  const last = sorted.at(-1)
  const worst = last === undefined ? null : { station: last.station, level: last.level }
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined || sorted.length < of * ENOUGH)
    return { level: null, value: null, counted: sorted.length, of, worst }
  return { level: middle.level, value: middle.value, counted: sorted.length, of, worst }
}
