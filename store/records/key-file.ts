import { randomBytes } from 'node:crypto'
import { chmod, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { CityError } from '../../domain/errors.ts'

/** Name of the key file in the data folder, when no other path is given. */
export const KEY_FILE = 'secrets.key'

/** Where the key file of a data folder is. */
export function keyFileOf(folder: string, given?: string): string {
  return given === undefined ? join(folder, KEY_FILE) : resolve(given)
}

/** Where a new key waits until the secrets are sealed with it. */
export function nextKeyFile(keyFile: string): string {
  return `${keyFile}.next`
}

/** The key that everything else is sealed with; null when the file is not there. Throws `config-invalid` for what is no key. */
export async function readKey(file: string): Promise<Buffer | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new CityError('config-invalid', `${file} cannot be read (${error.code}): let this user read it`, {
      cause: error,
    })
  })
  if (text === null) return null
  const key = Buffer.from(text.trim(), 'base64url')
  if (key.length !== 32 || key.toString('base64url') !== text.trim())
    throw new CityError('config-invalid', `${file} holds no key: put the city's ${KEY_FILE} there`)
  return key
}

/** Makes a key and keeps it, for its owner's eyes only. */
export async function makeKey(file: string, random: (size: number) => Buffer = randomBytes): Promise<Buffer> {
  const key = random(32)
  await writeSecret(file, `${key.toString('base64url')}\n`)
  return key
}

/** Takes away what others may do with a secret. */
export async function closeToOthers(file: string): Promise<void> {
  await chmod(file, 0o600)
}

/** Whole or not at all, also when the power fails in the middle; mode 0600. */
export async function writeSecret(file: string, text: string): Promise<void> {
  const draft = `${file}.new`
  await rm(draft, { force: true })
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
  const folder = await open(dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
