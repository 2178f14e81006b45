import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type QueryResult,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { SqliteThread, Transaction } from './sqlite-thread.ts'

/** Kysely over SQLite in a thread of its own. */
export function sqliteDialect(thread: SqliteThread): Dialect {
  return {
    createAdapter: () => ADAPTER,
    createDriver: () => makeDriver(thread),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

const ADAPTER: DialectAdapter = {
  supportsCreateIfNotExists: true,
  supportsOutput: false,
  supportsReturning: true,
  // The thread keeps transactions apart; Kysely's own lock would hold every query back until the one before is answered.
  supportsMultipleConnections: true,
  // SQLite does roll back DDL: a migration is done wholly or not at all.
  supportsTransactionalDdl: true,
  // One process has the file, and migrates before anyone asks.
  acquireMigrationLock: async () => {},
  releaseMigrationLock: async () => {},
}

interface Connection extends DatabaseConnection {
  transaction: Transaction | null
}

function makeDriver(thread: SqliteThread): Driver {
  return {
    init: async () => {},
    acquireConnection: async () => makeConnection(thread),
    beginTransaction: async (connection) => {
      ;(connection as Connection).transaction = await thread.begin()
    },
    commitTransaction: async (connection) => (connection as Connection).transaction?.commit(),
    rollbackTransaction: async (connection) => (connection as Connection).transaction?.rollback(),
    savepoint: (connection, name) => run(connection, `savepoint ${quoted(name)}`),
    rollbackToSavepoint: (connection, name) => run(connection, `rollback to ${quoted(name)}`),
    releaseSavepoint: (connection, name) => run(connection, `release ${quoted(name)}`),
    releaseConnection: async () => {},
    destroy: () => thread.close(),
  }
}

function makeConnection(thread: SqliteThread): Connection {
  const connection: Connection = {
    transaction: null,
    executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
      const { rows, changes, insertId } = await (connection.transaction ?? thread).query(sql, parameters)
      return {
        rows: rows as R[],
        ...(changes === undefined ? {} : { numAffectedRows: changes }),
        ...(insertId === undefined ? {} : { insertId }),
      }
    },
    /** Everything in one piece: an open cursor would keep others waiting. */
    async *streamQuery<R>(query: CompiledQuery) {
      yield await connection.executeQuery<R>(query)
    },
  }
  return connection
}

async function run(connection: DatabaseConnection, sql: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(sql))
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
