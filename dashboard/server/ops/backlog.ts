import type { Socket } from 'socket.io'

/** Above this no more station changes are sent; above it for `PATIENCE_MS`, the socket is cut. */
export const LIMIT_PACKETS = 200
export const LIMIT_BYTES = 1024 * 1024
export const PATIENCE_MS = 10_000

/** What a socket has been given and has not yet taken off our hands. */
export interface Backlog {
  readonly packets: number
  readonly bytes: number
}

/** Bytes count what waits in the engine and what the operating system has not taken from the web socket. */
export function backlogOf(socket: Socket): Backlog {
  const waiting = (socket.conn as unknown as { writeBuffer: readonly { data?: unknown }[] }).writeBuffer
  let bytes = webSocketOf(socket)?.bufferedAmount ?? 0
  for (const { data } of waiting) bytes += typeof data === 'string' ? data.length : 0
  return { packets: waiting.length, bytes }
}

export function isOver({ packets, bytes }: Backlog): boolean {
  return packets > LIMIT_PACKETS || bytes > LIMIT_BYTES
}

/** Ends a connection at once; a polite close would wait for an answer that a frozen browser never gives. */
export function cut(socket: Socket): void {
  const webSocket = webSocketOf(socket)
  socket.disconnect(true)
  webSocket?.terminate()
}

function webSocketOf(socket: Socket): { readonly bufferedAmount: number; terminate(): void } | undefined {
  return (socket.conn.transport as unknown as { socket?: { bufferedAmount: number; terminate(): void } }).socket
}
