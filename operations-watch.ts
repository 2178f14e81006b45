import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Door } from './broker/door.ts'
import type { DiskRoom } from './data-folder.ts'
import type { CityBands } from './config/bands.ts'
import { citySays } from './domain/city-says.ts'
import { type Band, BANDS, roomOf } from './domain/bands.ts'
import type { Operations, OperationsHistory } from './domain/operations.ts'
import type { Trouble } from './domain/trouble.ts'
import type { IngestBand } from './ingest-band.ts'
import type { Line } from './ingest/line.ts'
import type { Journal } from './journal/journal.ts'
import { makeLagMeter } from './lag.ts'
import { makePast, type Totals } from './operations-past.ts'

export interface OperationsWatch extends Disposable {
  /** Looks at everything once; raises and clears what is wrong with the monitor itself. */
  look(): Promise<void>
  now(): Operations
  history(): OperationsHistory
}

export interface WatchOptions {
  readonly version: string
  readonly bands: CityBands
  readonly band: IngestBand
  readonly journal: Pick<Journal, 'state' | 'head'>
  readonly line: Pick<Line, 'state' | 'troubles'>
  readonly door: Pick<Door, 'state'> | null
  /** Room on the data folder's file system, and what the journal's file has of it; null when it does not say. */
  readonly disk: () => Promise<DiskRoom | null>
  /** Event-loop lag since the last call, ms: 99th percentile. */
  readonly takeLoopLagMs?: () => number
  readonly log: { warn(detail: object, text: string): void; info(detail: object, text: string): void }
  /** UTC ms. */
  readonly now?: () => number
  /** Ms of a clock that only goes forward. */
  readonly monotonic?: () => number
  /** Between two looks. */
  readonly everyMs?: number
}

const LOOK_MS = 1_000
const SHORT_MS = 200
const LOOP_EVERY_MS = 10_000
const LOOP_LATE_MS = 1_000
/** A loop that is late for one window is a pause; for three, it is a machine that is too small. */
const LATE_WINDOWS = 3
const MOST_NAMED = 100

const TROUBLE_OF: Readonly<Record<Band, Trouble | null>> = {
  normal: null,
  shedding: 'ingest-shedding',
  slowed: 'ingest-slowed',
  reserved: 'ingest-reserved',
  stopped: 'ingest-stopped',
}

