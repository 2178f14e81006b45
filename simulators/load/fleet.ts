import type { CityFile } from '../../config/schema.ts'
import type { Kind, Kinds } from '../../domain/kind.ts'
import type { Station } from '../../domain/station.ts'
import { gauss, mix, seedOf } from '../chance.ts'
import { buildWorld } from '../world.ts'

/** What a load test must know of the city that it loads. */
export interface LoadedCity {
  readonly kinds: Kinds
  readonly city: Pick<CityFile, 'bounds' | 'districts'>
}

/** A station of a load test, and the values of successive readings, as JSON. */
export interface LoadStation {
  readonly station: Station
  readonly values: readonly string[]
}

/** Message with `readings` readings that follow on `seq`, `ts` the time of the first. */
export function messageOf(
  values: readonly string[],
  { ts, seq, readings }: { readonly ts: number; readonly seq: number; readonly readings: number },
): string {
  const reading = (i: number) => `{"ts":${ts + i},"values":${values[(seq + i) % values.length]!},"seq":${seq + i}}`
  return readings === 1 ? reading(0) : `[${Array.from({ length: readings }, (_, i) => reading(i)).join()}]`
}

/** Stations over all districts and the kinds in turn, with the values of the simulated city. */
export function fleetOf(
  { kinds, city }: LoadedCity,
  { run, stations, only, seed }: { run: string; stations: number; only: readonly string[]; seed: number },
): LoadStation[] {
  const chosen = only.length > 0 ? only.map((id) => kindOf(kinds, id)) : [...kinds.values()].filter(isSimulated)
  if (chosen.length === 0) throw new Error('no kind can be simulated')
  const made = Array.from({ length: stations }, (_, i): Station => {
    const district = city.districts[i % city.districts.length]!
    const own = seedOf(seed, `${run}-${i}`)
    const [west, south, east, north] = city.bounds
    return {
      id: `load-${run}-${i}`,
      kind: chosen[i % chosen.length]!.id,
      name: `Load ${run} ${i}`,
      district: district.id,
      lon: within(district.centre[0] + 0.01 * gauss(own, 1), west, east),
      lat: within(district.centre[1] + 0.01 * gauss(own, 2), south, north),
      simulated: true,
    }
  })
  const world = buildWorld({ kinds, stations: made, gateways: [], rules: [] }, mix(seed, 1), null)
  return world.stations.map((one) => {
    // Successive readings of a quiet hour, so that the values are as varied as real ones and cost nothing to make.
    const first = one.seqAt(Date.UTC(2026, 0, 7, 4))
    const values = Array.from({ length: 8 }, (_, i) => JSON.stringify(one.reading(first + i).values))
    return { station: one.station, values }
  })
}

function kindOf(kinds: Kinds, id: string): Kind {
  const kind = kinds.get(id)
  if (kind && isSimulated(kind)) return kind
  throw new Error(
    `kind ${id} cannot be simulated; these can: ${[...kinds.values()]
      .filter(isSimulated)
      .map((one) => one.id)
      .join(', ')}`,
  )
}

function isSimulated(kind: Kind): boolean {
  return Object.keys(kind.simulate?.signals ?? {}).length > 0
}

function within(degrees: number, low: number, high: number): number {
  return Math.round(Math.min(high, Math.max(low, degrees)) * 1e5) / 1e5
}
