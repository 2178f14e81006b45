import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runCity } from '../commands/program.ts'
import { HAS_INFLUXD, startInfluxd } from '../store/series/influxd.ts'
import { copyOfShipped } from '../config/testing/folder.ts'
import type { Alarm } from '../domain/alarm.ts'
import type { BackupManifest, BackupsAnswer } from '../domain/backup.ts'
import { ledgerOf, pointsOf, settledLedger } from './support/books.ts'
import { type Credentials, runProgram, startCity, type RunningCity } from './support/city.ts'
import { connectDevice } from './support/device.ts'
import { makePublisher } from './support/publisher.ts'
import { temporaryFolder } from './support/temporary.ts'
import { until } from './support/until.ts'

/** One command line on a data folder: its exit code, and what it printed and complained. */
async function run(data: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', '']
  const streams = { print: (text: string) => void (out += `${text}\n`), complain: (text: string) => void (err += text) }
  const code = await runCity(args, streams, { CITY_DATA: data })
  return { code, out, err }
}

function flood(credentials: Credentials, from: number, count: number) {
  const { username } = credentials
  return makePublisher({
    credentials,
    topic: `city/v1/parking/${username}/readings`,
    payloads: Array.from({ length: count }, (_, i) =>
      JSON.stringify({ ts: from + i, seq: i, values: { totalSpotNumber: i + 1 } }),
    ),
  })
}

/** Which of the readings a city has, once each. */
async function storedOf(city: RunningCity, station: string, from: number, count: number): Promise<number[]> {
  const { points } = await pointsOf(city, { station, value: 'totalSpotNumber', from, to: from + count })
  expect(points.every(([ts, value]) => value === ts - from + 1)).toBe(true)
  const numbers = points.map(([ts]) => ts - from)
  expect(new Set(numbers).size).toBe(numbers.length)
  return numbers
}

it('a backup that a city under load made is, restored elsewhere, that city with all it had acknowledged before', async () => {
  const folder = await temporaryFolder()
  const [data, elsewhere, backup] = [join(folder, 'data'), join(folder, 'elsewhere'), join(folder, 'backup')]
  const config = copyOfShipped()
  config.replace('city.yaml', 'map: map', 'map: map\nlimits: { messagesPerSecond: 100000, bytesPerSecond: 100000000 }')
  onTestFinished(() => config[Symbol.dispose]())
  await using city = await startCity({ data, config: config.folder })
  const credentials = await city.register({ id: 'parking-1', kind: 'parking' })
  const loud = await city.register({ id: 'noise-1', kind: 'noise' })
  await using noise = await connectDevice(loud, { port: city.mqttPort, kind: 'noise' })
  await noise.send({ ts: Date.now() - 1_000, values: { LAmax: 125 } })
  const alarmsOf = async (of: RunningCity) =>
    (await of.api<{ items: Alarm[] }>('GET', '/alarms?limit=200')).items.filter(({ station }) => station === 'noise-1')
  await until(async () => (await alarmsOf(city)).length === 1)
  const alarm = (await alarmsOf(city))[0]!
  await city.api('POST', `/alarms/${alarm.id}/ack`, {})
  const { token } = await city.api<{ token: string }>('POST', '/tokens', { name: 'for a script' })

  const [from, count] = [Date.now() - 100_000, 18_000]
  const publisher = flood(credentials, from, count)
  const sending = publisher.run(city.mqttPort)
  await until(() => publisher.acknowledged.size > count * 0.2)
  const before = new Set(publisher.acknowledged)
  const made = await run(data, 'backup', backup)
  expect(made).toMatchObject({ code: 0, err: '' })
  expect(publisher.acknowledged.size).toBeGreaterThan(before.size)
  await city.kill()
  await sending

  expect(await run(elsewhere, 'restore', backup)).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringContaining('carries no key') as string,
  })
  await expect(startCity({ data: elsewhere, config: join(elsewhere, 'restored-config') })).rejects.toThrow(
    'secrets.key is missing',
  )
  const keyed = await run(elsewhere, 'restore', backup, '--force', '--key', join(data, 'secrets.key'))
  expect(keyed).toMatchObject({ code: 0, err: '' })
  expect(keyed.out).not.toContain('carries no key')
  for (const name of ['records.db', 'journal.db', 'secrets.json', 'secrets.key', join('series', 'series.duckdb')])
    expect(((await stat(join(elsewhere, name))).mode & 0o077).toString(8), name).toBe('0')
  await using restored = await startCity({ data: elsewhere, config: join(elsewhere, 'restored-config') })
  await settledLedger(restored, 'parking-1', before.size)
  const there = await storedOf(restored, 'parking-1', from, count)
  expect([...before].filter((i) => !there.includes(i))).toEqual([])
  const sum = await ledgerOf(restored, 'parking-1')
  expect(sum).toEqual({ received: there.length, stored: there.length, duplicate: 0, refused: 0, pending: 0 })

  expect((await alarmsOf(restored))[0]).toMatchObject({ id: alarm.id, state: 'acknowledged', ackedBy: 'admin' })
  const answer = await fetch(`${restored.url}/api/v1/city`, { headers: { authorization: `Bearer ${token}` } })
  expect(answer.status).toBe(200)
  // The device knows nothing of the restore: it sends all that it has once more, and goes on.
  expect(await flood(credentials, from, count).run(restored.mqttPort)).toBe('all acknowledged')
  const after = await settledLedger(restored, 'parking-1', there.length + count)
  expect(after).toMatchObject({ stored: count, duplicate: there.length, refused: 0 })
  expect((await storedOf(restored, 'parking-1', from, count)).length).toBe(count)
  expect((await restored.stop()).code).toBe(0)
})

