import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type BackupManifest, type BackupPhase } from '../domain/backup.ts'
import { CityError } from '../domain/errors.ts'
import { FORMATS } from '../domain/formats.ts'
import type { Journal } from '../journal/journal.ts'
import { AUDIT_KEYS_FILE, HEADS_FILE } from '../store/audit/files.ts'
import { KEY_FILE } from '../store/records/key-file.ts'
import type { Series } from '../store/series/series.ts'
import { type Files, startFiles, syncFolder } from './files.ts'
import { writeManifest } from './manifest.ts'
import { filesIn } from './tree.ts'

export interface BackupSource {
  readonly dataFolder: string
  readonly configFolder: string
  readonly keyFile: string
  /** The key file goes along. */
  readonly withKey: boolean
  readonly version: string
  readonly journal: Pick<Journal, 'hold' | 'head'>
  readonly series: Pick<Series, 'snapshot'>
  readonly now: () => number
}

/** Told of what is being done, and how far it has come, 0 to 1. */
export type OnPhase = (phase: BackupPhase, progress: number) => void

const ROOM_BYTES = 16 * 1024 * 1024
const CONFIG_FILE = /\.(ya?ml|csv|geojson)$/
const NEWEST_MIGRATION = 'select name from kysely_migration order by name desc limit 1'

/**
 * Copies a running city into `folder`, which must not be there: whole under its name, or not at all. The order is what makes the
 * three copies fit, as after a `kill -9`: first the records, which say how far everything is; then the store, which has at least
 * that; last the journal, which is held all the while and so has everything above. Throws `backup-failed` with the reason.
 */
export async function takeBackup(source: BackupSource, folder: string, onPhase: OnPhase): Promise<BackupManifest> {
  const part = `${folder}.part`
  try {
    if (existsSync(folder)) throw new CityError('backup-failed', `${folder} is there already: choose another name`)
    await using files = startFiles()
    await mkdir(dirname(folder), { recursive: true, mode: 0o700 })
    await rm(part, { recursive: true, force: true })
    await demandRoom(source.dataFolder, dirname(folder))
    await mkdir(part, { mode: 0o700 })
    const manifest = await fill(source, part, { files, onPhase })
    await writeManifest(part, manifest)
    await syncFolder(part)
    await rename(part, folder)
    await syncFolder(dirname(folder))
    return manifest
  } catch (error) {
    await rm(part, { recursive: true, force: true }).catch(() => {})
    if (error instanceof CityError && error.code === 'backup-failed') throw error
    throw new CityError('backup-failed', `${folder}: ${(error as Error).message}`, { cause: error })
  }
}

async function fill(
  { dataFolder, configFolder, keyFile, withKey, version, journal, series, now }: BackupSource,
  part: string,
  { files, onPhase }: { readonly files: Files; readonly onPhase: OnPhase },
): Promise<BackupManifest> {
  const beganAt = now()
  const acknowledged = journal.head
  const [recordsFile, journalFile] = [join(part, 'records.db'), join(part, 'journal.db')]
  await copySecrets(dataFolder, part)
  if (withKey) await cp(keyFile, join(part, KEY_FILE))
  // Before the records: a head must not speak of entries that are not there.
  for (const name of [HEADS_FILE, AUDIT_KEYS_FILE])
    if (existsSync(join(dataFolder, name))) await cp(join(dataFolder, name), join(part, name))
  await copyConfig(configFolder, join(part, 'config'))

  using _ = journal.hold()
  onPhase('records', 0)
  await files.copySqlite(join(dataFolder, 'records.db'), recordsFile)
  const cursors = await files.ask<{ name: string; position: number }>(recordsFile, 'select name, position from cursors')
  const positionOf = (name: string) => cursors.find((cursor) => cursor.name === name)?.position ?? 0
  const [{ name: records } = { name: '' }] = await files.ask<{ name: string }>(recordsFile, NEWEST_MIGRATION)
  onPhase('series', 0)
  const copied = await series.snapshot(join(part, 'series'))
  onPhase('journal', 0)
  // Readers begin where the records say, also where they had come further since.
  await files.copySqlite(join(dataFolder, 'journal.db'), journalFile, 'delete from reader')
  const [{ head } = { head: 0 }] = await files.ask<{ head: number }>(
    journalFile,
    'select coalesce(max(first + count), 0) as head from log',
  )
  const positions = {
    acknowledged,
    judged: positionOf('judged'),
    stored: positionOf('stored'),
    series: copied?.position ?? null,
    head: Math.max(head, positionOf('judged'), positionOf('stored')),
  }
  demandFit(positions)
  const all = await filesIn(part)
  return {
    format: FORMATS.backup,
    version,
    beganAt,
    formats: { journal: FORMATS.journal, records, series: FORMATS.series },
    store: copied ? 'duckdb' : 'influxdb',
    key: withKey ? 'inside' : 'apart',
    positions,
    files: await seal(part, all, { files, onPhase }),
    endedAt: now(),
  }
}

