import type { Course } from './course.ts'
import type { Hands } from './hands.ts'
import type { LoadOptions } from './options.ts'
import type { View } from './screen.ts'
import { timetableOf } from './shape.ts'
import { judgeSteps, type Step } from './steps.ts'
import type { Target } from './target.ts'

/** How long processes need to hear when it starts. */
const LEAD_MS = 100
const LOOK_MS = 50
/** The last step is judged when its acknowledgements have come and been told. */
const LAST_STEP_MS = 1100

/**
 * Has the hands send the whole course, or as much of it as holds, and waits for the acknowledgements. Resolves to when it
 * started and what its steps came to, if it has any.
 */
export async function drive(
  {
    hands,
    target,
    course,
    view,
  }: {
    readonly hands: Hands
    readonly target: Target
    readonly course: Course
    readonly view: Omit<View, 'startAt' | 'course'>
  },
  { shape, p99LimitMs = 1000, patienceMs = 10_000, screen, stopped }: LoadOptions,
): Promise<{ readonly startAt: number; readonly steps: readonly Step[] }> {
  const { segments } = view
  const startAt = Date.now() + LEAD_MS
  const judge = shape === 'step' ? judgeSteps(segments, course, p99LimitMs) : null
  const steps = (): readonly Step[] => judge?.steps((Date.now() - startAt) / 1000) ?? []
  const stop = (): void => hands.stop()
  const stopView = screen.watch({ ...view, course, startAt }, timetableOf(segments).total)
  const looking = setInterval(() => {
    if (steps().some(({ held }) => !held)) stop()
  }, LOOK_MS)
  stopped?.addEventListener('abort', stop)
  try {
    await target.begin(startAt)
    await hands.publish(startAt)
    await settled(
      () => course.total.acknowledged,
      () => course.total.acknowledged === course.total.sent,
      patienceMs,
    )
    await target.settled()
    if (judge) await new Promise((resolve) => setTimeout(resolve, LAST_STEP_MS))
    return { startAt, steps: steps() }
  } finally {
    clearInterval(looking)
    stopped?.removeEventListener('abort', stop)
    stopView()
  }
}

/** Waits until it is done, or nothing has moved for so long. */
async function settled(moved: () => number, done: () => boolean, patienceMs: number): Promise<void> {
  let last = moved()
  let since = performance.now()
  while (!done() && performance.now() - since < patienceMs) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    if (moved() === last) continue
    last = moved()
    since = performance.now()
  }
}
