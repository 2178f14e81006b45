import { historyView } from './history-view.ts'
import { incidentsView } from './incidents-view.ts'
import { shiftNotesView } from './shift-notes-view.ts'
import { savedViewsView } from './saved-views-view.ts'
import { suppressionsView } from './suppressions-view.ts'
import { positionsIn } from './config/positions.ts'
import type { Door } from './broker/door.ts'
import type { CityConfig } from './config/schema.ts'
import type { City } from './dashboard/server/city.ts'
import { CityError } from './domain/errors.ts'
import type { Gateway } from './domain/station.ts'
import type { GatewayEntry, ServiceEntry, StationEntry } from './domain/wire.ts'
import type { Line } from './ingest/line.ts'
import type { LineOptions } from './ingest/line-options.ts'
import type { Journal } from './journal/journal.ts'
import { numberedPage } from './store/records/page.ts'
import type { Records } from './store/records/records.ts'
import type { Registry } from './store/records/registry.ts'
import type { Service } from './store/records/service-account.ts'
import type { ServiceDepartments } from './store/records/service-departments.ts'
import type { Entry } from './store/records/station-entry.ts'
import type { Series } from './store/series/series.ts'
import type { OperationsWatch } from './operations-watch.ts'
import { ledgerView } from './ledger-view.ts'
import { lettersView } from './letters-view.ts'
import { performanceView } from './performance-view.ts'
import type { makeStationDesk } from './station-desk.ts'

const CHANGES_MS = 250
const MOST_POINTS = 20_000

export interface CityViewOptions {
  readonly config: CityConfig
  readonly version: string
  readonly registry: Registry
  readonly line: Line
  readonly series: Series
  readonly journal: Journal
  readonly records: Records
  readonly services: ServiceDepartments
  readonly tables: LineOptions['tables']
  readonly rules: City['rules']
  readonly duty: City['duty']
  readonly enrolment: City['enrolment']
  readonly warnings: City['warnings']
  readonly audit: City['audit']
  readonly delivery: City['channels']
  /** Of the MQTT door; null when there is none. */
  readonly ports: Door['ports'] | null
  readonly stationDesk: ReturnType<typeof makeStationDesk>
  readonly metrics: () => Promise<string>
  readonly backups: City['backups']
  readonly watch: Pick<OperationsWatch, 'now' | 'history'>
  readonly unsafe: City['operations']['unsafe']
  readonly ready: () => { readonly ready: boolean; readonly reason: string }
}

