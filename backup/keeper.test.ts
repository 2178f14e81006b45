import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openSqliteJournal } from '../journal/sqlite.ts'
import { buildAuditRecords } from '../store/records/audit.ts'
import { openRecords } from '../store/records/open.ts'
import { openSecrets } from '../store/records/secrets.ts'
import { temporaryFolder } from '../test/support/temporary.ts'
import { until } from '../test/support/until.ts'
import { type BackupPlan, startBackupKeeper } from './keeper.ts'

const HOUR = 3_600_000
/** 16:00 in Shanghai. */
const START = Date.UTC(2026, 4, 20, 8)
const at = (day: number, hour: number, minute = 0) => Date.UTC(2026, 4, day, hour - 8, minute)

/** A keeper on real records and journal; the store is another server's. */
async function bench(plan: BackupPlan | null, startAt = START) {
  const dataFolder = await temporaryFolder()
  const [configFolder, folder] = [join(dataFolder, 'config'), join(dataFolder, 'backups')]
  await mkdir(configFolder)
  await writeFile(join(configFolder, 'city.yaml'), 'a: 1\n')
  await writeFile(join(configFolder, 'load.ts'), 'no configuration\n')
  await openSecrets(dataFolder)
  const rooms = new AsyncDisposableStack()
  onTestFinished(() => rooms.disposeAsync())
  const records = rooms.use(await openRecords({ file: join(dataFolder, 'records.db') }))
  const journal = rooms.use(await openSqliteJournal({ file: join(dataFolder, 'journal.db') }))
  const troubles = new Map<string, string>()
  const clock = { now: startAt }
  const start = () =>
    startBackupKeeper({
      dataFolder,
      keyFile: join(dataFolder, 'secrets.key'),
      withKey: false,
      configFolder,
      version: '0.1.0',
      journal,
      series: { snapshot: async () => null },
      records,
      folder,
      plan,
      timeZone: 'Asia/Shanghai',
      troubles: {
        raise: (name, detail) => void troubles.set(name, detail),
        clear: (name) => void troubles.delete(name),
      },
      now: () => clock.now,
      log: { info() {}, error() {} },
    })
  const keeper = rooms.use(await start())
  return {
    keeper,
    start: async () => rooms.use(await start()),
    folder,
    dataFolder,
    troubles,
    audit: async () => (await buildAuditRecords(records).list({ limit: 100 })).items,
    kept: async () => (await readdir(folder).catch(() => [] as string[])).toSorted(),
    async tickAt(now: number, of = keeper) {
      clock.now = now
      await of.tick()
    },
  }
}

it('makes one a day at its local time, keeps so many, and none of what a person named is deleted', async () => {
  const { keeper, tickAt, kept, folder, audit } = await bench({ at: '03:30', keep: 2 })
  await keeper.start('ann', join(folder, 'before the fair'))
  await until(async () => (await keeper.state()).job?.outcome === 'done')
  for (let day = 21; day <= 24; day++) {
    await tickAt(at(day, 3, 29))
    const before = await kept()
    await tickAt(at(day, 3, 30))
    expect((await kept()).length).toBeGreaterThanOrEqual(before.length)
    await tickAt(at(day, 3, 31))
    await tickAt(at(day, 23, 59))
  }
  expect(await kept()).toEqual([
    'before the fair',
    'citypulse-2026-05-22T19-30-00-000Z',
    'citypulse-2026-05-23T19-30-00-000Z',
  ])
  const { items, lastAt, schedule } = await keeper.state()
  expect([items.length, lastAt, schedule]).toEqual([3, at(24, 3, 30), '03:30'])
  const made = (await audit()).filter(({ action }) => action === 'backup')
  expect(made.map(({ actor, result }) => `${actor} ${result}`).toReversed()).toEqual([
    'ann done',
    ...Array.from({ length: 4 }, () => 'schedule done'),
  ])
})

it('makes up for one that was due while the city was away', async () => {
  const { tickAt, start, kept } = await bench({ at: '03:30', keep: 7 })
  await tickAt(at(21, 3, 30))
  await tickAt(at(22, 9))
  expect((await kept()).length).toBe(2)
  const again = await start()
  await tickAt(at(23, 12), again)
  expect((await kept()).length).toBe(3)
})

it('is an alarm when it fails, and another one when none has succeeded for 36 hours', async () => {
  const { keeper, tickAt, troubles, folder, kept, audit } = await bench({ at: '03:30', keep: 7 })
  await writeFile(folder, 'a file where the folder should be')
  await tickAt(at(21, 3, 30))
  expect(troubles.get('backup-failed')).toContain(folder)
  await tickAt(START + 36 * HOUR)
  expect(troubles.has('backup-overdue')).toBe(false)
  await tickAt(START + 36 * HOUR + 1)
  expect(troubles.get('backup-overdue')).toBe('There is no backup yet')
  await rm(folder)
  await keeper.start('ann')
  await until(async () => (await keeper.state()).job?.outcome === 'done')
  expect([troubles.size, (await kept()).length]).toEqual([0, 1])
  expect((await audit()).some(({ result }) => result === 'failed')).toBe(true)
})

it('makes one at a time, none without a plan, and clears away what an earlier process had begun', async () => {
  const { keeper, tickAt, start, kept, folder } = await bench(null)
  await tickAt(START + 1_000 * HOUR)
  expect(await kept()).toEqual([])
  await keeper.start('ann')
  expect(() => keeper.start('ben')).toThrow(/is being made: wait until it is done/)
  await until(async () => (await keeper.state()).job?.outcome === 'done')
  const [made] = await kept()
  await expect(readdir(join(folder, made!))).resolves.toEqual([
    'SHA256SUMS',
    'config',
    'journal.db',
    'manifest.json',
    'records.db',
    'secrets.json',
  ])
  expect(await readdir(join(folder, made!, 'config'))).toEqual(['city.yaml'])
  await mkdir(join(folder, 'citypulse-2026-05-01T00-00-00-000Z.part'))
  await mkdir(join(folder, 'mine.part'))
  await start()
  expect(await kept()).toEqual([made, 'mine.part'])
})
