import { DEFAULT_WALL } from '../../../domain/wall.ts'
import { type Alarm, type AlarmEvent, type AlarmWithEvents, type Step, takeStep } from '../../../domain/alarm.ts'
import { CityError } from '../../../domain/errors.ts'
import type { Kind } from '../../../domain/kind.ts'
import type { GapEntry } from '../../../domain/ledger.ts'
import type { Presence, Station } from '../../../domain/station.ts'
import type {
  AlarmMessage,
  DeadLetter,
  GatewayEntry,
  Latest,
  LedgerRow,
  ServiceEntry,
  StationEntry,
} from '../../../domain/wire.ts'
import type { City } from '../city.ts'
import { NOISE } from './kinds.ts'
import { smallAudit } from './small-audit.ts'
import { smallBackups } from './small-backups.ts'
import { historyFrom, operationsAt } from './operations.ts'
import { numbered, page } from './page.ts'
import { smallPerformance } from './small-performance.ts'
import { smallEnrolment } from './small-enrolment.ts'
import { smallHistory } from './small-history.ts'
import { smallIncidents } from './small-incidents.ts'
import { smallChannels } from './small-channels.ts'
import { smallLedger } from './small-ledger.ts'
import { smallLetters } from './small-letters.ts'
import { smallStations } from './small-stations.ts'
import { smallShiftNotes } from './small-shift-notes.ts'
import { smallViews } from './small-views.ts'
import { smallSuppressions } from './small-suppressions.ts'
import { smallDuty } from './small-duty.ts'
import { smallRules } from './small-rules.ts'
import { smallWarnings } from './small-warnings.ts'

/** A whole city in memory: what a test changes in it is seen through the window as in a large one. */
export interface SmallCity extends City {
  /** Takes in a reading and tells the listeners. */
  read(station: string, latest: Latest): void
  setPresence(station: string, presence: Presence): void
  /** Raises an alarm, which is one more event. */
  raise(id: string, of?: Partial<Alarm>): void
  /** Events that listeners were told of, in order. */
  readonly events: readonly AlarmMessage[]
  readonly ledgerRows: LedgerRow[]
  readonly gapRows: GapEntry[]
  readonly letters: DeadLetter[]
  readonly audit: ReturnType<typeof smallAudit>
  readyState: { ready: boolean; reason: string }
}

export const NOON = Date.UTC(2026, 10, 23, 4)

