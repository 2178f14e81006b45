import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { MqttClient } from 'mqtt'
import { loadConfig } from '../config/load.ts'
import { expectQuiet } from '../simulators/play/quiet.ts'
import { passwordsOf } from '../simulators/password.ts'
import { readSecrets } from '../store/records/secrets.ts'
import { brokerAt, connectionOf, linkOf, type ReplayCounts, replayRecording } from '../simulators/recording/replay.ts'
import { freshSuffix, namesWith } from '../simulators/recording/rename.ts'
import { readRecording } from '../simulators/recording/recording.ts'
import { parseTopic } from '../domain/topic.ts'
import { apiOf, type Asking, asking, listOf, type Terminal } from './ask.ts'
import type { MqttCredentials, StationEntry } from '../domain/wire.ts'
import { EXIT } from './exit.ts'
import { mqttPortOf } from './whereabouts.ts'

interface Given extends Asking {
  readonly speed: number
  readonly shiftTs?: boolean
  readonly broker?: string
  readonly keep?: boolean
}

/** `replay`: a recording again, to the city or to any broker, at any speed. */
export function replayCommand(terminal: Terminal): Command {
  return asking('replay', 'send a recording again, to this city or to any MQTT broker, keeping its times to each other')
    .argument('<file>', 'recording')
    .option('--speed <n>', 'how much faster than it was', positive, 1)
    .option('--shift-ts', 'move the times of readings to when they are sent')
    .option(
      '--broker <url>',
      'another broker, for example mqtt://user:password@host:1883; all goes through one connection',
    )
    .option(
      '--keep',
      'leave the stations registered that the recording needs, each under its name and a suffix of this run',
    )
    .action(async (file: string, given: Given) => {
      const counts = given.broker === undefined ? await toCity(file, given, terminal) : await toBroker(file, given)
      terminal.print(
        given.json
          ? JSON.stringify(counts)
          : `${counts.read} messages read, ${counts.sent} sent, ${counts.acknowledged} acknowledged, ${counts.refused} not`,
      )
      if (counts.acknowledged !== counts.read) process.exitCode = EXIT.failed
    })
}

async function toBroker(file: string, given: Given): Promise<ReplayCounts> {
  const client = await brokerAt(given.broker!)
  try {
    return await replayRecording({ ...timesOf(file, given), clientFor: () => Promise.resolve(linkOf(client)) })
  } finally {
    await client.endAsync()
  }
}

/** Registers the stations and gateways of the recording under names of this run, and retires them afterwards. Simulated ones of this city send it themselves. */
async function toCity(file: string, given: Given, terminal: Terminal): Promise<ReplayCounts> {
  const api = await apiOf(given, terminal)
  const { city } = loadConfig(terminal.configFolder)
  const at = { host: new URL(api.url).hostname, port: await mqttPortOf(terminal.dataFolder) }
  const [lon, lat] = city.centre
  const place = { district: city.districts[0]!.id, lon, lat }
  const who = await membersOf(file)
  const simulated = simulatedOf(await listOf(api.all<StationEntry>('/stations')))
  const suffix = freshSuffix()
  const nameOf = namesWith(suffix, simulated)
  const own = [...who.gateways, ...who.stations.keys()].filter((id) => simulated.has(id))
  const made: string[] = []
  const clients = new Map<string, MqttClient>()
  try {
    if (own.length > 0) {
      expectQuiet(await listOf(api.all('/stations', { status: 'online' })))
      const { simulationKey } = await readSecrets(terminal.dataFolder, terminal.keyFile)
      const passwordOf = passwordsOf(simulationKey, city.devices?.signIn)
      const senders = own.filter((id) => who.stations.get(id)?.gateway === undefined)
      for (const id of senders) clients.set(id, await connectionOf(at, { username: id, password: passwordOf(id) }))
    }
    for (const id of who.gateways) {
      if (simulated.has(id)) continue
      const gateway = { id: nameOf(id), name: id, ...place }
      const credentials = await api.post<MqttCredentials>('/gateways', gateway)
      made.push(`/gateways/${gateway.id}`)
      clients.set(id, await connectionOf(at, credentials))
    }
    for (const [id, { kind, gateway }] of who.stations) {
      if (simulated.has(id)) continue
      const behind = gateway !== undefined && { gateway: nameOf(gateway) }
      const station = { id: nameOf(id), kind, name: id, ...place, ...behind }
      const credentials = await api.post<MqttCredentials>('/stations', station)
      made.push(`/stations/${station.id}`)
      if (gateway === undefined) clients.set(id, await connectionOf(at, credentials))
    }
    if (!given.json && made.length > 0)
      terminal.print(`${made.length} stations and gateways registered for it, each with ${suffix} behind its name`)
    return await replayRecording({
      ...timesOf(file, given),
      nameOf,
      clientFor: (id) => Promise.resolve(linkOf(clients.get(id)!)),
    })
  } finally {
    await Promise.all(Array.from(clients.values(), (client) => client.endAsync()))
    if (!given.keep) for (const path of made.reverse()) await api.delete(path).catch(() => {})
  }
}

/** Simulated stations, and the gateways before them. */
function simulatedOf(stations: readonly StationEntry[]): ReadonlySet<string> {
  const simulated = stations.filter((station) => station.simulated)
  return new Set(simulated.flatMap(({ id, gateway }) => (gateway === undefined ? [id] : [id, gateway])))
}

function timesOf(file: string, { speed, shiftTs = false }: Given) {
  return { file, speed, isShifted: shiftTs, clock: Date.now }
}

/** Who speaks in a recording. */
async function membersOf(file: string) {
  const stations = new Map<string, { readonly kind: string; readonly gateway?: string }>()
  const gateways = new Set<string>()
  for await (const message of (await readRecording(file)).messages) {
    const parts = parseTopic(message.topic)
    if (parts?.of === 'station') stations.set(parts.id, { kind: parts.kind })
    if (parts?.of === 'gateway') gateways.add(parts.id)
    if (parts?.of === 'gateway' && parts.channel === 'readings')
      for (const [id, kind] of Object.entries(message.kinds ?? {})) stations.set(id, { kind, gateway: parts.id })
  }
  return { stations, gateways }
}

function positive(text: string): number {
  const n = Number(text)
  if (!(n > 0)) throw new InvalidArgumentError('expected a number above 0')
  return n
}
