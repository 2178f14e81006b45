import type { Alarm } from '../../../domain/alarm.ts'
import type { Flood } from '../../../domain/flood.ts'
import type {
  AlarmMessage,
  Head,
  IncidentMessage,
  Latest,
  Pass,
  StationChange,
  StationEntry,
} from '../../../domain/wire.ts'
import type { CityFacts, KindFacts } from '../api.ts'
import { createAttention, NOTHING } from './attention.ts'
import { createBeat } from './beat.ts'
import { freshness, lookOf, type Freshness } from './freshness.ts'
import type { CityState, CityStateOptions, LiveSocket } from './city.ts'
import { createIncidentBook } from './incident-book.ts'
import { labelOf } from './label-of.ts'
import { createServerClock } from './server-clock.ts'
import { nextLink, type Link } from './link.ts'
import { afterEvent, afterHead, NOTHING_SEEN, type Standing } from './resume.ts'

const AGAIN_MS = 2000

export function createCityState({ api, topics, connect, clock, onSignedOut }: CityStateOptions): CityState {
  let facts: CityFacts | null = null
  let stations = new Map<string, StationEntry>()
  const latest = new Map<string, Latest>()
  const alarms = new Map<string, Alarm>()
  const incidents = createIncidentBook(() => topics.emit('alarms'))
  const kinds = new Map<string, KindFacts>()
  const listeners = new Set<(message: AlarmMessage) => void>()
  /** Stations that were asked for because news of them came first. */
  const adopted = new Set<string>()
  let standing: Standing = NOTHING_SEEN
  let link: Link = { state: 'connecting' }
  let newestAt: number | null = null
  let floods: readonly Flood[] = []
  let connected = false
  let caughtUp = false
  let refreshing = false
  let heardAt: number | null = null
  let missed = 0
  let socket: LiveSocket | undefined
  let isHidden = false
  let again: ReturnType<typeof setTimeout> | undefined

  const attention = createAttention((watch) => {
    if (connected && !isHidden) socket?.emit('watch', watch)
  })

  const server = createServerClock(clock)
  const { now } = server

  function judge(): void {
    const next = nextLink(link, { connected, heardAt, caughtUp, missed }, now())
    if (next === link) return
    if (next.state === 'lost') {
      caughtUp = false
      missed = 0
    }
    link = next
    topics.emit('connection')
  }

  function hear(): void {
    heardAt = now()
    judge()
    if (connected && !caughtUp) void refresh()
  }

  async function refresh(): Promise<void> {
    if (refreshing) return
    refreshing = true
    const before = new Map(alarms)
    const incidentsBefore = new Map(incidents.all)
    try {
      // What needs somebody is shown first, while ten thousand stations may still be on their way.
      const entriesLater = api.stations()
      entriesLater.catch(() => undefined)
      const [open, openIncidents] = await Promise.all([api.openAlarms(), api.openIncidents()])
      incidents.replace(openIncidents, incidentsBefore)
      const isOpen = new Set(open.map((alarm) => alarm.id))
      for (const [id, alarm] of before) if (!isOpen.has(id) && alarms.get(id) === alarm) alarms.delete(id)
      for (const alarm of open) takeAlarm(alarm)
      const entries = await entriesLater
      stations = new Map(entries.map((entry) => [entry.id, entry]))
      caughtUp = connected
      topics.emit('stations')
      topics.emit('alarms')
      judge()
    } catch {
      // The link stays as it is: the next head tries again.
    } finally {
      refreshing = false
    }
  }

  const beat = createBeat(tick)
  const tickAsNeeded = () => beat.set(isHidden, alarms)

  function tick(): void {
    judge()
    topics.emit('clock')
  }

  function takeAlarm(alarm: Alarm): void {
    const known = alarms.get(alarm.id)
    if (known !== undefined && known.seq > alarm.seq) return
    if (alarm.state === 'normal') alarms.delete(alarm.id)
    else alarms.set(alarm.id, alarm)
    if (isHidden) tickAsNeeded()
    topics.emit('alarms')
  }

  function ask(next: Standing): void {
    const isNew = next.askAfter !== null && next.askAfter !== standing.askAfter
    standing = next
    if (isNew) resume()
  }

  function resume(): void {
    if (standing.seen === null) return
    const { seen } = incidents
    socket?.emit('resume', { after: standing.seen, ...(seen === null ? {} : { incidentsAfter: seen }) })
  }

  function onIncident(message: IncidentMessage): void {
    if (incidents.event(message)) resume()
  }

  /** It is not for us; it counts as seen. */
  function onPass({ of, seq }: Pass): void {
    if (of === 'alarm') ask(afterEvent(standing, seq))
    else if (incidents.pass(seq)) resume()
  }

  function onAlarm(message: AlarmMessage): void {
    const isKnown = standing.seen !== null && message.seq <= standing.seen
    ask(afterEvent(standing, message.seq))
    takeAlarm(message.alarm)
    if (isKnown) return
    if (!caughtUp && message.event.type === 'raise') missed += 1
    for (const listener of listeners) listener(message)
  }

  function onFloods(told: { readonly floods: readonly Flood[] }): void {
    floods = told.floods
    topics.emit('alarms')
  }

  function onStations(changes: { readonly stations: readonly StationChange[] }): void {
    for (const change of changes.stations) {
      const entry = stations.get(change.id)
      if (entry === undefined) void adopt(change.id)
      else stations.set(change.id, { ...entry, presence: change.presence, status: change.presence.state })
      if (change.latest !== undefined) takeLatest(change.id, change.latest)
    }
    topics.emit('stations')
  }

  /** Registered meanwhile, by somebody else. */
  async function adopt(id: string): Promise<void> {
    if (!caughtUp || adopted.has(id)) return
    adopted.add(id)
    const entry = await api.ask('getStation', { path: { id } }).catch(() => undefined)
    if (entry === undefined) return
    stations.set(id, entry)
    topics.emit('stations')
  }

  function takeLatest(id: string, reading: Latest): void {
    latest.set(id, reading)
    newestAt = Math.max(newestAt ?? 0, reading.ts)
  }

  function onHead(head: Head): void {
    server.heard(head.now)
    // Asked again at each head while the gap stays: an answer may have been lost with the link.
    if (head.newestAt !== undefined) newestAt = Math.max(newestAt ?? 0, head.newestAt)
    const isBehind = incidents.head(head.incidents)
    ask(afterHead({ seen: standing.seen, askAfter: null }, head.seq))
    if (isBehind) resume()
    hear()
  }

  function onConnect(): void {
    connected = true
    caughtUp = false
    resume()
    socket?.emit('watch', isHidden ? NOTHING : attention.watch)
    hear()
  }

  function onDisconnect(reason: unknown): void {
    if (reason === 'io client disconnect') return
    connected = false
    judge()
    void comeBack()
  }

  /** A cut by the server is final for the socket: either we are signed out, or we ask to be let in again. */
  async function comeBack(): Promise<void> {
    if (socket === undefined || socket.active) return
    const session = await api.session().catch(() => undefined)
    if (session === null) return onSignedOut()
    clearTimeout(again)
    again = setTimeout(() => socket?.connect(), AGAIN_MS)
  }

  function ageOf(id: string): Freshness {
    const entry = stations.get(id)
    return entry === undefined ? 'none' : freshness(latest.get(id)?.ts, entry.everySeconds, now())
  }

  return {
    get facts() {
      return facts
    },
    get stations() {
      return stations
    },
    latest,
    alarms,
    get floods() {
      return floods
    },
    incidents: incidents.all,
    get link() {
      return link
    },
    get skewMs() {
      return server.skewMs()
    },
    get newestAt() {
      return newestAt
    },
    get writable() {
      return link.state === 'live' || link.state === 'back'
    },
    now,
    shownAt: () => (link.state === 'lost' ? link.asAt : now()),
    kind: (id) => kinds.get(id),
    label: (of, id, language) => labelOf(facts?.[of], id, language),
    freshness: ageOf,
    look(id) {
      const entry = stations.get(id)
      return entry === undefined ? 'hollow' : lookOf(entry.presence, ageOf(id))
    },
    takeAlarm,
    takeStation(station) {
      stations.set(station.id, station)
      topics.emit('stations')
    },
    dropStation(id) {
      stations.delete(id)
      topics.emit('stations')
    },
    takeIncident: incidents.take,
    async askLatest(id) {
      if (latest.has(id) || stations.get(id)?.presence.state === 'unknown') return
      const reading = await api.latest(id)
      if (reading === null || latest.has(id)) return
      takeLatest(id, reading)
      topics.emit('stations')
    },
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    attend: attention.look,
    rest(hidden) {
      if (hidden === isHidden) return
      isHidden = hidden
      if (socket !== undefined) tickAsNeeded()
      if (connected) socket?.emit('watch', isHidden ? NOTHING : attention.watch)
      if (!isHidden) tick()
    },
    async start() {
      facts = await api.city()
      for (const kind of facts.kinds) kinds.set(kind.id, kind)
      topics.emit('city')
      socket = connect()
      const way = { connect: onConnect, disconnect: onDisconnect, connect_error: onDisconnect, head: onHead }
      const news = { alarm: onAlarm, pass: onPass, floods: onFloods, incident: onIncident, stations: onStations }
      for (const [event, does] of Object.entries({ ...way, ...news })) socket.on(event, does)
      tickAsNeeded()
    },
    renew() {
      socket?.disconnect()
      socket?.connect()
    },
    stop() {
      beat.stop()
      clearTimeout(again)
      socket?.disconnect()
      socket = undefined
    },
  }
}
