import { Command, InvalidArgumentError } from 'commander'
import type { SignIn } from '../domain/sign-in.ts'
import type { Station } from '../domain/station.ts'
import type { CommandAnswer, CommandDelivery, StationCommand } from '../domain/station-command.ts'
import type { Latest, StationEntry } from '../domain/wire.ts'
import type { Api } from './api.ts'
import { apiOf, asking, type Asking, listOf, printJson, several, shown, type Terminal } from './ask.ts'
import { EXIT, failure } from './exit.ts'
import { importCommand } from './stations-import.ts'
import { counted, facts, table, timeText } from './table.ts'

/** `stations`: the registry. */
export function stationsCommand(terminal: Terminal): Command {
  return new Command('stations')
    .description('list, show, add, import and retire stations')
    .addCommand(listCommand(terminal))
    .addCommand(showCommand(terminal))
    .addCommand(addCommand(terminal))
    .addCommand(tellCommand(terminal))
    .addCommand(importCommand(terminal))
    .addCommand(retireCommand(terminal))
}

function listCommand(terminal: Terminal): Command {
  return asking('list', 'every station, with its presence and how that is known')
    .option('--kind <kinds>', 'only these kinds', several)
    .option('--district <districts>', 'only these districts', several)
    .option('--status <states>', 'only these: online, stale, offline, unknown', several)
    .action(async (given: Asking & { kind?: string[]; district?: string[]; status?: string[] }) => {
      const { kind, district, status } = given
      const api = await apiOf(given, terminal)
      const stations = await listOf(api.all<StationEntry>('/stations', { kind, district, status }))
      if (given.json) return printJson(terminal, stations)
      const rows = stations.map((station) => [
        station.id,
        station.kind,
        station.district,
        station.presence.state,
        station.presence.reason,
        station.presence.since > 0 ? timeText(station.presence.since) : '-',
        shown(terminal, station.name),
      ])
      terminal.print(table(['id', 'kind', 'district', 'status', 'reason', 'since', 'name'], rows))
      terminal.print(`\n${counted(stations.length, 'station')}`)
    })
}

function showCommand(terminal: Terminal): Command {
  return asking('show', 'one station and its newest reading')
    .argument('<id>')
    .action(async (id: string, given: Asking) => {
      const api = await apiOf(given, terminal)
      const station = await api.get<StationEntry>(`/stations/${encodeURIComponent(id)}`)
      const latest = await latestOf(api, id)
      if (given.json) return printJson(terminal, { station, latest })
      const { presence, traits = {} } = station
      const known: [string, string][] = [
        ['station', id],
        ['name', shown(terminal, station.name)],
        ['kind', station.kind],
        ['district', station.district],
        ['owner', station.owner],
        ['place', `${station.lon}, ${station.lat}`],
        ['cadence', `${station.everySeconds} s`],
        ['gateway', station.gateway ?? '-'],
        ...Object.entries(traits).map(([name, value]): [string, string] => [name, String(value)]),
        ['status', `${presence.state} (${presence.reason})`],
        ['clock', clockOf(station)],
      ]
      terminal.print(facts(known))
      if (!latest) return terminal.print('\nIt has sent no reading yet.')
      terminal.print(`\nNewest reading ${new Date(latest.ts).toISOString()}`)
      const values = Object.entries(latest.values).map(([name, value]) => [
        name,
        String(value),
        latest.flags[name] ?? 1,
      ])
      terminal.print(table(['value', 'reading', 'flag'], values))
    })
}

function clockOf({ clock }: StationEntry): string {
  if (!clock) return 'not known yet'
  const seconds = Math.round(Math.abs(clock.skewMs) / 100) / 10
  return `${clock.hint}, ${seconds} s ${clock.skewMs > 0 ? 'ahead of' : 'behind'} the server`
}

async function latestOf(api: Api, id: string): Promise<Latest | null> {
  try {
    return await api.get<Latest>(`/stations/${encodeURIComponent(id)}/latest`)
  } catch {
    return null
  }
}

interface Wanted extends Asking {
  readonly kind: string
  readonly name: string
  readonly district: string
  readonly lon: number
  readonly lat: number
  readonly owner?: string
  readonly vendor?: string
  readonly gateway?: string
  readonly every?: number
  readonly trait?: Record<string, string | number>
}

