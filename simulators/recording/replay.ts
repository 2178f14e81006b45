import mqtt, { type MqttClient } from 'mqtt'
import { parseTopic } from '../../domain/topic.ts'
import { type NameOf, renamed } from './rename.ts'
import { shiftTimes } from './shift-times.ts'
import { bytesOf, readRecording } from './recording.ts'

export interface ReplayOptions {
  readonly file: string
  /** How much faster than it was; relative times are kept. */
  readonly speed: number
  /** The times of readings are moved by as much later as they are sent. */
  readonly isShifted: boolean
  /** The name that each has this time; as it is recorded when not given. */
  readonly nameOf?: NameOf
  /** The connection that a station's or gateway's messages go through. */
  readonly clientFor: (id: string) => Promise<ReplayLink>
  readonly clock: () => number
}

/** What sends; resolves when the message is acknowledged. */
export interface ReplayLink {
  publish(topic: string, payload: Buffer, how: { readonly qos: 1; readonly retain: boolean }): Promise<unknown>
}

/** A connection as a link. */
export function linkOf(client: MqttClient): ReplayLink {
  return { publish: (topic, payload, how) => client.publishAsync(topic, payload, how) }
}

export interface ReplayCounts {
  read: number
  sent: number
  acknowledged: number
  refused: number
}

/** Sends a recording again. Resolves once all of it is acknowledged. */
export async function replayRecording({
  file,
  speed,
  isShifted,
  nameOf = (id) => id,
  clientFor,
  clock,
}: ReplayOptions): Promise<ReplayCounts> {
  const { head, messages } = await readRecording(file)
  const counts: ReplayCounts = { read: 0, sent: 0, acknowledged: 0, refused: 0 }
  const began = clock()
  const flying = new Set<Promise<void>>()
  for await (const message of messages) {
    counts.read += 1
    const parts = parseTopic(message.topic)
    if (!parts) continue
    const wait = began + message.t / speed - clock()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    const link = await clientFor(parts.id)
    const { topic, payload } = renamed(message.topic, bytesOf(message), nameOf)
    const isStatus = parts.channel === 'status'
    const bytes =
      isShifted && !isStatus ? shiftTimes(payload, Math.round(clock() - head.startedAt - message.t)) : payload
    counts.sent += 1
    const flight = link.publish(topic, bytes, { qos: 1, retain: isStatus }).then(
      () => void (counts.acknowledged += 1),
      () => void (counts.refused += 1),
    )
    flying.add(flight)
    void flight.then(() => flying.delete(flight))
    if (flying.size > 1000) await Promise.race(flying)
  }
  await Promise.all(flying)
  return counts
}

/** One connection to any broker, for everything. */
export function brokerAt(url: string): Promise<MqttClient> {
  return mqtt.connectAsync(url, { connectTimeout: 10_000 })
}

/** A connection of its own to the city for whoever has these credentials. */
export function connectionOf(
  at: { readonly host: string; readonly port: number },
  { username, password }: { readonly username: string; readonly password: string },
): Promise<MqttClient> {
  return mqtt.connectAsync({ ...at, username, password, clientId: username, connectTimeout: 10_000 })
}
