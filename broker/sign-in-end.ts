import type { Client } from 'aedes'

/** Timers of Node hold no more than 24.8 days. */
const LONGEST_MS = 86_400_000

/** A sign-in that ends at a time, UTC ms, takes its session with it. */
export function endAt(client: Client, until: number | null): void {
  if (until === null) return
  let timer: NodeJS.Timeout | undefined
  const look = () => {
    const left = until - Date.now()
    if (left <= 0) return end(client)
    timer = setTimeout(look, Math.min(left, LONGEST_MS))
    timer.unref()
  }
  client.conn.once('close', () => clearTimeout(timer))
  look()
}

/** Ends a session at once, also of a client that does not read. */
export function end(client: Client): void {
  client.close()
  client.conn.destroy()
}
