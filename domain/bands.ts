import type { Priority } from './priority.ts'

/** How full the way in is, from the emptiest: what the door does in each stands at `verdictOf` and `mayEnter`. */
export const BANDS = ['normal', 'shedding', 'slowed', 'reserved', 'stopped'] as const
export type Band = (typeof BANDS)[number]

/** Where the bands begin, as shares of 1, and when they are left. */
export interface BandLimits {
  readonly shed: number
  readonly slow: number
  readonly reserve: number
  /** A band is left once the fill is so far below its beginning. */
  readonly margin: number
}

export const DEFAULT_BANDS: BandLimits = { shed: 0.7, slow: 0.85, reserve: 0.95, margin: 0.05 }

/** What is left at 1 is left as soon as there is any room: the reserve behind it is for those that may use it. */
const FULL_MARGIN = 0.01

/** The band at a fill from 0 to 1: a fuller one at once, an emptier one only when the fill is clearly below. */
export function nextBand(band: Band, fill: number, limits: BandLimits): Band {
  let level = BANDS.indexOf(band)
  while (level < 4 && fill >= beginning(level + 1, limits)) level++
  while (level > 0 && fill < beginning(level, limits) - (level === 4 ? FULL_MARGIN : limits.margin)) level--
  return BANDS[level]!
}

function beginning(level: number, limits: BandLimits): number {
  if (level === 1) return limits.shed
  if (level === 2) return limits.slow
  return level === 3 ? limits.reserve : 1
}

/**
 * What the door does with a message: `take` it; `shed` it, which is for QoS 0 alone, where nothing was promised;
 * take it `later`, after a wait; `hold` it, without an acknowledgement, until the band allows it.
 */
export type Verdict = 'take' | 'shed' | 'later' | 'hold'

export function verdictOf(band: Band, priority: Priority, qos: 0 | 1 | 2): Verdict {
  if (band === 'normal') return 'take'
  if (priority === 'alarm') return band === 'stopped' ? 'hold' : 'take'
  if (qos === 0) return 'shed'
  if (band === 'shedding') return priority === 'low' ? 'later' : 'take'
  return 'hold'
}

/** Whether a client of this class may sign in; the others are told to come again. */
export function mayEnter(band: Band, priority: Priority): boolean {
  return priority === 'alarm' || band === 'normal' || band === 'shedding'
}

/**
 * The fill that a line so many seconds behind the door stands for: `limitSeconds` is where shedding begins, twice as
 * many where slowing begins. Never more: whoever slows down gives it the time that it needs, and nothing is full.
 */
export function fillOfLag(lagSeconds: number, limitSeconds: number, limits: BandLimits): number {
  const times = lagSeconds / limitSeconds
  if (times <= 1) return times * limits.shed
  return Math.min(limits.shed + (times - 1) * (limits.slow - limits.shed), (limits.slow + limits.reserve) / 2)
}

/**
 * Bytes that the journal may have: its own bound, or less where the disk has less room beside what others need.
 * `fileBytes` is what it has of the disk already, also where it has emptied.
 */
export function roomOf(
  fileBytes: number,
  limitBytes: number,
  disk: { readonly freeBytes: number; readonly totalBytes: number },
): number {
  const kept = Math.min(MOST_KEPT_BYTES, disk.totalBytes / 4)
  const free = Math.max(0, disk.freeBytes - kept)
  // A commit is on the disk twice until SQLite has written its log back.
  const usable = free - Math.min(free / 2, LOG_BYTES, disk.totalBytes / 16)
  return Math.floor(Math.min(limitBytes, fileBytes + usable))
}

/** Kept free for the records, the store and SQLite's own logs, which must not meet a full disk either. */
const MOST_KEPT_BYTES = 256 * 1024 * 1024
/** What the journal's log may have; on a small disk a sixteenth of it. */
const LOG_BYTES = 16 * 1024 * 1024
