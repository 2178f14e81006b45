import { CityError } from '../../../domain/errors.ts'
import type { City } from '../city.ts'

/** Throws `request-invalid`, with what is known, for a field whose value is not. */
export function demandKnown(field: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return
  throw new CityError('request-invalid', `Body "${field}": ${value} is not known here; known are ${known.join(', ')}.`)
}

/** Throws `request-invalid` for a district that the city has not. */
export function demandDistrict(city: City, district: string): void {
  demandKnown(
    'district',
    district,
    city.districts.map(({ id }) => id),
  )
}
