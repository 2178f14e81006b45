import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { stationTopic } from '../../domain/topic.ts'
import type { Credentials } from './city.ts'

/** What a device was told on its `faults` topic. */
export interface Told {
  readonly at: number
  readonly position: number
  readonly item: number | null
  readonly stage: string
  readonly reason: string
  readonly detail: string
}

/** A station as its maker would write it: MQTT.js, nothing of ours. */
export interface Device extends AsyncDisposable {
  readonly client: MqttClient
  readonly faults: readonly Told[]
  /** Publishes on the station's readings; resolves when it is acknowledged (QoS 0: when it is sent). */
  send(payload: unknown, qos?: 0 | 1 | 2): Promise<void>
}

export interface DeviceOptions {
  readonly port: number
  readonly kind: string
  readonly version?: 4 | 5
  readonly protocol?: 'mqtt' | 'mqtts' | 'ws'
  readonly options?: IClientOptions
}

/** Connects a device and has it listen to its faults. Rejects when it is refused. */
export async function connectDevice(credentials: Credentials, of: DeviceOptions): Promise<Device> {
  const { username } = credentials
  const client = await connect(credentials, of)
  const faults: Told[] = []
  client.on('message', (topic, payload) => {
    if (topic.endsWith('/faults')) faults.push(JSON.parse(payload.toString()) as Told)
  })
  await client.subscribeAsync(stationTopic(of.kind, username, 'faults'), { qos: 1 })
  const readings = stationTopic(of.kind, username, 'readings')
  return {
    client,
    faults,
    async send(payload, qos = 1) {
      await client.publishAsync(readings, bytesOf(payload), { qos })
    },
    [Symbol.asyncDispose]: () => client.endAsync(true),
  }
}

/** A bare connection. Rejects when it is refused. */
export async function connect(
  { username, password }: Credentials,
  { port, version = 4, protocol = 'mqtt', options }: Omit<DeviceOptions, 'kind'>,
): Promise<MqttClient> {
  const client = await connectAsync(`${protocol}://127.0.0.1:${port}`, {
    clientId: username,
    username,
    password,
    protocolVersion: version,
    reconnectPeriod: 0,
    connectTimeout: 30_000,
    ...options,
  })
  // A session that the city ends is no failure of the test; who waits for it listens to `close`.
  client.on('error', () => {})
  return client
}

const MOSQUITTO = '/usr/bin/mosquitto_pub'

/** Whether tests with Mosquitto's client are to run: with CI=true they run, and fail, also without it. */
export const HAS_MOSQUITTO = existsSync(MOSQUITTO) || process.env['CI'] === 'true'

/** Publishes one message as `mosquitto_pub` does. Resolves to its exit code. */
export async function mosquittoPublish(
  { username, password }: Credentials,
  of: { readonly port: number; readonly kind: string; readonly version: '311' | '5'; readonly payload: string },
): Promise<number> {
  const broker = ['-h', '127.0.0.1', '-p', String(of.port), '-V', of.version === '5' ? 'mqttv5' : 'mqttv311']
  const sender = ['-i', username, '-u', username, '-P', password]
  const message = ['-q', '1', '-t', stationTopic(of.kind, username, 'readings'), '-m', of.payload]
  const child = spawn(MOSQUITTO, [...broker, ...sender, ...message], { stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number]
  return code
}

function bytesOf(payload: unknown): Buffer {
  if (Buffer.isBuffer(payload)) return payload
  return Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload))
}
