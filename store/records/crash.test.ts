import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { openRecords } from './open.ts'
import { makeTemporaryFolder } from './testing/temporary-folder.ts'

const WRITER = join(import.meta.dirname, 'testing', 'writer.ts')

it.each([1, 2, 3])(
  'a process killed in the middle of a transaction, after %i whole ones, leaves the whole ones',
  async (count) => {
    await using folder = await makeTemporaryFolder()
    const file = join(folder.path, 'records.db')
    const writtenAt = async () => (await stat(`${file}-wal`, { bigint: true })).mtimeNs
    const child = spawn(process.execPath, [WRITER, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    const exit = once(child, 'exit')
    let acknowledged = 0
    try {
      for await (const line of createInterface(child.stdout)) {
        acknowledged = Number(line)
        if (acknowledged !== count) continue
        // The next transaction is being written as soon as the log changes.
        const before = await writtenAt()
        while ((await writtenAt()) === before && child.exitCode === null);
        child.kill('SIGKILL')
      }
    } finally {
      child.kill('SIGKILL')
      await exit
    }
    expect(child.signalCode).toBe('SIGKILL')

    const damage: string[] = []
    await using records = await openRecords({ file, onDamage: (detail) => damage.push(detail) })
    const { position } = await records.db
      .selectFrom('cursors')
      .select('position')
      .where('name', '=', 'writer')
      .executeTakeFirstOrThrow()
    const rows = await records.db.selectFrom('settings').select('name').execute()
    expect(damage).toEqual([])
    expect(position).toBeGreaterThanOrEqual(acknowledged)
    expect(rows).toHaveLength(position * 400)
  },
)
