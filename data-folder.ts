import { existsSync } from 'node:fs'
import { mkdir, rename, stat, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UNFINISHED } from './backup/restore.ts'
import { CityError } from './domain/errors.ts'

/** Makes the data folder where it is missing. Throws `config-data-unwritable` when this user cannot write it. */
export async function makeDataFolder(folder: string): Promise<void> {
  try {
    await makeEach(folder)
    await writeWhole(join(folder, '.writable'), '')
  } catch (error) {
    // It may be written; room is made for what has to be once this process alone has the folder.
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC' && existsSync(folder)) return
    throw new CityError(
      'config-data-unwritable',
      `The data folder ${folder} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}): let this user write it, or set CITY_DATA to one that it can write.`,
      { cause: error },
    )
  }
  if (!existsSync(join(folder, UNFINISHED))) return
  throw new CityError(
    'config-restore-unfinished',
    `${folder} is in the middle of a restore: run npm run city -- restore <backup> --data ${folder} --force again`,
  )
}

/** One folder after the other: Node's own recursive mkdir never returns where mkdir answers ENOENT, as in /proc. */
async function makeEach(folder: string): Promise<void> {
  if (existsSync(folder)) return
  if (dirname(folder) !== folder) await makeEach(dirname(folder))
  await mkdir(folder, { mode: 0o700 })
}

/** Whoever reads the file finds all of the text or the text before it. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 })
  await rename(`${file}.new`, file)
}

export interface DiskRoom {
  readonly freeBytes: number
  readonly totalBytes: number
  /** What the journal's file has; it does not give it back when it empties. */
  readonly journalBytes: number
}

/** Room on the file system that the journal stands on; null when it does not say. */
export async function diskRoom(journalFile: string): Promise<DiskRoom | null> {
  try {
    const [{ bavail, blocks, bsize }, { size }] = await Promise.all([statfs(journalFile), stat(journalFile)])
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, journalBytes: size }
  } catch {
    return null
  }
}
