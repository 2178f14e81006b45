import { build, type Histogram } from 'hdr-histogram-js'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { stationTopic } from '../../domain/topic.ts'
import type { LoadStation } from './fleet.ts'

/** A station with its connection and its account. */
export interface Sender {
  readonly load: LoadStation
  readonly client: MqttClient
  /** Distinct readings handed to the connection, and those of them that the city acknowledged. */
  sent: number
  acknowledged: number
}

export interface Publishing {
  /** Messages a second, over all stations. */
  readonly rate: number
  readonly seconds: number
  readonly qos: 0 | 1 | 2
  /** Readings a message. */
  readonly batch: number
}

/** Counted in messages; `latency` in microseconds from the time a message was due to its acknowledgement. */
export interface Progress {
  sent: number
  acknowledged: number
  readonly latency: Histogram
}

/** Opens a connection; rejects when the city refuses it. */
export async function connect(
  id: string,
  password: string,
  at: { readonly host: string; readonly port: number; readonly mqtt5: boolean },
): Promise<MqttClient> {
  const options: IClientOptions = {
    host: at.host,
    port: at.port,
    protocolVersion: at.mqtt5 ? 5 : 4,
    clientId: id,
    username: id,
    password,
    keepalive: 60,
    connectTimeout: 30_000,
    reconnectPeriod: 1000,
  }
  return await mqtt.connectAsync(options)
}

export function newProgress(): Progress {
  return {
    sent: 0,
    acknowledged: 0,
    latency: build({ highestTrackableValue: 600e6, numberOfSignificantValueDigits: 3 }),
  }
}

/**
 * Open loop: message i is due at start + i / rate whatever the city does, and its latency counts from then, so that a
 * stall shows in full. Resolves when the last one has been handed over.
 */
export function publish(senders: readonly Sender[], load: Publishing, progress: Progress): Promise<void> {
  const total = Math.round(load.rate * load.seconds)
  const intervalMs = 1000 / load.rate
  const start = performance.now()
  const topics = senders.map(({ load: { station } }) => stationTopic(station.kind, station.id, 'readings'))
  let next = 0

  const post = (i: number): void => {
    const sender = senders[i % senders.length]!
    const dueAt = start + i * intervalMs
    const message = sender.load.message(Date.now(), sender.sent + 1, load.batch)
    sender.sent += load.batch
    progress.sent += 1
    sender.client.publish(topics[i % senders.length]!, message, { qos: load.qos }, (error) => {
      if (error) return
      sender.acknowledged += load.batch
      progress.acknowledged += 1
      progress.latency.recordValue(Math.max(1, Math.round((performance.now() - dueAt) * 1000)))
    })
  }

  return new Promise((resolve) => {
    const beat = setInterval(() => {
      const due = Math.min(total, Math.floor((performance.now() - start) / intervalMs) + 1)
      // A city that stands still must not fill this process's memory as well.
      for (; next < due && progress.sent - progress.acknowledged < MOST_IN_FLIGHT; next += 1) post(next)
      if (next < total && performance.now() - start < (load.seconds + 60) * 1000) return
      clearInterval(beat)
      resolve()
    }, 5)
  })
}

const MOST_IN_FLIGHT = 500_000
