import type { Alarm } from '../../domain/alarm.ts'
import type { Rule } from '../../domain/rule.ts'
import { type Covered, covers, isInForce, isOfDepartment, type Suppression } from '../../domain/suppression.ts'
import { GATEWAYS, MONITOR } from '../../domain/trouble.ts'
import type { Desk } from './desk.ts'

/** Sets alarms aside while something is known that explains them, and takes them back. */
export interface Suppressor {
  /** Why an alarm would be set aside now; null when it would not. */
  reasonFor(alarm: Judged, now: number): string | null
  /** Stations have changed, and perhaps whose they are. */
  look(): void
  /** Adds one, or what has become of it. */
  put(suppression: Suppression): void
  /** Those that are not over, as far as was told. */
  current(): readonly Suppression[]
  /** Sets aside and takes back what the time has come for. */
  tick(now: number): void
}

type Judged = Pick<Alarm, 'rule' | 'kind' | 'district' | 'station' | 'owner'>

export interface SuppressorOptions {
  readonly known: readonly Suppression[]
  readonly desk: () => Desk
  readonly ruleOf: (id: string) => Rule | undefined
  readonly stationOf: (id: string) => { readonly owner: string; readonly gateway?: string | undefined } | undefined
}

export function makeSuppressor(options: SuppressorOptions): Suppressor {
  const all = new Map(options.known.map((suppression) => [suppression.id, suppression]))
  let inForce: readonly Suppression[] = []
  let isStale = true

  function judge(now: number): boolean {
    const next = [...all.values()].filter((suppression) => isInForce(suppression, now))
    const isSame = next.length === inForce.length && next.every((suppression, i) => suppression === inForce[i])
    if (isSame && !isStale) return false
    inForce = next
    isStale = false
    return true
  }

  function reasonFor(alarm: Judged, now: number): string | null {
    judge(now)
    const { rule, kind, district, station } = alarm
    // What is wrong with the monitor, and a gateway that explains the others, are never explained away.
    if (inForce.length === 0 || kind === MONITOR || kind === GATEWAYS) return null
    const isSilence = options.ruleOf(rule)?.when.type === 'silent'
    const { owner, gateway } = options.stationOf(station) ?? { owner: alarm.owner, gateway: undefined }
    const covered: Covered = { rule, kind, district, station, isSilence, gateway }
    const found = inForce.find((one) => isOfDepartment(one, owner) && covers(one.scope, covered))
    return found ? `${found.reason}: ${found.why}` : null
  }

  return {
    reasonFor,
    put(suppression) {
      all.set(suppression.id, suppression)
      isStale = true
    },
    look: () => void (isStale = true),
    current: () => [...all.values()],
    tick(now) {
      for (const [id, { to }] of all) if (to !== null && to <= now) all.delete(id)
      if (!judge(now)) return
      const desk = options.desk()
      for (const alarm of desk.open()) {
        const why = reasonFor(alarm, now)
        if (alarm.state === 'suppressed' && why === null) desk.setAside(alarm.id, { type: 'unsuppress', at: now })
        else if (
          why !== null &&
          alarm.state !== 'suppressed' &&
          alarm.state !== 'shelved' &&
          alarm.state !== 'out-of-service'
        )
          desk.setAside(alarm.id, { type: 'suppress', at: now, text: why })
      }
    },
  }
}
