import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CityError } from '../domain/errors.ts'
import { Kind } from '../domain/kind.ts'
import type { Rule } from '../domain/rule.ts'
import type { Gateway, Station } from '../domain/station.ts'
import { checkCity } from './check-city.ts'
import { readDuty } from './read-duty.ts'
import { checkKind } from './check-kind.ts'
import { checkRule, checkRuleOfKind } from './check-rule.ts'
import { checkPlace, checkStation } from './check-station.ts'
import { faultText, sortFaults, type ConfigFault } from './fault.ts'
import { expectUnique, type Known } from './known.ts'
import type { Coordinates } from '../domain/coordinates.ts'
import {
  CityFile,
  DepartmentsFile,
  RulesFile,
  StationsFile,
  type CityConfig,
  type Department,
  type District,
} from './schema.ts'
import { readSheet, type Item } from './sheet.ts'
import { toWgs84 } from './coordinates.ts'
import { checkDisplay, displayOf } from './display.ts'
import { checkWarnings } from './warnings.ts'
import { isUnit as isKnownUnit } from '../domain/units.ts'

export interface LoadOptions {
  /** Whether values may be kept in the unit of this UCUM code. */
  readonly isUnit?: (code: string) => boolean
}

/** What this city is. Throws `config-invalid` with every fault of every file, one a line. */
export function loadConfig(folder: string, options: LoadOptions = {}): CityConfig {
  const { config, faults } = readConfig(folder, options)
  if (config && faults.length === 0) return config
  throw new CityError('config-invalid', faults.map(faultText).join('\n'))
}

/** Everything that is wrong in the folder, by file and line; nothing when it can be loaded. */
export function findFaults(folder: string, options: LoadOptions = {}): ConfigFault[] {
  return readConfig(folder, options).faults
}

function readConfig(folder: string, { isUnit = isKnownUnit }: LoadOptions) {
  const faults: ConfigFault[] = []
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    faults.push({ file: folder, line: 0, found: 'no such folder', expected: 'the folder of the configuration' })
    return { config: undefined, faults }
  }
  const citySheet = readSheet<CityFile>(folder, 'city.yaml', CityFile, faults)
  const departmentsSheet = readSheet(folder, 'departments.yaml', DepartmentsFile, faults)
  const stationsSheet = readSheet(folder, 'stations.yaml', StationsFile, faults)
  const kindSheets = filesOf(folder, 'kinds', faults).map((file) => readSheet<Kind>(folder, file, Kind, faults))
  const ruleSheets = filesOf(folder, 'rules', faults).map((file) => readSheet(folder, file, RulesFile, faults))

  const known: Known = {
    departments: departmentsSheet.ids('departments'),
    districts: citySheet.ids('districts'),
    gateways: stationsSheet.ids('gateways') ?? (stationsSheet.whole ? new Set() : undefined),
    stations: stationsSheet.ids('stations'),
    kinds: new Set(kindSheets.map(({ file }) => file.slice('kinds/'.length, -'.yaml'.length))),
  }
  const duty = readDuty(folder, known, faults)
  const city = citySheet.whole?.value
  const departments = departmentsSheet.items<Department>('departments')
  const districts = citySheet.items<District>('districts')
  const coordinates = (stationsSheet.whole?.value as { coordinates?: Coordinates } | undefined)?.coordinates
  const stations = stationsSheet.items<Station>('stations').map((item) => toWgs84(item, coordinates))
  const gateways = stationsSheet.items<Gateway>('gateways').map((item) => toWgs84(item, coordinates))
  const rules = ruleSheets.flatMap((sheet) => sheet.items<Rule>('rules'))
  const kinds = new Map<string, Kind>()

  if (citySheet.whole) checkCity(citySheet.whole, folder)
  for (const { file, whole, mended } of kindSheets) {
    if (mended) checkKind(mended, { file, known, isUnit })
    if (!whole) continue
    checkKind(whole, { file, known, isUnit })
    kinds.set(whole.value.id, whole.value)
  }
  for (const gateway of gateways) checkPlace(gateway, { city, known })
  for (const station of stations) checkStation(station, { kinds, city, known })
  const stationsById = new Map(stations.map(({ value }) => [value.id, value]))
  const surroundings = { kinds, stations: stationsById, known }
  for (const rule of rules) checkRule(rule, surroundings)
  for (const { whole } of kindSheets)
    whole?.value.rules?.forEach((rule, i) =>
      checkRuleOfKind(whole, ['rules', i], rule, { kind: whole.value, of: surroundings }),
    )
  expectUnique(departments, 'department')
  expectUnique(districts, 'district')
  expectUnique<{ id: string }>([...gateways, ...stations], 'station')
  const rulesOfKinds = kindSheets.flatMap(({ whole }) => (whole ? rulesOf(whole) : []))
  expectUnique([...rulesOfKinds, ...rules], 'rule')
  if (citySheet.whole) {
    checkWarnings(citySheet.whole, known.kinds)
    checkDisplay(citySheet.whole, folder, known.kinds)
  }

  if (!city || faults.length > 0) return { config: undefined, faults: sortFaults(faults) }
  const config: CityConfig = {
    city,
    kinds,
    departments: valuesOf(departments),
    districts: valuesOf(districts),
    stations: valuesOf(stations),
    gateways: valuesOf(gateways),
    rules: valuesOf([...rulesOfKinds, ...rules]),
    duty,
    display: displayOf(city, folder),
    mapFolder: resolve(folder, city.map),
    folder: resolve(folder),
  }
  return { config, faults }
}

/** YAML files of a folder, by name. */
function filesOf(folder: string, name: string, faults: ConfigFault[]): string[] {
  let entries: string[]
  try {
    entries = readdirSync(join(folder, name)).filter((entry) => !entry.startsWith('.') && !entry.endsWith('.md'))
  } catch {
    faults.push({ file: name, line: 0, found: 'no such folder', expected: 'a folder of YAML files' })
    return []
  }
  for (const entry of entries.filter((entry) => !entry.endsWith('.yaml')))
    faults.push({
      file: `${name}/${entry}`,
      line: 0,
      found: 'a file of another type',
      expected: 'a name that ends in .yaml',
    })
  return entries
    .filter((entry) => entry.endsWith('.yaml'))
    .toSorted()
    .map((entry) => `${name}/${entry}`)
}

function rulesOf({ value: kind, complain, placeOf }: Item<Kind>): Item<Rule>[] {
  return (kind.rules ?? []).map((rule, i) => ({
    value: { ...rule, kind: kind.id },
    complain: (path, found, expected) => complain(['rules', i, ...path], found, expected),
    placeOf: (path) => placeOf(['rules', i, ...path]),
  }))
}

function valuesOf<T>(items: readonly Item<T>[]): T[] {
  return items.map(({ value }) => value)
}
