import { startDoor } from '../broker/door.ts'
import { bandsOf } from '../config/bands.ts'
import { loadConfig } from '../config/load.ts'
import { makeIngestBand } from '../ingest-band.ts'
import { startLine, type Line } from '../ingest/line.ts'
import type { Journal } from '../journal/journal.ts'
import { openSqliteJournal } from '../journal/sqlite.ts'
import { buildLineTables } from '../store/records/line-tables.ts'
import { openRecords } from '../store/records/open.ts'
import { openRegistry } from '../store/records/registry.ts'
import { makeSeal } from '../store/records/seal.ts'
import { openDuckSeries } from '../store/series/duck.ts'
import type { Series } from '../store/series/series.ts'
import { join } from 'node:path'
import type { DoorOrder } from './door-process.ts'

const NO_LIMIT = 1e9
const QUIET = { info() {}, warn() {}, error: (detail: object, text: string) => console.error(text, detail) }

/** The whole line behind its door, as the city opens it, on any free port. */
export async function openLine({
  what,
  folder,
  config,
  stations,
  key,
}: DoorOrder): Promise<{ line: Line; journal: Journal; port: number }> {
  const { kinds, rules } = loadConfig(config)
  const records = await openRecords({ file: join(folder, 'records.db') })
  const hashKey = Buffer.alloc(32, 1)
  const seal = makeSeal(hashKey)
  const registry = await openRegistry(records, { hashKey, seal, simulationKey: Buffer.from(key, 'base64url'), kinds })
  await registry.seed(
    stations.map((id) => ({ id, kind: 'air', name: id, district: '990101', lon: 123, lat: 31, simulated: true })),
    [],
  )
  const stationOf = (number: number) => registry.byNumber(number)
  const series =
    what === 'line' ? await openDuckSeries({ folder: join(folder, 'series'), kinds, stationOf }) : noSeries()
  const journal = await openSqliteJournal({ file: join(folder, 'journal.db') })
  const fail = (error: Error) => {
    throw error
  }
  const line = await startLine({
    journal,
    series,
    records,
    tables: buildLineTables(records),
    stations: registry,
    kinds,
    rules,
    tell() {},
    log: QUIET,
    onFailure: fail,
  })
  const band = makeIngestBand(journal, bandsOf({}))
  const door = await startDoor({
    host: '127.0.0.1',
    ports: { mqtt: 0, mqtts: null, ws: null },
    gate: {
      admit(username, password) {
        const admitted = registry.admit(username, password)
        return typeof admitted === 'string' ? admitted : { of: admitted.of, id: admitted.id, kind: 'air' }
      },
      isTaken: (id) => registry.byId(id) !== undefined,
    },
    accept: (topic, payload, done) => journal.append(topic, payload, done),
    band: () => band.now(),
    onSession: ({ identity, connected, at }) => line.presence.session(identity.id, connected, at),
    limits: { messagesPerSecond: NO_LIMIT, bytesPerSecond: NO_LIMIT, connectionsPerSecond: NO_LIMIT },
    log: QUIET,
  })
  return { line, journal, port: door.ports.mqtt }
}

/** Stands where the store would: what the line costs without it. */
function noSeries(): Series {
  return {
    write: async () => [],
    position: async () => 0,
    names: async () => [],
    series: async () => [],
    newest: () => Promise.resolve({ station: [], at: [], value: [], flag: [], level: [] }),
    latest: async () => [],
    forget: async () => {},
    snapshot: async () => null,
    state: async () => ({ rows: 0, bytes: 0 }),
    [Symbol.asyncDispose]: async () => {},
  }
}
