// Appends to the journal of a killed city and is killed itself.
import { join } from 'node:path'
import { openSqliteJournal } from '../../journal/sqlite.ts'
import { append } from './folder.ts'

const [folder, count] = process.argv.slice(2) as [string, string]
const journal = await openSqliteJournal({ file: join(folder, 'journal.db') })
const from = journal.head
for (let i = 0; i < Number(count); i++) await append(journal, i)
process.stdout.write(String(from), () => process.kill(process.pid, 'SIGKILL'))
