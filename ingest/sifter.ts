import type { Batch } from '../journal/journal.ts'
import type { Fault } from '../domain/errors.ts'
import { type FieldMapEntry, mapped } from '../domain/field-map.ts'
import type { Points } from '../domain/points.ts'
import { parsePayload, type Row, writeReading } from './decode.ts'
import type { TimeWindow } from './device-time.ts'
import { mapAt } from './field-maps.ts'
import { isBlocked } from './blocks.ts'
import { indexAt } from './index-at.ts'
import { impliedNumber } from './implied-number.ts'
import { disabled, isRepeated, showReading } from './of-place.ts'
import type { Place } from './place.ts'
import type { Places, Source } from './places.ts'
import { makeQuickReader } from './quick-reading.ts'
import { makeRefusals } from './refusals.ts'
import type { Sheets } from './sheets.ts'
import { noteReading, noteRefusal } from './station-clock.ts'
import { clearTally, makeTally, type Tally } from './tally.ts'

/** A message or a reading in it that was refused. */
export interface Refusal {
  /** Null when the topic belongs to nobody. */
  readonly place: Place | null
  readonly source: Source | null
  readonly position: number
  readonly receivedAt: number
  readonly topic: string
  readonly payload: Buffer
  /** Index of the reading in its message; null for the whole, or for `all`. */
  readonly item: number | null
  /** Several readings of the message that count as one, each by its own refusal. */
  readonly all?: readonly Refusal[]
  readonly fault: Fault
  /** The reading as JSON, when its message could be read. */
  readonly sent?: unknown
}

/** What becomes of the readings of a batch, besides their row in the sheets. */
export interface Hooks {
  /** A reading newer than all before it of its station; the row is complete. `isLate`: it tells of the past. */
  fresh(place: Place, points: Points, i: number, isLate: boolean): void
  /** A reading that is not newer than all before it; it may be there already. */
  stale(place: Place, points: Points, i: number, isLate: boolean): void
  refused(refusal: Refusal): void
  /** A station or gateway said how it is, on its status topic. */
  status(source: Source, payload: Buffer, receivedAt: number): void
  /** Dead letters are run again: field maps hold that do not for new readings. */
  readonly isReplay?: true
  /** So many refusals of one message are told one by one; the rest of them is one more, of the whole message. */
  readonly mostRefusals?: number
  /** A reading went through a field map. */
  mapped?(map: FieldMapEntry): void
}

export interface Sifter {
  /**
   * Decodes, converts, checks and enriches every reading of a batch. Returns the stations it touched. `heardAt`: when it came by
   * the clock of now, where that was set since.
   */
  sift(batch: Batch, sheets: Sheets, hooks: Hooks, heardAt?: number): readonly Place[]
  /** Which messages of the batch are dead letters to be run again; `sift` has passed them over. */
  readonly replays: readonly number[]
  /** What the messages of the batch were; holds until the next. */
  readonly tally: Readonly<Tally>
}

const MISSING = 9

