import { CityError } from '../../../domain/errors.ts'
import type { Rule } from '../../../domain/rule.ts'
import type { RuleTry, RuleVersion } from '../../../domain/wire.ts'
import type { City, RuleChange } from '../city.ts'

/** The rules of a small city; every try is done at once and finds nothing. */
export function smallRules(now: () => number): City['rules'] {
  const versions: RuleVersion[] = []
  const tries = new Map<string, RuleTry>()

  const newest = (id: string) => versions.findLast((version) => version.id === id)

  async function write(id: string, change: RuleChange, of: Pick<RuleVersion, 'isOn' | 'rule'>): Promise<RuleVersion> {
    const { by, why, version } = change
    if ((newest(id)?.version ?? 0) !== version) throw new CityError('rule-changed', `${id} is at another version.`)
    const next = { id, version: version + 1, at: now(), by, why, ...of }
    versions.push(next)
    return next
  }

  function known(id: string): RuleVersion {
    const found = newest(id)
    if (!found?.rule) throw new CityError('not-found', `There is no rule ${id}.`)
    return found
  }

  return {
    list: () => [...new Set(versions.map(({ id }) => id))].map((id) => newest(id)!).filter(({ rule }) => rule !== null),
    history: async (id) => versions.filter((version) => version.id === id).toReversed(),
    save: (rule, change) => write((rule as Rule).id, change, { isOn: true, rule: rule as Rule }),
    turn: async (id, isOn, change) => write(id, change, { isOn, rule: known(id).rule }),
    remove: async (id, change) => write(known(id).id, change, { isOn: false, rule: null }),
    try(_, { from, to }) {
      const none = {
        stations: 0,
        readings: 0,
        count: 0,
        chattering: [],
        fleeting: 0,
        active: 0,
        activeMs: 0,
        alarms: [],
      }
      const tried: RuleTry = {
        id: `try-${tries.size + 1}`,
        state: 'done',
        progress: 1,
        detail: null,
        result: { from, to, ...none },
      }
      tries.set(tried.id, tried)
      return tried
    },
    tried(id) {
      const found = tries.get(id)
      if (!found) throw new CityError('not-found', `There is no try ${id}.`)
      return found
    },
    cancelTry: (id) => void tries.delete(id),
  }
}