async function seal(
  part: string,
  paths: readonly string[],
  { files, onPhase }: { readonly files: Files; readonly onPhase: OnPhase },
): Promise<BackupManifest['files']> {
  const sealed: BackupManifest['files'] = []
  for (const [i, path] of paths.entries()) {
    onPhase('hashing', i / paths.length)
    await chmod(join(part, path), 0o600)
    sealed.push({ path, ...(await files.seal(join(part, path))) })
  }
  const folders = new Set(paths.map((path) => dirname(join(part, path))))
  for (const folder of folders) await syncFolder(folder)
  return sealed
}

/** What must hold for the copies to fit each other; that it does not would be a defect of ours. */
function demandFit({ acknowledged, stored, series, head }: BackupManifest['positions']): void {
  if (head >= acknowledged && (series === null || (series >= stored && series <= head))) return
  throw new CityError(
    'backup-failed',
    `the copies do not fit: ${JSON.stringify({ acknowledged, stored, series, head })}`,
  )
}

/** The token of the command line stays: it is for this machine, and a restored city makes one of its own. */
async function copySecrets(from: string, to: string): Promise<void> {
  const { cliToken: _, ...kept } = JSON.parse(await readFile(join(from, 'secrets.json'), 'utf8')) as {
    cliToken: string
  }
  await writeFile(join(to, 'secrets.json'), `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600, flush: true })
}

/** What the configuration is made of; programs that stand beside it are not. */
async function copyConfig(from: string, to: string): Promise<void> {
  for (const path of await filesIn(from)) {
    if (!CONFIG_FILE.test(path)) continue
    await mkdir(dirname(join(to, path)), { recursive: true, mode: 0o700 })
    await cp(join(from, path), join(to, path))
  }
}

async function demandRoom(dataFolder: string, target: string): Promise<void> {
  let bytes = ROOM_BYTES
  for (const name of ['records.db', 'journal.db', 'series']) {
    const path = join(dataFolder, name)
    const found = await stat(path).catch(() => null)
    if (found?.isFile()) bytes += found.size
    if (!found?.isDirectory()) continue
    for (const file of await filesIn(path)) bytes += (await stat(join(path, file)).catch(() => null))?.size ?? 0
  }
  const { bavail, bsize } = await statfs(target)
  if (bavail * bsize >= bytes) return
  const mib = (count: number) => Math.ceil(count / 1024 ** 2)
  throw new CityError(
    'backup-failed',
    `${target} has room for ${mib(bavail * bsize)} MiB, the backup may need ${mib(bytes)} MiB: make room, or choose another folder`,
  )
}

/** Name of a backup that began then; names sort as time goes. */
export function backupName(beganAt: number): string {
  return `citypulse-${new Date(beganAt).toISOString().replaceAll(/[:.]/g, '-')}`
}

/** Whether a folder is named as `backupName` does. */
export function isBackupName(folder: string): boolean {
  return /^citypulse-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z$/.test(basename(folder))
}
