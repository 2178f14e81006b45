import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CityError } from '../../domain/errors.ts'

/**
 * Makes this process the only one on the data folder until disposed. The operating system keeps the lock, by way of
 * SQLite: it ends with the process however that ends, and a reused process number cannot be taken for its holder.
 * Rejects with `CityError` `config-data-in-use`, which names the holder, or `config-data-unwritable`.
 */
export async function lockFolder(folder: string): Promise<AsyncDisposable> {
  const pidFile = join(folder, 'lock.pid')
  const db = await openLock(folder)
  try {
    db.exec('begin exclusive')
  } catch (error) {
    db.close()
    const pid = await readFile(pidFile, 'utf8').catch(() => '')
    const holder = pid ? `process ${pid.trim()}` : 'another process'
    throw new CityError('config-data-in-use', `${folder} is in use by ${holder}: stop it, or set CITY_DATA`, {
      cause: error,
    })
  }
  try {
    await writeFile(pidFile, `${process.pid}\n`)
  } catch (error) {
    // The lock holds without it; it only says who has it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') {
      db.close()
      throw unwritable(folder, error)
    }
  }
  return {
    [Symbol.asyncDispose]: async () => {
      if (!db.isOpen) return
      await rm(pidFile, { force: true })
      db.close()
    },
  }
}

async function openLock(folder: string): Promise<DatabaseSync> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return new DatabaseSync(join(folder, 'lock.db'), { timeout: 0 })
  } catch (error) {
    throw unwritable(folder, error)
  }
}

function unwritable(folder: string, error: unknown): CityError {
  const { message } = error as Error
  return new CityError('config-data-unwritable', `${folder}: ${message}; let this user write it, or set CITY_DATA`, {
    cause: error,
  })
}
