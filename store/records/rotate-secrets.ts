import { createHash, randomBytes } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { makeAuditSigner } from '../audit/head.ts'
import { startAuditKeeper } from '../audit/keeper.ts'
import { buildAuditRecords } from './audit.ts'
import { keyFileOf, makeKey, nextKeyFile, readKey } from './key-file.ts'
import { lockFolder } from './lock.ts'
import { openRecords } from './open.ts'
import { makeSeal } from './seal.ts'
import { sealAnew } from './sealed.ts'
import { readSecrets, type KeptSecrets, writeSecrets } from './secrets.ts'
import { buildSettingRecords } from './settings.ts'

/** Name of the setting that tells which key the records are sealed with: a hash of it. */
const SEALED_WITH = 'sealed-with'

export interface RotateOptions {
  readonly folder: string
  readonly keyFile?: string | undefined
  /** Who does it. */
  readonly by: string
  readonly now: () => number
}

/**
 * Makes every key of a closed city anew but those that passwords of devices hang on, and seals what is sealed with the new ones.
 * Cut short, it is finished by the next call. Rejects with `config-data-in-use` while the city runs, `config-invalid`.
 */
export async function rotateSecrets({ folder, keyFile, by, now }: RotateOptions): Promise<{ readonly sealed: number }> {
  await using _ = await lockFolder(folder)
  const kept = await readSecrets(folder, keyFile)
  const file = join(folder, 'secrets.json')
  const path = keyFileOf(folder, keyFile)
  const fresh = () => randomBytes(32).toString('base64url')
  const sealKey = kept.sealKeyNext ?? fresh()
  await writeSecrets(file, { ...kept, sealKeyNext: sealKey }, makeSeal((await readKey(path))!))
  const sealed = await sealRecords(folder, { kept, sealKey, by, at: now() })

  const next = makeSeal(await makeKey(nextKeyFile(path)))
  const { credentialKey, simulationKey } = kept
  const changed = { sealKey, sessionSecret: fresh(), auditKey: fresh(), cliToken: fresh() }
  // Before the key is put down: cut short here, the change has to be made once more, and the next key signs.
  await signWith(changed.auditKey, folder, now)
  await writeSecrets(file, { credentialKey, simulationKey, ...changed }, next)
  await rename(nextKeyFile(path), path)
  return { sealed }
}

async function sealRecords(
  folder: string,
  of: { readonly kept: KeptSecrets; readonly sealKey: string; readonly by: string; readonly at: number },
): Promise<number> {
  const { kept, sealKey, by, at } = of
  await using records = await openRecords({ file: join(folder, 'records.db') })
  const settings = buildSettingRecords(records)
  const name = createHash('sha256').update(sealKey).digest('base64url')
  const entry = { at, actor: by, source: 'terminal', action: 'rotate-secrets', object: 'secrets', result: 'done' }
  const audit = buildAuditRecords(records)
  if ((await settings.get(SEALED_WITH)) === name) {
    await records.transact([audit.add({ ...entry, detail: 'finished; sealed before' })])
    return 0
  }
  const [from, to] = [kept.sealKey, sealKey].map((key) => makeSeal(Buffer.from(key, 'base64url')))
  const statements = await sealAnew(records, { from: from!, to: to! })
  const detail = `${statements.length} sealed anew`
  await records.transact([...statements, settings.save(SEALED_WITH, name), audit.add({ ...entry, detail })])
  return statements.length
}

/** The newest head is always of the key that the secrets hold. */
async function signWith(auditKey: string, folder: string, now: () => number): Promise<void> {
  await using records = await openRecords({ file: join(folder, 'records.db') })
  await using _ = await startAuditKeeper({
    records,
    signer: makeAuditSigner(Buffer.from(auditKey, 'base64url')),
    folder,
    anchors: [],
    keepDays: Infinity,
    now,
    onAnchors() {},
    log: { warn() {}, info() {} },
  })
}
