import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CityError } from '../../domain/errors.ts'
import { closeToOthers, KEY_FILE, keyFileOf, makeKey, nextKeyFile, readKey, writeSecret } from './key-file.ts'
import { makeSeal, type Seal } from './seal.ts'

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
  /** Seed of the key that signs the heads of the audit. */
  readonly auditKey: Uint8Array
  /** Bearer token of the command line on this machine. */
  readonly cliToken: string
}

/** Kept sealed with the key file. */
const SEALED = ['credentialKey', 'simulationKey', 'sessionSecret', 'sealKey', 'auditKey'] as const
/** Stands beside `sealKey` while a change of keys is under way. */
const NEXT = 'sealKeyNext' as const
/** Kept open: the command line reads it, and it is worth nothing but to this machine's running city. */
const OPEN = ['cliToken'] as const
const NAMES = [...SEALED, ...OPEN] as const
type Name = (typeof NAMES)[number]
/** Keys as text; the next seal key while the keys are being changed. */
export type KeptSecrets = Record<Name, string> & { readonly sealKeyNext?: string }

export interface SecretsOptions {
  /** Path of the key file; `secrets.key` in the folder when not given. */
  readonly keyFile?: string | undefined
  readonly random?: (size: number) => Buffer
}

/**
 * Reads the keys of `folder`, or makes them at the first start: `secrets.json`, sealed with the key file. A key that is missing is
 * added, one that is there is never changed, one that stands open is sealed. Rejects with `CityError` `config-data-unwritable`, or
 * `config-invalid` for a file that is not whole and for a key file that is missing or another's.
 */
export async function openSecrets(folder: string, options: SecretsOptions = {}): Promise<Secrets> {
  const { random = randomBytes } = options
  const file = join(folder, 'secrets.json')
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const keyFile = keyFileOf(folder, options.keyFile)
    const { found, isSealed, seal } = await readWith(file, keyFile, random)
    if (found.sealKeyNext !== undefined)
      throw new CityError(
        'config-invalid',
        `The keys in ${folder} were being changed and it was not finished: run npm run city -- secrets rotate once more`,
      )
    const kept = { ...found } as Record<Name, string>
    for (const name of NAMES) kept[name] ??= random(32).toString('base64url')
    if (isSealed && NAMES.every((name) => found[name] !== undefined)) await closeToOthers(file)
    else await writeSecrets(file, kept, seal)
    if (options.keyFile === undefined) await closeToOthers(keyFile)
    return secretsOf(kept)
  } catch (error) {
    if (error instanceof CityError) throw error
    throw new CityError(
      'config-data-unwritable',
      `${file}: ${(error as Error).message}; let this user write the folder, or set CITY_DATA to one that it can write`,
      { cause: error },
    )
  }
}

/** The keys as they are kept; for what changes them while the city is closed. Throws `config-invalid` when they cannot be opened. */
export async function readSecrets(folder: string, keyFile?: string): Promise<KeptSecrets> {
  const path = keyFileOf(folder, keyFile)
  if (!existsSync(path)) throw missing(path)
  const { found } = await readWith(join(folder, 'secrets.json'), path, randomBytes)
  const lacking = NAMES.find((name) => found[name] === undefined)
  if (lacking === undefined) return found as KeptSecrets
  throw new CityError('config-invalid', `secrets.json in ${folder} has no ${lacking}: start the city once`)
}

/** Seed of the key that signs the audit of a folder; null where its keys cannot be opened, as in a copy without the key file. */
export async function readAuditKey(folder: string, keyFile?: string): Promise<Uint8Array | null> {
  const path = keyFileOf(folder, keyFile)
  const file = join(folder, 'secrets.json')
  if (!existsSync(path) || !existsSync(file)) return null
  try {
    const { auditKey } = (await readWith(file, path, randomBytes)).found
    return auditKey === undefined ? null : Buffer.from(auditKey, 'base64url')
  } catch {
    return null
  }
}

