import { join } from 'node:path'
import { incidentLimitsOf } from '../../config/incidents.ts'
import { loadConfig } from '../../config/load.ts'
import { SHIPPED } from '../../config/testing/folder.ts'
import type { Alarm } from '../../domain/alarm.ts'
import { gatewayTopic, stationTopic } from '../../domain/topic.ts'
import { makeControlRoom } from '../../ingest/alarms/control-room.ts'
import { NOTHING_OUTSIDE } from '../../ingest/alarms/outside-alerts.ts'
import { planKinds } from '../../ingest/catalogue.ts'
import { makeCommitter } from '../../ingest/committer.ts'
import { DEFAULT_WINDOW } from '../../ingest/device-time.ts'
import { makePlaces, type StationList } from '../../ingest/places.ts'
import { makePresenceBook } from '../../ingest/presence.ts'
import { makeSheets } from '../../ingest/sheets.ts'
import { makeSifter } from '../../ingest/sifter.ts'
import { readStanding } from '../../ingest/standing.ts'
import { lengthOf, type Entry } from '../../simulators/device.ts'
import { disturb, type Disturbed } from '../../simulators/disorder/disturb.ts'
import { gatewayPayload, stationPayload } from '../../simulators/payload.ts'
import type { Judged } from '../../simulators/scenarios/compare.ts'
import type { ScenarioFile } from '../../simulators/scenarios/schema.ts'
import { localTime } from '../../simulators/calendar.ts'
import { buildWorld, type SimulatedStation } from '../../simulators/world.ts'
import { buildLineTables } from '../../store/records/line-tables.ts'
import { openRecords } from '../../store/records/open.ts'
import { makeEntry } from '../../store/records/station-entry.ts'

const MINUTE = 60_000
const STEP = 30_000
const SEED = 1

export const SHIPPED_CITY = loadConfig(SHIPPED)

interface Source {
  readonly id: string
  readonly topics: { readonly readings: string; readonly status: string }
  readonly stations: readonly { readonly one: SimulatedStation; readonly sent: Disturbed; next: number }[]
  readonly encode: (entries: readonly Entry[]) => string
  outbox: Entry[]
  isThere: boolean
}

/**
 * Plays a scenario at full speed through the decoder, checks, rules, alarm desk, gateways, suppression and incidents of the line, on
 * real records, by a clock that the scenario turns: the bytes are those that the simulated devices send.
 */
