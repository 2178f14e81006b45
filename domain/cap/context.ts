import type { Kind } from '../kind.ts'
import type { Label, Name } from '../label.ts'
import type { DistrictEdges } from './area.ts'
import type { WarningPolicy } from './policy.ts'

/** What of a city its warnings speak of. */
export interface WarningContext {
  readonly label: Label
  /** [west, south, east, north] */
  readonly bounds: readonly [number, number, number, number]
  /** Local time from UTC. */
  readonly utcOffsetMinutes: number
  readonly policy: WarningPolicy
  readonly districts: ReadonlyMap<string, Label>
  readonly edges: DistrictEdges
  /** A station or gateway; undefined when there is none any more. */
  readonly stationOf: (id: string) => { readonly name: Name; readonly lon: number; readonly lat: number } | undefined
  readonly kindOf: (id: string) => Kind | undefined
}
