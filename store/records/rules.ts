import type { Compilable } from 'kysely'
import type { Rule } from '../../domain/rule.ts'
import type { RuleVersion } from '../../domain/wire.ts'
import type { Records } from './records.ts'
import type { RuleRow } from './schema.ts'
import { statement } from './statement.ts'

/** Every version of every rule. */
export interface RuleRecords {
  /** Refuses a version that is there: two people who change a rule at once do not overwrite each other. */
  add(version: RuleVersion): Compilable
  /** The newest version of each rule, also of those that were taken away, by id. */
  newest(): Promise<readonly RuleVersion[]>
  /** Newest first. */
  history(id: string): Promise<readonly RuleVersion[]>
}

export function buildRuleRecords({ db }: Records): RuleRecords {
  return {
    add: ({ id, version, at, by, why, isOn, rule }) =>
      statement('insert into rules (id, version, at, by, why, isOn, rule) values (?, ?, ?, ?, ?, ?, ?)', [
        id,
        version,
        at,
        by,
        why,
        isOn ? 1 : 0,
        rule === null ? null : JSON.stringify(rule),
      ]),
    newest: async () => {
      const newest = db
        .selectFrom('rules')
        .select(['id', (of) => of.fn.max('version').as('version')])
        .groupBy('id')
      const rows = await db
        .selectFrom('rules')
        .innerJoin(newest.as('newest'), (join) =>
          join.onRef('newest.id', '=', 'rules.id').onRef('newest.version', '=', 'rules.version'),
        )
        .selectAll('rules')
        .orderBy('rules.id')
        .execute()
      return rows.map(versionOf)
    },
    history: async (id) => {
      const rows = await db.selectFrom('rules').selectAll().where('id', '=', id).orderBy('version', 'desc').execute()
      return rows.map(versionOf)
    },
  }
}

function versionOf({ isOn, rule, ...row }: RuleRow): RuleVersion {
  return { ...row, isOn: isOn === 1, rule: rule === null ? null : (JSON.parse(rule) as Rule) }
}