/** Keeps the keys, sealed. */
export async function writeSecrets(file: string, kept: KeptSecrets, seal: Seal): Promise<void> {
  const names: readonly (keyof KeptSecrets)[] = kept.sealKeyNext === undefined ? SEALED : [...SEALED, NEXT]
  const sealed = Object.fromEntries(names.map((name) => [name, seal.close(kept[name] ?? '', placeOf(name))]))
  const open = Object.fromEntries(OPEN.map((name) => [name, kept[name]]))
  await writeSecret(file, `${JSON.stringify({ ...open, sealed }, null, 2)}\n`)
}

async function readWith(
  file: string,
  keyFile: string,
  random: (size: number) => Buffer,
): Promise<{ readonly found: Partial<KeptSecrets>; readonly isSealed: boolean; readonly seal: Seal }> {
  const text = await textOf(file)
  const json = text === null ? {} : parsed(text)
  // New keys would lock every device out: a person must decide.
  if (!json) throw damaged(file)
  const sealed = json['sealed']
  const isSealed = sealed !== undefined
  const key = await keyFor(keyFile, sealed)
  if (isSealed && key === null) throw missing(keyFile)
  const seal = makeSeal(key ?? (await makeKey(keyFile, random)))
  const found: Partial<KeptSecrets> = {}
  const held = found as Record<string, string>
  for (const name of NAMES) {
    const open = json[name]
    if (open === undefined) continue
    if (!isKey(open)) throw damaged(file)
    held[name] = open as string
  }
  if (!isSealed) return { found, isSealed, seal }
  if (typeof sealed !== 'object' || sealed === null) throw damaged(file)
  for (const name of [...SEALED, NEXT]) {
    const closed = (sealed as Record<string, unknown>)[name]
    if (closed === undefined) continue
    if (typeof closed !== 'string') throw damaged(file)
    held[name] = opened(seal, closed, { name, file, keyFile })
  }
  return { found, isSealed: OPEN.every((name) => found[name] !== undefined), seal }
}

function opened(seal: Seal, closed: string, of: { name: string; file: string; keyFile: string }): string {
  try {
    return seal.open(closed, placeOf(of.name))
  } catch (error) {
    throw new CityError(
      'config-invalid',
      `${of.file} cannot be opened with ${of.keyFile}: put the ${KEY_FILE} there that belongs to it, or restore both from a backup`,
      { cause: error },
    )
  }
}

/** The key of the file; the one that was to take its place, when a change was cut short after the secrets were sealed with it. */
async function keyFor(keyFile: string, sealed: unknown): Promise<Buffer | null> {
  const [key, next] = [await readKey(keyFile), await readKey(nextKeyFile(keyFile))]
  if (next === null) return key
  const closed = (sealed as Record<string, unknown> | undefined)?.[SEALED[0]]
  if (typeof closed === 'string' && isOpenedBy(next, closed)) {
    await rename(nextKeyFile(keyFile), keyFile)
    return next
  }
  return key
}

function isOpenedBy(key: Buffer, closed: string): boolean {
  try {
    makeSeal(key).open(closed, placeOf(SEALED[0]))
    return true
  } catch {
    return false
  }
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    // Passwords that were told are kept as hashes made with the key.
    if (!existsSync(join(dirname(file), 'records.db'))) return null
    throw new CityError(
      'config-invalid',
      `${file} is missing, and nobody could sign in with new keys: restore it from a backup, or write {} into it and give every device a new password`,
    )
  }
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

function placeOf(name: string): string {
  return `secrets ${name}`
}

function damaged(file: string): CityError {
  return new CityError('config-invalid', `${file} is damaged: restore it from a backup`)
}

function missing(keyFile: string): CityError {
  return new CityError(
    'config-invalid',
    `${keyFile} is missing, and the keys of this city are sealed with it: put it back, set CITY_KEY_FILE to where it is, or write {} into secrets.json and give every device a new password and every channel its secrets anew`,
  )
}

function secretsOf(kept: KeptSecrets): Secrets {
  const bytes = (name: Name) => Buffer.from(kept[name], 'base64url')
  return {
    credentialKey: bytes('credentialKey'),
    simulationKey: bytes('simulationKey'),
    sessionSecret: kept.sessionSecret,
    sealKey: bytes('sealKey'),
    auditKey: bytes('auditKey'),
    cliToken: kept.cliToken,
  }
}
