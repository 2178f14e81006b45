import type { Socket } from 'socket.io'
import { may } from '../../../domain/access/may.ts'
import { type Flood, WHOLE_CITY } from '../../../domain/flood.ts'
import type { City } from '../city.ts'
import type { Sight } from '../seen/sight.ts'

const EVERY_MS = 1_000

/** Sends the floods of alarms that go on: to a browser that comes, and to all when they change, at most once a second. */
export interface Floods extends Disposable {
  /** From now on the socket is told, if it may know of alarms at all. */
  greet(socket: Socket, sight: Sight): void
  forget(socket: Socket): void
}

export function sendFloods({ floods }: Pick<City, 'floods'>): Floods {
  const guests = new Map<Socket, Sight>()
  let timer: NodeJS.Timeout | undefined
  let hasMore = false

  const tell = (socket: Socket, sight: Sight) =>
    void socket.emit('floods', { floods: seenFloods(sight, floods.floods()) })

  function send(): void {
    if (timer !== undefined) {
      hasMore = true
      return
    }
    for (const [socket, sight] of guests) tell(socket, sight)
    timer = setTimeout(() => {
      timer = undefined
      if (hasMore) send()
      hasMore = false
    }, EVERY_MS)
  }

  const stop = floods.onFloods(send)
  return {
    greet(socket, sight) {
      if (!may(sight.actor, 'alarm.read').allowed) return
      guests.set(socket, sight)
      tell(socket, sight)
    },
    forget: (socket) => void guests.delete(socket),
    [Symbol.dispose]() {
      stop()
      clearTimeout(timer)
    },
  }
}

/** Those of the own departments and of the whole city; of the latter no kind by name whose alarms are not shown. */
function seenFloods(sight: Sight, all: readonly Flood[]): readonly Flood[] {
  if (sight.isWhole) return all
  const isSeen = (kind: string) => sight.allows('alarm.read', sight.things.kind(kind))
  return all.flatMap((flood) => {
    if (flood.scope !== WHOLE_CITY) return sight.actor.departments?.includes(flood.scope) ? [flood] : []
    const byKind = Object.fromEntries(Object.entries(flood.byKind).filter(([kind]) => isSeen(kind)))
    return [{ ...flood, byKind }]
  })
}
