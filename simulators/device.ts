import mqtt, { type IClientOptions, MqttClient } from 'mqtt'
import { uniform } from './chance.ts'
import { slowStream } from './disorder/slow-stream.ts'
import type { Reading } from './world.ts'

/** A reading on its way, and the station that made it. */
export interface Entry {
  readonly station: string
  readonly reading: Reading
  /** The message that it is sent as, alone, where that is not a good one. */
  readonly raw?: string
}

export interface DeviceCounts {
  /** Readings made, by the device's own account. */
  made: number
  /** Of these, readings that have been on the wire at least once. */
  sent: number
  acknowledged: number
  /** Refused by an MQTT 5 reason code. */
  refused: number
  /** Forgotten because the buffer was full: the oldest go first. */
  dropped: number
}

export interface DeviceOptions {
  /** User name and client id. */
  readonly id: string
  /** Asked for at every connection. */
  readonly password: () => string
  readonly host: string
  readonly port: number
  readonly protocolVersion: 4 | 5
  readonly topics: { readonly readings: string; readonly status: string }
  readonly encode: (entries: readonly Entry[]) => string
  /** Readings kept while there is no connection. */
  readonly bufferLimit: number
  readonly seed: number
  readonly reconnectMs: { readonly least: number; readonly most: number }
  /** Called with every change of a station's counts. */
  readonly count: (station: string, what: keyof DeviceCounts, readings: number) => void
  readonly onTrouble?: (error: Error) => void
  /** Gone with its city: it says no goodbye, as one that is switched off does. */
  readonly isSilentAtEnd?: boolean
  /** Bytes trickle. */
  readonly isSlow?: boolean
}

/** A device in the field: keeps what it measures until the city has acknowledged it, in order, whatever the network does. */
export interface Device extends AsyncDisposable {
  readonly id: string
  isConnected(): boolean
  connect(): void
  /** Takes a reading; it is sent now, or back-dated once there is a connection. */
  offer(entry: Entry): void
  /** Loses the connection without a goodbye, and stays away until `connect`. */
  cut(): void
  /** Sends old readings ahead of what is offered meanwhile. Resolves when all is acknowledged, or the device disposed. */
  sendHistory(parcels: Iterable<readonly Entry[]>, gate: Gate): Promise<void>
}

/** Lets a limited number through at a time. */
export interface Gate {
  enter(): Promise<void>
  leave(): void
}

interface Parcel {
  readonly entries: readonly Entry[]
  readonly acknowledged?: () => void
}

/** Readings in one message, and messages without acknowledgement, at most. */
export const PARCEL = 100
const WINDOW = 4

/** About 2 kB a second. */
const SLOW = { bytes: 32, everyMs: 15 }

