import { faultsOfRule } from './config/judge-rule.ts'
import type { CityConfig } from './config/schema.ts'
import type { City } from './dashboard/server/city.ts'
import { CityError } from './domain/errors.ts'
import type { Rule } from './domain/rule.ts'
import { tryRule } from './ingest/alarms/backtest.ts'
import { openRuleBook } from './ingest/alarms/rule-book.ts'
import { makeTries } from './ingest/alarms/tries.ts'
import { buildAuditRecords } from './store/records/audit.ts'
import type { Records } from './store/records/records.ts'
import type { Registry } from './store/records/registry.ts'
import { buildRuleRecords } from './store/records/rules.ts'
import type { Series } from './store/series/series.ts'

/** The rules of a city: what judges, and what people do with it. */
export interface CityRules extends Disposable {
  readonly active: readonly Rule[]
  readonly view: City['rules']
}

export async function openCityRules(of: {
  readonly config: CityConfig
  readonly records: Records
  readonly registry: Registry
  readonly series: Series
  /** Other rules judge from now on. */
  readonly onChange: (active: readonly Rule[]) => void
}): Promise<CityRules> {
  const { config, records, registry, series } = of
  const { kinds } = config
  const faultsOf = (rule: unknown) => faultsOfRule(rule, surroundings())
  const book = await openRuleBook({
    records: buildRuleRecords(records),
    audit: buildAuditRecords(records),
    transact: records.transact,
    configured: config.rules,
    faultsOf,
    now: Date.now,
    onChange: of.onChange,
  })
  const tries = makeTries()

  function surroundings() {
    const stations = new Map(Array.from(registry.all(), ({ id, station }) => [id, station]))
    const ids = (all: Iterable<{ readonly id: string }>) => new Set(Array.from(all, ({ id }) => id))
    const known = {
      departments: ids(config.departments),
      districts: ids(config.districts),
      gateways: ids(registry.gateways()),
      kinds: new Set(kinds.keys()),
      stations: new Set(stations.keys()),
    }
    return { kinds, stations, known }
  }

  return {
    get active() {
      return book.active
    },
    view: {
      list: () => book.list(),
      history: (id) => book.history(id),
      save: (rule, change) => book.save(rule, change),
      turn: (id, isOn, change) => book.turn(id, isOn, change),
      remove: (id, change) => book.remove(id, change),
      try(rule, span) {
        const faults = faultsOf(rule)
        if (faults.length > 0) throw new CityError('request-invalid', faults.join('; '))
        return tries.start((run) => tryRule({ rule: rule as Rule, kinds, stations: registry, series, ...span, ...run }))
      },
      tried: (id) => tries.get(id),
      cancelTry: (id) => tries.cancel(id),
    },
    [Symbol.dispose]: () => tries[Symbol.dispose](),
  }
}
