import { buildLineTables } from './store/records/line-tables.ts'
import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Door } from './broker/door.ts'
import { startBackupKeeper } from './backup/keeper.ts'
import { bandsOf } from './config/bands.ts'
import { plainHostOf } from './config/plain.ts'
import { positionsIn } from './config/positions.ts'
import { backupOf } from './config/backup.ts'
import { incidentLimitsOf } from './config/incidents.ts'
import { checkRoles } from './config/check-roles.ts'
import { loadConfig } from './config/load.ts'
import type { Settings } from './config/settings.ts'
import { makeAlarmHearing } from './alarm-hearing.ts'
import { announceAlarms, endedSince } from './announce-alarms.ts'
import { openCityAccounts, signInServiceOf, stationsIn, warnOfOneHand } from './city-accounts.ts'
import { openCityAudit } from './city-audit.ts'
import { openCityDelivery, outsideOf, reachOf } from './city-delivery.ts'
import { openCertificates, watchCertificates } from './city-certificates.ts'
import { cutRevoked, leastOf, openDoor } from './city-door.ts'
import type { DeliveryOffice } from './delivery/open-delivery.ts'
import { openCityDuty } from './city-duty.ts'
import { openEnrolment } from './city-enrolment.ts'
import { openCityRules } from './city-rules.ts'
import { simulate } from './city-simulation.ts'
import { openCityWarnings } from './city-warnings.ts'
import { diskRoom, makeDataFolder, writeWhole } from './data-folder.ts'
import { thingsOf } from './dashboard/server/seen/sight.ts'
import { trustIn } from './dashboard/server/proxies.ts'
import { startDashboard } from './dashboard/server/server.ts'
import { startLine, type Line } from './ingest/line.ts'
import { makeDamageBook } from './damage-book.ts'
import { openFileRoom } from './disk/files.ts'
import { openDiskRoom } from './disk/room.ts'
import { watchFiles, watchRoom, withRoom } from './disk-watch.ts'
import { openSqliteJournal } from './journal/sqlite.ts'
import { makeIngestBand } from './ingest-band.ts'
import { startHousekeeping } from './housekeeping.ts'
import { makeMetrics } from './metrics.ts'
import { openSeries } from './open-series.ts'
import { startOperationsWatch } from './operations-watch.ts'
import { lockFolder } from './store/records/lock.ts'
import { openRecords } from './store/records/open.ts'
import { openRegistry } from './store/records/registry.ts'
import { makeSeal } from './store/records/seal.ts'
import { openSecrets } from './store/records/secrets.ts'
import { openServiceDepartments } from './store/records/service-departments.ts'
import { keyFileOf } from './store/records/key-file.ts'
import { unsafeSettings, warnOfUnsafe } from './unsafe-settings.ts'
import { cityView } from './city-view.ts'
import { makeStationDesk } from './station-desk.ts'

export interface OpenCity extends AsyncDisposable {
  /** Null: not open. */
  readonly ports: {
    readonly http: number | null
    readonly mqtt: number | null
    readonly mqtts: number | null
    readonly ws: number | null
    readonly https: number | null
    readonly wss: number | null
  }
  /** Where plain HTTP and MQTT are listened for. */
  readonly plainHost: string
  /** Password of `admin`, at the first start when none was given; to be shown once. */
  readonly firstPassword: string | null
  /** Reads the files of certificates again. */
  reload(): void
  /** Resolves once everything that was acknowledged so far is judged, stored and accounted for. */
  settled(): Promise<void>
}

