import { constants } from 'node:fs'
import { copyFile, mkdir, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { literal, rowsOf } from './duck-sql.ts'
import { partFile, readParts, type DuckState } from './duck-state.ts'
import type { Snapshot } from './series.ts'

const COPY = '"citypulse_copy"'

/**
 * Copies the database in one read transaction, beside writes, and then the sealed files that stand in the copy; they never change,
 * and none goes while a query runs.
 */
export async function takeSnapshot(state: DuckState, connection: DuckDBConnection, to: string): Promise<Snapshot> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  const file = join(to, 'series.duckdb')
  const [{ name } = {}] = await rowsOf(connection, 'SELECT current_database() AS name')
  await connection.run(`ATTACH ${literal(file)} AS ${COPY}`)
  let position = 0
  let parts: Awaited<ReturnType<typeof readParts>> = []
  try {
    await connection.run('BEGIN')
    await connection.run(`COPY FROM DATABASE "${String(name)}" TO ${COPY}`)
    await connection.run('COMMIT')
    const [row] = await rowsOf(connection, `SELECT CAST(durable AS DOUBLE) AS durable FROM ${COPY}.main."position"`)
    position = row!['durable'] as number
    parts = await readParts(connection, { database: COPY })
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {})
    throw error
  } finally {
    await connection.run(`DETACH ${COPY}`)
  }
  const files = [relative(to, file)]
  for (const part of parts) {
    const from = partFile(state.folder, part)
    const target = partFile(to, part)
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    await copyFile(from, target, constants.COPYFILE_FICLONE)
    files.push(relative(to, target))
  }
  const sizes = await Promise.all(files.map((path) => stat(join(to, path))))
  return { position, files, bytes: sizes.reduce((sum, { size }) => sum + size, 0) }
}
