import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lockFolder } from './lock.ts'
import { makeTemporaryFolder } from './testing/temporary-folder.ts'

const HOLDER = join(import.meta.dirname, 'testing', 'holder.ts')

async function startHolder(folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [HOLDER, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

it('a folder that another process holds is refused with the number of that process', async () => {
  await using folder = await makeTemporaryFolder()
  const child = await startHolder(folder.path)
  try {
    const locking = lockFolder(folder.path)
    await expect(locking).rejects.toMatchObject({ code: 'config-data-in-use' })
    await expect(locking).rejects.toThrow(`process ${child.pid}`)
  } finally {
    child.stdin?.end()
    await once(child, 'exit')
  }
  await using lock = await lockFolder(folder.path)
  expect(lock).toBeDefined()
})

it('the lock of a killed process is taken over, although its number is still written there', async () => {
  await using folder = await makeTemporaryFolder()
  const child = await startHolder(folder.path)
  child.kill('SIGKILL')
  await once(child, 'exit')
  // As in a container, where the next process gets the same number.
  await writeFile(join(folder.path, 'lock.pid'), `${process.pid}\n`)
  await using lock = await lockFolder(folder.path)
  expect(lock).toBeDefined()
})

it('one process cannot lock a folder twice, and can again after it let go', async () => {
  await using folder = await makeTemporaryFolder()
  const first = await lockFolder(folder.path)
  await expect(lockFolder(folder.path)).rejects.toThrow(`process ${process.pid}`)
  await first[Symbol.asyncDispose]()
  await first[Symbol.asyncDispose]()
  await using second = await lockFolder(folder.path)
  expect(second).toBeDefined()
})

it('a folder that cannot be written is named', async () => {
  await using folder = await makeTemporaryFolder()
  const path = join(folder.path, 'file')
  await writeFile(path, '')
  await expect(lockFolder(path)).rejects.toMatchObject({ code: 'config-data-unwritable' })
  await expect(lockFolder(path)).rejects.toThrow(path)
})
