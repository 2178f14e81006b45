import type { Batch, Position } from '../journal/journal.ts'
import type { Troubles } from './alarms/troubles.ts'
import { makeClockWatch } from './clock-watch.ts'
import { spanOf } from './device-time.ts'
import type { Place } from './place.ts'
import { isOff, shownClock } from './station-clock.ts'
import { citySays } from '../domain/city-says.ts'

export interface TimeKeeperOptions {
  readonly now: () => number
  /** Ms of a clock that only goes forward. */
  readonly monotonic?: () => number
  /** Between two ticks. */
  readonly everyMs: number
  readonly places: () => Iterable<Place>
  readonly presence: { shift(byMs: number): void }
  readonly troubles: Troubles
  /** Position that the next message gets. */
  readonly head: () => Position
  readonly log: { warn(detail: object, text: string): void }
}

/**
 * Keeps what is judged by the server's clock — silence, presence, lateness — right when that clock is set or the process stood
 * still: the time that nobody could be heard counts for nobody.
 */
export interface TimeKeeper {
  /** Looks at the clock; to be called before anything is judged by it. */
  look(): void
  /** When a batch came, by the clock of now. */
  heardAt(batch: Batch): number
  tick(): void
  /** Stations whose clock is off by more than 30 s, as of the last minute. */
  readonly clocksOff: number
}

const CALM_MS = 600_000
const STATIONS_EVERY_MS = 60_000
const MOST_NAMED = 5

export function makeTimeKeeper(options: TimeKeeperOptions): TimeKeeper {
  const { now, monotonic = () => performance.now(), everyMs, presence, troubles, head, log } = options
  const watch = makeClockWatch({ now, monotonic, everyMs })
  /** Messages below came before the clock was set. */
  let setAt: Position = 0
  let shiftMs = 0
  let steppedAt = Number.NEGATIVE_INFINITY
  let stationsAt = monotonic()
  let clocksOff = 0
  let harmful: ReadonlySet<string> = new Set()

  function look(): void {
    const { stepMs, pausedMs } = watch.look()
    if (stepMs === 0 && pausedMs === 0) return
    const byMs = stepMs + pausedMs
    for (const place of options.places()) place.heardAt += byMs
    presence.shift(byMs)
    shiftMs = byMs
    setAt = head()
    if (stepMs !== 0) tellOfStep(stepMs)
    else log.warn({ pausedMs: Math.round(pausedMs) }, 'the process stood still; nobody counts as silent for it')
  }

  function tellOfStep(stepMs: number): void {
    const detail = citySays(stepMs > 0 ? 'clockForward' : 'clockBack', { span: spanOf(Math.abs(stepMs)) })
    log.warn({ stepMs: Math.round(stepMs) }, 'the clock of the server was set; silence and presence are held')
    steppedAt = monotonic()
    troubles.clear('clock-jumped')
    troubles.raise('clock-jumped', detail)
  }

  function lookAtStations(): void {
    const found = new Set<string>()
    clocksOff = 0
    for (const { clock, lateMs, station } of options.places()) {
      if (!isOff(clock)) continue
      clocksOff++
      const { hint } = shownClock(clock, lateMs)!
      if (hint === 'late' || hint === 'refused') found.add(station.id)
    }
    // Once may be a backlog or a device that has just learned the time.
    const again = [...found].filter((id) => harmful.has(id))
    harmful = found
    if (again.length === 0) return troubles.clear('clocks-wrong')
    const names = again.slice(0, MOST_NAMED).join(', ')
    troubles.raise('clocks-wrong', `${again.length}: ${names}${again.length > MOST_NAMED ? ' …' : ''}`)
  }

  return {
    look,
    heardAt({ first, receivedAt }) {
      const at = first < setAt ? receivedAt + shiftMs : receivedAt
      // After the clock was set back the journal's stands still until it is caught up with.
      return Math.min(at, now())
    },
    tick() {
      const at = monotonic()
      if (at - steppedAt > CALM_MS) troubles.clear('clock-jumped')
      if (at - stationsAt < STATIONS_EVERY_MS) return
      stationsAt = at
      lookAtStations()
    },
    get clocksOff() {
      return clocksOff
    },
  }
}