export async function judge(scenario: ScenarioFile, folder: string): Promise<Judged & { readonly startedAt: number }> {
  const city = SHIPPED_CITY
  const startedAt = localTime(scenario.begins)
  const from = startedAt - (scenario.leadMinutes ?? 0) * MINUTE
  const to = startedAt + scenario.minutes * MINUTE
  let now = from
  await using records = await openRecords({ file: join(folder, 'records.db'), now: () => now })
  const tables = buildLineTables(records)
  await using committer = makeCommitter({
    transact: (statements) => records.transact(statements),
    ledgerStatement: (deltas) => tables.ledger.add(deltas),
    messageStatement: (deltas) => tables.messages.add(deltas),
    headStatement: (heads) => tables.gaps.move(heads),
    cursorStatement: (name, position) => tables.cursors.move(name, position),
    onFailure(error) {
      throw error
    },
  })
  const plans = planKinds(city.kinds)
  const stations = listOf()
  const presence = makePresenceBook(() => {})
  const standing = await readStanding(tables, now, incidentLimitsOf(city.city))
  const room = makeControlRoom({
    rules: city.rules,
    plans,
    tables,
    committer,
    ...standing.room,
    stations,
    presence,
    orders: { send() {} },
    outside: NOTHING_OUTSIDE,
    utcOffsetMinutes: city.city.utcOffsetMinutes,
    positionsOf: () => 1,
    now: () => now,
  })
  const alarms = new Map<string, Alarm>()
  const aside = new Set<string>()
  room.desk.onEvent(({ alarm }) => {
    alarms.set(alarm.id, alarm)
    if (alarm.state === 'suppressed') aside.add(alarm.id)
  })
  using places = makePlaces(stations, plans, room.engine)
  const sifter = makeSifter(places, DEFAULT_WINDOW)
  const sheets = makeSheets()
  const sources = sourcesOf(scenario, startedAt, from)
  let position = 0

  const send = (messages: readonly (readonly [topic: string, payload: string])[]) => {
    if (messages.length === 0) return
    const batch = {
      first: position,
      receivedAt: now,
      topics: messages.map(([topic]) => topic),
      payloads: messages.map(([, payload]) => Buffer.from(payload)),
    }
    position += messages.length
    const touched = sifter.sift(batch, sheets, {
      fresh: room.engine.judge,
      stale: room.engine.judgeAgain,
      refused() {},
      status: (source, payload, at) => presence.status(source, payload, at),
    })
    sheets.take()
    for (const place of touched) {
      presence.heard(place, now)
      if (place.written > 0) room.engine.heard(place, now)
      place.received = place.refused = place.written = 0
    }
  }

  for (; now <= to; now += STEP) {
    const messages: [string, string][] = []
    for (const source of sources) {
      const isThere = !sources.isOut(source.id, now)
      if (isThere !== source.isThere) {
        source.isThere = isThere
        presence.session(source.id, isThere, now)
        messages.push([source.topics.status, isThere ? 'online' : 'offline'])
      }
      for (const station of source.stations)
        for (const due = station.one.seqAt(now); station.next <= due; station.next += 1)
          source.outbox.push(...station.sent.take(station.next))
      while (source.isThere && source.outbox.length > 0) {
        const entries = source.outbox.splice(0, lengthOf(source.outbox))
        messages.push([source.topics.readings, entries[0]!.raw ?? source.encode(entries)])
      }
    }
    send(messages)
    presence.tick(places.all(), now)
    room.tick(now)
    // The steps of a few minutes are one commit.
    if ((now - from) % (5 * MINUTE) === 0) await committer.settled()
  }
  await committer.settled()
  const { items } = await tables.incidents.list({ limit: 1000 })
  return {
    startedAt,
    alarms: [...alarms.values()].map((alarm) => ({ ...alarm, wasSuppressed: aside.has(alarm.id) })),
    incidents: items,
  }
}

function sourcesOf(scenario: ScenarioFile, startedAt: number, from: number) {
  const city = SHIPPED_CITY
  const world = buildWorld(city, scenario.seed ?? SEED, { scenario, at: startedAt })
  const behind = Map.groupBy(world.stations, ({ station }) => station.gateway ?? station.id)
  const sources = [...behind].map(([id, own]): Source => {
    const isGateway = own[0]!.station.gateway !== undefined
    const topic = (channel: 'readings' | 'status') =>
      isGateway ? gatewayTopic(id, channel) : stationTopic(own[0]!.kind.id, id, channel)
    return {
      id,
      topics: { readings: topic('readings'), status: topic('status') },
      encode: isGateway ? gatewayPayload : stationPayload,
      stations: own.map((one) => ({ one, sent: disturb(one, { wishes: [], seed: SEED }), next: one.seqAt(from) + 1 })),
      outbox: [],
      isThere: false,
    }
  })
  return Object.assign(sources, { isOut: (id: string, at: number) => world.script!.isOut(id, at) })
}

function listOf(): StationList {
  const { kinds, stations, gateways } = SHIPPED_CITY
  const entries = new Map(stations.map((station, i) => [station.id, makeEntry(kinds, i + 1, station, false)]))
  const links = new Map(gateways.map((gateway) => [gateway.id, gateway]))
  return {
    byId: (id) => entries.get(id),
    byNumber: (number) => [...entries.values()][number - 1],
    all: () => [...entries.values()],
    gateway: (id) => links.get(id),
    gateways: () => links.values(),
    stationsOf: (gateway) => [...entries.values()].filter((entry) => entry.gateway === gateway),
    onChange: () => () => {},
  }
}