it.runIf(HAS_INFLUXD)(
  'a city that is restored beside an InfluxDB that knows more doubles nothing and balances',
  async () => {
    await using influxd = await startInfluxd()
    const folder = await temporaryFolder()
    const [data, elsewhere, backup] = [join(folder, 'data'), join(folder, 'elsewhere'), join(folder, 'backup')]
    const config = copyOfShipped()
    onTestFinished(() => config[Symbol.dispose]())
    config.replace(
      'city.yaml',
      'map: map',
      'map: map\nlimits: { messagesPerSecond: 100000, bytesPerSecond: 100000000 }',
    )
    const env = { INFLUX_URL: influxd.url }
    const from = Date.now() - 100_000
    let credentials: Credentials
    let other: Credentials
    {
      await using city = await startCity({ data, config: config.folder, env })
      credentials = await city.register({ id: 'parking-1', kind: 'parking' })
      other = await city.register({ id: 'parking-2', kind: 'parking' })
      expect(await flood(credentials, from, 500).run(city.mqttPort)).toBe('all acknowledged')
      expect(await run(data, 'backup', backup)).toMatchObject({ code: 0, err: '' })
      expect(await flood(credentials, from, 900).run(city.mqttPort)).toBe('all acknowledged')
      await settledLedger(city, 'parking-1', 1_400)
      await city.kill()
    }
    const restoring = await run(elsewhere, 'restore', backup, '--key', join(data, 'secrets.key'))
    expect(restoring).toMatchObject({ code: 0, out: expect.stringContaining('INFLUX_') as string })
    await using restored = await startCity({ data: elsewhere, config: config.folder, env })
    // Positions that the store has under other readings are given anew.
    expect(await flood(other, from, 300).run(restored.mqttPort)).toBe('all acknowledged')
    expect(await flood(credentials, from, 1_000).run(restored.mqttPort)).toBe('all acknowledged')
    expect((await settledLedger(restored, 'parking-2', 300)).stored).toBe(300)
    const sum = await settledLedger(restored, 'parking-1', 1_500)
    expect([sum.received, sum.stored + sum.duplicate, sum.refused, sum.pending]).toEqual([1_500, 1_500, 0, 0])
    expect((await storedOf(restored, 'parking-1', from, 1_000)).length).toBe(1_000)
    expect((await storedOf(restored, 'parking-2', from, 300)).length).toBe(300)
  },
)

