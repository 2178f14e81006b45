import type { Batch, Journal } from '../journal/journal.ts'
import { stationTopic } from '../domain/topic.ts'
import type { RefusedRow } from '../store/series/series.ts'
import { isOfGateway, messageOf, partsOf } from './parts.ts'
import type { Places } from './places.ts'
import { isReplayTopic, rerunAt } from './replay-topic.ts'
import { makeSheets } from './sheets.ts'
import type { Hooks, Refusal, Sifter } from './sifter.ts'

export interface RefusedRowsRooms {
  readonly journal: Pick<Journal, 'read'>
  /** A line of its own, to find the reading in its message. */
  readonly makeSecond: () => { readonly places: Places & Disposable; readonly sifter: Sifter }
  readonly idOf: (number: number) => string | undefined
}

const READER = 'refused'
const HOOKS: Hooks = { fresh() {}, stale() {}, refused() {}, status() {} }

/** The refusals that rows of a store are, with the messages that brought them; the journal still holds those. In order of position. */
export async function refusalsOf(rows: readonly RefusedRow[], rooms: RefusedRowsRooms): Promise<readonly Refusal[]> {
  const { places, sifter } = rooms.makeSecond()
  using _ = places
  const refusals: Refusal[] = []
  const waiting = Map.groupBy(
    rows.toSorted((a, b) => a.position - b.position),
    (row) => row.position,
  )
  while (waiting.size > 0) {
    const [first] = waiting.keys()
    for await (const batch of rooms.journal.read(READER, first!)) {
      for (const [position, list] of waiting) {
        if (position >= batch.first + batch.topics.length) break
        waiting.delete(position)
        const message = position < batch.first ? null : messageAt(batch, position - batch.first)
        for (const row of list) refusals.push(refusalOf(row, message, { places, sifter, idOf: rooms.idOf }))
      }
      break
    }
  }
  return refusals
}

interface Message {
  /** Of this message alone; of a replay, as it first came. */
  readonly batch: Batch
  readonly isReplay: boolean
}

function messageAt(batch: Batch, index: number): Message {
  if (isReplayTopic(batch.topics[index]!)) return { batch: rerunAt(batch, index).batch, isReplay: true }
  const { first, receivedAt, topics, payloads } = batch
  const alone = { first: first + index, receivedAt, topics: [topics[index]!], payloads: [payloads[index]!] }
  return { batch: alone, isReplay: false }
}

function refusalOf(
  row: RefusedRow,
  message: Message | null,
  of: { readonly places: Places; readonly sifter: Sifter; readonly idOf: RefusedRowsRooms['idOf'] },
): Refusal {
  const id = of.idOf(row.station) ?? ''
  const place = of.places.byId(id) ?? null
  const detail = `the store refuses it: ${row.refused}`
  const known = { place, source: null, position: row.position, receivedAt: row.receivedAt }
  if (message === null) {
    // The journal was damaged in the meantime.
    const topic = stationTopic(place?.station.kind ?? '', id, 'readings')
    const fault = { reason: 'store-refused-line', detail: `${detail}; its message is lost` } as const
    return { ...known, topic, payload: Buffer.alloc(0), item: null, fault }
  }
  const [topic, payload] = [message.batch.topics[0]!, message.batch.payloads[0]!]
  const item = itemOf(row, message, of.sifter)
  return { ...known, topic, payload, item, fault: { reason: 'store-refused-line', detail } }
}

/** Which reading of its message it is; null of a message that has but one. */
function itemOf(row: RefusedRow, { batch, isReplay }: Message, sifter: Sifter): number | null {
  const [topic, payload] = [batch.topics[0]!, batch.payloads[0]!]
  const ofGateway = isOfGateway(topic)
  const parts = partsOf(payload, ofGateway)
  if (parts.length < 2) return null
  const found = parts.findIndex((part) => {
    const sheets = makeSheets()
    const alone = { ...batch, payloads: [messageOf(payload, part, ofGateway)] }
    sifter.sift(alone, sheets, isReplay ? { ...HOOKS, isReplay } : HOOKS)
    return sheets
      .take()
      .points.some(({ station, ts, seq }) => station[0] === row.station && ts[0] === row.ts && seq[0] === row.seq)
  })
  return found < 0 ? null : found
}
