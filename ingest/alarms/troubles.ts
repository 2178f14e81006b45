import type { Alarm } from '../../domain/alarm.ts'
import { CITY_SAYS } from '../../domain/city-says.ts'
import { MONITOR, type Trouble, TROUBLES, type TroubleSpec } from '../../domain/trouble.ts'
import type { Desk } from './desk.ts'

/** Alarms of the monitor itself. */
export interface Troubles {
  /** It holds now; `detail` says the place, in one sentence. Raising what holds already changes nothing. */
  raise(trouble: Trouble, detail: string): void
  /** It holds, and there is more to say of it each time: a comment of the alarm that stands already. */
  tell(trouble: Trouble, detail: string): void
  /** It is over. */
  clear(trouble: Trouble): void
  holds(trouble: Trouble): boolean
}

/** Begins with nothing wrong: what an earlier run raised and still holds is raised again by whoever watches it. */
export function makeTroubles(desk: Desk, now: () => number): Troubles {
  const holding = new Set<Trouble>()
  desk.end(isOfMonitor, now(), CITY_SAYS.startedAnew.en)

  function raise(trouble: Trouble, detail: string): void {
    if (holding.has(trouble)) return
    holding.add(trouble)
    desk.report({ cause: causeOf(trouble), found: 'raise', at: now(), reading: null, text: detail })
  }

  return {
    raise,
    tell(trouble, detail) {
      const alarm = holding.has(trouble) && [...desk.open()].find((one) => isOfMonitor(one) && one.rule === trouble)
      if (!alarm) return raise(trouble, detail)
      // Whoever closed the alarm in this moment has seen the log.
      desk.step(alarm.id, { type: 'comment', by: 'system', text: detail }).catch(() => {})
    },
    clear(trouble) {
      if (!holding.delete(trouble)) return
      desk.report({ cause: causeOf(trouble), found: 'clear', at: now(), reading: null })
    },
    holds: (trouble) => holding.has(trouble),
  }
}

export function isOfMonitor({ kind }: Pick<Alarm, 'kind'>): boolean {
  return kind === MONITOR
}

function causeOf(trouble: Trouble) {
  const { label, response, severity }: TroubleSpec = TROUBLES[trouble]
  return {
    rule: trouble,
    label,
    response,
    consequence: null,
    severity,
    kind: MONITOR,
    station: MONITOR,
    district: MONITOR,
    owner: MONITOR,
    value: null,
    limit: null,
    unit: null,
    simulated: false,
  }
}