/** The city as its window sees it. */
export function cityView({
  config,
  version,
  registry,
  line,
  series,
  journal,
  records,
  services,
  tables,
  rules,
  duty,
  enrolment,
  warnings,
  audit,
  delivery,
  ports,
  stationDesk,
  metrics,
  backups,
  watch,
  unsafe,
  ready,
}: CityViewOptions): City {
  const entryOf = (entry: Entry): StationEntry => {
    const presence = line.presence.of(entry.id)
    const clock = line.clock(entry.id)
    return {
      ...entry.station,
      owner: entry.owner,
      everySeconds: entry.everySeconds,
      priority: entry.priority,
      traits: entry.traits,
      status: presence.state,
      presence,
      ...(clock && { clock }),
    }
  }
  const gatewayOf = (gateway: Gateway): GatewayEntry => ({
    ...gateway,
    connected: line.presence.isConnected(gateway.id),
    stations: Array.from(registry.stationsOf(gateway.id)).length,
  })
  const serviceOf = (service: Service): ServiceEntry => ({
    ...service,
    departments: services.of(service.id)?.slice() ?? null,
    connected: line.presence.isConnected(service.id),
  })
  const known = (id: string): Entry => {
    const entry = registry.byId(id)
    if (!entry || entry.retired) throw new CityError('not-found', `There is no station ${id}`)
    return entry
  }

  return {
    label: config.city.label,
    version,
    timeZone: config.city.timeZone,
    kinds: config.kinds,
    districts: config.districts,
    departments: config.departments,
    mapFolder: config.mapFolder,
    mqtt: ports && { tcp: ports.mqtt, tls: ports.mqtts, ws: ports.ws },
    display: config.display,
    stations: {
      *list() {
        for (const entry of registry.all()) yield entryOf(entry)
      },
      get(id) {
        const entry = registry.byId(id)
        return entry && !entry.retired ? entryOf(entry) : undefined
      },
      async create(station, by) {
        if (!config.districts.some(({ id }) => id === station.district)) {
          const names = config.districts.map(({ id }) => id).join(', ')
          throw new CityError(
            'request-invalid',
            `district: there is no district ${station.district}; this city has ${names}`,
          )
        }
        const created = await registry.create(station, by)
        return { ...created, station: entryOf(created.station) }
      },
      change: async (id, wish, by) => entryOf(await registry.change(id, wish, by)),
      retire: (id, by) => registry.retire(id, by),
      command: (id, command, by) => stationDesk.command(known(id), command, by),
      history: stationDesk.history,
    },
    gateways: {
      *list() {
        for (const gateway of registry.gateways()) yield gatewayOf(gateway)
      },
      get(id) {
        const gateway = registry.gateway(id)
        return gateway && gatewayOf(gateway)
      },
      create: (gateway, by) => registry.createGateway(gateway, by),
      retire: (id, by) => registry.retire(id, by),
    },
    services: {
      *list() {
        for (const service of registry.services()) yield serviceOf(service)
      },
      get(id) {
        const service = registry.service(id)
        return service && serviceOf(service)
      },
      async create(id, departments, by) {
        // First what it may hear: it can connect as soon as it is made.
        if (!registry.service(id)) await services.set(id, departments)
        return registry.createService(id, by)
      },
      retire: (id, by) => registry.retire(id, by),
    },
    rotate: (id, by, wish) => registry.rotate(id, by, wish),
    enrolment,
    latest: (id) => line.latest(id),
    async series({ station, value, from, to, everyMs, aggregate }) {
      const entry = known(station)
      const spec = config.kinds.get(entry.kind)?.values[value]
      if (!spec) {
        const names = Object.keys(config.kinds.get(entry.kind)?.values ?? {}).join(', ')
        throw new CityError('request-invalid', `value: ${entry.kind} has no value ${value}; it has ${names}`)
      }
      const points = await series.series({
        kind: entry.kind,
        station: entry.number,
        value,
        from,
        to,
        ...(everyMs === undefined ? {} : { everyMs }),
        ...(aggregate === undefined ? {} : { aggregate }),
        limit: MOST_POINTS,
      })
      return { unit: spec.unit, points }
    },
    alarms: {
      list: (filter) => tables.alarms.list(filter),
      get: (id) => tables.alarms.get(id),
      async step(id, step) {
        await line.desk.step(id, step)
        const alarm = await tables.alarms.get(id)
        if (!alarm) throw new CityError('not-found', `There is no alarm ${id}`)
        return alarm
      },
      eventsAfter: (after, limit) =>
        numberedPage(
          limit,
          ({ seq }) => seq,
          (count) => tables.alarms.eventsAfter(after, count),
        ),
      departmentEventsAfter: (department, after, limit) =>
        numberedPage(
          limit,
          ({ departmentSeq }) => departmentSeq,
          (count) => tables.alarms.departmentEventsAfter(department, after, count),
        ),
      head: () => line.desk.head,
      onEvent: (listener) => line.desk.onEvent(listener),
    },
    floods: line.load,
    performance: performanceView({
      departments: config.departments.map(({ id }) => id),
      positionsOf: positionsIn(config),
      calls: tables.calls,
      everySecondsOf: (station) => registry.byId(station)?.everySeconds,
      now: Date.now,
    }),
    incidents: incidentsView(line, tables),
    history: historyView({ records, series, registry, kinds: config.kinds }),
    rules,
    duty,
    warnings,
    audit,
    channels: delivery,
    takeAlerts: (alerts, silentMs) => line.takeOutside(alerts, silentMs),
    shiftNotes: shiftNotesView(records, Date.now),
    suppressions: suppressionsView(line, records, registry),
    views: savedViewsView(records),
    onStations: shareChanges(() => line.takeChanged()),
    ...ledgerView({ registry, line, journal, tables }),
    ...lettersView({ kinds: config.kinds, registry, line, journal, records, tables }),
    backups: { start: (by, folder) => backups.start(by, folder), state: () => backups.state() },
    operations: { now: () => watch.now(), history: () => watch.history(), unsafe },
    ready,
    metrics,
  }
}

/** One look at the changes, at most four times a second, however many listen. */
function shareChanges(take: () => readonly string[]): City['onStations'] {
  const listeners = new Set<(ids: readonly string[]) => void>()
  let timer: NodeJS.Timeout | undefined
  return (listener) => {
    listeners.add(listener)
    timer ??= setInterval(() => {
      const ids = take()
      if (ids.length > 0) for (const tell of listeners) tell(ids)
    }, CHANGES_MS).unref()
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0) return
      clearInterval(timer)
      timer = undefined
    }
  }
}
