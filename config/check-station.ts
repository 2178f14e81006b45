import type { Kind } from '../domain/kind.ts'
import type { Gateway, Station } from '../domain/station.ts'
import { show, suggest } from './fault.ts'
import { expectKnown, type Known } from './known.ts'
import type { CityFile } from './schema.ts'
import type { Item } from './sheet.ts'
import { where } from './shape.ts'

/** A station against its kind, the city and the offices. */
export function checkStation(
  item: Item<Station>,
  { kinds, city, known }: { kinds: ReadonlyMap<string, Kind>; city: CityFile | undefined; known: Known },
): void {
  const station = item.value
  expectKnown(item, ['kind'], station.kind, ['kind', known.kinds])
  expectKnown(item, ['owner'], station.owner, ['department', known.departments])
  expectKnown(item, ['gateway'], station.gateway, ['gateway', known.gateways])
  checkPlace(item, { city, known })
  const kind = kinds.get(station.kind)
  if (kind) for (const [name, told] of Object.entries(station.traits ?? {})) checkTrait(item, kind, name, told)
}

/** Its district is known and it lies within the bounds of the city. */
export function checkPlace(
  item: Item<Station> | Item<Gateway>,
  { city, known }: { city: CityFile | undefined; known: Known },
): void {
  const { district, lon, lat } = item.value
  expectKnown(item, ['district'], district, ['district', known.districts])
  if (!city) return
  const [west, south, east, north] = city.bounds
  if (lon < west || lon > east)
    item.complain(['lon'], `lon is ${lon}`, `from ${west} to ${east}, the bounds of the city`)
  if (lat < south || lat > north)
    item.complain(['lat'], `lat is ${lat}`, `from ${south} to ${north}, the bounds of the city`)
}

function checkTrait(item: Item<Station>, kind: Kind, name: string, told: string | number): void {
  const path = ['traits', name]
  const traits = kind.traits ?? {}
  const trait = Object.hasOwn(traits, name) ? traits[name] : undefined
  const found = `${where(path)} is ${show(told)}`
  if (!trait) {
    const names = Object.keys(traits)
    const expected = names.length > 0 ? `one of ${names.join(', ')}${suggest(name, names)}` : 'no traits'
    item.complain(path, `the trait ${show(name)}, which ${kind.id} has not`, expected)
  } else if (trait.type === 'number' && typeof told !== 'number') item.complain(path, found, 'a number')
  else if (trait.type === 'text' && typeof told !== 'string') item.complain(path, found, 'text (put it in quotes)')
  else if (trait.oneOf && !trait.oneOf.includes(String(told)))
    item.complain(path, found, `one of ${trait.oneOf.join(', ')}${suggest(String(told), trait.oneOf)}`)
}
