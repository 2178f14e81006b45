const PACKETS_A_SECOND = 50

/** What is used of a connection of Engine.IO. */
export interface Connection {
  on(event: 'packet', listener: () => void): unknown
  readonly transport: unknown
}

/**
 * Ends a connection that sends more packets than anybody has a use for: also those that are no events, as attempts to
 * join other namespaces, which nobody else counts.
 */
export function boundPackets(connection: Connection, now: () => number): void {
  let second = 0
  let heard = 0
  connection.on('packet', () => {
    const at = Math.floor(now() / 1000)
    heard = at === second ? heard + 1 : 1
    second = at
    // A polite close would wait half a minute for an answer.
    if (heard > PACKETS_A_SECOND) (connection.transport as { socket?: { terminate(): void } }).socket?.terminate()
  })
}
