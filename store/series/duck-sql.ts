import type { DuckDBConnection } from '@duckdb/node-api'

export const KINDS = 'kind'
/** Name of a damaged database while its rows are taken over. */
export const DAMAGED = 'damaged'

export function tableOf(kind: string): string {
  return `${KINDS}.${quoted(kind)}`
}

export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> {
  const result = await connection.run(sql)
  return result.getRowObjectsJS()
}

/** SQL types of the columns that every kind's table has, in order. */
export const FIXED_COLUMNS: readonly (readonly [string, string])[] = [
  ['station', 'INTEGER'],
  ['ts', 'BIGINT'],
  ['seq', 'BIGINT'],
  ['position', 'BIGINT'],
  ['received', 'BIGINT'],
  ['idx', 'DOUBLE'],
  ['lvl', 'UTINYINT'],
]

export const VALUE_TYPE = 'DOUBLE'
export const FLAG_TYPE = 'TINYINT'
