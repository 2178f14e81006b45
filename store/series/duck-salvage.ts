import type { DuckDBConnection } from '@duckdb/node-api'
import { DAMAGED, literal, quoted, rowsOf, tableOf } from './duck-sql.ts'

/** Rows that DuckDB keeps together, and the fewest that are tried alone. */
const GROUP_ROWS = 122_880
const LEAST_ROWS = 2_048
const OWN_TABLES = ['station', 'amended', 'forgotten'] as const

/** Reads every block once: DuckDB compares a block's checksum only when it reads it. Throws at the first that is wrong. */
export async function readThrough(connection: DuckDBConnection): Promise<void> {
  const tables = await rowsOf(
    connection,
    `SELECT schema_name AS "schema", table_name AS "table" FROM duckdb_tables() WHERE NOT temporary AND NOT internal`,
  )
  for (const row of tables) {
    const table = `${quoted(String(row['schema']))}.${quoted(String(row['table']))}`
    await connection.run(`SELECT bit_xor(hash(COLUMNS(*))) FROM ${table}`)
  }
}

/** Takes over what can be read of a damaged database, group by group; says what was saved and what was lost, rows where they can be counted. */
export async function salvage(
  writer: DuckDBConnection,
  file: string,
  kinds: readonly string[],
): Promise<{ readonly told: string; readonly lost: number | null }> {
  try {
    await writer.run(`ATTACH ${literal(file)} AS ${DAMAGED} (READ_ONLY)`)
  } catch {
    return {
      told: 'nothing of it can be read; sealed days stay, and what the journal holds is written again',
      lost: null,
    }
  }
  const lost: string[] = []
  let saved = 0
  let rows = 0
  try {
    for (const name of OWN_TABLES) await takeOver(writer, quoted(name)).catch(() => lost.push(name))
    for (const kind of kinds) {
      const { all, kept } = await takeOver(writer, tableOf(kind)).catch(() => ({ all: Number.NaN, kept: 0 }))
      saved += kept
      rows += all - kept
      if (Number.isNaN(all)) lost.push(`all of ${kind}`)
      else if (kept < all) lost.push(`${all - kept} rows of ${kind}`)
    }
    await takePosition(writer, kinds)
  } finally {
    await writer.run(`DETACH ${DAMAGED}`).catch(() => {})
  }
  const told = `${saved} rows were saved from it, lost: ${lost.join(', ') || 'nothing'}`
  return { told, lost: Number.isNaN(rows) ? null : rows }
}

async function takeOver(writer: DuckDBConnection, table: string): Promise<{ all: number; kept: number }> {
  const from = `${DAMAGED}.${table.includes('.') ? table : `main.${table}`}`
  const columns = (await rowsOf(writer, `DESCRIBE ${from}`)).map((row) => quoted(String(row['column_name'])))
  const known = new Set((await rowsOf(writer, `DESCRIBE ${table}`)).map((row) => quoted(String(row['column_name']))))
  const names = columns.filter((name) => known.has(name)).join(', ')
  const [counted] = await rowsOf(writer, `SELECT CAST(count(*) AS DOUBLE) AS n FROM ${from}`)
  const all = Number(counted!['n'])
  let kept = 0
  const take = async (at: number, rows: number): Promise<void> => {
    try {
      const { rowsChanged } = await writer.run(
        `INSERT INTO ${table} (${names}) SELECT ${names} FROM ${from} WHERE rowid BETWEEN ${at} AND ${at + rows - 1}`,
      )
      kept += rowsChanged
    } catch {
      const half = Math.ceil(rows / 2)
      if (half < LEAST_ROWS) return
      await take(at, half)
      await take(at + half, rows - half)
    }
  }
  const [ids] = await rowsOf(writer, `SELECT CAST(coalesce(max(rowid), -1) AS DOUBLE) AS last FROM ${from}`).catch(
    () => [{ last: all * 2 }],
  )
  for (let at = 0; at <= Number(ids!['last']); at += GROUP_ROWS) await take(at, GROUP_ROWS)
  return { all, kept }
}

/** How far it had come, as far as rows show it. */
async function takePosition(writer: DuckDBConnection, kinds: readonly string[]): Promise<void> {
  const highest = kinds.map((kind) => `SELECT max(position) + 1 AS p FROM ${tableOf(kind)}`).join(' UNION ALL ')
  if (highest === '') return
  await writer.run(`UPDATE "position" SET durable = coalesce((SELECT max(p) FROM (${highest})), 0)`)
  await writer.run('UPDATE "position" SET used = greatest(used, durable)')
  await writer
    .run(
      `UPDATE "position" SET durable = p.durable, used = greatest(p.used, "position".used) FROM ${DAMAGED}."position" p`,
    )
    .catch(() => {})
}
