import type { Compilable } from 'kysely'
import type { Records } from './records.ts'
import type { RuleStateRow } from './schema.ts'
import { statement } from './statement.ts'

/** What rules remember of stations between two readings; `state` is a text of the rule's own. */
export interface RuleStateRecords {
  /** One statement however many they are. */
  save(changed: readonly RuleStateRow[]): Compilable
  forget(over: readonly Omit<RuleStateRow, 'state'>[]): Compilable
  /** Whatever rules remember of a station. */
  forgetStation(station: string): Compilable
  all(): Promise<readonly RuleStateRow[]>
}

export function buildRuleStateRecords({ db }: Records): RuleStateRecords {
  return {
    save: (changed) =>
      statement(
        `insert into rule_states (rule, station, state)
         select value ->> 0, value ->> 1, value ->> 2 from json_each(?) where true
         on conflict (rule, station) do update set state = excluded.state`,
        [JSON.stringify(changed.map(({ rule, station, state }) => [rule, station, state]))],
      ),
    forget: (over) =>
      statement(
        'delete from rule_states where (rule, station) in (select value ->> 0, value ->> 1 from json_each(?))',
        [JSON.stringify(over.map(({ rule, station }) => [rule, station]))],
      ),
    forgetStation: (station) => statement('delete from rule_states where station = ?', [station]),
    all: () => db.selectFrom('rule_states').selectAll().execute(),
  }
}
