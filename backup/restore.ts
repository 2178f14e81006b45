import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BackupManifest } from '../domain/backup.ts'
import { CityError } from '../domain/errors.ts'
import { FORMATS } from '../domain/formats.ts'
import { KEY_FILE, readKey } from '../store/records/key-file.ts'
import { lockFolder } from '../store/records/lock.ts'
import { MIGRATIONS } from '../store/records/migrations/all.ts'
import { startFiles, syncFolder } from './files.ts'
import { verifyBackup, verifyFile } from './verify.ts'

/** Newest state of the records that this CityPulse knows. */
export const NEWEST_RECORDS = Object.keys(MIGRATIONS).at(-1)!

/** Stands in a data folder while it is being restored; a city does not start on it. */
export const UNFINISHED = '.restoring'
/** What a folder may have and still count as empty; backups outlive a restore. */
const OF_NOBODY = new Set([KEY_FILE, 'lock.db', 'lock.db-journal', 'lock.pid', '.writable', UNFINISHED, 'backups'])

export interface Restored {
  readonly manifest: BackupManifest
  /** Where the configuration of the backup was put. */
  readonly config: string
  /** False: the key file is still to be brought. */
  readonly isKeyThere: boolean
  /** Where what was there before is now; null when nothing was. */
  readonly before: string | null
}

export interface RestoreOptions {
  readonly backup: string
  readonly dataFolder: string
  /** What is in the data folder is moved aside. */
  readonly force: boolean
  /** The key file that belongs to the backup. */
  readonly keyFile?: string
  readonly now: number
  readonly onProgress?: (doneBytes: number, allBytes: number) => void
}

/**
 * Makes a data folder of a backup. Nothing there is touched before every file was compared, and nothing is deleted. Throws
 * `config-data-in-use` for a running city, `restore-not-empty`, `backup-damaged`, `config-data-newer`, `not-found`.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { backup, dataFolder, force, keyFile, now, onProgress } = options
  const key = keyFile === undefined ? null : await readKey(keyFile)
  if (keyFile !== undefined && key === null) throw new CityError('not-found', `There is no ${keyFile}`)
  await using files = startFiles()
  const manifest = await verifyBackup(backup, files, onProgress)
  demandKnown(backup, manifest)
  await using _lock = await lockFolder(dataFolder)
  const old = (await readdir(dataFolder)).filter((name) => !OF_NOBODY.has(name) && !name.startsWith('before-restore-'))
  if (old.length > 0 && !force) {
    const few = old.slice(0, 3).join(', ')
    throw new CityError(
      'restore-not-empty',
      `${dataFolder} is not empty (${few}${old.length > 3 ? ' …' : ''}): choose another folder, or give --force to have it moved aside`,
    )
  }
  const draft = join(dataFolder, UNFINISHED)
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  for (const file of manifest.files) {
    const target = join(draft, file.path)
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    await cp(join(backup, file.path), target)
    await chmod(target, 0o600)
    // The copy is what counts, not what was read a minute ago.
    await verifyFile(draft, file, files)
    await syncFolder(dirname(target))
  }
  await rename(join(draft, 'config'), join(draft, 'restored-config')).catch(() => {})
  const before =
    old.length === 0 ? null : join(dataFolder, `before-restore-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`)
  if (before) {
    await mkdir(before, { mode: 0o700 })
    for (const name of old) await rename(join(dataFolder, name), join(before, name))
    // What was there before can be opened with the key that stays.
    await cp(join(dataFolder, KEY_FILE), join(before, KEY_FILE)).catch(() => {})
  }
  await writeFile(join(draft, 'restored.json'), JSON.stringify({ at: now, ...manifest, files: undefined }), {
    mode: 0o600,
  })
  if (keyFile !== undefined) await cp(keyFile, join(draft, KEY_FILE))
  for (const name of await readdir(draft)) await rename(join(draft, name), join(dataFolder, name))
  await syncFolder(dataFolder)
  await rm(draft, { recursive: true })
  await syncFolder(dataFolder)
  const isKeyThere = manifest.key === undefined || existsSync(join(dataFolder, KEY_FILE))
  return { manifest, isKeyThere, config: join(dataFolder, 'restored-config'), before }
}

/** A newer city's files are refused now rather than at the next start. */
function demandKnown(backup: string, { formats, version }: BackupManifest): void {
  const isKnown =
    formats.journal <= FORMATS.journal && formats.series <= FORMATS.series && formats.records in MIGRATIONS
  if (isKnown) return
  throw new CityError(
    'config-data-newer',
    `${backup} was made by CityPulse ${version}, which is newer: restore it with that version`,
  )
}
