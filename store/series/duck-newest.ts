import type { DuckDBConnection } from '@duckdb/node-api'
import { literal, rowsOf } from './duck-sql.ts'
import { fileList, type DuckState } from './duck-state.ts'

/** Notes the time of every station's newest sealed reading, so that nobody has to look for it in years of files. */
export async function noteNewest(writer: DuckDBConnection, kind: string, source: string): Promise<void> {
  await writer.run(
    `INSERT INTO "newest" SELECT ${literal(kind)}, station, max(ts) FROM ${source} GROUP BY station
     ON CONFLICT (kind, station) DO UPDATE SET ts = greatest(ts, excluded.ts)`,
  )
}

/** Nobody knows any more: a file with newest readings is gone. They are noted again at the next start. */
export async function forgetNewest(writer: DuckDBConnection, kind: string): Promise<void> {
  await writer.run(`DELETE FROM "newest" WHERE kind = ${literal(kind)}`)
}

/** Notes what is not noted yet: of files that an older CityPulse sealed, or after a file was lost. */
export async function noteMissing(state: DuckState): Promise<void> {
  const { writer } = state.database
  const noted = new Set((await rowsOf(writer, 'SELECT DISTINCT kind FROM "newest"')).map((row) => row['kind']))
  for (const [kind, parts] of Map.groupBy(state.parts, (part) => part.kind))
    if (!noted.has(kind)) await noteNewest(writer, kind, `read_parquet(${fileList(state.folder, parts)})`)
}
