import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { loadConfig } from '../../config/load.ts'
import { openSqliteJournal } from '../../journal/sqlite.ts'
import { openDuckSeries } from '../../store/series/duck.ts'
import { startCity } from '../support/city.ts'
import { makePublisher } from '../support/publisher.ts'
import { until } from '../support/until.ts'

/** What was acknowledged in a folder. */
export interface Truth {
  readonly station: string
  /** Its number, by which the store knows it. */
  readonly number: number
  readonly kind: string
  readonly value: string
  /** Time of measurement and value of every reading that was acknowledged. */
  readonly readings: readonly (readonly [number, number])[]
  /** Payloads that only the journal has, from this position on. */
  readonly backlog: { readonly from: number; readonly payloads: readonly string[] }
}

export const STATION = 'car-park-damaged'
const DAY = 86_400_000
const BACKLOG = 300

/** Makes two data folders of one city: `closed`, ended as asked, and `killed`, ended by kill -9 under load. Each with its truth. */
export async function makeFolders(folder: string, config: string): Promise<void> {
  const data = join(folder, 'city')
  mkdirSync(data, { recursive: true })
  const from = Date.now() - 3 * DAY
  const payloads = Array.from({ length: 3_000 }, (_, i) =>
    // A third each of days that are sealed, of yesterday and of today.
    ({ ts: from + Math.floor(i / 1_000) * (1.4 * DAY) + i, totalSpotNumber: i + 1 }),
  )
  const readings: (readonly [number, number])[] = payloads.map(({ ts, totalSpotNumber }) => [ts, totalSpotNumber])
  const publisherOf = (credentials: { username: string; password: string }, some: typeof payloads, seq: number) =>
    makePublisher({
      credentials,
      topic: `city/v1/parking/${STATION}/readings`,
      payloads: some.map(({ ts, totalSpotNumber }, i) =>
        JSON.stringify({ ts, values: { totalSpotNumber }, seq: seq + i }),
      ),
    })
  let credentials
  {
    await using city = await startCity({ data, config })
    credentials = await city.register({ id: STATION, kind: 'parking' })
    const ended = await publisherOf(credentials, payloads, 0).run(city.mqttPort)
    if (ended !== 'all acknowledged') throw new Error(ended)
    await until(async () => {
      const ledger = await city.api<{ items: { pending: number }[] }>('GET', `/ledger?station=${STATION}&limit=100`)
      return ledger.items.length > 0 && ledger.items.every(({ pending }) => pending === 0)
    }, 20_000)
    await city.stop()
  }
  const { kinds } = loadConfig(config)
  {
    await using series = await openDuckSeries({
      folder: join(data, 'series'),
      kinds,
      stationOf: () => undefined,
      sealEveryMs: 0,
    })
    await series.seal()
  }
  const closed = join(folder, 'closed')
  cpSync(data, closed, { recursive: true })
  const from0 = await fillJournal(closed)
  tell(closed, readings, from0)

  await using city = await startCity({ data, config })
  const more = Array.from({ length: 2_000 }, (_, i) => ({ ts: Date.now() - 60_000 + i, totalSpotNumber: 10_000 + i }))
  const publisher = publisherOf(credentials, more, 100_000)
  const run = publisher.run(city.mqttPort)
  await until(
    () => existsSync(join(data, 'series', 'series.duckdb.wal')) && publisher.acknowledged.size > 1_500,
    20_000,
  )
  // Some are in the store by now, others only in the journal.
  await new Promise((resolve) => setTimeout(resolve, 150))
  await city.kill()
  await run
  const kept = [...readings]
  for (const i of publisher.acknowledged) kept.push([more[i]!.ts, more[i]!.totalSpotNumber])
  const killed = join(folder, 'killed')
  const child = spawn(process.execPath, [join(import.meta.dirname, 'journal-child.ts'), data, String(BACKLOG)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  await once(child, 'exit')
  cpSync(data, killed, { recursive: true })
  tell(killed, kept, Number(line.toString()))
}

function tell(folder: string, readings: Truth['readings'], from: number): void {
  // Only room, nothing to be harmed.
  rmSync(join(folder, 'reserve'), { force: true })
  const truth: Truth = {
    station: STATION,
    number: numberOf(folder),
    kind: 'parking',
    value: 'totalSpotNumber',
    readings,
    backlog: { from, payloads: Array.from({ length: BACKLOG }, (_, i) => payloadOf(i)) },
  }
  writeFileSync(`${folder}.json`, JSON.stringify(truth))
}

function numberOf(folder: string): number {
  // A copy, for reading makes files too.
  const copy = join(folder, 'copy.db')
  for (const end of ['', '-wal']) {
    if (existsSync(join(folder, `records.db${end}`))) cpSync(join(folder, `records.db${end}`), copy + end)
  }
  using rooms = new DisposableStack()
  rooms.defer(() => {
    for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true })
  })
  const db = rooms.use(new DatabaseSync(copy))
  return Number(db.prepare('SELECT number FROM stations WHERE id = ?').get(STATION)?.['number'])
}

async function fillJournal(folder: string): Promise<number> {
  await using journal = await openSqliteJournal({ file: join(folder, 'journal.db') })
  const from = journal.head
  for (let i = 0; i < BACKLOG; i++) await append(journal, i)
  return from
}

export async function append(journal: Awaited<ReturnType<typeof openSqliteJournal>>, i: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    journal.append('backlog', Buffer.from(payloadOf(i)), (error) => (error ? reject(error) : resolve()))
  })
}

/** Long enough that a few hundred fill some dozen pages. */
export function payloadOf(i: number): string {
  return `${i} ${'.'.repeat(200 + ((i * 37) % 900))}`
}
