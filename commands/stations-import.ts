import { open, readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { ImportAnswer } from '../domain/enrolment.ts'
import { apiOf, asking, type Asking, printJson, type Terminal } from './ask.ts'
import { EXIT, failure } from './exit.ts'
import { counted, table } from './table.ts'

interface Given extends Asking {
  readonly dryRun?: boolean
  readonly credentials?: string
}

const SHOWN = 50

/** `stations import`: a list of thousands, all or none. */
export function importCommand(terminal: Terminal): Command {
  return asking('import', 'register every station of a list (CSV), or none; says of each bad line what to do')
    .argument('<file>', 'CSV with the columns id, kind, name, district, lon, lat, and more if wanted')
    .option('--dry-run', 'only say what is wrong')
    .option('--credentials <file>', 'new file for the credentials, which are told only now (<file>.credentials.csv)')
    .action(async (file: string, given: Given) => {
      const csv = await textOf(file)
      const api = await apiOf(given, terminal)
      // Before anything is registered: what cannot be kept must not be made.
      const into = given.dryRun ? null : await newFile(given.credentials ?? `${file}.credentials.csv`)
      try {
        const answer = await api.sendCsv<ImportAnswer>(`/stations/import${given.dryRun ? '?dryRun=true' : ''}`, csv)
        if (answer.credentials !== null && into) await into.keep(answer.credentials)
        else await into?.remove()
        if (given.json) printJson(terminal, { ...answer, credentials: answer.credentials === null ? null : into?.path })
        else tell(terminal, answer, into?.path)
        if (answer.faults.length > 0) throw failure(`${file}: ${counted(answer.faultyLines, 'bad line')}`, EXIT.failed)
      } catch (error) {
        await into?.remove()
        throw error
      }
    })
}

function tell(terminal: Terminal, { stations, imported, faults }: ImportAnswer, path?: string): void {
  if (faults.length > 0) {
    const rows = faults
      .slice(0, SHOWN)
      .map(({ line, column, found, problem, remedy }) => [line, column ?? '-', found, problem, remedy])
    terminal.print(table(['line', 'column', 'found', 'what is wrong', 'what to do'], rows))
    if (faults.length > SHOWN) terminal.print(`… and ${faults.length - SHOWN} more`)
  } else if (imported) {
    terminal.print(`Registered ${counted(stations, 'station')}. Their credentials are in ${path}, and nowhere else.`)
  } else terminal.print(`${counted(stations, 'station')} can be registered; nothing is wrong.`)
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw failure(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`, EXIT.failed, { cause: error })
  }
}

/** A file for its owner's eyes that was not there before. */
async function newFile(path: string) {
  const { rm } = await import('node:fs/promises')
  const handle = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw failure(`${path} cannot be made (${error.code}): give another file with --credentials`, EXIT.failed, {
      cause: error,
    })
  })
  let isKept = false
  return {
    path,
    async keep(text: string) {
      isKept = true
      await handle.writeFile(text)
      await handle.sync()
      await handle.close()
    },
    async remove() {
      if (isKept) return
      isKept = true
      await handle.close()
      await rm(path, { force: true })
    },
  }
}
