import { faultText } from '../fault-text.ts'
import { ApiFailure } from '../api.ts'
import type { Desk } from '../desk.ts'
import type { Film } from './film.ts'

/** What cannot be shown now, and why. */
export function faultsOf({ text }: Desk, film: Film | null, own: string | null): readonly string[] {
  const words = (failure: unknown) => (failure instanceof ApiFailure ? faultText(text, failure) : String(failure))
  const { failure = null, stationFailure = null } = film ?? {}
  return [
    ...(failure === null ? [] : [text('playback.failed', { why: words(failure) })]),
    ...(stationFailure === null ? [] : [text('playback.failed.stations', { why: words(stationFailure) })]),
    ...(own === null ? [] : [own]),
  ]
}
