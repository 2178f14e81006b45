import { Type } from 'typebox'
import { NOBODY } from '../../../domain/ledger.ts'
import { Id } from '../../../domain/station.ts'
import type { StationFilter } from '../city.ts'

const Short = Type.String({ minLength: 1, maxLength: 64 })

/** Which stations, as query parameters; every one that is given must hold. */
export const STATION_FILTER = {
  station: Type.Optional(
    Type.Union([Id, Type.Literal(NOBODY)], { description: `Its id; \`${NOBODY}\`: what belongs to no station` }),
  ),
  district: Type.Optional(Short),
  department: Type.Optional(Short),
  vendor: Type.Optional(Type.String({ maxLength: 64, description: 'Empty: stations without' })),
  kind: Type.Optional(Short),
} as const

/** What is passed on to the city. */
export function stationFilterOf({ station, district, department, vendor, kind }: StationFilter): StationFilter {
  return {
    ...(station !== undefined && { station }),
    ...(district !== undefined && { district }),
    ...(department !== undefined && { department }),
    ...(vendor !== undefined && { vendor }),
    ...(kind !== undefined && { kind }),
  }
}
