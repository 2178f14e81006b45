import { gatewayTopic, stationTopic } from '../domain/topic.ts'
import { mix, seedOf, uniform } from './chance.ts'
import { gateOf, lengthOf, makeDevice, PARCEL, type Device, type DeviceCounts, type Entry } from './device.ts'
import { disturb, type Disturbed, type FaultCounts } from './disorder/disturb.ts'
import { type LinkCounts, linkFaultOf, troubleLinks } from './disorder/links.ts'
import { type FaultWish, type FaultWishes, isMeant, NO_FAULTS } from './disorder/parse-faults.ts'
import { faultsOf, type DeviceFault } from './faults.ts'
import { gatewayPayload, stationPayload } from './payload.ts'
import type { Happening } from './scenarios/scenario.ts'
import { shifted } from './shifted.ts'
import { buildWorld, type CityModel, type Played, type SimulatedStation } from './world.ts'

const HOUR = 3_600_000

export interface SimulatorOptions {
  readonly config: CityModel
  readonly mqtt: { readonly host: string; readonly port: number }
  readonly passwordOf: (id: string) => string
  readonly seed: number
  readonly log: SimulatorLog
  /** UTC ms. */
  readonly now?: () => number
  /** Of the time before, sent by every device before its first reading, so that charts are not empty. */
  readonly historyHours?: number
  readonly reconnectMs?: { readonly least: number; readonly most: number }
  /** Connections opened a second. */
  readonly connectRate?: number
  /** A scenario to play instead of the events that the city makes up by itself; null for a city where nothing happens. */
  readonly played?: Played | null
  /** How much later than in the world it is, ms: `now` less this is what the world is asked for. */
  readonly shiftMs?: number
  /** What is to go wrong besides. */
  readonly faults?: FaultWishes
  /** Of the past only every so-manieth reading of a station is sent, by ms between them. */
  readonly historyEveryMs?: number
  /** They go with their city, without the goodbye of a device that is switched off. */
  readonly isSilentAtEnd?: boolean
  readonly links?: { readonly keepaliveSeconds?: number; readonly stormEveryMs?: number; readonly flapEveryMs?: number }
}

export interface SimulatorLog {
  info(facts: object, text: string): void
  warn(facts: object, text: string): void
}

/** Readings of one station or of all; made = acknowledged + refused + dropped + pending. */
export interface SimulatorCounts extends Readonly<DeviceCounts> {
  readonly pending: number
}

export interface SimulatorHandle extends AsyncDisposable {
  counts(): SimulatorCounts
  /** Undefined for a station that is not simulated. */
  countsOf(station: string): SimulatorCounts | undefined
  connected(): number
  devices(): number
  /** Events under way. */
  events(): readonly Happening[]
  /** Resolves to the number of readings of the time before once all are acknowledged. */
  readonly historySent: Promise<number>
  /** What was sent as faulty, of one station or of all. */
  faults(station?: string): FaultCounts
  readonly links: LinkCounts
  /** Measures nothing more, and sends what was held back. */
  finish(): void
}

interface Part {
  readonly device: Device
  readonly stations: readonly SimulatedStation[]
  readonly fault: (at: number) => DeviceFault | null
  isMeant(wish: FaultWish): boolean
}