export function makeDevice(options: DeviceOptions): Device {
  const { id, topics, count, reconnectMs } = options
  const outbox: Entry[] = []
  const onWire = new Set<Entry>()
  // Sent but not acknowledged, oldest first; all of it is sent again after a new connection.
  const flying: Parcel[] = []
  let link: MqttClient | null = null
  let ready = false
  let wanted = false
  let historyRuns = 0
  let failures = 0
  let draws = 0
  let retry: NodeJS.Timeout | undefined
  let closed = false
  const waiting = new Set<() => void>()

  const open = (): void => {
    if (!wanted || link) return
    const { host, port } = options
    const how: IClientOptions = {
      protocolVersion: options.protocolVersion,
      clientId: id,
      username: id,
      password: options.password(),
      keepalive: 60,
      clean: true,
      // Reconnection is ours: what was not acknowledged is in `flying`, not in a store of the client.
      reconnectPeriod: 0,
      connectTimeout: 10_000,
      will: { topic: topics.status, payload: Buffer.from('offline'), qos: 1, retain: true },
    }
    const opened = options.isSlow
      ? new MqttClient(() => slowStream({ host, port }, SLOW), how)
      : mqtt.connect({ ...how, host, port })
    link = opened
    opened.on('connect', () => {
      failures = 0
      ready = true
      opened.publish(topics.status, 'online', { qos: 1, retain: true })
      for (const parcel of flying) post(opened, parcel)
      for (const resume of waiting) resume()
      waiting.clear()
      pump()
    })
    opened.on('error', (error) => options.onTrouble?.(error))
    opened.on('close', () => lost(opened))
  }

  const lost = (closed: MqttClient): void => {
    if (link !== closed) return
    link = null
    ready = false
    closed.end(true)
    if (!wanted) return
    failures += 1
    draws += 1
    const ceiling = Math.min(reconnectMs.most, reconnectMs.least * 2 ** failures)
    retry = setTimeout(open, ceiling * (0.5 + 0.5 * uniform(options.seed, draws)))
  }

  const post = (over: MqttClient, parcel: Parcel): void => {
    for (const entry of parcel.entries) {
      if (onWire.has(entry)) continue
      onWire.add(entry)
      count(entry.station, 'sent', 1)
    }
    over.publish(topics.readings, parcel.entries[0]!.raw ?? options.encode(parcel.entries), { qos: 1 }, (error) => {
      if (over !== link || (error && !isRefusal(error))) return
      const at = flying.indexOf(parcel)
      if (at < 0) return
      flying.splice(at, 1)
      for (const entry of parcel.entries) {
        onWire.delete(entry)
        count(entry.station, error ? 'refused' : 'acknowledged', 1)
      }
      parcel.acknowledged?.()
      pump()
    })
  }

  const pump = (): void => {
    if (!link || !ready || historyRuns > 0) return
    const over = link
    while (outbox.length > 0 && flying.length < WINDOW) {
      const parcel = { entries: outbox.splice(0, lengthOf(outbox)) }
      flying.push(parcel)
      post(over, parcel)
    }
  }

  return {
    id,
    isConnected: () => ready,
    connect() {
      wanted = true
      clearTimeout(retry)
      open()
    },
    offer(entry) {
      count(entry.station, 'made', 1)
      outbox.push(entry)
      if (outbox.length > options.bufferLimit) count(outbox.shift()!.station, 'dropped', 1)
      pump()
    },
    cut() {
      wanted = false
      clearTimeout(retry)
      const cutOff = link
      link = null
      ready = false
      cutOff?.stream.destroy()
      cutOff?.end(true)
    },
    async sendHistory(parcels, gate) {
      historyRuns += 1
      try {
        for (const entries of parcels) {
          // Whoever has no connection must not keep the others from the gate.
          if (!ready && !closed) await new Promise<void>((resolve) => waiting.add(resolve))
          if (closed) return
          await gate.enter()
          for (const { station } of entries) count(station, 'made', 1)
          await new Promise<void>((acknowledged) => {
            const parcel = { entries, acknowledged }
            flying.push(parcel)
            if (link && ready) post(link, parcel)
          })
          gate.leave()
        }
      } finally {
        historyRuns -= 1
        pump()
      }
    },
    async [Symbol.asyncDispose]() {
      wanted = false
      clearTimeout(retry)
      closed = true
      const last = link
      link = null
      for (const resume of waiting) resume()
      for (const { acknowledged } of flying) acknowledged?.()
      if (!last) return
      if (ready && !options.isSilentAtEnd) await farewell(last, topics.status)
      ready = false
      await last.endAsync(true)
    },
  }
}

/** How many of the readings go into one message: what has one of its own goes alone. */
export function lengthOf(entries: readonly Entry[]): number {
  if (entries[0]?.raw !== undefined) return 1
  const own = entries.findIndex(({ raw }) => raw !== undefined)
  return Math.min(PARCEL, own < 0 ? entries.length : own)
}

/** Says goodbye as a device does that is switched off; not waited for longer than a second. */
async function farewell(link: MqttClient, topic: string): Promise<void> {
  const enough = Promise.withResolvers<void>()
  const timer = setTimeout(enough.resolve, 1000)
  link.publish(topic, 'offline', { qos: 1, retain: true }, () => link.end(false, {}, () => enough.resolve()))
  await enough.promise
  clearTimeout(timer)
}

/** MQTT 5, 4.13: reason codes from 0x80 on are failures. */
function isRefusal(error: Error): boolean {
  return 'code' in error && typeof error.code === 'number' && error.code >= 0x80
}

export function gateOf(places: number): Gate {
  let free = places
  const waiting: (() => void)[] = []
  return {
    enter() {
      if (free > 0) {
        free -= 1
        return Promise.resolve()
      }
      return new Promise((resolve) => waiting.push(resolve))
    },
    leave() {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    },
  }
}
