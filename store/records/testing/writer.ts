/**
 * Child process of the crash tests: writes one transaction after the other, each larger than SQLite's cache, so that
 * its first pages are in the write-ahead log long before it is committed. Prints the number of each acknowledged one.
 */
import { openRecords } from '../open.ts'
import { statement } from '../statement.ts'

const ROWS = 400
const LONG = '.'.repeat(16_000)
const records = await openRecords({ file: process.argv[2] ?? '' })
const rows = Array.from({ length: ROWS }, (_, i) => i)
for (let n = 1; ; n++) {
  const inserts = rows.map((row) =>
    statement('insert into settings (name, value) values (?, ?)', [`${n}/${row}`, LONG]),
  )
  const move = statement(
    `insert into cursors (name, position) values ('writer', ?) on conflict do update set position = excluded.position`,
    [n],
  )
  await records.transact([move, ...inserts])
  process.stdout.write(`${n}\n`)
}
