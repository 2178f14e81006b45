import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackupManifest } from '../domain/backup.ts'
import type { Files } from './files.ts'
import { damaged, readManifest } from './manifest.ts'

/** Reads every file of a backup and compares it. Throws `backup-damaged` with the first file that differs. */
export async function verifyBackup(
  folder: string,
  files: Pick<Files, 'seal'>,
  onProgress: (doneBytes: number, allBytes: number) => void = () => {},
): Promise<BackupManifest> {
  const manifest = await readManifest(folder)
  const all = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  for (const file of manifest.files) {
    await verifyFile(folder, file, files)
    done += file.bytes
    onProgress(done, all)
  }
  return manifest
}

/** One file of a backup, or of a copy of it. */
export async function verifyFile(
  folder: string,
  { path, bytes, sha256 }: BackupManifest['files'][number],
  files: Pick<Files, 'seal'>,
): Promise<void> {
  const found = await stat(join(folder, path)).catch(() => null)
  if (!found?.isFile()) throw damaged(folder, path, 'is missing')
  if (found.size !== bytes) throw damaged(folder, path, `has ${found.size} bytes, not ${bytes}`)
  if ((await files.seal(join(folder, path))).sha256 !== sha256) throw damaged(folder, path, 'is not what was written')
}
