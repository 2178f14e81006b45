import { existsSync, readdirSync } from 'node:fs'
import { type ConfigFault, faultText, sortFaults, suggest } from '../../config/fault.ts'
import { type Item, readSheet } from '../../config/sheet.ts'
import { CityError } from '../../domain/errors.ts'
import type { CityModel } from '../world.ts'
import { placesAt } from './where.ts'
import { ScenarioFile } from './schema.ts'
import type { Stage } from './scenario.ts'

/** Folder of the scenarios that come with the city. */
export const SCENARIOS = import.meta.dirname

const GATEWAY_OFFLINE = 'gateway-offline'

/** The scenarios of a folder by id. Throws `config-invalid` with every fault of every file, by file and line. */
export function loadScenarios(city: CityModel, folder = SCENARIOS): ReadonlyMap<string, ScenarioFile> {
  const faults: ConfigFault[] = []
  const scenarios = new Map<string, ScenarioFile>()
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : []
  for (const file of files.toSorted()) {
    const { whole } = readSheet<ScenarioFile>(folder, file, ScenarioFile, faults)
    if (!whole) continue
    checkScenario(whole, file, city)
    scenarios.set(whole.value.id, whole.value)
  }
  if (faults.length > 0) throw new CityError('config-invalid', sortFaults(faults).map(faultText).join('\n'))
  return scenarios
}

/** One of them; throws with the names that there are. */
export function scenarioOf(scenarios: ReadonlyMap<string, ScenarioFile>, id: string): ScenarioFile {
  const found = scenarios.get(id)
  if (found) return found
  throw new Error(
    `there is no scenario ${id}${suggest(id, scenarios.keys())}; there are: ${[...scenarios.keys()].join(', ')}`,
  )
}

/** What a scenario names must be in the city, or it would silently do nothing. */
function checkScenario(item: Item<ScenarioFile>, file: string, city: CityModel): void {
  const { value: scenario, complain } = item
  if (`${scenario.id}.yaml` !== file)
    complain(['id'], `id is ${scenario.id}`, `the name of the file, ${file.slice(0, -5)}`)
  const names = {
    station: new Set(city.stations.map(({ id }) => id)),
    gateway: new Set(city.gateways.map(({ id }) => id)),
    kind: new Set(city.kinds.keys()),
    rule: new Set([GATEWAY_OFFLINE, ...city.rules.map(({ id }) => id)]),
    district: new Set(city.stations.map(({ district }) => district)),
  }
  const known = (
    path: readonly (string | number)[],
    what: 'station' | 'gateway' | 'kind' | 'rule' | 'district',
    id: string,
  ) => {
    if (names[what].has(id)) return
    complain(path, `${what} ${JSON.stringify(id)} is not in this city`, `a ${what} of it${suggest(id, names[what])}`)
  }
  const stage = { ...city, weather: () => ({}), at: 0, seed: 0 } as unknown as Stage
  for (const [i, event] of scenario.events.entries()) {
    const path = ['events', i]
    if (event.at > scenario.minutes) complain([...path, 'at'], `is ${event.at}`, `at most minutes, ${scenario.minutes}`)
    if ('above' in event) known([...path, 'above'], 'station', event.above)
    if ('scene' in event) known([...path, 'scene'], 'station', event.scene)
    if ('from' in event && 'station' in event.from) known([...path, 'from', 'station'], 'station', event.from.station)
    if ('around' in event && 'station' in event.around)
      known([...path, 'around', 'station'], 'station', event.around.station)
    if ('gateways' in event)
      for (const [n, id] of event.gateways.entries()) known([...path, 'gateways', n], 'gateway', id)
    if (!('where' in event) || !event.where) continue
    const { stations = [], kinds = [], districts = [] } = event.where
    for (const [n, id] of stations.entries()) known([...path, 'where', 'stations', n], 'station', id)
    for (const [n, id] of kinds.entries()) known([...path, 'where', 'kinds', n], 'kind', id)
    for (const [n, id] of districts.entries()) known([...path, 'where', 'districts', n], 'district', id)
    const isEmpty = placesAt(stage, { ...event.where, share: 1 }).length === 0
    if (isEmpty) complain([...path, 'where'], 'fits no station', 'at least one')
  }
  const { alarms, may = [], not = [] } = scenario.expect
  for (const [list, of] of Object.entries({ alarms, may, not }))
    for (const [i, one] of of.entries()) {
      const path = ['expect', list, i]
      known([...path, 'rule'], 'rule', one.rule)
      for (const [n, id] of (one.districts ?? []).entries()) known([...path, 'districts', n], 'district', id)
      const what = one.rule === GATEWAY_OFFLINE ? 'gateway' : 'station'
      for (const [n, id] of (one.stations ?? []).entries()) known([...path, 'stations', n], what, id)
    }
  for (const [i, { within }] of alarms.entries())
    if (within[0] >= within[1])
      complain(['expect', 'alarms', i, 'within'], `runs from ${within[0]} to ${within[1]}`, 'the earlier minute first')
}
