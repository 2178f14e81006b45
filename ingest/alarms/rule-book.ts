import type { Compilable } from 'kysely'
import { CityError } from '../../domain/errors.ts'
import type { Rule } from '../../domain/rule.ts'
import type { RuleVersion } from '../../domain/wire.ts'
import type { AuditRecords } from '../../store/records/audit.ts'
import type { RuleRecords } from '../../store/records/rules.ts'

/** Who changes a rule, why, and what version they saw. */
export interface Change {
  readonly by: string
  readonly why: string
  /** 0 for a rule that is not there yet. */
  readonly version: number
}

/** The city's rules: those of the configuration, and what people made of them since. */
export interface RuleBook {
  /** Rules that judge. */
  readonly active: readonly Rule[]
  /** Newest version of every rule that was not taken away, by id. */
  list(): readonly RuleVersion[]
  /** Newest first. */
  history(id: string): Promise<readonly RuleVersion[]>
  /** Makes or changes a rule; from then on it judges so. Throws `request-invalid`, `rule-changed`. */
  save(rule: unknown, change: Change): Promise<RuleVersion>
  /** Throws `not-found`, `rule-changed`. */
  turn(id: string, isOn: boolean, change: Change): Promise<RuleVersion>
  remove(id: string, change: Change): Promise<RuleVersion>
  /** What is wrong with a rule, a sentence each. */
  faultsOf(rule: unknown): readonly string[]
}

export interface RuleBookOptions {
  readonly records: RuleRecords
  readonly audit: AuditRecords
  readonly transact: (statements: readonly Compilable[]) => Promise<void>
  readonly configured: readonly Rule[]
  readonly faultsOf: (rule: unknown) => readonly string[]
  readonly now: () => number
  readonly onChange: (active: readonly Rule[]) => void
}

const CONFIG = 'config'

/**
 * Opens the book. A rule of the configuration is taken up, and its changes with it, as long as no person has changed it;
 * from then on the records decide.
 */
export async function openRuleBook(options: RuleBookOptions): Promise<RuleBook> {
  const { records, audit, transact, configured, now } = options
  const newest = new Map((await records.newest()).map((version) => [version.id, version]))
  await transact(news(configured, newest, now()).map((version) => take(version)))
  let active = activeOf(newest)

  function take(version: RuleVersion): Compilable {
    newest.set(version.id, version)
    return records.add(version)
  }

  /** The version that the change was made from; a book that has moved on refuses it. */
  function expect(id: string, { version }: Change): RuleVersion | undefined {
    const known = newest.get(id)
    if ((known?.version ?? 0) === version) return known
    const by = known === undefined ? 'it is not there' : `version ${known.version} is by ${known.by}: ${known.why}`
    throw new CityError('rule-changed', `The rule ${id} is not at version ${version} any more: ${by}.`)
  }

  async function write(action: string, version: RuleVersion): Promise<RuleVersion> {
    const { id, by, why, at } = version
    const entry = {
      at,
      actor: by,
      action,
      object: `rule ${id}`,
      result: 'ok',
      detail: `version ${version.version}: ${why}`,
    }
    const before = newest.get(id)
    try {
      await transact([take(version), audit.add(entry)])
    } catch (error) {
      if (before) newest.set(id, before)
      else newest.delete(id)
      throw error
    }
    active = activeOf(newest)
    options.onChange(active)
    return version
  }

  function known(id: string, change: Change): RuleVersion & { readonly rule: Rule } {
    const version = newest.get(id)
    if (!version?.rule) throw new CityError('not-found', `There is no rule ${id}`)
    expect(id, change)
    return { ...version, rule: version.rule }
  }

  return {
    get active() {
      return active
    },
    list: () => [...newest.values()].filter(({ rule }) => rule !== null).sort((a, b) => (a.id < b.id ? -1 : 1)),
    history: (id) => records.history(id),
    faultsOf: options.faultsOf,
    async save(value, change) {
      const faults = options.faultsOf(value)
      if (faults.length > 0) throw new CityError('request-invalid', faults.join('; '))
      const rule = value as Rule
      const before = expect(rule.id, change)
      const { by, why, version } = change
      const isOn = before?.rule ? before.isOn : true
      return write('rule-save', { id: rule.id, version: version + 1, at: now(), by, why, isOn, rule })
    },
    async turn(id, isOn, change) {
      const { rule, version } = known(id, change)
      return write(isOn ? 'rule-on' : 'rule-off', {
        id,
        version: version + 1,
        at: now(),
        by: change.by,
        why: change.why,
        isOn,
        rule,
      })
    },
    async remove(id, change) {
      const { version } = known(id, change)
      const { by, why } = change
      return write('rule-remove', { id, version: version + 1, at: now(), by, why, isOn: false, rule: null })
    },
  }
}

/** What the configuration says that the book does not know yet. */
function news(configured: readonly Rule[], newest: ReadonlyMap<string, RuleVersion>, at: number): RuleVersion[] {
  const versions: RuleVersion[] = []
  const named = new Set(configured.map(({ id }) => id))
  for (const rule of configured) {
    const before = newest.get(rule.id)
    if (before && (before.by !== CONFIG || JSON.stringify(before.rule) === JSON.stringify(rule))) continue
    const why = before ? 'the configuration has changed' : 'the configuration has it'
    versions.push({ id: rule.id, version: (before?.version ?? 0) + 1, at, by: CONFIG, why, isOn: true, rule })
  }
  for (const { id, version, by, rule } of newest.values()) {
    if (by !== CONFIG || rule === null || named.has(id)) continue
    const why = 'the configuration has it no longer'
    versions.push({ id, version: version + 1, at, by: CONFIG, why, isOn: false, rule: null })
  }
  return versions
}

function activeOf(newest: ReadonlyMap<string, RuleVersion>): readonly Rule[] {
  return [...newest.values()].flatMap(({ isOn, rule }) => (isOn && rule ? [rule] : []))
}