/** The one place that watches how the city itself does: it samples what is slow to ask and turns it into alarms. */
export function startOperationsWatch(options: WatchOptions): OperationsWatch {
  const { bands, band, journal, line, door, log } = options
  const { now = Date.now, monotonic = () => performance.now(), takeLoopLagMs = loopLag() } = options
  const { everyMs = LOOK_MS } = options
  const lag = makeLagMeter()
  const past = makePast(monotonic())
  const startedAt = now()
  let shown: Band = 'normal'
  let shownSince = startedAt
  let disk: Operations['disk'] = null
  let lagSeconds = 0
  let loopLagMs = 0
  let loopAt = monotonic()
  let lateWindows = 0
  let isLooking = false
  let soon: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    if (isLooking) return
    isLooking = true
    try {
      const room = await options.disk()
      disk = room && { freeBytes: room.freeBytes, totalBytes: room.totalBytes }
      const at = monotonic()
      const { bytes, limitBytes } = journal.state
      lagSeconds = lag.measure(at, journal.head, line.state.judged)
      band.sample({
        boundBytes: room ? roomOf(Math.max(bytes, room.journalBytes), limitBytes, room) : limitBytes,
        // What the last run had judged already is only gone through again for the store; no alarm is late for it.
        lagSeconds: line.state.isRepeating ? 0 : lagSeconds,
      })
      watchBand()
      watchLoop(at)
      watchRest()
      past.note(at, now(), totals(), { fill: band.fill, loopLagMs })
      clearTimeout(soon)
      // Where the disk is what is short, others may fill it as well, and a second is long.
      if (band.boundBytes < limitBytes) soon = setTimeout(() => void look(), SHORT_MS).unref()
    } finally {
      isLooking = false
    }
  }

  function watchBand(): void {
    const current = band.now()
    if (current === shown) return
    const detail = { from: shown, to: current, ...facts() }
    if (BANDS.indexOf(current) > BANDS.indexOf(shown)) log.warn(detail, 'the way in has become narrower')
    else log.info(detail, 'the way in has become wider')
    const [before, after] = [TROUBLE_OF[shown], TROUBLE_OF[current]]
    shown = current
    shownSince = now()
    if (after) line.troubles.raise(after, textOf(facts()))
    if (before) line.troubles.clear(before)
  }

  function facts() {
    const { bytes } = journal.state
    return { percent: Math.round(band.fill * 100), because: band.cause, bytes, boundBytes: band.boundBytes, lagSeconds }
  }

  function watchLoop(at: number): void {
    if (at - loopAt < LOOP_EVERY_MS) return
    loopAt = at
    loopLagMs = takeLoopLagMs()
    lateWindows = loopLagMs > LOOP_LATE_MS ? lateWindows + 1 : 0
    if (lateWindows >= LATE_WINDOWS)
      line.troubles.raise('event-loop-late', citySays('answersLate', { ms: Math.round(loopLagMs) }))
    else if (loopLagMs < LOOP_LATE_MS / 2) line.troubles.clear('event-loop-late')
  }

  function watchRest(): void {
    if (lagSeconds > bands.lineLagSeconds)
      line.troubles.raise('line-behind', citySays('judgedLate', { seconds: Math.round(lagSeconds) }))
    else if (lagSeconds < bands.lineLagSeconds / 2) line.troubles.clear('line-behind')
    const bans = door?.state.bans ?? []
    if (bans.length > 0) {
      const names = bans.slice(0, 5).map(({ id }) => id)
      line.troubles.raise('clients-banned', `${bans.length}: ${names.join(', ')}${bans.length > 5 ? ' …' : ''}`)
    } else line.troubles.clear('clients-banned')
  }

  function totals(): Totals {
    return { messages: door?.state.accepted ?? 0, readings: line.state.readings, stored: line.state.stored }
  }

  const timer = setInterval(() => void look(), everyMs).unref()

  return {
    look,
    now() {
      const { limitBytes, bytes, waiting, backlog } = journal.state
      const { isStoreBehind, stored, readings, refused } = line.state
      const { rss, heapUsed } = process.memoryUsage()
      return {
        at: now(),
        version: options.version,
        startedAt,
        ingest: {
          band: shown,
          bandSince: shownSince,
          fill: band.fill,
          cause: band.cause,
          limits: { shed: bands.shed, slow: bands.slow, reserve: bands.reserve },
        },
        journal: { bytes, limitBytes, boundBytes: band.boundBytes, waiting, backlog },
        line: { lagSeconds, isStoreBehind, unstored: Math.max(0, journal.head - stored), readings, refused },
        door: door && doorOf(door.state),
        rates: past.rates(),
        process: { loopLagMs, rssBytes: rss, heapBytes: heapUsed },
        disk,
      }
    },
    history: past.history,
    [Symbol.dispose]() {
      clearInterval(timer)
      clearTimeout(soon)
    },
  }
}

function doorOf(state: Door['state']): NonNullable<Operations['door']> {
  const { sessions, accepted, slowed, refused, held, shed, withheld, turnedAway, banned, bans } = state
  return {
    sessions,
    accepted,
    slowed,
    refused,
    held,
    shed: { ...shed },
    withheld: { ...withheld },
    turnedAway: { ...turnedAway },
    banned,
    bans: bans.slice(0, MOST_NAMED),
    bansNow: bans.length,
  }
}

function textOf({ percent, because, bytes, boundBytes, lagSeconds }: Record<string, number | string>): string {
  const mib = (count: number | string | undefined) => (Number(count) / 1024 ** 2).toFixed(1)
  if (because === 'line') return citySays('judgedLate', { seconds: Math.round(Number(lagSeconds)) })
  const words = { percent: percent ?? 0, bound: mib(boundBytes), used: mib(bytes) }
  return because === 'disk' ? citySays('diskShort', words) : citySays('journalFull', words)
}

function loopLag(): () => number {
  const delays = monitorEventLoopDelay({ resolution: 20 })
  delays.enable()
  return () => {
    // What the timer itself takes is no lag.
    const lagMs = Math.max(0, delays.percentile(99) / 1e6 - 20)
    delays.reset()
    return lagMs
  }
}
