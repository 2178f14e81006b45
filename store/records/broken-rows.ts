import type { DatabaseSync } from 'node:sqlite'

/** Columns that hold JSON, with the column that names the row. */
const JSON_COLUMNS: readonly (readonly [table: string, key: string, columns: readonly string[]])[] = [
  ['stations', 'id', ['station']],
  ['gateways', 'id', ['gateway']],
  ['alarms', 'id', ['alarm']],
  ['alarm_floods', 'fromAt', ['flood']],
  ['rule_states', 'rule', ['state']],
  ['rules', 'id', ['rule']],
  ['suppressions', 'id', ['scope']],
  ['field_maps', 'version', ['map']],
  ['incidents', 'id', ['incident', 'districts']],
  ['outside_alerts', 'key', ['cause']],
  ['duty', 'id', ['item']],
  ['channels', 'id', ['wish', 'sealed']],
  ['deliveries', 'key', ['seqs', 'content']],
  ['warnings', 'identifier', ['summary', 'material']],
]

/**
 * Takes out rows whose JSON cannot be read any more, so that one flipped bit does not keep the city from starting; says each with
 * what stood there. SQLite has no checksum over what rows hold: a change that leaves the JSON whole is not seen.
 */
export function dropBrokenRows(db: DatabaseSync): readonly string[] {
  const told: string[] = []
  for (const [table, key, columns] of JSON_COLUMNS) {
    if (db.prepare("select 1 from sqlite_master where type = 'table' and name = ?").get(table) === undefined) continue
    const before = told.length
    const isBroken = columns.map((column) => `not json_valid("${column}")`).join(' or ')
    for (const row of db.prepare(`select * from "${table}" where ${isBroken}`).all()) {
      told.push(
        `${table}: the row ${String(row[key])} cannot be read and was taken out: ${JSON.stringify(row).slice(0, 2_000)}`,
      )
    }
    if (told.length > before) db.exec(`delete from "${table}" where ${isBroken}`)
  }
  return told
}
