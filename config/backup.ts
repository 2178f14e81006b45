import { join, resolve } from 'node:path'
import type { CityFile } from './schema.ts'

/** Where backups go, and when they are made by themselves. */
export interface CityBackup {
  /** Absolute. */
  readonly folder: string
  /** The key file goes into each. */
  readonly withKey: boolean
  /** Null: only when asked for. */
  readonly plan: { readonly at: string; readonly keep: number } | null
}

const KEEP = 7

/** Backups as `city.yaml` says; beside the data when it does not say where. */
export function backupOf({ backup }: Pick<CityFile, 'backup'>, dataFolder: string): CityBackup {
  const folder = backup?.folder === undefined ? join(dataFolder, 'backups') : resolve(dataFolder, backup.folder)
  return {
    folder,
    withKey: backup?.withKey ?? false,
    plan: backup?.at === undefined ? null : { at: backup.at, keep: backup.keep ?? KEEP },
  }
}
