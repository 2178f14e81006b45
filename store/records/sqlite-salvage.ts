import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { dropBrokenRows } from './broken-rows.ts'
import { linkTheRest } from '../audit/link.ts'
import type { Cell } from './sqlite-messages.ts'

/**
 * Copies what is still readable in a damaged file into `db`, one answer row a table. Reads a copy, for opening a file
 * with a write-ahead log changes it. Rows that are there already stay as they are.
 */
export function salvage(db: DatabaseSync, from: string): { readonly name: string; readonly rows: number }[] {
  const folder = mkdtempSync(join(dirname(from), 'salvage-'))
  try {
    const copy = join(folder, 'copy')
    for (const suffix of ['', '-wal']) if (existsSync(from + suffix)) copyFileSync(from + suffix, copy + suffix)
    using damaged = new DatabaseSync(copy)
    return inTransaction(db, () => {
      makeMissing(db, damaged)
      const saved = withoutAuditTriggers(db, () =>
        tablesOf(db).map((name) => ({ name, rows: salvageTable(db, damaged, name) })),
      )
      salvageNumbers(db, damaged)
      dropBrokenRows(db)
      return saved
    })
  } catch {
    // Nothing can be read of it; the file itself is kept.
    return []
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The audit is taken over as it stood, links and all: linked anew, it would look whole where entries are lost. */
function withoutAuditTriggers<T>(db: DatabaseSync, work: () => T): T {
  const triggers = db
    .prepare("select name, sql from sqlite_master where type = 'trigger' and tbl_name like 'audit%'")
    .all()
  for (const { name } of triggers) db.exec(`drop trigger "${String(name)}"`)
  const result = work()
  linkTheRest(db)
  for (const { sql } of triggers) db.exec(String(sql))
  return result
}

/** Tables that somebody else makes later, as those of sign-in: as they were in the damaged file. */
function makeMissing(db: DatabaseSync, damaged: DatabaseSync): void {
  const known = new Set(tablesOf(db))
  for (const name of tablesOf(damaged)) {
    if (known.has(name)) continue
    try {
      const made = damaged.prepare("select sql from sqlite_master where name = ? or (tbl_name = ? and type = 'index')")
      for (const row of made.all(name, name)) if (row['sql'] !== null) db.exec(String(row['sql']))
    } catch {
      // Whoever needs it makes it anew.
    }
  }
}

function tablesOf(db: DatabaseSync): string[] {
  const listed = db
    .prepare(
      `select name from pragma_table_list where schema = 'main' and type = 'table'
       and name not like 'sqlite\\_%' escape '\\' and name not like 'kysely\\_%' escape '\\'`,
    )
    .all()
  return listed.map((row) => String(row['name']))
}

/** Reads forward up to the damage, then backward from the end: a broken page costs its own rows only. */
function salvageTable(db: DatabaseSync, damaged: DatabaseSync, table: string): number {
  let kept = 0
  try {
    const known = new Set(columnsOf(db, table).map(({ name }) => name))
    const columns = columnsOf(damaged, table).filter(({ name }) => known.has(name))
    if (columns.length === 0) return 0
    const names = columns.map(({ name }) => `"${name}"`).join(', ')
    const keys = columns.filter(({ key }) => key > 0).toSorted((left, right) => left.key - right.key)
    const insert = db.prepare(
      `insert or ignore into "${table}" (${names}) values (${columns.map(() => '?').join(', ')})`,
    )
    for (const direction of ['asc', 'desc']) {
      const order = keys.map(({ name }) => `"${name}" ${direction}`).join(', ')
      const complete = copyRows(`select ${names} from "${table}" ${order && `order by ${order}`}`)
      if (complete) break
    }

    function copyRows(sql: string): boolean {
      try {
        for (const row of damaged.prepare(sql).iterate()) {
          try {
            kept += Number(insert.run(...(Object.values(row) as Cell[])).changes)
          } catch {
            // A row that breaks a rule of the table is part of the damage.
          }
        }
        return true
      } catch {
        return false
      }
    }
  } catch {
    return kept
  }
  return kept
}

/** Numbers that were given, also to rows that are lost, must not be given again. */
function salvageNumbers(db: DatabaseSync, damaged: DatabaseSync): void {
  try {
    const update = db.prepare('update sqlite_sequence set seq = max(seq, ?) where name = ?')
    const insert = db.prepare(
      'insert into sqlite_sequence (name, seq) select ?1, ?2 where not exists (select 1 from sqlite_sequence where name = ?1)',
    )
    for (const { name, seq } of damaged.prepare('select name, seq from sqlite_sequence').all()) {
      update.run(Number(seq), String(name))
      insert.run(String(name), Number(seq))
    }
  } catch {
    // Unreadable: the numbers of the saved rows stand.
  }
}

function columnsOf(db: DatabaseSync, table: string): { readonly name: string; readonly key: number }[] {
  const listed = db.prepare('select name, pk from pragma_table_info(?)').all(table)
  return listed.map((row) => ({ name: String(row['name']), key: Number(row['pk']) }))
}

function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('begin immediate')
  try {
    const result = work()
    db.exec('commit')
    return result
  } catch (error) {
    if (db.isTransaction) db.exec('rollback')
    throw error
  }
}
