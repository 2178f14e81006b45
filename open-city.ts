import { mkdir, rename, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { startDoor, type Door } from './broker/door.ts'
import { loadConfig } from './config/load.ts'
import type { Settings } from './config/settings.ts'
import { openAccounts } from './dashboard/server/auth/accounts.ts'
import { startDashboard } from './dashboard/server/server.ts'
import { CityError } from './domain/errors.ts'
import { alarmTopic } from './domain/topic.ts'
import type { AlarmMessage } from './domain/wire.ts'
import { startLine } from './ingest/line.ts'
import { openSqliteJournal } from './journal/sqlite.ts'
import { startHousekeeping } from './housekeeping.ts'
import { makeMetrics } from './metrics.ts'
import { startSimulatorChild } from './simulators/child.ts'
import { buildAlarmRecords } from './store/records/alarms.ts'
import { buildCursorRecords } from './store/records/cursors.ts'
import { buildDeadLetterRecords } from './store/records/dead-letters.ts'
import { buildLedgerRecords } from './store/records/ledger.ts'
import { lockFolder } from './store/records/lock.ts'
import { openRecords } from './store/records/open.ts'
import { openRegistry } from './store/records/registry.ts'
import { buildRuleStateRecords } from './store/records/rule-states.ts'
import { openSecrets } from './store/records/secrets.ts'
import { buildSettingRecords } from './store/records/settings.ts'
import { openDuckSeries } from './store/series/duck.ts'
import { openInfluxSeries } from './store/series/influx.ts'
import type { Series } from './store/series/series.ts'
import { cityView } from './city-view.ts'

export interface OpenCity extends AsyncDisposable {
  readonly ports: Door['ports'] & { readonly http: number }
  /** Password of `admin`, at the first start when none was given; to be shown once. */
  readonly firstPassword: string | null
  /** Resolves once everything that was acknowledged so far is judged, stored and accounted for. */
  settled(): Promise<void>
}

const ROOT = import.meta.dirname
export const VERSION = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version
/** What a new city's charts begin with. */
const HISTORY_HOURS = 24
const SIMULATOR_SEED = 1

/**
 * Opens every room of a city in order and wires them; disposing closes them last-opened first. `onFailure` is told when
 * nothing more can be promised and the process must end.
 */
export async function openCity(settings: Settings, log: Logger, onFailure: (error: Error) => void): Promise<OpenCity> {
  const rooms = new AsyncDisposableStack()
  try {
    return await openRooms(settings, log, onFailure, rooms)
  } catch (error) {
    await rooms.disposeAsync()
    throw error
  }
}

async function openRooms(
  settings: Settings,
  log: Logger,
  onFailure: (error: Error) => void,
  rooms: AsyncDisposableStack,
): Promise<OpenCity> {
  const config = loadConfig(settings.configFolder)
  const { kinds } = config
  const folder = settings.dataFolder
  await makeFolder(folder)
  rooms.use(await lockFolder(folder))
  const secrets = await openSecrets(folder)
  const onDamage = (detail: string) => log.error({ detail }, 'damage found; the file is kept in quarantine')

  const records = rooms.use(await openRecords({ file: join(folder, 'records.db'), onDamage }))
  const registry = await openRegistry(records, {
    hashKey: secrets.credentialKey,
    simulationKey: secrets.simulationKey,
    kinds,
  })
  const seeded = await registry.seed(config.stations, config.gateways)
  if (seeded.stations > 0) log.info(seeded, 'stations taken over from the configuration')
  const tables = {
    alarms: buildAlarmRecords(records),
    cursors: buildCursorRecords(records),
    deadLetters: buildDeadLetterRecords(records),
    ledger: buildLedgerRecords(records),
    ruleStates: buildRuleStateRecords(records),
  }

  const stationOf = (number: number) => registry.byNumber(number)
  const series: Series = rooms.use(
    settings.influx
      ? await openInfluxSeries({
          ...settings.influx,
          numberOf: (id) => registry.byId(id)?.number,
          kinds,
          stationOf,
          onRefused: (line, message) => log.error({ line, message }, 'InfluxDB refused a line'),
        })
      : await openDuckSeries({
          folder: join(folder, 'series'),
          kinds,
          stationOf,
          onDamage,
          onSealFailed: (error) => log.warn({ error: error.message }, 'a day could not be sealed; it is tried again'),
        }),
  )

  const atLeast = Math.max(await tables.cursors.positionOf('judged'), await tables.cursors.positionOf('stored'))
  const journal = rooms.use(
    await openSqliteJournal({
      file: join(folder, 'journal.db'),
      atLeast,
      onDamage: (detail, lost) => log.error({ detail, lost }, 'damage found in the journal'),
      onFailure,
    }),
  )

  let door: Door | undefined
  const line = rooms.use(
    await startLine({
      journal,
      series,
      records,
      tables,
      stations: registry,
      kinds,
      rules: config.rules,
      tell: (topic, text) => door?.publish(topic, text),
      log,
      onFailure,
    }),
  )

  door = rooms.use(
    await startDoor({
      host: settings.host,
      ports: { mqtt: settings.mqttPort, mqtts: settings.tls ? settings.mqttsPort : null, ws: settings.mqttWsPort },
      ...(settings.tls ? { tls: readCertificate(settings.tls) } : {}),
      gate: {
        admit(username, password) {
          const admitted = registry.admit(username, password)
          if (!admitted) return null
          const kind = registry.byId(admitted.id)?.kind
          return { of: admitted.of, id: admitted.id, ...(kind === undefined ? {} : { kind }) }
        },
        isTaken: (id) => registry.byId(id) !== undefined || registry.gateway(id) !== undefined,
      },
      accept: (topic, payload, done) => journal.append(topic, payload, done),
      onSession: ({ identity, connected, at }) => line.presence.session(identity.id, connected, at),
      log,
    }),
  )
  const opened = door
  registry.onChange((entry) => {
    if (entry.retired) opened.cut(entry.id)
  })
  const announce = ({ alarm }: Pick<AlarmMessage, 'alarm'>) => {
    // An empty retained message takes the old one away: sirens and signs see only what is not over.
    const text = alarm.state === 'normal' ? '' : JSON.stringify(alarm)
    opened.publish(alarmTopic(alarm.district, alarm.id), text, { retain: true, qos: 1 })
  }
  for (const alarm of line.desk.open()) announce({ alarm })
  rooms.defer(line.desk.onEvent(announce))

  const metrics = makeMetrics({ line, journal, door: opened, registry })
  let ready = { ready: false, reason: 'the city is starting' }
  const accounts = await openAccounts({ records, secret: secrets.sessionSecret, cliToken: secrets.cliToken })
  const firstPassword = await accounts.createFirstAdmin(settings.adminPassword)
  const dashboard = rooms.use(
    await startDashboard({
      city: cityView({
        config,
        version: VERSION,
        registry,
        line,
        series,
        journal,
        tables,
        metrics,
        ready: () => ready,
      }),
      accounts,
      log,
      webFolder: join(ROOT, 'dashboard', 'web', 'dist'),
      host: settings.host,
      port: settings.httpPort,
    }),
  )
  rooms.use(startHousekeeping({ series, kinds, tables, log }))

  const ports = { ...opened.ports, http: dashboard.port }
  const runFile = join(folder, 'run.json')
  await writeWhole(runFile, JSON.stringify({ pid: process.pid, ...ports }))

  if (settings.simulate) {
    const told = buildSettingRecords(records)
    const hadHistory = (await told.get('history')) !== undefined
    rooms.use(
      startSimulatorChild({
        order: {
          mqtt: { host: settings.host, port: opened.ports.mqtt },
          seed: SIMULATOR_SEED,
          config: settings.configFolder,
          passwordKey: Buffer.from(secrets.simulationKey).toString('base64url'),
          backfillHours: hadHistory ? 0 : HISTORY_HOURS,
          logLevel: 'warn',
        },
        onHistory: () => void told.set('history', new Date().toISOString()),
        log,
      }),
    )
  }
  ready = { ready: true, reason: 'every room is open' }

  return {
    ports,
    firstPassword,
    settled: () => line.settled(),
    [Symbol.asyncDispose]: () => {
      ready = { ready: false, reason: 'the city is closing' }
      return rooms.disposeAsync()
    },
  }
}

function readCertificate({ certFile, keyFile }: NonNullable<Settings['tls']>): { cert: Buffer; key: Buffer } {
  const read = (path: string, name: string) => {
    try {
      return readFileSync(path)
    } catch (error) {
      throw new CityError(
        'config-invalid',
        `${name}: ${path} cannot be read (${(error as Error).message}); give the path of a PEM file, or unset it`,
      )
    }
  }
  return { cert: read(certFile, 'MQTTS_CERT'), key: read(keyFile, 'MQTTS_KEY') }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeWhole(join(folder, '.writable'), '')
  } catch (error) {
    throw new CityError(
      'config-data-unwritable',
      `The data folder ${folder} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}): let this user write it, or set CITY_DATA to one that it can write.`,
      { cause: error },
    )
  }
}

async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 })
  await rename(`${file}.new`, file)
}
