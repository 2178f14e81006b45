import { copyFileSync, openSync, closeSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { join, dirname } from 'node:path'
import { checksum } from './frames.ts'

/** A row of the table `log`, as far as it was asked for. */
export interface LogRow {
  readonly first: number
  readonly count: number
  readonly received: number
  readonly crc: number
  readonly body: Uint8Array<ArrayBuffer>
}

/**
 * Rows in order from the first whose key is `from` or more. Where the file cannot be read it goes on behind: keys are tried at
 * growing distances, so that a broken page costs the rows that hang on it and a few dozen tries.
 */
export function* rowsFrom(db: DatabaseSync, columns: string, from: number): Generator<LogRow> {
  const query = db.prepare(`SELECT ${columns} FROM log WHERE first >= ? ORDER BY first`)
  let next: number | null = from
  while (next !== null) {
    try {
      for (const row of query.iterate(next) as Iterable<unknown> as Iterable<LogRow>) {
        yield row
        next = row.first + 1
      }
      return
    } catch {
      next = readableAfter(db, columns, next)
    }
  }
}

/** The lowest key behind `after` from which a row can be read, to within a few percent of the distance; null: none. */
function readableAfter(db: DatabaseSync, columns: string, after: number): number | null {
  const query = db.prepare(`SELECT ${columns} FROM log WHERE first >= ? ORDER BY first LIMIT 1`)
  const keyAt = (from: number): number | null | undefined => {
    try {
      return (query.get(from) as LogRow | undefined)?.first ?? null
    } catch {
      return undefined
    }
  }
  for (let step = 1; step <= Number.MAX_SAFE_INTEGER / 2; step *= 2) {
    const found = keyAt(after + step)
    if (found === undefined) continue
    if (found === null) return null
    let bad = after + step / 2
    let good = after + step
    let key = found
    while (good - bad > 1) {
      const middle = Math.floor((bad + good) / 2)
      const there = keyAt(middle)
      if (there === undefined || there === null) bad = middle
      else {
        good = middle
        key = there
      }
    }
    return key
  }
  return null
}

/** Takes over what is readable and right in a damaged file, which is left as it is. Answers the number of messages. */
export function salvageRows(db: DatabaseSync, damaged: string): number {
  const direct = copyRows(db, damaged)
  return direct ?? copyWithNewFirstPage(db, damaged) ?? 0
}

function copyRows(db: DatabaseSync, from: string): number | null {
  let old: DatabaseSync | null = null
  let messages = 0
  try {
    old = new DatabaseSync(from, { readOnly: true })
    old.prepare('SELECT first FROM log LIMIT 1')
    const insert = db.prepare('INSERT OR IGNORE INTO log (first, count, received, crc, body) VALUES (?, ?, ?, ?, ?)')
    db.exec('BEGIN IMMEDIATE')
    for (const { first, count, received, crc, body } of rowsFrom(old, 'first, count, received, crc, body', 0)) {
      if (checksum({ first, count, receivedAt: received, body }) !== crc) continue
      insert.run(first, count, received, crc, body)
      messages += count
    }
    copyReaders(db, old)
    db.exec('COMMIT')
    return messages
  } catch {
    if (db.isTransaction) db.exec('ROLLBACK')
    return null
  } finally {
    old?.close()
    // What reading has made beside it.
    rmSync(`${from}-shm`, { force: true })
    if (statSync(`${from}-wal`, { throwIfNoEntry: false })?.size === 0) rmSync(`${from}-wal`, { force: true })
  }
}

function copyReaders(db: DatabaseSync, old: DatabaseSync): void {
  try {
    const insert = db.prepare('INSERT OR IGNORE INTO reader (name, position) VALUES (?, ?)')
    for (const row of old.prepare('SELECT name, position FROM reader').all()) {
      insert.run(String(row['name']), Number(row['position']))
    }
  } catch {
    // Readers say anew how far they are.
  }
}

/** The first page says where everything is, and is alike in all journals but for a few numbers: a new one opens the rest. */
function copyWithNewFirstPage(db: DatabaseSync, damaged: string): number | null {
  const copy = join(dirname(damaged), 'salvage.db')
  try {
    copyFileSync(damaged, copy)
    const pageBytes = 16_384
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    const page = Buffer.alloc(pageBytes)
    const source = openSync(db.location()!, 'r')
    readSync(source, page, 0, pageBytes, 0)
    closeSync(source)
    page.writeUInt32BE(Math.floor(statSync(copy).size / pageBytes), 28)
    // No free pages; the number above is valid for this version of the file; a rollback journal, for there is no log.
    page.fill(0, 32, 40)
    page.writeUInt32BE(page.readUInt32BE(24), 92)
    page[18] = 1
    page[19] = 1
    const target = openSync(copy, 'r+')
    writeSync(target, page, 0, pageBytes, 0)
    closeSync(target)
    return copyRows(db, copy)
  } catch {
    return null
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(copy + suffix, { force: true })
  }
}
