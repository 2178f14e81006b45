import { parentPort, workerData } from 'node:worker_threads'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { isFatal, isFull, isInUse, isUnwritable } from '../../disk/sqlite-codes.ts'
import { dropBrokenRows } from './broken-rows.ts'
import { isOlder, OLDEST_SQLITE, openFile, sqliteVersion } from './sqlite-file.ts'
import type { Answer, Failure, Job, Opening, Rows, Statement } from './sqlite-messages.ts'
import { salvage } from './sqlite-salvage.ts'

/** Prepared statements kept; the least recently used one goes first. */
const PREPARED_LIMIT = 256

const port = parentPort
if (port) serve((message) => port.postMessage(message))

function serve(post: (message: Opening | readonly Answer[]) => void): void {
  const { file, at } = workerData as { file: string; at: number }
  let run: (job: Job) => Rows
  let shrink = () => {}
  try {
    const version = sqliteVersion()
    if (isOlder(version, OLDEST_SQLITE)) {
      const detail = `SQLite ${version} is older than ${OLDEST_SQLITE}: run CityPulse with a newer Node.js`
      return post({ opened: false, code: 'config-node-too-old', detail })
    }
    const { db, findings: found } = openFile(file, new Date(at))
    const broken = dropBrokenRows(db).map((detail) => ({
      detail: `${file}: ${detail}`,
      keptAt: file,
      isReplaced: false,
    }))
    const findings = [...found, ...broken]
    run = runner(db)
    // The log may hold many states of the same pages: brought into the database, its room is free for the next commits.
    shrink = () => {
      try {
        if (!db.isTransaction) db.exec('pragma wal_checkpoint(truncate)')
      } catch {
        // No room for that either.
      }
    }
    post({ opened: true, findings })
  } catch (error) {
    return post(refusal(file, error))
  }

  let broken: Failure | null = null
  port?.on('message', (jobs: readonly Job[]) => {
    const answers: Answer[] = []
    for (const job of jobs) {
      try {
        if (broken && job.op !== 'close') answers.push({ failure: broken })
        else answers.push(run(job))
      } catch (error) {
        const failure = failureOf(error)
        answers.push({ failure })
        if (failure.isFull) shrink()
        // After a failed write or fsync the pages in memory may differ from the disk: only a restart, with its check,
        // may go on.
        if (isFatal(error)) broken = { ...failure, message: `${failure.message} (earlier; a restart is needed)` }
      }
    }
    post(answers)
    if (jobs.at(-1)?.op === 'close') port?.close()
  })
}

function runner(db: DatabaseSync): (job: Job) => Rows {
  const prepared = new Map<string, { readonly statement: StatementSync; readonly reads: boolean }>()
  const NOTHING: Rows = { rows: [] }

  return (job) => {
    switch (job.op) {
      case 'query':
        // SQLite ends a transaction by itself on some errors; what follows must not slip through on its own.
        if (job.within && !db.isTransaction) throw new Error('the transaction is over')
        return query(job.statement, job.within)
      case 'transact':
        return transact(job.statements)
      case 'begin':
        db.exec('begin immediate')
        return NOTHING
      case 'commit':
        commit()
        return NOTHING
      case 'rollback':
        rollback()
        return NOTHING
      case 'salvage':
        return { rows: salvage(db, job.from) }
      case 'close':
        rollback()
        prepared.clear()
        try {
          db.exec('pragma optimize')
        } catch {
          // Only statistics for the planner.
        }
        db.close()
        return NOTHING
    }
  }

  function query({ sql, parameters }: Statement, within: boolean): Rows {
    const { statement, reads } = prepare(sql)
    if (reads) return { rows: statement.all(...parameters) }
    const { changes, lastInsertRowid } = statement.run(...parameters)
    if (!within && db.isTransaction) {
      rollback()
      throw new Error('a transaction is begun by db.transaction() or transact(), not by a statement')
    }
    return { rows: [], changes: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  function transact(statements: readonly Statement[]): Rows {
    db.exec('begin immediate')
    try {
      for (const { sql, parameters } of statements) {
        const { statement, reads } = prepare(sql)
        if (reads) statement.all(...parameters)
        else statement.run(...parameters)
        if (!db.isTransaction) throw new Error('a statement ended the transaction')
      }
    } catch (error) {
      rollback()
      throw error
    }
    commit()
    return NOTHING
  }

  function commit(): void {
    try {
      db.exec('commit')
    } catch (error) {
      rollback()
      throw error
    }
  }

  function rollback(): void {
    if (db.isTransaction) db.exec('rollback')
  }

  function prepare(sql: string) {
    let entry = prepared.get(sql)
    if (entry) prepared.delete(sql)
    else {
      const statement = db.prepare(sql)
      entry = { statement, reads: statement.columns().length > 0 }
      const [oldest] = prepared.keys()
      if (prepared.size >= PREPARED_LIMIT && oldest !== undefined) prepared.delete(oldest)
    }
    prepared.set(sql, entry)
    return entry
  }
}

function refusal(file: string, error: unknown): Opening {
  const { message } = failureOf(error)
  if (isInUse(error)) {
    return { opened: false, code: 'config-data-in-use', detail: `${file} is kept by another process: ${message}` }
  }
  if (isFull(error)) return { opened: false, code: 'disk-full', detail: `${file} cannot be opened: ${message}` }
  if (isUnwritable(error)) {
    return { opened: false, code: 'config-data-unwritable', detail: `${file} cannot be written: ${message}` }
  }
  return { opened: false, code: 'records-failed', detail: `${file}: ${message}` }
}

function failureOf(error: unknown): Failure {
  const { message, errcode } = error as { message?: unknown; errcode?: unknown }
  return {
    message: String(message ?? error),
    isFull: isFull(error),
    ...(typeof errcode === 'number' ? { errcode } : {}),
  }
}
