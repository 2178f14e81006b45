import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
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
  const file = join(folder.path, 'secrets.json')
  await openSecrets(folder.path)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await chmod(file, 0o644)
  await openSecrets(folder.path)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
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
