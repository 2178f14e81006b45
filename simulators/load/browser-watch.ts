import { io } from 'socket.io-client'
import type { StationChange } from '../../domain/wire.ts'

/** A live connection as the browser app opens it. */
export interface BrowserWatch extends Disposable {
  /** Why it sees nothing; empty while it does. */
  readonly note: string
}

const CONNECT_MS = 10_000
/** Degrees around the place, about ten metres. */
const AROUND = 1e-4

/** Looks at one place of the map; `seen` is told a station and the time of its newest reading. */
export async function watchAsBrowser(
  at: { readonly url: string; readonly token: string; readonly place: { readonly lon: number; readonly lat: number } },
  seen: (station: string, ts: number) => void,
): Promise<BrowserWatch> {
  const { url, token, place } = at
  const socket = io(`${url}/ops`, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token },
    timeout: CONNECT_MS,
  })
  let note = ''
  const bounds = [place.lon - AROUND, place.lat - AROUND, place.lon + AROUND, place.lat + AROUND]
  socket.on('stations', ({ stations }: { stations: readonly StationChange[] }) => {
    for (const { id, latest } of stations) if (latest) seen(id, latest.ts)
  })
  // Also when it comes back.
  socket.on('connect', () => void socket.emit('watch', { bounds }))
  await new Promise<void>((resolve) => {
    socket.once('connect', resolve)
    socket.once('connect_error', (error) => {
      note = `no live connection: ${error.message}`
      resolve()
    })
  })
  if (note !== '') socket.disconnect()
  return {
    get note() {
      return note
    },
    [Symbol.dispose]: () => void socket.disconnect(),
  }
}
