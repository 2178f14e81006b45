import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../support/sources.ts'
import { ROWS } from './rows-table.ts'
import { asvsDocument } from './rows.ts'

writeFileSync(join(ROOT, 'docs', 'asvs.md'), asvsDocument(ROWS))
