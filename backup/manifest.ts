import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { isAbsolute, join, normalize } from 'node:path'
import { Value } from 'typebox/value'
import { BackupManifest } from '../domain/backup.ts'
import { CityError } from '../domain/errors.ts'
import { FORMATS } from '../domain/formats.ts'

const MANIFEST = 'manifest.json'
/** As `sha256sum -c SHA256SUMS` reads it. */
const SUMS = 'SHA256SUMS'

/** Writes the manifest, and the sums of all files with it. */
export async function writeManifest(folder: string, manifest: BackupManifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  const sums = [{ path: MANIFEST, sha256: sumOf(text) }, ...manifest.files].map(
    ({ path, sha256 }) => `${sha256}  ${path}`,
  )
  await writeFile(join(folder, MANIFEST), text, { mode: 0o600, flush: true })
  await writeFile(join(folder, SUMS), `${sums.join('\n')}\n`, { mode: 0o600, flush: true })
}

/** The manifest of a backup, itself proven. Throws `backup-damaged`, `not-found` for what is no backup, `config-data-newer`. */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const text = await textOf(folder, MANIFEST)
  const [sum] = (await textOf(folder, SUMS)).split('\n')
  if (sum !== `${sumOf(text)}  ${MANIFEST}`) throw damaged(folder, MANIFEST, 'is not what was written')
  const manifest: unknown = JSON.parse(text)
  const { format } = manifest as { format?: unknown }
  if (Number(format) > FORMATS.backup)
    throw new CityError('config-data-newer', `${folder} was made by a newer CityPulse: restore it with that version`)
  if (!Value.Check(BackupManifest, manifest)) throw damaged(folder, MANIFEST, 'is not a manifest')
  for (const { path } of manifest.files) {
    if (isAbsolute(path) || normalize(path).startsWith('..')) throw damaged(folder, MANIFEST, `names ${path}`)
  }
  return manifest
}

export function damaged(folder: string, file: string, what: string): CityError {
  return new CityError('backup-damaged', `${join(folder, file)} ${what}: use another backup`)
}

async function textOf(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error
    throw new CityError('not-found', `${folder} is no backup: it has no ${name}`, { cause: error })
  }
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
