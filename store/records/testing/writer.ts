/**
 * Child process of the crash tests: writes transactions of many rows without end, and prints the number of each one
 * once it was acknowledged.
 */
import { openRecords } from '../open.ts'
import { statement } from '../statement.ts'

const ROWS = 400
const records = await openRecords({ file: process.argv[2] ?? '' })
const rows = Array.from({ length: ROWS }, (_, i) => i)
for (let n = 1; ; n++) {
  const inserts = rows.map((row) => statement('insert into settings (name, value) values (?, ?)', [`${n}/${row}`, '']))
  const move = statement(
    `insert into cursors (name, position) values ('writer', ?) on conflict do update set position = excluded.position`,
    [n],
  )
  await records.transact([...inserts.slice(0, ROWS / 2), move, ...inserts.slice(ROWS / 2)])
  process.stdout.write(`${n}\n`)
}
