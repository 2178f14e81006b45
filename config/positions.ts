import { WHOLE_CITY } from '../domain/flood.ts'
import type { CityConfig } from './schema.ts'

/** How many work at once: of a department by its id, of the whole city by `*`. One where nothing is said. */
export function positionsIn({
  city,
  departments,
}: {
  readonly city: Pick<CityConfig['city'], 'positions'>
  readonly departments: readonly Pick<CityConfig['departments'][number], 'id' | 'positions'>[]
}): (scope: string) => number {
  const of = new Map(departments.map(({ id, positions }) => [id, positions ?? 1]))
  return (scope) => (scope === WHOLE_CITY ? city.positions : of.get(scope)) ?? 1
}
