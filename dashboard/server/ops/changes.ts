import type { Namespace, Socket } from 'socket.io'
import type { StationChange, StationEntry, Watch } from '../../../domain/wire.ts'
import type { City } from '../city.ts'
import { seenStation } from '../seen/seen-stations.ts'
import type { Sight } from '../seen/sight.ts'
import { backlogOf, isOver } from './backlog.ts'
import { covers, watchKey } from './watch.ts'

/** Sends station changes to those who look at the stations. */
export interface Changes extends Disposable {
  /** From now on the socket gets what this watch covers. */
  watch(socket: Socket, watch: Watch, sight: Sight): void
  forget(socket: Socket): void
  /** Time of the newest reading that came since the start, UTC ms; null before the first. */
  newestAt(): number | null
}

interface Viewer {
  readonly key: string
  readonly isCovered: (station: StationEntry) => boolean
  readonly sight: Sight
  /** Stations that it was not told of yet: when it came, or while it could not take more. Sent as they stand once it can. */
  readonly owed: Set<string>
}

/** A browser says what it watches right after it came: what is owed waits for that. */
const OWED_AFTER_MS = 200

/** Chooses and serialises once for all browsers that watch, and may see, the same. */
export function sendChanges(ops: Namespace, city: City): Changes {
  const viewers = new Map<Socket, Viewer>()
  let newestAt: number | null = null
  let timer: NodeJS.Timeout | undefined
  const stop = city.onStations((ids) => {
    for (const id of ids) newestAt = Math.max(newestAt ?? 0, city.latest(id)?.ts ?? 0) || null
    send(ids)
  })

  return {
    watch(socket, watch, sight) {
      const inWatch = covers(watch)
      // By the place that is shown: a narrow watch would find out the exact one.
      const isCovered = (station: StationEntry) => {
        const seen = seenStation(sight, station)
        return seen !== undefined && inWatch(seen)
      }
      // What stands now is owed, too: else a station that reads once an hour would stay empty for an hour.
      const owed = new Set<string>()
      for (const station of city.stations.list()) {
        const isKnown = station.presence.state !== 'unknown' || city.latest(station.id) !== undefined
        if (isKnown && isCovered(station)) owed.add(station.id)
      }
      viewers.set(socket, { key: `${watchKey(watch)} ${keyOf(sight)}`, isCovered, sight, owed })
      timer ??= setTimeout(settle, OWED_AFTER_MS)
    },
    forget(socket) {
      viewers.delete(socket)
    },
    newestAt: () => newestAt,
    [Symbol.dispose]() {
      clearTimeout(timer)
      stop()
    },
  }

  function settle(): void {
    timer = undefined
    send([])
  }

  function send(ids: readonly string[]): void {
    const groups = new Map<string, { readonly viewer: Viewer; readonly sockets: string[] }>()
    for (const [socket, viewer] of viewers) {
      if (isOver(backlogOf(socket))) {
        for (const id of ids) viewer.owed.add(id)
      } else if (viewer.owed.size > 0) {
        const owed = [...viewer.owed.union(new Set(ids))]
        viewer.owed.clear()
        emit([socket.id], choose(viewer, entriesOf(owed)))
      } else {
        const group = groups.get(viewer.key)
        if (group) group.sockets.push(socket.id)
        else groups.set(viewer.key, { viewer, sockets: [socket.id] })
      }
    }
    // Looked up once for all: a hundred views of ten thousand stations would look them up a million times.
    const changed = groups.size === 0 ? [] : entriesOf(ids)
    for (const { viewer, sockets } of groups.values()) emit(sockets, choose(viewer, changed))
  }

  function entriesOf(ids: readonly string[]): readonly StationEntry[] {
    return ids.flatMap((id) => city.stations.get(id) ?? [])
  }

  function emit(sockets: string[], stations: readonly StationChange[]): void {
    if (stations.length > 0) ops.to(sockets).emit('stations', { stations })
  }

  function choose({ isCovered, sight }: Viewer, among: readonly StationEntry[]): readonly StationChange[] {
    const stations: StationChange[] = []
    for (const station of among) {
      if (!isCovered(station)) continue
      const isOpen = sight.isWhole || sight.lockOf(station) === undefined
      const latest = isOpen ? city.latest(station.id) : undefined
      stations.push({ id: station.id, presence: station.presence, ...(latest && { latest }) })
    }
    return stations
  }
}

/** Same for those who see the same. */
function keyOf({ isWhole, actor }: Sight): string {
  return isWhole ? '' : JSON.stringify([actor.departments?.toSorted(), actor.grants])
}
