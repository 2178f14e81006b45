import type { Compilable } from 'kysely'
import type { Alarm } from '../../domain/alarm.ts'
import { makeCallReader } from '../../domain/alarm-call.ts'
import { type Flood, type FloodDetector, makeFloodDetector, WHOLE_CITY } from '../../domain/flood.ts'
import type { AlarmMessage } from '../../domain/wire.ts'
import type { AlarmCallRecords, CallStanding } from '../../store/records/alarm-calls.ts'

export interface LoadWatchOptions {
  readonly records: Pick<AlarmCallRecords, 'keep' | 'keepFlood'>
  /** Where the last run stood. */
  readonly standing: CallStanding
  /** Alarms that are not over. */
  readonly open: readonly Alarm[]
  readonly positionsOf: (scope: string) => number
  /** Goes into the transaction of the event. */
  readonly add: (statement: Compilable) => void
  /** Calls back once everything added so far is durable. */
  readonly after: (done: () => void) => void
}

/** Watches how much alarms ask of people: keeps every call, and finds floods, of the city and of each department. */
export interface LoadWatch {
  /** An event that is being kept. */
  note(message: AlarmMessage): void
  /** Ends floods whose time has come. */
  tick(now: number): void
  /** Those that go on, the city's first. */
  floods(): readonly Flood[]
  /** Calls back once a flood that began, grew or ended is durable. */
  onFloods(listener: () => void): () => void
}

export function makeLoadWatch(options: LoadWatchOptions): LoadWatch {
  const { records, standing, positionsOf, add, after } = options
  const listeners = new Set<() => void>()
  const detectors = new Map<string, FloodDetector>()
  const reader = makeCallReader(options.open.map((alarm) => ({ alarm, hasCalled: standing.called.has(alarm.id) })))
  for (const scope of new Set([WHOLE_CITY, ...standing.recent.map(({ owner }) => owner)])) {
    const recent = standing.recent.filter(({ owner }) => scope === WHOLE_CITY || owner === scope)
    const flood = standing.floods.find((one) => one.scope === scope) ?? null
    detectors.set(scope, makeFloodDetector({ scope, positions: positionsOf(scope), recent, flood }))
  }

  function detectorOf(scope: string): FloodDetector {
    const known = detectors.get(scope)
    if (known) return known
    const detector = makeFloodDetector({ scope, positions: positionsOf(scope) })
    detectors.set(scope, detector)
    return detector
  }

  function keep(floods: readonly Flood[]): void {
    for (const flood of floods) add(records.keepFlood(flood))
    if (floods.length === 0) return
    after(() => {
      for (const listener of listeners) listener()
    })
  }

  return {
    note(message) {
      const news = reader.read(message)
      for (const statement of records.keep(message.event, news)) add(statement)
      const { call } = news
      if (call) keep([WHOLE_CITY, call.owner].flatMap((scope) => detectorOf(scope).call(call)))
    },
    tick(now) {
      for (const detector of detectors.values()) {
        const over = detector.tick(now)
        if (over) keep([over])
      }
    },
    floods: () => [...detectors.values()].flatMap(({ flood }) => flood ?? []).toSorted(cityFirst),
    onFloods(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function cityFirst(a: Flood, b: Flood): number {
  return Number(b.scope === WHOLE_CITY) - Number(a.scope === WHOLE_CITY) || (a.scope < b.scope ? -1 : 1)
}
