import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { loadConfig } from '../../config/load.ts'
import type { Display } from '../../config/display.ts'
import { openAccounts, type Accounts } from '../../dashboard/server/auth/accounts.ts'
import { startDashboard } from '../../dashboard/server/server.ts'
import { buildSmallCity, type SmallCity } from '../../dashboard/server/testing/small-city.ts'
import type { IndexReading, Latest, StationEntry } from '../../domain/wire.ts'
import { indexOfKind } from '../../domain/indices/index-of-kind.ts'
import { valueNames } from '../../domain/kind.ts'
import { fleetOf } from '../../simulators/load/fleet.ts'
import { openRecords } from '../../store/records/open.ts'
import { PASSWORD } from './city.ts'
import { ROOT } from './sources.ts'

/** The real window, its real sockets and the built web app, on a city in memory that is as large as one wants. */
export interface LargeWindow extends AsyncDisposable {
  readonly url: string
  readonly accounts: Accounts
  readonly city: SmallCity
  readonly stations: readonly StationEntry[]
  /** Every station reads once, now; told as the line tells it, in four parts within the next second. */
  readAll(): void
  /** Reads every second until it is stopped. */
  startReading(): () => void
}

/** Of the first stations so many stand at one and the same place, at the edge of the city. */
const TOGETHER = 7

export async function openLargeWindow(options: { stations: number; display?: Partial<Display> }): Promise<LargeWindow> {
  await using rooms = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'citypulse-large-'))
  rooms.defer(() => rm(folder, { recursive: true, force: true }))
  const config = loadConfig(join(ROOT, 'config'))
  const fleet = fleetOf(config, { run: 'map', stations: options.stations, only: [], seed: 7 })
  const latest = new Map<string, Latest>()
  const stations = new Map(
    fleet.map(({ station }, i): [string, StationEntry] => {
      const kind = config.kinds.get(station.kind)!
      const place = i < TOGETHER ? { lon: 123.15, lat: 31.12 } : { lon: station.lon, lat: station.lat }
      const presence = { state: 'online', reason: 'reading', since: Date.now() } as const
      const entry = { ...station, ...place, owner: kind.owner, everySeconds: 60, status: 'online', presence } as const
      return [station.id, entry]
    }),
  )
  const listeners = new Set<(ids: readonly string[]) => void>()
  const base = buildSmallCity({ mapFolder: config.mapFolder, now: Date.now })
  const city: SmallCity = {
    ...base,
    label: config.city.label,
    kinds: config.kinds,
    districts: config.districts.map(({ id, label }) => ({ id, label })),
    departments: config.departments.map(({ id, label }) => ({ id, label })),
    display: { ...config.display, ...options.display },
    stations: { ...base.stations, list: () => stations.values(), get: (id) => stations.get(id) },
    latest: (id) => latest.get(id),
    onStations(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const ids = [...stations.keys()]
  const indices = new Map([...config.kinds.values()].map((kind) => [kind.id, indexOfKind(kind)]))
  let seq = 0

  function read(part: readonly string[], from: number): void {
    const now = Date.now()
    part.forEach((id, i) => {
      const one = fleet[from + i]!
      const values = JSON.parse(one.values[(seq + i) % one.values.length]!) as Record<string, number>
      const kind = config.kinds.get(one.station.kind)!
      const index = indices.get(kind.id)
      const row = valueNames(kind).map((name) => values[name] ?? NaN)
      const found = index?.compute(row, one.station.traits ?? {}, now) ?? null
      const of: Record<string, IndexReading> = index && found ? { [index.id]: found } : {}
      latest.set(id, { ts: now, receivedAt: now, values, flags: {}, indices: of })
    })
    for (const listener of listeners) listener(part)
  }

  function readPart(quarter: number): void {
    const size = Math.ceil(ids.length / 4)
    read(ids.slice(quarter * size, (quarter + 1) * size), quarter * size)
    seq += 1
  }

  const records = rooms.use(await openRecords({ file: join(folder, 'records.sqlite') }))
  const accounts = await openAccounts({ records, secret: 'a secret of at least thirty-two characters' })
  await accounts.createFirstAdmin(PASSWORD)
  const dashboard = rooms.use(
    await startDashboard({
      city,
      accounts,
      log: pino({ level: 'silent' }),
      webFolder: join(ROOT, 'dashboard/web/dist'),
      host: '127.0.0.1',
      port: 0,
    }),
  )
  const held = rooms.move()
  return {
    url: `http://127.0.0.1:${dashboard.port}`,
    accounts,
    city,
    stations: [...stations.values()],
    readAll() {
      for (let quarter = 0; quarter < 4; quarter++) readPart(quarter)
    },
    startReading() {
      let quarter = 0
      const timer = setInterval(() => readPart(quarter++ % 4), 250)
      return () => clearInterval(timer)
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
