import { readFileSync } from 'node:fs'
import { freemem, networkInterfaces } from 'node:os'
import { isIP } from 'node:net'

/** What this machine lets one load have. */
export interface Bounds {
  /** Open files of a process; null where it is not known. */
  readonly openFiles: number | null
  /** Connections from one address to one door. */
  readonly localPorts: number | null
  readonly freeBytes: number
  /** Addresses of this machine; those of its loopback net besides. */
  readonly addresses: readonly string[]
  /** Open files that the broker's process may have, where it runs here and says who it is. */
  readonly brokerFiles: number | null
}

export interface Wanted {
  readonly connections: number
  readonly publishers: number
  readonly processes: number
  readonly host: string
  /** Addresses of this machine to come from. */
  readonly sources: readonly string[]
}

/** Of files that a process has open besides. */
const BESIDES = 100
/** A connection that publishes, and one that only stays open: twice what they were measured to take. */
const PUBLISHER_BYTES = 60_000
const IDLE_BYTES = 20_000
/** Connections from one address: more would be a flood to a door that counts arrivals by address. */
const AN_ADDRESS = 1000

/** Reads the bounds of this process, and of the broker's with this number. */
export function boundsHere(brokerPid?: number): Bounds {
  return {
    openFiles: openFilesOf('self'),
    localPorts: localPorts(),
    freeBytes: freemem(),
    addresses: Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []),
    brokerFiles: brokerPid === undefined ? null : openFilesOf(`${brokerPid}`),
  }
}

/** The addresses to come from, by turns of 1,000; none where the system chooses. Throws, with the remedy, when a bound is too low. */
export function sourcesFor(wanted: Wanted, bounds: Bounds): readonly string[] {
  const { connections, processes, host } = wanted
  const each = Math.ceil(connections / processes)
  const { openFiles, localPorts, brokerFiles } = bounds
  if (openFiles !== null && each + BESIDES > openFiles)
    throw new Error(
      `${each} connections a process are more than the ${openFiles} open files that this system allows it: give --processes ${Math.ceil(connections / Math.max(1, openFiles - BESIDES))} or more, or raise ulimit -n to ${each + BESIDES}`,
    )
  if (brokerFiles !== null && connections + BESIDES > brokerFiles)
    throw new Error(
      `the city's process may have ${brokerFiles} open files, ${connections} connections need more: start it with ulimit -n ${connections + 10 * BESIDES} or more, and with limits: connections: ${connections + BESIDES} in its city.yaml`,
    )
  const bytes = wanted.publishers * PUBLISHER_BYTES + (connections - wanted.publishers) * IDLE_BYTES
  if (bytes > bounds.freeBytes)
    throw new Error(
      `${connections} connections need about ${gigabytes(bytes)} of memory here, ${gigabytes(bounds.freeBytes)} are free: give fewer --connections or --stations, or run a part of them on another machine`,
    )
  for (const source of wanted.sources) expectOwn(source, bounds.addresses)
  const sources = wanted.sources.length > 0 ? wanted.sources : loopback(host, connections)
  const room = (localPorts ?? Infinity) * Math.max(1, sources.length)
  if (connections > room)
    throw new Error(
      `${connections} connections are more than the ${room} local ports of ${sources.length || 'one'} address${sources.length > 1 ? 'es' : ''}: give more addresses of this machine by --sources, or widen net.ipv4.ip_local_port_range`,
    )
  return sources
}

/** Source of connection `i`. */
export function sourceOf(sources: readonly string[], i: number): string | undefined {
  return sources.length === 0 ? undefined : sources[Math.floor(i / AN_ADDRESS) % sources.length]
}

/** Linux answers on all of 127/8; elsewhere only on 127.0.0.1. */
function loopback(host: string, connections: number): string[] {
  const isHere = host === 'localhost' || (isIP(host) === 4 && host.startsWith('127.'))
  if (!isHere || process.platform !== 'linux' || connections <= AN_ADDRESS) return []
  return Array.from(
    { length: Math.ceil(connections / AN_ADDRESS) },
    (_, i) => `127.0.${Math.floor(i / 250)}.${(i % 250) + 1}`,
  )
}

function openFilesOf(pid: string): number | null {
  const text = textOf(`/proc/${pid}/limits`)
  const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(text) ?? []
  return soft === undefined || soft === 'unlimited' ? null : Number(soft)
}

function localPorts(): number | null {
  const [low, high] = textOf('/proc/sys/net/ipv4/ip_local_port_range').split(/\s+/).map(Number)
  return low !== undefined && high !== undefined && high > low ? high - low + 1 : null
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}

/** Throws for an address that this machine cannot send from. */
function expectOwn(source: string, own: readonly string[]): void {
  if (isIP(source) === 0) throw new Error(`--sources: ${source} is no IP address`)
  if (source.startsWith('127.')) return
  if (!own.includes(source))
    throw new Error(`--sources: ${source} is not an address of this machine; it has ${[...new Set(own)].join(', ')}`)
}
