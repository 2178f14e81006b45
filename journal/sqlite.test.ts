import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../test/support/temporary.ts'
import { until } from '../test/support/until.ts'
import { append, journalContract, take } from './contract.ts'
import { endLease, lease } from './lease.ts'
import { openSqliteJournal } from './sqlite.ts'

journalContract('the SQLite journal', async () => {
  const file = join(await temporaryFolder(), 'journal.db')
  return { open: (options) => openSqliteJournal({ file, ...options }) }
})

it('has every message it called back for after a kill -9, at three random moments', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'journal.db')
  for (let round = 0; round < 3; round++) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'crash-child.ts'), file, String(round)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const acknowledged = new Set<string>()
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => {
      acknowledged.add(line)
      if (acknowledged.size >= 2_000 + round * 1_500) child.kill('SIGKILL')
    })
    await Promise.all([once(child, 'exit'), once(lines, 'close')])
    await using journal = await openSqliteJournal({ file })
    const kept = await take(journal, `check${round}`, 0, journal.head)
    const there = new Set(kept.map((m) => m.payload.toString()))
    expect([...acknowledged].filter((id) => !there.has(id))).toEqual([])
    expect(acknowledged.size).toBeGreaterThanOrEqual(2_000)
  }
})

it('remembers what another process has leased, until that ends or is not renewed', async () => {
  const file = join(await temporaryFolder(), 'journal.db')
  await using journal = await openSqliteJournal({ file })
  using db = new DatabaseSync(file, { readOnly: true })
  const oldest = db.prepare('SELECT min(first) AS oldest FROM log')
  const isHeldFrom = (position: number) =>
    until(async () => {
      await append(journal, 't', Buffer.from('x'))
      journal.done('line', journal.head)
      return Number(oldest.get()!['oldest']) === position
    })
  for (let i = 0; i < 5; i++) await append(journal, 't', Buffer.from('x'))
  lease(file, 3)
  await isHeldFrom(3)
  lease(file, 4)
  await isHeldFrom(4)
  await isHeldFrom(4)
  await utimes(`${file}.lease`, new Date(), new Date(Date.now() - 6_000))
  await until(async () => {
    await append(journal, 't', Buffer.from('x'))
    journal.done('line', journal.head)
    return Number(oldest.get()!['oldest']) >= 7
  })
  endLease(file)
})

it('passes over a row whose bytes were flipped and reports exactly its positions', async () => {
  const file = join(await temporaryFolder(), 'journal.db')
  {
    await using journal = await openSqliteJournal({ file })
    for (const text of ['one', 'two', 'three']) await append(journal, 't', Buffer.from(text))
  }
  const db = new DatabaseSync(file)
  const { body } = db.prepare('SELECT body FROM log WHERE first = 1').get() as { body: Uint8Array }
  body[body.length - 1]! ^= 1
  db.prepare('UPDATE log SET body = ? WHERE first = 1').run(body)
  db.close()
  const damage: unknown[] = []
  await using journal = await openSqliteJournal({ file, onDamage: (_, lost) => damage.push(lost) })
  const got = await take(journal, 'line', 0, 2)
  expect(got.map((m) => m.payload.toString())).toEqual(['one', 'three'])
  expect(damage).toEqual([{ from: 1, to: 2 }])
})

it('moves a file that is no database aside, never deletes it, and starts with an empty one', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'journal.db')
  await writeFile(file, Buffer.alloc(32_768, 7))
  const damage: string[] = []
  await using journal = await openSqliteJournal({ file, atLeast: 77, onDamage: (detail) => damage.push(detail) })
  expect(journal.head).toBe(77)
  const [kept] = await readdir(join(folder, 'quarantine'))
  expect(await readFile(join(folder, 'quarantine', kept!))).toEqual(Buffer.alloc(32_768, 7))
  expect(damage[0]).toContain(file)
})
