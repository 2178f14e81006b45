import type { Span } from './question.ts'

/** The one clock that drives everything on the page. */
export interface PlayClock {
  /** UTC ms. */
  readonly at: number
  readonly speed: number
  readonly isPlaying: boolean
}

/** A tab that was hidden does not leap ahead of who looks at it. */
const LONGEST_TICK_MS = 1000

/** The clock after some time on the wall: round again at the end of a loop, and stopped at the end of the span. */
export function advance(
  clock: PlayClock,
  elapsedMs: number,
  { span, loop }: { span: Span; loop: Span | null },
): PlayClock {
  if (!clock.isPlaying) return clock
  const at = clock.at + Math.min(elapsedMs, LONGEST_TICK_MS) * clock.speed
  // Who stands behind the loop plays on to the end.
  if (loop !== null && clock.at <= loop.to && at >= loop.to)
    return { ...clock, at: loop.from + ((at - loop.to) % (loop.to - loop.from)) }
  return at < span.to ? { ...clock, at } : { ...clock, at: span.to, isPlaying: false }
}

/** Starts or stops; at the end it begins anew. */
export function toggled(clock: PlayClock, { span, loop }: { span: Span; loop: Span | null }): PlayClock {
  if (clock.isPlaying) return { ...clock, isPlaying: false }
  return { ...clock, isPlaying: true, at: clock.at >= span.to ? (loop ?? span).from : clock.at }
}
