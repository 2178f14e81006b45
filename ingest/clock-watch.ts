/** What happened to the server's time since the last look. */
export interface ClockNews {
  /** The clock was set by so much, ms; 0: it was not. */
  readonly stepMs: number
  /** The process stood still for so long, ms: nothing could be heard. */
  readonly pausedMs: number
}

/** Compares the clock on the wall with one that only goes forward. */
export interface ClockWatch {
  look(): ClockNews
}

/** Smaller steps are what NTP and a busy machine do. */
export const LEAST_STEP_MS = 2_000

/** `everyMs`: how often it is looked at; what is later than that by more than two seconds is a pause. */
export function makeClockWatch(of: {
  readonly now: () => number
  readonly monotonic: () => number
  readonly everyMs: number
}): ClockWatch {
  const { now, monotonic, everyMs } = of
  let wallAt = now()
  let steadyAt = monotonic()

  return {
    look() {
      const [wall, steady] = [now(), monotonic()]
      const passedMs = steady - steadyAt
      const stepMs = wall - wallAt - passedMs
      wallAt = wall
      steadyAt = steady
      return {
        stepMs: Math.abs(stepMs) > LEAST_STEP_MS ? stepMs : 0,
        pausedMs: passedMs - everyMs > LEAST_STEP_MS ? passedMs - everyMs : 0,
      }
    },
  }
}
