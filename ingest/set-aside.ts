import type { Compilable } from 'kysely'
import { FAULTS } from '../domain/errors.ts'
import { gatewayTopic, parseTopic, stationTopic } from '../domain/topic.ts'
import type { NewDeadLetter } from '../store/records/dead-letters.ts'
import type { Refusal } from './sifter.ts'

export interface SetAsideOptions {
  readonly keep: (statement: Compilable) => void
  readonly letter: (letter: NewDeadLetter) => Compilable
  /** Tells a device why its message was refused. */
  readonly tell: (topic: string, text: string) => void
}

const MOST_FAULTS_A_SECOND = 5
const MOST_RAW_BYTES = 65_536

/** Puts what was refused with the dead letters, raw bytes and all, and tells its sender. */
export interface SetAside {
  (refusal: Refusal): void
  /** Another second has begun. */
  tick(): void
}

export function makeSetAside({ keep, letter, tell }: SetAsideOptions): SetAside {
  const toldOf = new Map<string, number>()

  function setAside(refusal: Refusal): void {
    const { place, position, receivedAt, topic, payload, item, fault } = refusal
    const { reason, detail } = fault
    const stage = FAULTS[reason]
    const raw = Buffer.from(payload.subarray(0, MOST_RAW_BYTES))
    keep(letter({ position, receivedAt, topic, station: place?.station.id ?? null, stage, reason, detail, item, raw }))
    const faults = faultsTopic(topic)
    if (faults && mayTell(faults))
      tell(faults, JSON.stringify({ at: receivedAt, position, item, stage, reason, detail }))
  }

  /** A device that sends nothing but rubbish is told so a few times a second, not a thousand. */
  function mayTell(topic: string): boolean {
    const told = toldOf.get(topic) ?? 0
    toldOf.set(topic, told + 1)
    return told < MOST_FAULTS_A_SECOND
  }

  return Object.assign(setAside, { tick: () => toldOf.clear() })
}

/** The answer goes back the way the message came: to a gateway for what it sent of its stations. */
function faultsTopic(topic: string): string | null {
  const parts = parseTopic(topic)
  if (!parts) return null
  return parts.of === 'gateway' ? gatewayTopic(parts.id, 'faults') : stationTopic(parts.kind, parts.id, 'faults')
}
