// Started by `run.ts`: browsers that look at the whole city, as far as the server can tell.
import { io, type Socket } from 'socket.io-client'
import type { Watch } from '../../domain/wire.ts'

/** How many look, and by which sign-ins. */
export interface WatchOrder {
  readonly url: string
  /** One sign-in for every five. */
  readonly cookies: readonly string[]
  readonly count: number
  /** What each of them has in view, in turn; all of the city when there is none. */
  readonly views: readonly Watch[]
}

/** What came since the last question. */
export interface WatchFigures {
  readonly changes: number
  readonly messages: number
  readonly bytes: number
}

const A_SIGN_IN = 5
const sockets: Socket[] = []
let figures = { changes: 0, messages: 0, bytes: 0 }

process.on('message', (asked: WatchOrder | 'figures') => {
  if (asked === 'figures') {
    process.send?.(figures)
    figures = { changes: 0, messages: 0, bytes: 0 }
  } else void open(asked)
})
process.once('disconnect', () => process.exit(0))

async function open({ url, cookies, count, views }: WatchOrder): Promise<void> {
  for (let i = 0; i < count; i++) {
    const socket = io(`${url}/ops`, {
      transports: ['websocket'],
      forceNew: true,
      extraHeaders: { cookie: cookies[Math.floor(i / A_SIGN_IN)]!, origin: url },
    })
    sockets.push(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', reject)
    })
    socket.emit('watch', views[i % views.length] ?? {})
    // Counted as it comes, not read: the other side is what is measured.
    const engine = socket.io.engine
    engine.on('packet', (packet: { data?: unknown }) => {
      if (typeof packet.data !== 'string') return
      figures.messages += 1
      figures.bytes += packet.data.length
      figures.changes += packet.data.split('"presence":').length - 1
    })
  }
  process.send?.('open')
}
