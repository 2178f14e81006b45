import type { Severity } from '../../../domain/severity.ts'

/** One beep: start and length in seconds, pitch in hertz. */
export interface Beep {
  readonly at: number
  readonly seconds: number
  readonly hertz: number
}

export type Tone = Severity | 'lost' | 'test'

/** Beeps of each tone; blue alarms are silent. */
export const TONES: Readonly<Record<Tone, readonly Beep[]>> = {
  red: [
    { at: 0, seconds: 0.16, hertz: 660 },
    { at: 0.2, seconds: 0.16, hertz: 880 },
    { at: 0.4, seconds: 0.24, hertz: 1175 },
  ],
  orange: [
    { at: 0, seconds: 0.18, hertz: 740 },
    { at: 0.28, seconds: 0.18, hertz: 740 },
  ],
  yellow: [{ at: 0, seconds: 0.22, hertz: 587 }],
  blue: [],
  lost: [
    { at: 0, seconds: 0.3, hertz: 220 },
    { at: 0.4, seconds: 0.4, hertz: 175 },
  ],
  test: [
    { at: 0, seconds: 0.12, hertz: 523 },
    { at: 0.16, seconds: 0.18, hertz: 784 },
  ],
}

/** Repeats while an alarm of that severity waits for its acknowledgement, ms; the others sound once. */
const EVERY_MS: Partial<Record<Severity, number>> = { red: 5000, orange: 30_000 }
const WORST_FIRST: readonly Severity[] = ['red', 'orange', 'yellow']

/** An alarm that waits, and when it last sounded. */
export interface Waiting {
  readonly id: string
  readonly severity: Severity
}

/** The one tone that is due now, the worst first; null when none is. `soundedAt` by alarm, UTC ms. */
export function dueTone(
  waiting: readonly Waiting[],
  soundedAt: ReadonlyMap<string, number>,
  now: number,
): Severity | null {
  for (const severity of WORST_FIRST) {
    const every = EVERY_MS[severity]
    for (const alarm of waiting) {
      if (alarm.severity !== severity) continue
      const last = soundedAt.get(alarm.id)
      if (last === undefined || (every !== undefined && now - last >= every)) return severity
    }
  }
  return null
}
