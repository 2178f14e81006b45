import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { CityError } from '../../domain/errors.ts'
import type { Finding } from '../../disk/sqlite-open.ts'
import type { Answer, Cell, Failure, Job, Opening, Rows, Statement } from './sqlite-messages.ts'

/** Jobs in one message: enough to share its cost, few enough to answer the first ones soon. */
const JOBS_A_MESSAGE = 64

/** SQLite in its own thread, asked in order. Everything rejects with `CityError`: `disk-full`, or `records-failed`. */
export interface SqliteThread {
  readonly findings: readonly Finding[]
  query(sql: string, parameters: readonly unknown[]): Promise<Rows>
  transact(statements: readonly { readonly sql: string; readonly parameters: readonly unknown[] }[]): Promise<void>
  /** Opens a transaction; everybody else waits until it has ended. */
  begin(): Promise<Transaction>
  salvage(from: string): Promise<Rows>
  /** Carries out what was asked before, then closes the file. Idempotent. */
  close(): Promise<void>
}

export interface Transaction {
  query(sql: string, parameters: readonly unknown[]): Promise<Rows>
  commit(): Promise<void>
  /** Does nothing when the transaction has ended already. */
  rollback(): Promise<void>
}

interface Asked {
  readonly job: Job
  readonly resolve: (rows: Rows) => void
  readonly reject: (error: Error) => void
}

/** Starts the thread; rejects with a `CityError` when the file cannot be opened. */
export async function startSqliteThread(file: string, at: number): Promise<SqliteThread> {
  const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), {
    workerData: { file, at },
    name: 'records',
  })
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const [opening] = (await once(worker, 'message')) as [Opening]
  if (!opening.opened) {
    await worker.terminate()
    throw new CityError(opening.code, opening.detail)
  }

  /** Sent, in order, and not yet answered. */
  const sent: Asked[] = []
  const outbox: Asked[] = []
  /** Asked while a transaction was open. */
  const waiting: Asked[] = []
  let isTaken = false
  let isSending = false
  let closing: Promise<void> | null = null
  let death: CityError | null = null

  worker.on('message', (answers: readonly Answer[]) => {
    const settled = sent.splice(0, answers.length)
    for (const [i, answer] of answers.entries()) {
      const asked = settled[i]
      if ('failure' in answer) asked?.reject(failed(answer.failure))
      else asked?.resolve(answer)
    }
  })
  worker.on('error', (error: Error) =>
    die(new CityError('records-failed', `the records stopped: ${error.message}`, { cause: error })),
  )
  worker.on('exit', () => die(new CityError('records-failed', 'the records are closed')))

  return {
    findings: opening.findings,
    query: (sql, parameters) => ask(() => ({ op: 'query', statement: checked(sql, parameters), within: false })),
    transact: async (statements) => {
      await ask(() => ({
        op: 'transact',
        statements: statements.map(({ sql, parameters }) => checked(sql, parameters)),
      }))
    },
    begin,
    salvage: (from) => ask(() => ({ op: 'salvage', from })),
    close: () => {
      closing ??= ask(() => ({ op: 'close' })).then(
        () => ended,
        (error: unknown) => {
          if (!death) throw error
        },
      )
      return closing
    },
  }

  async function begin(): Promise<Transaction> {
    await ask(() => ({ op: 'begin' }))
    let isOpen = true
    return {
      query: (sql, parameters) =>
        new Promise((resolve, reject) => {
          if (!isOpen) throw new CityError('records-failed', 'the transaction is over')
          send({ job: { op: 'query', statement: checked(sql, parameters), within: true }, resolve, reject })
        }),
      commit: () => end('commit'),
      rollback: () => end('rollback'),
    }

    async function end(op: 'commit' | 'rollback'): Promise<void> {
      if (!isOpen) return
      isOpen = false
      // The worker rolls back when a commit fails, so the next job may follow at once.
      const done = new Promise<Rows>((resolve, reject) => send({ job: { op }, resolve, reject }))
      release()
      await done
    }
  }

  function ask(makeJob: () => Job): Promise<Rows> {
    return new Promise((resolve, reject) => {
      if (closing) throw new CityError('records-failed', 'the records are closed')
      const asked = { job: makeJob(), resolve, reject }
      if (isTaken) waiting.push(asked)
      else admit(asked)
    })
  }

  function admit(asked: Asked): void {
    if (asked.job.op === 'begin') {
      isTaken = true
      const { job, resolve, reject } = asked
      send({
        job,
        resolve,
        reject: (error) => {
          release()
          reject(error)
        },
      })
    } else send(asked)
  }

  function release(): void {
    isTaken = false
    while (!isTaken) {
      const next = waiting.shift()
      if (!next) return
      admit(next)
    }
  }

  function send(asked: Asked): void {
    if (death) return asked.reject(death)
    outbox.push(asked)
    if (isSending) return
    isSending = true
    queueMicrotask(() => {
      isSending = false
      while (outbox.length > 0) {
        const batch = outbox.splice(0, JOBS_A_MESSAGE)
        sent.push(...batch)
        worker.postMessage(batch.map(({ job }) => job))
      }
    })
  }

  function die(error: CityError): void {
    death ??= error
    const lost = [...sent.splice(0), ...outbox.splice(0), ...waiting.splice(0)]
    for (const { reject } of lost) reject(death)
  }
}

function checked(sql: string, parameters: readonly unknown[]): Statement {
  return { sql, parameters: parameters.map(toCell) }
}

function toCell(value: unknown): Cell {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || value === null)
    return value
  if (typeof value === 'boolean') return value ? 1 : 0
  // Sending a view sends all of the buffer behind it, which may be a whole batch of the journal.
  if (value instanceof Uint8Array) return value.byteLength === value.buffer.byteLength ? value : new Uint8Array(value)
  throw new CityError('records-failed', `a parameter cannot be stored: ${typeof value}`)
}

function failed(failure: Failure): CityError {
  const code = failure.isFull ? 'disk-full' : 'records-failed'
  return new CityError(code, failure.message, { cause: Object.assign(new Error(failure.message), failure) })
}
