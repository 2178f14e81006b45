/** Whether what is on the screen is what the city is. */
export type Link =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  /** `asAt`: server time of the newest sign of life. */
  | { readonly state: 'lost'; readonly asAt: number; readonly lostAt: number }
  | { readonly state: 'back'; readonly until: number; readonly awaySeconds: number; readonly alarms: number }

/** Without a head for so long the picture is no longer called live. */
export const SILENCE_MS = 12_000
const BACK_MS = 10_000

/** One sign of life: times are server time, UTC ms. */
export interface Heard {
  readonly connected: boolean
  /** Null before the first. */
  readonly heardAt: number | null
  /** The snapshot after a return has been read. */
  readonly caughtUp: boolean
  /** Alarms raised while away, known once caught up. */
  readonly missed: number
}

/** The link a moment later. */
export function nextLink(link: Link, heard: Heard, now: number): Link {
  if (heard.heardAt === null) return link
  const silent = !heard.connected || now - heard.heardAt > SILENCE_MS
  if (silent) return link.state === 'lost' ? link : { state: 'lost', asAt: heard.heardAt, lostAt: now }
  if (link.state === 'lost') {
    if (!heard.caughtUp) return link
    const awaySeconds = Math.max(1, Math.round((now - link.asAt) / 1000))
    return { state: 'back', until: now + BACK_MS, awaySeconds, alarms: heard.missed }
  }
  if (link.state === 'back') return now < link.until ? link : { state: 'live' }
  return heard.caughtUp ? { state: 'live' } : link
}