function addCommand(terminal: Terminal): Command {
  return asking('add', 'register a station; prints its MQTT password, which is shown only now')
    .argument('<id>', 'its id, also its MQTT user name and part of its topic')
    .requiredOption('--kind <kind>', 'kind, for example air')
    .requiredOption('--name <name>', 'what people call it')
    .requiredOption('--district <district>', 'district')
    .requiredOption('--lon <degrees>', 'longitude, WGS-84', number)
    .requiredOption('--lat <degrees>', 'latitude, WGS-84', number)
    .option('--owner <department>', "department (the kind's)")
    .option('--vendor <vendor>', 'who made it')
    .option('--gateway <id>', 'gateway that publishes for it')
    .option('--every <seconds>', "cadence (the kind's)", number)
    .option('--trait <name=value>', 'what it says of itself; may be repeated', trait)
    .action(async (id: string, given: Wanted) => {
      const { kind, name, district, lon, lat, owner, vendor, gateway, every, trait } = given
      const station: Station = {
        id,
        kind,
        name,
        district,
        lon,
        lat,
        ...(owner !== undefined && { owner }),
        ...(vendor !== undefined && { vendor }),
        ...(gateway !== undefined && { gateway }),
        ...(every !== undefined && { everySeconds: every }),
        ...(trait !== undefined && { traits: trait }),
      }
      const api = await apiOf(given, terminal)
      const made = await api.post<{ username: string; password: string; mode: SignIn }>('/stations', station)
      if (given.json) return printJson(terminal, made)
      terminal.print(`Registered ${id}.\n`)
      terminal.print(`  topic     city/v1/${kind}/${id}/readings`)
      terminal.print(`  user      ${made.username}`)
      terminal.print(`  ${PROOF[made.mode]}`.replace('%', made.password))
    })
}

function tellCommand(terminal: Terminal): Command {
  return asking('tell', 'send a command to a device; says whether anybody heard it')
    .argument('<id>')
    .argument('<command>', 'an object of JSON, for example \'{"do":"restart"}\'', jsonObject)
    .action(async (id: string, command: StationCommand, given: Asking) => {
      const api = await apiOf(given, terminal)
      const answer = await api.post<CommandAnswer>(`/stations/${encodeURIComponent(id)}/commands`, { command })
      if (given.json) printJson(terminal, answer)
      else if (answer.delivery === 'sent')
        terminal.print(`Sent to ${answer.topic}: the device is connected and listens.`)
      // A script is to know that nobody heard it.
      if (answer.delivery !== 'sent') throw failure(UNHEARD[answer.delivery], EXIT.failed)
    })
}

const UNHEARD = {
  'not-listening': 'Not heard: the device is connected, but has not subscribed to its commands.',
  'not-connected': 'Not heard: the device is not connected. The command is not kept.',
} as const satisfies Record<Exclude<CommandDelivery, 'sent'>, string>

function jsonObject(text: string): StationCommand {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as StationCommand
  } catch {
    // Said below.
  }
  throw new InvalidArgumentError('Expected an object of JSON.')
}

const PROOF: Readonly<Record<SignIn, string>> = {
  password: 'password  %   (shown only now)',
  signed: 'secret    %   (shown only now; it signs passwords, see docs/devices.md)',
  certificate: 'It signs in with a certificate: pin its fingerprint with POST /api/v1/credentials/<id>/rotate.',
}

function retireCommand(terminal: Terminal): Command {
  return asking('retire', 'take stations out of the registry: their sessions end, their history stays')
    .argument('<ids...>', 'their ids, which cannot be used again')
    .action(async (ids: string[], given: Asking) => {
      const api = await apiOf(given, terminal)
      for (const id of ids) {
        await api.delete(`/stations/${encodeURIComponent(id)}`)
        if (!given.json) terminal.print(`Retired ${id}.`)
      }
      if (given.json) printJson(terminal, { retired: ids })
    })
}

function number(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.')
  return value
}

function trait(text: string, before: Record<string, string | number> = {}): Record<string, string | number> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Expected name=value.')
  const value = text.slice(at + 1)
  return { ...before, [text.slice(0, at)]: /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value }
}
