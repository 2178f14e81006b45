import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { parentPort } from 'node:worker_threads'

/** What takes long and would hold up everybody else. */
export type FileJob =
  /** A consistent copy of a SQLite file that others write to; `afterwards` is carried out in the copy. */
  | { readonly op: 'copy'; readonly from: string; readonly to: string; readonly afterwards: string }
  /** Syncs a finished file to the disk and says what is in it. */
  | { readonly op: 'seal'; readonly file: string }
  /** Answers the rows of a query on a finished copy. */
  | { readonly op: 'ask'; readonly file: string; readonly sql: string }

export type FileAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: string }

const CHUNK_BYTES = 1024 * 1024

const port = parentPort
port?.on('message', ({ id, job }: { id: number; job: FileJob }) => {
  try {
    port.postMessage({ id, result: run(job) } satisfies FileAnswer)
  } catch (error) {
    port.postMessage({ id, failure: (error as Error).message } satisfies FileAnswer)
  }
})

function run(job: FileJob): unknown {
  if (job.op === 'copy') return copy(job)
  return job.op === 'seal' ? seal(job.file) : ask(job.file, job.sql)
}

/** One read transaction: writers go on meanwhile, and the copy has nothing of what they do. */
function copy({ from, to, afterwards }: Extract<FileJob, { op: 'copy' }>): void {
  {
    // Not through the file system: closing a file ends the locks that SQLite has on it in this process.
    using db = new DatabaseSync(from, { readOnly: true, timeout: 10_000 })
    db.prepare('vacuum into ?').run(to)
  }
  if (afterwards === '') return
  using db = new DatabaseSync(to)
  db.exec(afterwards)
}

function ask(file: string, sql: string): unknown {
  using db = new DatabaseSync(file, { readOnly: true })
  return db.prepare(sql).all()
}

function seal(file: string): { bytes: number; sha256: string } {
  const hash = createHash('sha256')
  const chunk = Buffer.alloc(CHUNK_BYTES)
  const handle = openSync(file, 'r')
  let bytes = 0
  try {
    fsyncSync(handle)
    for (let got = readSync(handle, chunk); got > 0; got = readSync(handle, chunk)) {
      hash.update(chunk.subarray(0, got))
      bytes += got
    }
  } finally {
    closeSync(handle)
  }
  return { bytes, sha256: hash.digest('hex') }
}
