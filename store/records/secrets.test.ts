import { chmod, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSecrets } from './secrets.ts'
import { makeTemporaryFolder } from './testing/temporary-folder.ts'

it('secrets stay the same from start to start, and differ from city to city', async () => {
  await using folder = await makeTemporaryFolder()
  await using other = await makeTemporaryFolder()
  const first = await openSecrets(join(folder.path, 'data'))
  expect(await openSecrets(join(folder.path, 'data'))).toEqual(first)
  expect(first.credentialKey).toHaveLength(32)
  expect(new Set([first.sessionSecret, first.cliToken, String(first.credentialKey)])).toHaveProperty('size', 3)
  expect((await openSecrets(other.path)).credentialKey).not.toEqual(first.credentialKey)
})

it('secrets are for their owner only, also after somebody opened them up', async () => {
  await using folder = await makeTemporaryFolder()
  await openSecrets(folder.path)
  for (const name of ['secrets.json', 'secrets.key']) {
    const file = join(folder.path, name)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await chmod(file, 0o644)
    await openSecrets(folder.path)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  }
})

it('a key that an earlier version did not have is added and the others kept', async () => {
  await using folder = await makeTemporaryFolder()
  const file = join(folder.path, 'secrets.json')
  const first = await openSecrets(folder.path)
  const { cliToken: _, ...earlier } = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>
  await writeFile(file, JSON.stringify(earlier))
  const second = await openSecrets(folder.path)
  expect(second.credentialKey).toEqual(first.credentialKey)
  expect(second.cliToken).not.toBe(first.cliToken)
  expect(await openSecrets(folder.path)).toEqual(second)
})

it.each(['', '{"credentialKey": "short"}', '{"credentialKey": ', 'null'])(
  'a file that is not whole is refused and left as it is: %s',
  async (text) => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'secrets.json')
    await writeFile(file, text)
    await expect(openSecrets(folder.path)).rejects.toMatchObject({ code: 'config-invalid' })
    expect(await readFile(file, 'utf8')).toBe(text)
  },
)

it('a folder that cannot be written is named with the remedy', async () => {
  await using folder = await makeTemporaryFolder()
  const path = join(folder.path, 'file')
  await writeFile(path, '')
  const opening = openSecrets(join(path, 'data'))
  await expect(opening).rejects.toMatchObject({ code: 'config-data-unwritable' })
  await expect(opening).rejects.toThrow(path)
  await expect(opening).rejects.toThrow('CITY_DATA')
})

describe('the key file', () => {
  it('opens the secrets, which show nothing of themselves without it', async () => {
    await using folder = await makeTemporaryFolder()
    const { credentialKey, sessionSecret, sealKey, auditKey, simulationKey } = await openSecrets(folder.path)
    const text = await readFile(join(folder.path, 'secrets.json'), 'utf8')
    for (const key of [credentialKey, sealKey, auditKey, simulationKey])
      expect(text).not.toContain(Buffer.from(key).toString('base64url'))
    expect(text).not.toContain(sessionSecret)
  })

  it('may stand elsewhere, and is made there', async () => {
    await using folder = await makeTemporaryFolder()
    await using elsewhere = await makeTemporaryFolder()
    const keyFile = join(elsewhere.path, 'city.key')
    const first = await openSecrets(folder.path, { keyFile })
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600)
    await expect(stat(join(folder.path, 'secrets.key'))).rejects.toThrow('ENOENT')
    expect(await openSecrets(folder.path, { keyFile })).toEqual(first)
  })

  it('is not made anew when it is missing or another city’s: the city says what to do', async () => {
    await using folder = await makeTemporaryFolder()
    await using other = await makeTemporaryFolder()
    const file = join(folder.path, 'secrets.key')
    await openSecrets(folder.path)
    await openSecrets(other.path)
    const before = await readFile(join(folder.path, 'secrets.json'), 'utf8')
    await rename(file, `${file}.away`)
    const missing = openSecrets(folder.path)
    await expect(missing).rejects.toMatchObject({ code: 'config-invalid' })
    await expect(missing).rejects.toThrow('CITY_KEY_FILE')
    await rename(join(other.path, 'secrets.key'), file)
    await expect(openSecrets(folder.path)).rejects.toThrow('cannot be opened')
    await writeFile(file, 'no key')
    await expect(openSecrets(folder.path)).rejects.toThrow('holds no key')
    expect(await readFile(join(folder.path, 'secrets.json'), 'utf8')).toBe(before)
    await rm(file)
    await rename(`${file}.away`, file)
    await openSecrets(folder.path)
  })

  it('seals keys that an earlier version kept open, and keeps them', async () => {
    await using folder = await makeTemporaryFolder()
    const names = ['credentialKey', 'simulationKey', 'sessionSecret', 'sealKey', 'cliToken']
    const open = Object.fromEntries(names.map((name, i) => [name, Buffer.alloc(32, i + 1).toString('base64url')]))
    const file = join(folder.path, 'secrets.json')
    await writeFile(file, JSON.stringify(open))
    const secrets = await openSecrets(folder.path)
    expect(Buffer.from(secrets.credentialKey)).toEqual(Buffer.alloc(32, 1))
    expect(secrets.sessionSecret).toBe(open['sessionSecret'])
    const text = await readFile(file, 'utf8')
    for (const name of names.slice(0, 4)) expect(text).not.toContain(open[name])
  })
})