/** Connects every simulated station and gateway, and lets them measure until disposed. */
export function startSimulator(options: SimulatorOptions): Promise<SimulatorHandle> {
  const { faults = NO_FAULTS, played, seed, shiftMs = 0 } = options
  const now = options.now ?? Date.now
  const startedAt = now()
  const world = buildWorld(options.config, seed, played === undefined ? startedAt : played)
  const stations = world.stations.map((one) => shifted(one, shiftMs))
  const counts = new Map(stations.map(({ station }) => [station.id, emptyCounts()]))
  const parts = devicesOf(options, stations, (station, what, n) => (counts.get(station)![what] += n))
  const newest = new Map(stations.map((one) => [one, one.seqAt(startedAt) - 1]))
  const sent = new Map(stations.map((one) => [one, disturb(one, { wishes: faults.readings, seed })]))
  const announced = new Set<number>()
  let isFinished = false

  const backfill = async (hours: number): Promise<number> => {
    const gate = gateOf(32)
    let readings = 0
    await Promise.all(
      parts.map(async ({ device, stations }) => {
        const parcels = pastOf(stations, sent, { startedAt, hours, everyMs: options.historyEveryMs ?? 0 })
        await device.sendHistory(
          parcels.map((parcel) => ((readings += parcel.length), parcel)),
          gate,
        )
      }),
    )
    return readings
  }

  const measure = (): void => {
    const at = now()
    for (const { device, stations, fault } of parts) {
      for (const one of stations) {
        if (at < startedAt + firstDelay(one)) continue
        const due = one.seqAt(at)
        // After a sleep of the machine a device does not measure what it slept through for more than an hour.
        for (let seq = Math.max(newest.get(one)! + 1, due - Math.ceil(HOUR / one.everyMs)); seq <= due; seq += 1)
          for (const entry of sent.get(one)!.take(seq)) device.offer(entry)
        newest.set(one, Math.max(due, newest.get(one)!))
      }
      steer(device, world.script?.isOut(device.id, at - shiftMs) ?? fault(at)?.type === 'outage')
    }
    for (const happening of world.director.underWay(at)) {
      if (announced.has(happening.number)) continue
      announced.add(happening.number)
      const { scenario, touches, lon, lat } = happening
      options.log.info({ scenario, lon, lat, stations: touches.map(({ station }) => station) }, happening.label.en)
    }
  }

  const away = new Set<Device>()
  const steer = (device: Device, isOut: boolean): void => {
    if (isOut && !away.has(device) && device.isConnected()) {
      away.add(device)
      device.cut()
    } else if (!isOut && away.delete(device)) device.connect()
  }

  const ramp = parts.map(({ device }, i) =>
    setTimeout(() => device.connect(), (i * 1000) / (options.connectRate ?? 100)),
  )
  const historySent = backfill(options.historyHours ?? 0)
  historySent.catch((error: unknown) => options.log.warn({ err: error }, 'history could not be sent'))
  const shortest = Math.min(60_000, ...stations.map(({ everyMs }) => everyMs))
  const beat = setInterval(() => isFinished || measure(), Math.min(250, shortest / 2))
  const { mqtt, passwordOf } = options
  const links = troubleLinks(parts, { ...options.links, wishes: faults.links, seed, mqtt, passwordOf })

  return Promise.resolve({
    counts: () => sum([...counts.values()]),
    countsOf: (station) => {
      const own = counts.get(station)
      return own && sum([own])
    },
    connected: () => parts.filter(({ device }) => device.isConnected()).length,
    devices: () => parts.length,
    events: () => world.director.underWay(now()),
    historySent,
    faults(station) {
      const all = [...sent].filter(([one]) => station === undefined || one.station.id === station)
      return totalOf(all.map(([, { counts }]) => counts))
    },
    links: links.counts,
    finish() {
      if (isFinished) return
      measure()
      isFinished = true
      links[Symbol.dispose]()
      for (const { device, stations } of parts) {
        for (const one of stations) for (const entry of sent.get(one)!.rest()) device.offer(entry)
        device.connect()
      }
    },
    async [Symbol.asyncDispose]() {
      clearInterval(beat)
      links[Symbol.dispose]()
      for (const timer of ramp) clearTimeout(timer)
      await Promise.all(parts.map(({ device }) => device[Symbol.asyncDispose]()))
    },
  })
}

