import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeAuditSigner } from '../audit/head.ts'
import { verifyAudit } from '../audit/verify.ts'
import { openRecords } from './open.ts'
import { readKey } from './key-file.ts'
import { rotateSecrets } from './rotate-secrets.ts'
import { makeSeal } from './seal.ts'
import { channelPlace } from './sealed.ts'
import { lockFolder } from './lock.ts'
import { openSecrets, readAuditKey, readSecrets, writeSecrets } from './secrets.ts'
import { statement } from './statement.ts'
import { makeTemporaryFolder } from './testing/temporary-folder.ts'

const PLACE = channelPlace('siren', 'token')

async function closedCity(folder: string) {
  const secrets = await openSecrets(folder)
  await using records = await openRecords({ file: join(folder, 'records.db') })
  const sealed = JSON.stringify({ token: makeSeal(secrets.sealKey).close('secret', PLACE) })
  const text = `insert into channels (id, wish, sealed, position, lastSentAt, changedAt, changedBy) values ('siren', '{}', ?, 0, null, 0, 'x')`
  await records.transact([statement(text, [sealed])])
  return secrets
}

async function openedIn(folder: string): Promise<string> {
  const { sealKey } = await openSecrets(folder)
  await using records = await openRecords({ file: join(folder, 'records.db') })
  const { sealed } = await records.db.selectFrom('channels').select('sealed').executeTakeFirstOrThrow()
  return makeSeal(sealKey).open((JSON.parse(sealed) as { token: string }).token, PLACE)
}

const rotate = (folder: string) => rotateSecrets({ folder, by: 'root', now: () => 1_000 })

it('new keys open what was sealed with the old ones, devices keep their passwords, and old sign-ins end', async () => {
  await using folder = await makeTemporaryFolder()
  const before = await closedCity(folder.path)
  const key = await readFile(join(folder.path, 'secrets.key'), 'utf8')
  expect(await rotate(folder.path)).toEqual({ sealed: 1 })
  const after = await openSecrets(folder.path)
  expect([after.credentialKey, after.simulationKey]).toEqual([before.credentialKey, before.simulationKey])
  for (const name of ['sessionSecret', 'sealKey', 'auditKey', 'cliToken'] as const)
    expect(after[name]).not.toEqual(before[name])
  expect(await readFile(join(folder.path, 'secrets.key'), 'utf8')).not.toBe(key)
  expect(await openedIn(folder.path)).toBe('secret')
  await using records = await openRecords({ file: join(folder.path, 'records.db') })
  const entries = await records.db.selectFrom('audit').select(['actor', 'action', 'result']).execute()
  expect(entries).toEqual([{ actor: 'root', action: 'rotate-secrets', result: 'done' }])
})

it('a change that was cut short loses nothing: the city waits for the rest, or has it', async () => {
  await using folder = await makeTemporaryFolder()
  await closedCity(folder.path)
  const keyFile = join(folder.path, 'secrets.key')
  const kept = await readSecrets(folder.path)
  // Cut after the first write.
  const seal = makeSeal((await readKey(keyFile))!)
  const sealKeyNext = Buffer.alloc(32, 5).toString('base64url')
  await writeSecrets(join(folder.path, 'secrets.json'), { ...kept, sealKeyNext }, seal)
  await expect(openSecrets(folder.path)).rejects.toThrow('secrets rotate once more')
  await rotate(folder.path)
  expect(Buffer.from((await openSecrets(folder.path)).sealKey)).toEqual(Buffer.alloc(32, 5))
  expect(await openedIn(folder.path)).toBe('secret')
  // Cut after the records were sealed anew, before the keys were.
  const half = await readSecrets(folder.path)
  const before = makeSeal((await readKey(keyFile))!)
  const older = Buffer.alloc(32, 6).toString('base64url')
  await writeSecrets(join(folder.path, 'secrets.json'), { ...half, sealKey: older, sealKeyNext: half.sealKey }, before)
  expect(await rotate(folder.path)).toEqual({ sealed: 0 })
  expect(await openedIn(folder.path)).toBe('secret')
  // Cut before the new key file was put in its place.
  await rename(keyFile, `${keyFile}.next`)
  await writeFile(keyFile, `${Buffer.alloc(32, 9).toString('base64url')}\n`)
  expect(await openedIn(folder.path)).toBe('secret')
  await expect(stat(`${keyFile}.next`)).rejects.toThrow('ENOENT')
})

it('a running city keeps its keys', async () => {
  await using folder = await makeTemporaryFolder()
  await closedCity(folder.path)
  await using _ = await lockFolder(folder.path)
  const before = await readFile(join(folder.path, 'secrets.json'), 'utf8')
  await expect(rotate(folder.path)).rejects.toMatchObject({ code: 'config-data-in-use' })
  expect(await readFile(join(folder.path, 'secrets.json'), 'utf8')).toBe(before)
})

it('the audit is signed with the new key at once, though the change was cut short before', async () => {
  await using folder = await makeTemporaryFolder()
  await closedCity(folder.path)
  const own = async () => makeAuditSigner((await readAuditKey(folder.path))!).publicKey
  await rotate(folder.path)
  expect(verifyAudit({ folder: folder.path, own: await own() })).toMatchObject({ isWhole: true, keysFrom: 'secrets' })
  const [kept, first] = [await readSecrets(folder.path), await own()]
  // Cut after the records were sealed and signed: the keys before and the next seal key are what is kept.
  const seal = makeSeal((await readKey(join(folder.path, 'secrets.key')))!)
  const older = Buffer.alloc(32, 6).toString('base64url')
  await writeSecrets(
    join(folder.path, 'secrets.json'),
    { ...kept, sealKey: older, auditKey: older, sealKeyNext: kept.sealKey },
    seal,
  )
  expect(await rotate(folder.path)).toEqual({ sealed: 0 })
  expect(await own()).not.toBe(first)
  expect(verifyAudit({ folder: folder.path, own: await own() })).toMatchObject({ isWhole: true, heads: 4 })
})

it('the key of the audit cannot be read without the key file, and reading it makes none', async () => {
  await using folder = await makeTemporaryFolder()
  await closedCity(folder.path)
  await rename(join(folder.path, 'secrets.key'), join(folder.path, 'elsewhere'))
  expect(await readAuditKey(folder.path)).toBeNull()
  expect(await readAuditKey(folder.path, join(folder.path, 'elsewhere'))).toHaveLength(32)
  await expect(stat(join(folder.path, 'secrets.key'))).rejects.toThrow('ENOENT')
})
