import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { startFiles } from '../backup/files.ts'
import { backupName } from '../backup/take.ts'
import { verifyBackup } from '../backup/verify.ts'
import type { BackupJob, BackupsAnswer } from '../domain/backup.ts'
import { apiOf, asking, type Asking, printJson, type Terminal } from './ask.ts'
import { EXIT, failure } from './exit.ts'
import { table } from './table.ts'

const LOOK_MS = 300

/** `backup`: makes one of the running city, lists and verifies them. */
export function backupCommand(terminal: Terminal): Command {
  return asking('backup', 'copy the running city, consistently, while it goes on')
    .argument('[folder]', 'folder to be made, or one that is there to make it in (the usual one)')
    .action(async (folder: string | undefined, given: Asking) => {
      const api = await apiOf(given, terminal)
      await api.post<BackupJob>('/backups', folder === undefined ? {} : { folder: targetOf(folder, terminal.now()) })
      let shown = ''
      for (;;) {
        const { job } = await api.get<BackupsAnswer>('/backups')
        if (!job) throw failure('The city began anew while the backup was made: make it again', EXIT.failed)
        const said = `${job.phase} …`
        if (!given.json && said !== shown && job.outcome === 'running') terminal.print(said)
        shown = said
        if (job.outcome === 'failed') throw failure(`The backup failed: ${job.detail}`, EXIT.failed)
        if (job.outcome === 'done') {
          if (given.json) return printJson(terminal, job)
          return terminal.print(`${job.folder}: ${megabytes(job.bytes)} MiB in ${seconds(job)} s`)
        }
        await sleep(LOOK_MS)
      }
    })
    .addCommand(listCommand(terminal))
    .addCommand(verifyCommand(terminal))
}

function targetOf(folder: string, now: number): string {
  const path = resolve(folder)
  return existsSync(path) ? join(path, backupName(now)) : path
}

function listCommand(terminal: Terminal): Command {
  return asking('list', 'backups in the usual folder, and when the next one is made').action(async (given: Asking) => {
    const api = await apiOf(given, terminal)
    const answer = await api.get<BackupsAnswer>('/backups')
    if (given.json) return printJson(terminal, answer)
    const { folder, schedule, items } = answer
    terminal.print(`${folder}: ${schedule === null ? 'no schedule' : `every day at ${schedule}`}`)
    if (items.length === 0) return terminal.print('No backup is there.')
    const rows = items.map((one) => [
      new Date(one.endedAt).toISOString(),
      megabytes(one.bytes),
      one.version,
      one.folder,
    ])
    terminal.print(table(['made', 'MiB', 'version', 'folder'], rows))
  })
}

function verifyCommand(terminal: Terminal): Command {
  return new Command('verify')
    .description('read every file of a backup and compare it; needs no running city')
    .argument('<backup>', 'folder of the backup')
    .option('--json', 'print JSON, for programs')
    .action(async (backup: string, given: { json?: boolean }) => {
      await using files = startFiles()
      const manifest = await verifyBackup(resolve(backup), files)
      if (given.json) return printJson(terminal, manifest)
      const { positions, version, beganAt } = manifest
      terminal.print(`${resolve(backup)}: ${manifest.files.length} files are whole`)
      terminal.print(`CityPulse ${version}, begun ${new Date(beganAt).toISOString()}`)
      terminal.print(`It has the first ${positions.head} messages; ${positions.stored} of them were stored`)
    })
}

function megabytes(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(1)
}

function seconds({ beganAt, endedAt }: BackupJob): string {
  return ((endedAt! - beganAt) / 1000).toFixed(1)
}
