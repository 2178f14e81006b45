import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { FORMATS } from '../domain/formats.ts'
import { NEWEST_RECORDS } from '../backup/restore.ts'
import { printJson, type Terminal } from './ask.ts'
import { facts } from './table.ts'

/** `version`: what this is, and which files it reads. */
export function versionCommand(terminal: Terminal): Command {
  return new Command('version')
    .description('version of CityPulse, of Node.js and SQLite, and of the files that it reads')
    .option('--json', 'print JSON, for programs')
    .action((given: { json?: boolean }) => {
      const file = join(import.meta.dirname, '..', 'package.json')
      const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
      const { node, sqlite = '' } = process.versions
      const formats = { ...FORMATS, records: NEWEST_RECORDS }
      if (given.json) return printJson(terminal, { version, node, sqlite, formats })
      terminal.print(
        facts([
          ['CityPulse', version],
          ['Node.js', node],
          ['SQLite', sqlite],
          ['journal', `format ${formats.journal}`],
          ['records', formats.records],
          ['series', `format ${formats.series}`],
          ['backup', `format ${formats.backup}`],
        ]),
      )
    })
}
