import { createSocket } from 'node:dgram'
import { hostname } from 'node:os'

export interface Syslog extends Disposable {
  send(id: string, text: string): void
}

/** Facility 13 (log audit), severity 5 (notice): RFC 5424, 6.2.1. */
const PRIORITY = 13 * 8 + 5
const SPACE_MS = 60_000

/** Sends messages to a syslog server by UDP (RFC 5426); one that cannot be sent is told at most once a minute. */
export function openSyslog(
  to: { readonly host: string; readonly port: number },
  log: { warn(detail: object, text: string): void },
  now: () => number = Date.now,
): Syslog {
  const socket = createSocket({ type: to.host.includes(':') ? 'udp6' : 'udp4' }).unref()
  let toldAt = Number.NEGATIVE_INFINITY
  const failed = (error: Error | null) => {
    if (error === null || now() - toldAt < SPACE_MS) return
    toldAt = now()
    log.warn({ err: error, ...to }, 'the syslog server is not reached')
  }
  socket.on('error', failed)
  return {
    send(id, text) {
      const line = `<${PRIORITY}>1 ${new Date(now()).toISOString()} ${hostname()} citypulse ${process.pid} ${id} - ${text}`
      socket.send(line, to.port, to.host, failed)
    },
    [Symbol.dispose]: () => void socket.close(),
  }
}