const ROOT = import.meta.dirname
export const VERSION = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version
/** Alarms that ended shortly before a start and are told of once more. */
const MOST_ENDED = 1_000

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
  const { roles, dataFolder: folder } = settings
  checkRoles(roles)
  const config = loadConfig(settings.configFolder)
  const { kinds } = config
  const bands = bandsOf(config.city)
  const plainHost = plainHostOf(settings, config.city.plain)
  const certificates = openCertificates(settings)
  await makeDataFolder(folder)
  rooms.use(await lockFolder(folder))
  const isFirstStart = !existsSync(join(folder, 'records.db'))
  const secrets = await openSecrets(folder, { keyFile: settings.keyFile })
  const damage = makeDamageBook(log)
  const { onDamage, onStoreDamage } = damage
  const room = rooms.use(openDiskRoom({ folder }))
  const files = rooms.use(openFileRoom())

  const records = rooms.use(await openRecords({ file: join(folder, 'records.db'), onDamage }))
  const tables = buildLineTables(records)
  const { credentialKey: hashKey, simulationKey } = secrets
  const seal = makeSeal(secrets.sealKey)
  const registry = await openRegistry(records, { hashKey, simulationKey, seal, kinds, ...leastOf(config.city) })
  const series = rooms.use(
    withRoom(await openSeries(settings, { kinds, registry, log, onDamage: onStoreDamage }), settings, room),
  )
  registry.remember(await series.names())
  const seeded = await registry.seed(config.stations, config.gateways)
  if (seeded.stations > 0) log.info(seeded, 'stations taken over from the configuration')
  const judged = await tables.cursors.positionOf('judged')
  const stored = await tables.cursors.positionOf('stored')
  const journalFile = join(folder, 'journal.db')
  const journal = rooms.use(
    await openSqliteJournal({
      file: journalFile,
      limitBytes: bands.journalBytes,
      atLeast: Math.max(judged, stored),
      needed: Math.min(judged, stored),
      onDamage,
      hasRoom: () => !room.isFull,
      onFull: room.missed,
      onFailure,
    }),
  )
  const inStore = settings.influx ? null : await series.position()
  const { isStoreOlder } = damage.compare({ judged, stored, journal, inStore })
  // Told once: what is lost there stays lost, and the store goes on from where the others are.
  if (isStoreOlder) await series.write({ from: inStore ?? 0, to: stored, points: [], amendments: [] }).catch(() => {})
  const band = makeIngestBand(journal, bands)
  const rules = rooms.use(
    await openCityRules({ config, records, registry, series, onChange: (active) => line.changeRules(active) }),
  )
  const duty = await openCityDuty({ config, records, alarms: tables.alarms })
  const enrolment = await openEnrolment({ config, records, registry, hashKey })
  const services = await openServiceDepartments(records)
  let door: Door | null = null
  let delivery: DeliveryOffice | null = null
  const tell = (topic: string, text: string) => door?.publish(topic, text)
  const line: Line = rooms.use(
    await startLine({
      journal,
      series,
      records,
      tables,
      stations: registry,
      kinds,
      rules: rules.active,
      duty: duty.plan,
      reaches: await reachOf(records, () => delivery),
      outside: outsideOf(config),
      utcOffsetMinutes: config.city.utcOffsetMinutes,
      positionsOf: positionsIn(config),
      incidents: incidentLimitsOf(config.city),
      tell,
      log,
      onFailure,
      onFull: room.missed,
    }),
  )
  const warnings = rooms.use(await openCityWarnings({ config, records, tables, registry, rules, line, log }))
  damage.tellTo((detail) => line.troubles.tell('damage-found', detail), line.lostInStore)
  rooms.defer(watchRoom(room, { folder, line, log }))
  rooms.defer(watchFiles(files, { line, log }))
  if (roles.has('broker')) {
    const tls = certificates.mqtt
    const hearing = makeAlarmHearing(thingsOf({ kinds, stations: stationsIn(registry) }).alarm, Date.now)
    const parts = { registry, enrolment, journal, line, services, hearing, band, tls, plainHost, files, log }
    door = rooms.use(await openDoor(settings, config.city.limits, parts))
    const ended = await tables.alarms.overSince(endedSince(Date.now()), MOST_ENDED)
    rooms.defer(announceAlarms(door, line.desk, ended, hearing.note))
  }

  const { troubles } = line
  const certificateWatch = rooms.use(
    watchCertificates(certificates, { records, troubles, onReloaded: cutRevoked(() => door, log), log }),
  )
  delivery = rooms.use(
    await openCityDelivery({ config, records, registry, alarms: tables.alarms, line, sealKey: secrets.sealKey, log }),
  )
  const watch = rooms.use(
    startOperationsWatch({
      version: VERSION,
      bands,
      band,
      journal,
      line,
      door,
      disk: () => diskRoom(journalFile),
      log,
    }),
  )
  await watch.look()
  const unsafe = () => unsafeSettings(settings, config, { isFirstStart, uid: process.getuid?.() })
  const audit = rooms.use(
    await openCityAudit({ config, settings, records, secrets, version: VERSION, line, door: () => door, log }),
  )
  const housekeeping = rooms.use(startHousekeeping({ series, kinds, records, log }))
  const backups = rooms.use(
    await startBackupKeeper({
      ...backupOf(config.city, folder),
      dataFolder: folder,
      keyFile: keyFileOf(folder, settings.keyFile),
      configFolder: settings.configFolder,
      version: VERSION,
      journal,
      series,
      records,
      timeZone: config.city.timeZone,
      troubles: line.troubles,
      now: Date.now,
      log,
    }),
  )
  let ready = { ready: false, reason: 'the city is starting' }
  const accounts = rooms.use(await openCityAccounts({ config, records, secrets, secure: certificates.isOverTls }))
  const service = signInServiceOf(config, settings)
  let [http, https] = [null as number | null, null as number | null]
  if (roles.has('dashboard')) {
    const seen = { line, journal, door, registry, watch, housekeeping, damage, backups, delivery, files }
    const metrics = makeMetrics({ ...seen, warnings: warnings.desk })
    const city = cityView({
      config,
      version: VERSION,
      registry,
      line,
      series,
      journal,
      records,
      services,
      tables,
      rules: rules.view,
      duty: duty.view,
      enrolment,
      warnings: warnings.view,
      audit: audit.view,
      delivery,
      ports: door?.ports ?? null,
      stationDesk: makeStationDesk({ records, door: () => door, now: Date.now }),
      metrics,
      backups,
      watch,
      unsafe,
      ready: () => ready,
    })
    const webFolder = join(ROOT, 'dashboard', 'web', 'dist')
    const tls = certificates.http && { source: certificates.http, host: settings.host, port: settings.httpsPort }
    const at = { host: plainHost, port: settings.httpPort, tls, trust: trustIn(settings.trustedProxies) }
    const admits = () => files.admits('browser')
    const window = rooms.use(await startDashboard({ city, accounts, service, log, webFolder, admits, ...at }))
    http = window.port
    https = window.httpsPort
  }
  const { mqtt, mqtts, ws, wss = null } = door?.ports ?? { mqtt: null, mqtts: null, ws: null }
  const ports = { http, mqtt, mqtts, ws, https, wss }
  const runFile = join(folder, 'run.json')
  await writeWhole(runFile, JSON.stringify({ pid: process.pid, ...ports, plainHost }))
  // Who looks for a running city must not be sent to one that has gone.
  rooms.defer(() => rm(runFile, { force: true }))
  if (settings.simulate && door) rooms.use(await simulate(settings, door, { records, simulationKey, plainHost, log }))
  // Last, when nothing can fail any more: a password that was made is shown once, and only if the city is up.
  const firstPassword = await accounts.createFirstAdmin(settings.adminPassword)
  warnOfOneHand(accounts, log)
  ready = { ready: true, reason: 'every room is open' }
  warnOfUnsafe(unsafe(), settings, log)

  return {
    ports,
    plainHost,
    firstPassword,
    reload: () => certificateWatch.reload(),
    settled: () => line.settled(),
    [Symbol.asyncDispose]: () => {
      ready = { ready: false, reason: 'the city is closing' }
      door?.retire()
      return rooms.disposeAsync()
    },
  }
}
