import type { Alarm } from '../../../domain/alarm.ts'
import type { Incident } from '../../../domain/incident.ts'
import type { Scene } from '../../../domain/playback.ts'
import { judgePresence } from '../../../domain/presence.ts'
import type { Latest, StationEntry } from '../../../domain/wire.ts'
import type { Desk } from '../desk.ts'
import type { CityState } from '../live/city.ts'
import { freshness, lookOf } from '../live/freshness.ts'
import type { StationChunk } from './station-chunks.ts'

/** The city as it was. The object stays, its parts change; nothing can be done to it. */
export interface PastCity extends CityState {
  /** Without a chunk nothing is known of what stations read. */
  show(at: number, of: { readonly scene: Scene; readonly chunk: StationChunk | null }): void
}

/** `live`: what does not change with time, names and places, is that of the present. */
export function createPastCity(live: () => CityState): PastCity {
  let shown = 0
  let alarms: ReadonlyMap<string, Alarm> = new Map()
  let incidents: ReadonlyMap<string, Incident> = new Map()
  let newestAt: number | null = null
  let readStep = ''
  let judgedAt = -Infinity
  let judgedOf: CityState['stations'] | undefined
  const stations = new Map<string, StationEntry>()
  const latest = new Map<string, Latest>()

  function read(chunk: StationChunk, at: number): void {
    newestAt = null
    const seen = new Set<string>()
    chunk.each(at, (id, { at: ts, value, flag, level }, name) => {
      seen.add(id)
      newestAt = Math.max(newestAt ?? 0, ts)
      const known = latest.get(id)
      if (known?.ts === ts && known.values[name] === value) return
      const index = live().kind(live().stations.get(id)?.kind ?? '')?.index
      latest.set(id, {
        ts,
        receivedAt: ts,
        values: { [name]: value },
        flags: flag === 1 ? {} : { [name]: flag },
        indices: level > 0 && index != null ? { [index.id]: { value: null, level, factors: [] } } : {},
      })
    })
    for (const id of latest.keys()) if (!seen.has(id)) latest.delete(id)
  }

  /** Whether it was there is judged by its readings alone: comings and goings of sessions are not kept. */
  function judge(at: number): void {
    const present = live().stations
    for (const id of stations.keys()) if (!present.has(id)) stations.delete(id)
    for (const [id, entry] of present) {
      const facts = { ...NO_SESSION, heardAt: latest.get(id)?.ts ?? null }
      const presence = judgePresence(facts, null, entry.everySeconds, at)
      const known = stations.get(id)
      if (known?.presence.state === presence.state && known.name === entry.name) continue
      const { clock: _, ...still } = entry
      stations.set(id, { ...still, presence, status: presence.state })
    }
  }

  const ageOf = (id: string) => {
    const entry = stations.get(id)
    return entry === undefined ? 'none' : freshness(latest.get(id)?.ts, entry.everySeconds, shown)
  }

  return {
    get facts() {
      return live().facts
    },
    stations,
    latest,
    get alarms() {
      return alarms
    },
    floods: [],
    get incidents() {
      return incidents
    },
    get link() {
      return live().link
    },
    skewMs: null,
    get newestAt() {
      return newestAt
    },
    writable: false,
    now: () => shown,
    shownAt: () => shown,
    kind: (id) => live().kind(id),
    label: (of, id, language) => live().label(of, id, language),
    freshness: ageOf,
    look(id) {
      const entry = stations.get(id)
      return entry === undefined ? 'hollow' : lookOf(entry.presence, ageOf(id))
    },
    takeStation: () => undefined,
    dropStation: () => undefined,
    takeAlarm: () => undefined,
    takeIncident: () => undefined,
    askLatest: () => Promise.resolve(),
    onEvent: () => () => undefined,
    attend: () => undefined,
    rest: () => undefined,
    start: () => Promise.resolve(),
    renew: () => undefined,
    stop: () => undefined,
    show(at, { scene, chunk }) {
      shown = at
      ;({ alarms, incidents } = scene)
      // Between two steps nobody has read anything new.
      const step = chunk === null ? '' : `${chunk.key} ${Math.floor((at - chunk.from) / chunk.everyMs)}`
      const isNew = step !== readStep || step === '' || judgedOf !== live().stations
      readStep = step
      judgedOf = live().stations
      if (chunk === null) latest.clear()
      else if (isNew) read(chunk, at)
      if (!isNew && Math.abs(at - judgedAt) < JUDGED_EVERY_MS) return
      judgedAt = at
      judge(at)
    },
  }
}

/** Played, not on the wall: no station is judged by less. */
const JUDGED_EVERY_MS = 5000
const NO_SESSION = { connected: false, connectedAt: null, ended: null, endedAt: null } as const

/** A desk in the past: lists and marks that are made for the present show what was, and what is picked in them is not what keys act on. */
export function pastDesk(desk: Desk, city: PastCity): Desk {
  let picked: string | null = null
  return Object.create(desk, {
    city: { value: city },
    readonlyBecause: { get: () => desk.text('playback.readonly') },
    picked: { get: () => picked },
    pick: {
      value: (alarm: string | null) => {
        picked = alarm
        desk.topics.emit('picked')
      },
    },
  }) as Desk
}
