import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CityError } from '../../domain/errors.ts'

/** Random keys of one city; whoever has them can let anybody in. */
export interface Secrets {
  /** Key of the stored password hashes of devices. */
  readonly credentialKey: Uint8Array
  /** Key that the passwords of simulated devices are derived from. */
  readonly simulationKey: Uint8Array
  /** Signs the sessions of people. */
  readonly sessionSecret: string
  /** Seals what must not be read from a copy of the records. */
  readonly sealKey: Uint8Array
  /** Bearer token of the command line on this machine. */
  readonly cliToken: string
}

const NAMES = ['credentialKey', 'simulationKey', 'sessionSecret', 'sealKey', 'cliToken'] as const
type Kept = Record<(typeof NAMES)[number], string>

/**
 * Reads the keys of `folder`, or makes them at the first start: `secrets.json`, for its owner's eyes only. A key that is
 * missing is added, one that is there is never changed. Rejects with `CityError` `config-data-unwritable`, or
 * `config-invalid` for a file that is not whole.
 */
export async function openSecrets(folder: string, random: (size: number) => Buffer = randomBytes): Promise<Secrets> {
  const file = join(folder, 'secrets.json')
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const found = await read(file)
    const kept = { ...found } as Kept
    for (const name of NAMES) kept[name] ??= random(32).toString('base64url')
    if (NAMES.every((name) => found[name] !== undefined)) await chmod(file, 0o600)
    else await write(file, `${JSON.stringify(kept, null, 2)}\n`)
    return {
      credentialKey: Buffer.from(kept.credentialKey, 'base64url'),
      simulationKey: Buffer.from(kept.simulationKey, 'base64url'),
      sessionSecret: kept.sessionSecret,
      sealKey: Buffer.from(kept.sealKey, 'base64url'),
      cliToken: kept.cliToken,
    }
  } catch (error) {
    if (error instanceof CityError) throw error
    throw new CityError(
      'config-data-unwritable',
      `${file}: ${(error as Error).message}; let this user write the folder, or set CITY_DATA to one that it can write`,
      { cause: error },
    )
  }
}

async function read(file: string): Promise<Partial<Kept>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      // Passwords that were told are kept as hashes made with the key.
      if (!existsSync(join(dirname(file), 'records.db'))) return {}
      throw new CityError(
        'config-invalid',
        `${file} is missing, and nobody could sign in with new keys: restore it from a backup, or write {} into it and give every device a new password`,
      )
    }
    throw error
  }
  const found = parsed(text)
  const isWhole = NAMES.every((name) => found?.[name] === undefined || isKey(found[name]))
  // New keys would lock every device out: a person must decide.
  if (!found || !isWhole) throw new CityError('config-invalid', `${file} is damaged: restore it from a backup`)
  return found
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const found: unknown = JSON.parse(text)
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function isKey(value: unknown): boolean {
  return typeof value === 'string' && Buffer.from(value, 'base64url').length >= 32
}

/** Whole or not at all, also when the power fails in the middle. */
async function write(file: string, text: string): Promise<void> {
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
  const folder = await open(join(file, '..'), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