/** The line's stages up to the sheets. Never drops a doubtful value: a flood looks like a broken gauge until someone has looked. */
export function makeSifter(places: Places, window: TimeWindow): Sifter {
  const row: Row = {
    plan: undefined as never,
    points: undefined as never,
    i: 0,
    missing: [],
    isTimed: false,
    isNumbered: false,
  }
  const quick = makeQuickReader()
  let touched: Place[] = []
  let replays: number[] = []
  const tally = makeTally()
  let sheets: Sheets
  let hooks: Hooks
  let receivedAt = 0
  let heardAt = 0
  let position = 0
  let first = 0
  let topic = ''
  let payload: Buffer
  const refusals = makeRefusals((refusal) => {
    const { place } = refusal
    if (place) {
      touch(place)
      place.refused++
    } else countNobodys()
    hooks.refused(refusal)
  })

  function sift(batch: Batch, into: Sheets, on: Hooks, cameAt = batch.receivedAt): readonly Place[] {
    touched = []
    replays = []
    clearTally(tally)
    sheets = into
    hooks = on
    receivedAt = batch.receivedAt
    heardAt = cameAt
    first = batch.first
    for (let m = 0; m < batch.topics.length; m++) {
      topic = batch.topics[m]!
      payload = batch.payloads[m]!
      position = batch.first + m
      takeMessage(places.sourceOf(topic))
    }
    return touched
  }

  function takeMessage(source: Source | null): void {
    refusals.begin(hooks.mostRefusals)
    takeParts(source)
    refusals.end()
  }

  function takeParts(source: Source | null): void {
    if (!source) {
      tally.strays++
      countNobodys()
      hooks.refused({
        place: null,
        source,
        position,
        receivedAt,
        topic,
        payload,
        item: null,
        fault: { reason: 'unknown-station', detail: `${topic} belongs to no registered station` },
      })
    } else if (source.channel === 'status') {
      tally.status++
      hooks.status(source, payload, receivedAt)
    } else if (source.channel === 'replay') {
      tally.replays++
      replays.push(position - first)
    } else {
      tally.data++
      if (source.place) takeReadings(source.place)
      else takeGateway(source)
    }
  }

  function takeReadings(place: Place): void {
    const points = aim(place)
    const isPlain = place.maps === null && place.blocks === null
    if (isPlain && quick(payload, row, receivedAt, window)) return finish(place, points, 0)
    const parsed = parsePayload(payload)
    if ('reason' in parsed) refuseWhole(place, parsed)
    else if (Array.isArray(parsed.json)) {
      if (parsed.json.length === 0) refuseWhole(place, { reason: 'not-a-reading', detail: 'the array is empty' })
      for (let item = 0; item < parsed.json.length; item++) takeReading(parsed.json[item], place, item)
    } else takeReading(parsed.json, place, null)
  }

  /** `{"<station>": reading or [readings], …}` */
  function takeGateway(source: Source): void {
    const parsed = parsePayload(payload)
    const refuse = (fault: Fault, item: number | null = null, place: Place | null = null) =>
      refusals.add({ place, source, position, receivedAt, topic, payload, item, fault })
    if ('reason' in parsed) return refuse(parsed)
    const { json } = parsed
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      return refuse({
        reason: 'not-a-reading',
        detail: 'a gateway sends an object: {"<station>": reading or [readings]}',
      })
    }
    const all = Object.entries(json)
    if (all.length === 0) return refuse({ reason: 'not-a-reading', detail: 'the object names no station' })
    let item = 0
    for (const [id, sent] of all) {
      const place = places.byId(id)
      const readings = Array.isArray(sent) ? (sent as unknown[]) : [sent]
      if (readings.length === 0) refuse({ reason: 'not-a-reading', detail: `${id.slice(0, 64)}: the array is empty` })
      for (const reading of readings) {
        if (!place) refuse({ reason: 'unknown-station', detail: `${id.slice(0, 64)} is not registered` }, item)
        else if (place.station.gateway !== source.id) {
          refuse(
            { reason: 'not-its-gateway', detail: `${id} is not registered behind gateway ${source.id}` },
            item,
            place,
          )
        } else takeReading(reading, place, item)
        item++
      }
    }
  }

  function touch(place: Place): void {
    if (place.received === 0) touched.push(place)
    place.received++
    tally.readings++
  }

  function countNobodys(): void {
    tally.readings++
    tally.nobodys++
  }

  function refuseWhole(place: Place, fault: Fault): void {
    refuse(place, null, fault)
  }

  function refuse(place: Place, item: number | null, fault: Fault, sent?: unknown): void {
    if (fault.skewMs !== undefined && !hooks.isReplay) noteRefusal(place.clock, fault.skewMs, receivedAt)
    refusals.add({ place, source: null, position, receivedAt, topic, payload, item, fault, sent })
  }

  function takeReading(json: unknown, place: Place, item: number | null): void {
    const points = aim(place)
    if (place.blocks && isBlocked(place.blocks, position)) return refuse(place, item, disabled(place), json)
    const sent = place.maps ? translated(json, place) : { json }
    const fault = 'reason' in sent ? sent : writeReading(sent.json, row, receivedAt, window)
    if (fault) return refuse(place, item, fault, json)
    finish(place, points, item ?? 0)
  }

  function translated(json: unknown, { maps }: Place): { readonly json: unknown } | Fault {
    const found = maps && mapAt(maps, position, hooks.isReplay === true)
    if (!found?.map) return { json }
    hooks.mapped?.(found)
    return mapped(json, found.map)
  }

  /** Points `row` to the next row of the station's sheet. */
  function aim(place: Place): Points {
    const points = sheets.sheetOf(place.plan)
    row.plan = place.plan
    row.points = points
    row.i = points.count
    return points
  }

  /** Checks and enriches the row that was written. */
  function finish(place: Place, points: Points, item: number): void {
    touch(place)
    if (isRepeated(place, row)) return void place.repeated++
    const { plan } = place
    const i = points.count
    const ts = points.ts[i]!
    if (!row.isTimed && !row.isNumbered) points.seq[i] = impliedNumber(position, item)
    const seq = points.seq[i]!
    const isFresh = ts > place.lastTs || (ts === place.lastTs && seq > place.lastSeq)
    points.station[i] = place.station.number
    points.position[i] = position
    points.receivedAt[i] = receivedAt
    points.doubtful[i] = isFresh && !place.isUnsure ? 0 : 1
    if (isFresh) {
      place.lastTs = ts
      place.lastSeq = seq
      place.untimedSeq = row.isNumbered && !row.isTimed ? seq : -1
      const spikes = plan.checker.check(place.checks, points, i)
      if (spikes > 0) amend(place, spikes)
    } else plan.checker.checkLate(points, i)
    for (const column of row.missing) points.flags[column]![i] = MISSING
    if (isFresh) indexAt(place, points, i)
    points.index[i] = isFresh && place.index ? (place.index.value ?? Number.NaN) : Number.NaN
    points.level[i] = isFresh && place.index ? place.index.level : 0
    points.count++
    place.written++
    // A dead letter that is run again was received long ago.
    if (!(heardAt < place.heardAt)) place.heardAt = heardAt
    const isLate = heardAt - ts > place.lateMs
    if (isFresh) {
      if (!hooks.isReplay) noteReading(place.clock, ts, heardAt, place.station.everySeconds * 1000)
      showReading(place, points, i)
      hooks.fresh(place, points, i, isLate)
    } else hooks.stale(place, points, i, isLate)
  }

  function amend(place: Place, spikes: number): void {
    const { verdicts } = place.plan.checker
    for (let n = 0; n < spikes; n++) {
      sheets.amend({
        kind: place.plan.kind.id,
        station: place.station.number,
        ts: verdicts.ts[n]!,
        seq: verdicts.seq[n]!,
        value: place.plan.names[verdicts.value[n]!]!,
        flag: verdicts.flag[n]!,
      })
    }
  }

  return {
    sift,
    tally,
    get replays() {
      return replays
    },
  }
}
