// Appends for ever and prints each message once it is acknowledged; the test kills it.
import { openSqliteJournal } from './sqlite.ts'

const [file, round] = process.argv.slice(2) as [string, string]
const journal = await openSqliteJournal({ file })
let next = 0
function one(): void {
  const id = `${round}-${next++}`
  journal.append('t', Buffer.from(id), (error) => {
    if (error) throw error
    process.stdout.write(`${id}\n`)
    one()
  })
}
for (let i = 0; i < 200; i++) one()