describe('the commands', () => {
  it('refuse what would harm, and name the place and the remedy', async () => {
    const folder = await temporaryFolder()
    const [data, backup, other] = [join(folder, 'data'), join(folder, 'backup'), join(folder, 'other')]
    await using city = await startCity({ data })
    await city.register({ id: 'noise-1', kind: 'noise' })
    expect(await run(data, 'backup', backup)).toMatchObject({ code: 0 })
    expect((await run(data, 'backup', 'verify', backup)).out).toContain('files are whole')
    const manifest = JSON.parse(await readFile(join(backup, 'manifest.json'), 'utf8')) as BackupManifest
    expect(manifest.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['config/city.yaml', 'journal.db', 'records.db', 'secrets.json', 'series/series.duckdb']),
    )
    for (const { path } of manifest.files) expect(path).not.toMatch(/\.(ts|mjs)$/)

    const onRunning = await run(data, 'restore', backup, '--force')
    expect(onRunning).toMatchObject({ code: 78, err: expect.stringContaining(`in use by process ${city.pid}`) })
    // Who may choose where a file is written is the machine itself, not an administrator on the network.
    const denied = await city.call('POST', '/backups', { folder: join(folder, 'denied') })
    expect(denied).toMatchObject({ status: 403, body: { code: 'not-allowed' } })
    expect((await city.call('POST', '/backups', {})).status).toBe(202)
    const isDone = async () => (await city.api<BackupsAnswer>('GET', '/backups')).job?.outcome === 'done'
    await until(isDone)
    expect((await run(data, 'backup', 'list')).out).toMatch(/no schedule\n[^]*citypulse-/)
    expect((await city.stop()).code).toBe(0)

    const onFull = await run(data, 'restore', backup)
    expect(onFull).toMatchObject({ code: 1, err: expect.stringContaining('is not empty') })
    expect(await run(data, 'restore', backup, '--force')).toMatchObject({ code: 0, err: '' })
    const left = await readdir(data)
    expect(left).toEqual(expect.arrayContaining(['backups', 'records.db', 'restored-config', 'restored.json']))
    const aside = left.find((name) => name.startsWith('before-restore-'))!
    expect(await readdir(join(data, aside))).toEqual(expect.arrayContaining(['records.db', 'journal.db', 'series']))

    for (const path of ['journal.db', 'records.db', 'secrets.json', 'config/city.yaml', 'series/series.duckdb']) {
      const whole = await readFile(join(backup, path))
      const broken = Buffer.from(whole)
      broken[broken.length >> 1]! ^= 4
      await writeFile(join(backup, path), broken)
      for (const args of [
        ['backup', 'verify', backup],
        ['restore', backup],
      ])
        expect(await run(other, ...args)).toMatchObject({
          code: 1,
          err: expect.stringContaining(`${path} is not what`),
        })
      await writeFile(join(backup, path), whole)
    }
    expect((await run(other, 'backup', 'verify', backup)).code).toBe(0)
    await rm(join(backup, 'records.db'))
    expect(await run(other, 'restore', backup)).toMatchObject({
      code: 1,
      err: expect.stringContaining('records.db is missing'),
    })
    await expect(stat(join(other, 'journal.db'))).rejects.toThrow('ENOENT')
    await writeFile(join(backup, 'manifest.json'), JSON.stringify({ ...manifest, format: 99 }))
    expect((await run(other, 'restore', backup)).err).toContain('manifest.json is not what was written')
    expect((await run(other, 'restore', folder)).err).toContain('is no backup')
  })
})

it('a city does not start on files of a newer CityPulse, nor in the middle of a restore, and says what to do', async () => {
  const data = join(await temporaryFolder(), 'data')
  {
    await using city = await startCity({ data })
    await city.stop()
  }
  const sqlite = (file: string, sql: string) => {
    using db = new DatabaseSync(join(data, file))
    db.exec(sql)
  }
  const duck = async (sql: string) => {
    const instance = await DuckDBInstance.create(join(data, 'series', 'series.duckdb'))
    const connection = await instance.connect()
    await connection.run(sql)
    connection.closeSync()
    instance.closeSync()
  }
  const refused = async (expected: RegExp) => {
    const program = runProgram({ CITY_DATA: data })
    onTestFinished(() => program.kill('SIGKILL'))
    await until(() => program.exitCode() !== null)
    const told = program.log().trim().split('\n')
    expect([program.log(), program.exitCode(), told.filter((line) => !line.startsWith('{')).length]).toEqual([
      expect.anything(),
      78,
      1,
    ])
    expect(told.at(-1)).toMatch(expected)
  }

  sqlite('journal.db', 'pragma user_version = 99')
  await refused(/journal\.db was written by a newer CityPulse \(format 99.*start that version, or restore a backup/)
  sqlite('journal.db', 'pragma user_version = 1')
  await duck('UPDATE "format" SET version = 99')
  await refused(/series\.duckdb was written by a newer CityPulse \(format 99.*start that version, or restore a backup/)
  await duck('UPDATE "format" SET version = 1')
  sqlite('records.db', "insert into kysely_migration values ('9999-later', '2030-01-01')")
  await refused(/newer CityPulse \(9999-later\): start that version, or restore a backup/)
  sqlite('records.db', "delete from kysely_migration where name = '9999-later'")
  await writeFile(join(data, '.restoring'), '')
  await refused(/is in the middle of a restore: run npm run city -- restore/)
  await rm(join(data, '.restoring'))
  await using city = await startCity({ data })
  expect((await city.stop()).code).toBe(0)
})
