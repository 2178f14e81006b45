import { type AlarmCall, makeCallReader } from '../../../domain/alarm-call.ts'
import { makePerformanceFold } from '../../../domain/alarm-performance-fold.ts'
import { type FloodDetector, makeFloodDetector, WHOLE_CITY } from '../../../domain/flood.ts'
import { rankOf } from '../../../domain/severity.ts'
import type { AlarmMessage } from '../../../domain/wire.ts'
import type { City } from '../city.ts'

/** The load on people of a city in memory; a call is neither answered nor over in it. */
export function smallPerformance(
  onEvent: (listener: (message: AlarmMessage) => void) => unknown,
  now: () => number,
): Pick<City, 'floods' | 'performance'> {
  const calls: AlarmCall[] = []
  const reader = makeCallReader()
  const detector: FloodDetector = makeFloodDetector({ scope: WHOLE_CITY, positions: 1 })
  const listeners = new Set<() => void>()
  onEvent((message) => {
    const { call } = reader.read(message)
    if (!call) return
    calls.push(call)
    if (detector.call(call).length > 0) for (const listener of listeners) listener()
  })

  return {
    floods: {
      floods: () => (detector.flood ? [detector.flood] : []),
      onFloods(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    async performance({ from, to, owner }) {
      const fold = makePerformanceFold({
        from,
        to,
        now: now(),
        scope: owner ?? WHOLE_CITY,
        positionsOf: () => 1,
        departments: ['ecology'],
        causeOf: (i) => calls[i]!,
        everySecondsOf: () => 60,
      })
      const none = calls.map(() => -1)
      fold.take({
        at: calls.map(({ at }) => at),
        cause: calls.map((_, i) => i),
        severity: calls.map(({ severity }) => rankOf(severity)),
        isAgain: calls.map(({ isAgain }) => (isAgain ? 1 : 0)),
        answer: none,
        end: none,
        ackWithin: none,
        respondWithin: none,
      })
      return fold.result({ floods: detector.flood ? [detector.flood] : [], long: [], aside: [], changes: [] })
    },
  }
}
