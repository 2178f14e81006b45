import { io, type Socket } from 'socket.io-client'
import type { AlarmMessage, IncidentMessage, Problem, StationChange } from '../../../domain/wire.ts'

/** A browser's live connection, and all that it was told. */
export interface Listener extends Disposable {
  readonly socket: Socket
  readonly alarms: AlarmMessage[]
  readonly incidents: IncidentMessage[]
  readonly stations: StationChange[][]
  readonly heads: { seq: number; now: number }[]
  readonly faults: Problem[]
  /** Sends an event; resolves when it has taken effect. */
  say(event: string, payload: unknown): Promise<void>
}

const CONNECT_MS = 30_000

/** Connects to `/ops`; rejects with the problem document's code when the server refuses. */
export async function listen(
  url: string,
  of: { cookie?: string; token?: string; origin?: string; namespace?: string; after?: number; incidentsAfter?: number },
): Promise<Listener> {
  const socket = io(url + (of.namespace ?? '/ops'), {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { ...(of.cookie && { cookie: of.cookie }), ...(of.origin && { origin: of.origin }) },
    ...(of.token && { auth: { token: of.token } }),
  })
  const listener: Listener = {
    socket,
    alarms: [],
    incidents: [],
    stations: [],
    heads: [],
    faults: [],
    say: (event, payload) => socket.timeout(30_000).emitWithAck(event, payload),
    [Symbol.dispose]: () => void socket.disconnect(),
  }
  socket.on('alarm', (message) => listener.alarms.push(message))
  socket.on('incident', (message) => listener.incidents.push(message))
  socket.on('stations', ({ stations }) => listener.stations.push(stations))
  socket.on('head', (head) => listener.heads.push(head))
  socket.on('fault', (fault) => listener.faults.push(fault))
  await new Promise<void>((resolve, reject) => {
    let isAnswered = false
    const give = (why: string) => {
      if (isAnswered) return
      isAnswered = true
      clearTimeout(slow)
      socket.disconnect()
      reject(new Error(why))
    }
    // A server that dies while it lets somebody in says nothing.
    const slow = setTimeout(() => give('no answer'), CONNECT_MS)
    socket.on('connect', () => {
      isAnswered = true
      clearTimeout(slow)
      if (of.after !== undefined) {
        const { after, incidentsAfter } = of
        socket.emit('resume', { after, ...(incidentsAfter === undefined ? {} : { incidentsAfter }) })
      }
      resolve()
    })
    socket.on('connect_error', (error: Error & { data?: Problem }) => {
      give(error.data?.code ?? error.message)
    })
  })
  return listener
}

/** Resolves once the claim holds; fails when it does not in time. */
export async function until(claim: () => boolean, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!claim()) {
    if (Date.now() > deadline) throw new Error(`did not come true: ${claim.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
