import { readFileSync, statSync } from 'node:fs'

/**
 * Watches how many file descriptors the process has left. At the bound the kernel's answer to a new connection never reaches the
 * program: it is closed and nobody is told, and neither a backup nor a page can be opened. So connections are refused before that.
 */
export interface FileRoom extends Disposable {
  /** Whether another connection may be taken: devices leave a reserve to browsers, and both leave one to the city's own files. */
  admits(who: 'device' | 'browser'): boolean
  /** Connections are being refused, or hardly anything is left. */
  readonly isShort: boolean
  /** Connections that were refused so far. */
  readonly refused: number
  /** Null: the platform does not say. */
  readonly limit: number | null
  /** Null: the platform does not say. */
  readonly open: number | null
  /** Calls back when descriptors become short and when there are enough again. Returns what stops it. */
  onChange(listener: (isShort: boolean) => void): () => void
}

export interface FileRoomOptions {
  /** Bound of the process; null when nobody says. */
  readonly limit?: () => number | null
  /** Descriptors that are open; null when nobody says. */
  readonly open?: () => number | null
  readonly everyMs?: number
}

const MOST_RESERVED = 256

export function openFileRoom({
  limit: limitOf = fileLimit,
  open: openOf = openFiles,
  everyMs = 1_000,
}: FileRoomOptions = {}): FileRoom {
  const limit = limitOf()
  const reserve = limit === null ? 0 : Math.min(MOST_RESERVED, Math.floor(limit / 4))
  const reserveOf = { device: reserve, browser: Math.floor(reserve / 2) }
  const listeners = new Set<(isShort: boolean) => void>()
  let refused = 0
  let isShort = false
  let left = leftNow()
  const timer = setInterval(look, everyMs)
  timer.unref()

  function leftNow(): number {
    const open = limit === null ? null : openOf()
    return limit === null || open === null ? Infinity : limit - open
  }

  function look(): void {
    left = leftNow()
    if (left <= reserveOf.device) change(true)
    // Not at once again, when one goes and the next one comes.
    else if (left >= reserve * 1.5) change(false)
  }

  function change(to: boolean): void {
    if (to === isShort) return
    isShort = to
    for (const listener of listeners) listener(to)
  }

  return {
    admits(who) {
      left--
      if (left > reserveOf[who]) return true
      // What was closed since the last look is free again.
      left = leftNow()
      if (left > reserveOf[who]) return true
      refused++
      change(true)
      return false
    },
    get isShort() {
      return isShort
    },
    get refused() {
      return refused
    },
    limit,
    get open() {
      return openOf()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

/** Linux says it; Node raises the soft bound to the hard one at its start. */
function fileLimit(): number | null {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined ? null : Number(soft)
  } catch {
    return null
  }
}

/** Since Linux 6.2 the size of the folder is the number of descriptors, which spares listing them; before it is 0. */
function openFiles(): number | null {
  return statSync('/proc/self/fd', { throwIfNoEntry: false })?.size || null
}
