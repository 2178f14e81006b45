import type { Compilable } from 'kysely'
import { FAULTS } from '../domain/errors.ts'
import { isOfGateway, messageOf, messageOfAll, type Part, partsOf } from './parts.ts'
import { gatewayTopic, parseTopic, stationTopic } from '../domain/topic.ts'
import type { NewDeadLetter } from '../store/records/dead-letters.ts'
import type { Refusal } from './sifter.ts'

export interface SetAsideOptions {
  readonly keep: (statement: Compilable, bytes: number) => void
  readonly letter: (letter: NewDeadLetter) => Compilable
  /** Tells a device why its message was refused. */
  readonly tell: (topic: string, text: string) => void
}

const MOST_FAULTS_A_SECOND = 5

/** Puts what was refused with the dead letters, raw bytes and all, and tells its sender. Of a message of many readings each letter has its own. */
export interface SetAside {
  (refusal: Refusal): void
  /** Another second has begun. */
  tick(): void
}

export function makeSetAside({ keep, letter, tell }: SetAsideOptions): SetAside {
  const toldOf = new Map<string, number>()
  let cut: { readonly payload: Buffer; readonly parts: readonly Part[] } | null = null

  function setAside(refusal: Refusal): void {
    const { place, position, receivedAt, topic, payload, item, all, fault } = refusal
    const { reason, detail, field = null } = fault
    const stage = FAULTS[reason]
    const items = all?.flatMap((one) => one.item ?? [])
    const raw = bytesOf(payload, topic, items ?? (item === null ? null : [item]))
    const of = {
      station: place?.station.id ?? null,
      vendor: place?.station.station.vendor ?? null,
      kind: place?.station.kind ?? kindIn(topic),
    }
    keep(letter({ position, receivedAt, topic, ...of, stage, reason, detail, item, raw, field }), raw.length)
    const faults = faultsTopic(topic)
    if (faults && mayTell(faults))
      tell(faults, JSON.stringify({ at: receivedAt, position, item, stage, reason, detail }))
  }

  /** One pass over a message, however many of its readings are refused. Null: the whole of it. */
  function bytesOf(payload: Buffer, topic: string, items: readonly number[] | null): Buffer {
    if (items === null) return Buffer.from(payload)
    const ofGateway = isOfGateway(topic)
    if (cut?.payload !== payload) cut = { payload, parts: partsOf(payload, ofGateway) }
    const parts = cut.parts.length > 1 ? items.flatMap((item) => cut?.parts[item] ?? []) : []
    if (parts.length === 0) return Buffer.from(payload)
    return parts.length === 1 ? messageOf(payload, parts[0]!, ofGateway) : messageOfAll(payload, parts, ofGateway)
  }

  /** A device that sends nothing but rubbish is told so a few times a second, not a thousand. */
  function mayTell(topic: string): boolean {
    const told = toldOf.get(topic) ?? 0
    toldOf.set(topic, told + 1)
    return told < MOST_FAULTS_A_SECOND
  }

  return Object.assign(setAside, {
    tick() {
      toldOf.clear()
      cut = null
    },
  })
}

/** The answer goes back the way the message came: to a gateway for what it sent of its stations. */
function faultsTopic(topic: string): string | null {
  const parts = parseTopic(topic)
  if (!parts) return null
  return parts.of === 'gateway' ? gatewayTopic(parts.id, 'faults') : stationTopic(parts.kind, parts.id, 'faults')
}

function kindIn(topic: string): string | null {
  const parts = parseTopic(topic)
  return parts?.of === 'station' ? parts.kind : null
}
