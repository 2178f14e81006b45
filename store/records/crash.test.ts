import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { openRecords } from './open.ts'
import { makeTemporaryFolder } from './testing/temporary-folder.ts'

const WRITER = join(import.meta.dirname, 'testing', 'writer.ts')

it.each([1, 5, 12])(
  'a process killed after %i commits leaves whole transactions, all acknowledged ones',
  async (count) => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'records.db')
    const child = spawn(process.execPath, [WRITER, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    let acknowledged = 0
    for await (const line of createInterface(child.stdout)) {
      acknowledged = Number(line)
      if (acknowledged === count) child.kill('SIGKILL')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    expect(child.signalCode).toBe('SIGKILL')

    const damage: string[] = []
    await using records = await openRecords({ file, onDamage: (detail) => damage.push(detail) })
    const { position } = await records.db.selectFrom('cursors').select('position').executeTakeFirstOrThrow()
    const rows = await records.db.selectFrom('settings').select('name').execute()
    expect(damage).toEqual([])
    expect(position).toBeGreaterThanOrEqual(acknowledged)
    expect(rows).toHaveLength(position * 400)
  },
  30_000,
)
