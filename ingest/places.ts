import { GAP_INTERVALS } from '../domain/ledger.ts'
import { parseTopic } from '../domain/topic.ts'
import { emptyVigil } from './alarms/vigil.ts'
import type { Block } from './blocks.ts'
import type { KindPlan } from './catalogue.ts'
import type { FieldMaps } from './field-maps.ts'
import { makeHourMeans } from './hour-means.ts'
import type { Place } from './place.ts'
import { makeStationClock } from './station-clock.ts'
import { isReplayTopic } from './replay-topic.ts'
import type { Entry } from '../store/records/station-entry.ts'
import type { Registry } from '../store/records/registry.ts'

/** Who a topic belongs to: a station (with its place) or a gateway; or it is a dead letter's replay. */
export interface Source {
  readonly id: string
  readonly place: Place | null
  readonly channel: 'readings' | 'status' | 'replay'
}

/** What the line asks of the registry. */
export type StationList = Pick<
  Registry,
  'byId' | 'byNumber' | 'all' | 'gateway' | 'gateways' | 'stationsOf' | 'onChange'
> &
  Partial<Pick<Registry, 'isDisabled'>> & {
    /** Messages of a station that are refused. */
    readonly blocksOf?: (id: string) => readonly Block[] | null
  }

/** Who watches over stations. */
export interface Watcher {
  enter(place: Place): void
  leave(place: Place): void
}

const UNWATCHED: Watcher = { enter() {}, leave() {} }

/** The places of all stations, made when first asked for. */
export interface Places {
  sourceOf(topic: string): Source | null
  byId(id: string): Place | undefined
  all(): Iterable<Place>
}

const REPLAY: Source = { id: '', place: null, channel: 'replay' }
const LATE_MS = 120_000
const LATE_INTERVALS = 2

/** `watcher` is told of every station that comes, changes or goes. */
export function makePlaces(
  stations: StationList,
  plans: ReadonlyMap<string, KindPlan>,
  watcher: Watcher = UNWATCHED,
  maps: Pick<FieldMaps, 'of'> & Partial<Pick<FieldMaps, 'onFirst'>> = { of: () => null },
): Places & Disposable {
  const places = new Map<string, Place>()
  const sources = new Map<string, Source>()
  const stop = stations.onChange(refresh)
  const stopMaps = maps.onFirst?.(() => {
    for (const place of places.values()) place.maps = maps.of(place.station)
  })

  function byId(id: string): Place | undefined {
    const known = places.get(id)
    if (known) return known
    const station = stations.byId(id)
    const plan = station && plans.get(station.kind)
    if (!station || station.retired || !plan) return undefined
    const place = makePlace(station, plan)
    place.maps = maps.of(station)
    place.blocks = stations.blocksOf?.(id) ?? null
    places.set(id, place)
    watcher.enter(place)
    return place
  }

  function sourceOf(topic: string): Source | null {
    return sources.get(topic) ?? find(topic)
  }

  function find(topic: string): Source | null {
    if (isReplayTopic(topic)) return REPLAY
    const parts = parseTopic(topic)
    if (!parts || (parts.channel !== 'readings' && parts.channel !== 'status')) return null
    const place = parts.of === 'station' ? byId(parts.id) : undefined
    if (parts.of === 'station' ? place?.station.kind !== parts.kind : !stations.gateway(parts.id)) return null
    const source: Source = { id: parts.id, place: place ?? null, channel: parts.channel }
    sources.set(topic, source)
    return source
  }

  function refresh(station: Entry): void {
    const place = places.get(station.id)
    if (!place) return
    if (station.retired) {
      watcher.leave(place)
      places.delete(station.id)
      sources.clear()
    } else {
      place.station = station
      place.gapMs = GAP_INTERVALS * station.everySeconds * 1000
      place.maps = maps.of(station)
      place.blocks = stations.blocksOf?.(station.id) ?? null
      watcher.enter(place)
    }
  }

  return {
    sourceOf,
    byId,
    *all() {
      for (const station of stations.all()) {
        const place = byId(station.id)
        if (place) yield place
      }
    },
    [Symbol.dispose]() {
      stop()
      stopMaps?.()
    },
  }
}

function makePlace(station: Entry, plan: KindPlan): Place {
  const columns = plan.names.length
  return {
    station,
    plan,
    checks: plan.checker.start(station.everySeconds),
    maps: null,
    lastTs: Number.NEGATIVE_INFINITY,
    lastSeq: -1,
    untimedSeq: -1,
    blocks: null,
    isUnsure: station.isRemade ?? false,
    lateMs: Math.max(LATE_MS, LATE_INTERVALS * station.everySeconds * 1000),
    clock: makeStationClock(),
    headTs: Number.NEGATIVE_INFINITY,
    sinceTs: Number.NaN,
    nextSeq: -1,
    backSeq: -1,
    isHeadMoved: false,
    gapMs: GAP_INTERVALS * station.everySeconds * 1000,
    gaps: null,
    silence: null,
    heardAt: Number.NaN,
    means: plan.index?.averaging === 'hour' ? makeHourMeans(columns, station.everySeconds) : null,
    index: null,
    values: new Float64Array(columns).fill(Number.NaN),
    flags: new Uint8Array(columns),
    shownTs: Number.NaN,
    shownReceivedAt: Number.NaN,
    received: 0,
    refused: 0,
    written: 0,
    repeated: 0,
    isChanged: false,
    vigil: emptyVigil(),
  }
}