/** One device for each station that has no gateway, and one for each gateway that has stations. */
function devicesOf(
  options: SimulatorOptions,
  stations: readonly SimulatedStation[],
  count: (station: string, what: keyof DeviceCounts, readings: number) => void,
): Part[] {
  const { config, mqtt, passwordOf, seed, log, faults, played, isSilentAtEnd = false } = options
  const { reconnectMs = { least: 500, most: 30_000 } } = options
  const part = (id: string, own: readonly SimulatedStation[], gateway: boolean): Part => {
    const kind = own[0]!.kind.id
    const isAbout = (wish: FaultWish) => wish.who === id || own.some(({ station }) => isMeant(wish, station))
    const topic = (channel: 'readings' | 'status') =>
      gateway ? gatewayTopic(id, channel) : stationTopic(kind, id, channel)
    const device = makeDevice({
      id,
      password: () => passwordOf(id),
      ...mqtt,
      protocolVersion: mix(seedOf(seed, id), 5) % 6 === 0 ? 5 : 4,
      topics: { readings: topic('readings'), status: topic('status') },
      encode: gateway ? gatewayPayload : stationPayload,
      // Two hours of its readings.
      bufferLimit: Math.ceil(own.reduce((sum, { everyMs }) => sum + (2 * HOUR) / everyMs, 0)),
      seed: seedOf(seed, id),
      reconnectMs,
      count,
      onTrouble: trouble(id),
      isSilentAtEnd,
      isSlow: linkFaultOf(id, faults?.links ?? [], { seed, isMeant: isAbout }) === 'slow',
    })
    // What was planned is all that goes wrong then.
    const ownFault = gateway ? faultsOf(mix(seedOf(seed, id), 2)) : own[0]!.fault
    const fault = played === undefined ? ownFault : () => null
    return { device, stations: own, isMeant: isAbout, fault }
  }

  // One line for all of them: when the city is down, every device has the same to say.
  let quietUntil = 0
  const trouble = (id: string) => (error: Error) => {
    if (performance.now() < quietUntil) return
    quietUntil = performance.now() + 30_000
    log.warn({ device: id, err: error.message }, 'devices cannot connect')
  }
  const gateways = new Set(config.gateways.map(({ id }) => id))
  const behind = Map.groupBy(stations, ({ station }) =>
    station.gateway !== undefined && gateways.has(station.gateway) ? station.gateway : '',
  )
  return [...behind].flatMap(([gateway, own]) =>
    gateway === '' ? own.map((one) => part(one.station.id, [one], false)) : [part(gateway, own, true)],
  )
}

/** Every reading of the time before the start, in parcels, oldest first, station by station; made as they are asked for. */
function* pastOf(
  stations: readonly SimulatedStation[],
  sent: ReadonlyMap<SimulatedStation, Disturbed>,
  { startedAt, hours, everyMs }: { readonly startedAt: number; readonly hours: number; readonly everyMs: number },
) {
  for (const one of stations) {
    const step = Math.max(1, Math.round(everyMs / one.everyMs))
    const [first, end] = [one.seqAt(startedAt - hours * HOUR) + 1, one.seqAt(startedAt)]
    let parcel: Entry[] = []
    for (let seq = first; seq < end; seq += step) {
      const entries = sent.get(one)!.take(seq)
      parcel.push(...(step > 1 ? entries.map(unnumbered) : entries))
      while (parcel.length >= PARCEL || parcel.some(({ raw }) => raw !== undefined))
        yield parcel.splice(0, lengthOf(parcel))
    }
    if (parcel.length > 0) yield parcel
  }
}

/** As a device says it that does not number its readings: between these there are others, which are not missing. */
function unnumbered({ reading: { ts, values }, ...entry }: Entry): Entry {
  return { ...entry, reading: { ts, values } }
}

function totalOf(counts: readonly FaultCounts[]): FaultCounts {
  const total: Record<string, number> = {}
  for (const one of counts) for (const [type, n] of Object.entries(one)) total[type] = (total[type] ?? 0) + n
  return total
}

/** The first readings go out within eight seconds, not all in the same one. */
function firstDelay({ station }: SimulatedStation): number {
  return uniform(seedOf(0, station.id), 9) * 8000
}

function emptyCounts(): DeviceCounts {
  return { made: 0, sent: 0, acknowledged: 0, refused: 0, dropped: 0 }
}

function sum(counts: readonly DeviceCounts[]): SimulatorCounts {
  const total = emptyCounts()
  for (const one of counts) for (const what of Object.keys(total) as (keyof DeviceCounts)[]) total[what] += one[what]
  return { ...total, pending: total.made - total.acknowledged - total.refused - total.dropped }
}