export function buildSmallCity(options: { mapFolder: string; now?: () => number }): SmallCity {
  const { mapFolder, now = () => NOON } = options
  const stations = new Map<string, StationEntry>()
  const latest = new Map<string, Latest>()
  const alarms = new Map<string, Alarm>()
  const events: AlarmMessage[] = []
  const numbers = new Map<string, number>()
  const onEvent = new Set<(message: AlarmMessage) => void>()
  const onStations = new Set<(ids: readonly string[]) => void>()
  const gateways = new Map<string, GatewayEntry>()
  const services = new Map<string, ServiceEntry>()
  const ledgerRows: LedgerRow[] = []
  const gapRows: GapEntry[] = []
  const letters: DeadLetter[] = []
  const kinds = new Map<string, Kind>([[NOISE.id, NOISE]])

  for (const [id, district, lon] of [
    ['noise-1', 'east', 121.5],
    ['noise-2', 'west', 121.4],
    ['noise-3', 'east', 121.6],
  ] as const) {
    addStation({ id, kind: 'noise', name: `Square ${id}`, district, lon, lat: 31.2 })
  }

  const city: SmallCity = {
    label: { zh: '小城', en: 'Small city' },
    version: '0.1.0',
    timeZone: 'Asia/Shanghai',
    kinds,
    districts: [
      { id: 'east', label: { zh: '东区', en: 'East' } },
      { id: 'west', label: { zh: '西区', en: 'West' } },
    ],
    departments: [{ id: 'ecology', label: { zh: '生态环境局', en: 'Ecology' } }],
    mapFolder,
    mqtt: { tcp: 1883, tls: null, ws: null },
    display: { basemap: null, basemapFile: null, walls: [DEFAULT_WALL] },
    events,
    ledgerRows,
    gapRows,
    letters,
    readyState: { ready: true, reason: 'every room is open' },

    stations: {
      list: () => stations.values(),
      get: (id) => stations.get(id),
      create: async (station) => {
        if (stations.has(station.id)) throw new CityError('station-exists', `There is a station ${station.id} already.`)
        return {
          station: addStation(station),
          username: station.id,
          password: `secret of ${station.id}`,
          mode: 'password',
        }
      },
      retire: async (id) => void stations.delete(id),
      ...smallStations(stations, now),
    },
    gateways: {
      list: () => gateways.values(),
      get: (id) => gateways.get(id),
      create: async (gateway) => {
        gateways.set(gateway.id, { ...gateway, connected: false, stations: 0 })
        return { username: gateway.id, password: `secret of ${gateway.id}`, mode: 'password' }
      },
      retire: async (id) => void gateways.delete(id),
    },
    services: {
      list: () => services.values(),
      get: (id) => services.get(id),
      create: async (id, departments) => {
        services.set(id, { id, departments: departments && [...departments], passwordAt: 0, connected: false })
        return { username: id, password: `secret of ${id}`, mode: 'password' }
      },
      retire: async (id) => void services.delete(id),
    },
    rotate: async (id) => {
      if (![stations, gateways, services].some((of) => of.has(id)))
        throw new CityError('not-found', `There is no ${id}.`)
      return { username: id, password: `new secret of ${id}`, mode: 'password' }
    },
    enrolment: smallEnrolment((id) => [stations, gateways, services].some((of) => of.has(id)), now),
    latest: (station) => latest.get(station),
    series: async ({ from, to, everyMs }) => {
      const points: [number, number | null, number][] = []
      for (let at = from; at < to; at += everyMs ?? 60_000) points.push([at, at === from ? null : 55.5, 1])
      return { unit: 'dB{A}', points }
    },
    alarms: {
      list: async ({ states, severities, district, rule, station, after = -1, ...paging }) =>
        page(
          [...alarms.values()].filter(
            (alarm) =>
              (states ?? [alarm.state]).includes(alarm.state) &&
              (severities ?? [alarm.severity]).includes(alarm.severity) &&
              (district ?? alarm.district) === alarm.district &&
              (rule ?? alarm.rule) === alarm.rule &&
              (station ?? alarm.station) === alarm.station &&
              alarm.seq > after,
          ),
          paging,
        ),
      get: async (id) => withEvents(id),
      step: async (id, step) => {
        const alarm = alarms.get(id)
        if (!alarm) throw new CityError('not-found', `There is no alarm ${id}.`)
        const result = takeStep(alarm, { ...step, at: now() })
        if ('refused' in result) throw new CityError('step-not-allowed', `Not allowed: ${result.refused}.`)
        record(result.alarm, step)
        return withEvents(id) as AlarmWithEvents
      },
      // A disk does not answer in the same turn either.
      eventsAfter: async (after, limit) => {
        await new Promise(setImmediate)
        return numbered(events, after, limit)
      },
      departmentEventsAfter: async (department, after, limit) =>
        numbered(
          events.filter((one) => one.department === department),
          after,
          limit,
        ),
      head: () => events.length,
      onEvent: (listener) => listen(onEvent, listener),
    },
    onStations: (listener) => listen(onStations, listener),
    ...smallPerformance((listener) => onEvent.add(listener), now),
    ...smallLedger(ledgerRows, gapRows),
    ...smallLetters(letters),
    history: smallHistory(events),
    incidents: smallIncidents((id) => alarms.get(id), now),
    rules: smallRules(now),
    duty: smallDuty(now),
    shiftNotes: smallShiftNotes(now),
    suppressions: smallSuppressions(now),
    views: smallViews(now),
    audit: smallAudit(now),
    warnings: smallWarnings(withEvents, now),
    channels: smallChannels(now),
    takeAlerts: async (alerts) => ({ raised: alerts.length, cleared: 0, unchanged: 0 }),
    backups: smallBackups(),
    operations: {
      now: () => operationsAt(now(), NOON),
      history: () => historyFrom(NOON),
      unsafe: () => [{ id: 'audit-alone', detail: 'audit.anchors' }],
    },
    ready: () => city.readyState,
    metrics: async () => `citypulse_stations ${stations.size}\n`,

    read(station, reading) {
      latest.set(station, reading)
      for (const listener of onStations) listener([station])
    },
    setPresence(id, presence) {
      const station = stations.get(id)
      if (!station) throw new Error(`no station ${id}`)
      stations.set(id, { ...station, presence, status: presence.state })
      for (const listener of onStations) listener([id])
    },
    raise(id, of) {
      record({ ...ALARM, id, ...of }, { type: 'raise', by: 'system' })
    },
  }
  return city

  function addStation(station: Station): StationEntry {
    const presence: Presence = { state: 'unknown', reason: 'never-seen', since: now() }
    const entry = { owner: 'ecology', everySeconds: 60, ...station, status: presence.state, presence }
    stations.set(station.id, entry)
    return entry
  }

  function record(alarm: Alarm, step: Omit<Step, 'at'>): void {
    const seq = events.length + 1
    const event: AlarmEvent = {
      seq,
      alarm: alarm.id,
      type: step.type,
      at: now(),
      recordedAt: now(),
      by: step.by,
      text: step.text ?? null,
      state: alarm.state,
      late: false,
    }
    const numbered = { ...alarm, seq }
    alarms.set(alarm.id, numbered)
    const department = alarm.owner
    const departmentSeq = (numbers.get(department) ?? 0) + 1
    numbers.set(department, departmentSeq)
    const message = { seq, department, departmentSeq, event, alarm: numbered }
    events.push(message)
    for (const listener of onEvent) listener(message)
  }

  function withEvents(id: string): AlarmWithEvents | undefined {
    const alarm = alarms.get(id)
    return alarm && { ...alarm, events: events.filter(({ event }) => event.alarm === id).map(({ event }) => event) }
  }
}

function listen<L>(listeners: Set<L>, listener: L): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

const ALARM: Alarm = {
  id: 'loud-noise-1',
  rule: 'loud',
  label: { zh: '噪声超标', en: 'Too loud' },
  response: { zh: '派员核查', en: 'Send somebody' },
  severity: 'orange',
  state: 'unacknowledged',
  active: true,
  acknowledged: false,
  kind: 'noise',
  station: 'noise-1',
  district: 'east',
  owner: 'ecology',
  raisedAt: NOON,
  clearedAt: null,
  ackedAt: null,
  ackedBy: null,
  assignee: null,
  shelvedUntil: null,
  value: 'LAeq',
  reading: 92.5,
  limit: 85,
  unit: 'dB{A}',
  count: 1,
  consequence: null,
  grade: 0,
  ackBy: null,
  respondBy: null,
  late: false,
  simulated: false,
  incident: null,
  seq: 0,
}
