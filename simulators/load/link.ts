import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import mqtt, { type MqttClient } from 'mqtt'

/** A broker's door. */
export interface Door {
  readonly host: string
  readonly port: number
  readonly mqtt5: boolean
  /** PEM texts; the authorities of the system when `ca` is not given. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string }
}

/** Who connects. */
export interface Guest {
  readonly clientId: string
  readonly username?: string
  readonly password?: string
  /** Address of this machine to come from. */
  readonly source?: string
}

const CONNECT_MS = 60_000
/** What another attempt a second later does not change. */
const FINAL = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'EADDRINUSE', 'EACCES'])

/** A socket to the door, with TLS where it has it. */
export function socketTo({ host, port, tls }: Door, source?: string): Socket {
  const from = source === undefined ? {} : { localAddress: source }
  if (!tls) return connectTcp({ host, port, noDelay: true, ...from })
  const tcp = connectTcp({ host, port, noDelay: true, ...from })
  return connectTls({ socket: tcp, host, ...(isIP(host) === 0 && { servername: host }), ...tls }).on('close', () =>
    tcp.destroy(),
  )
}

/**
 * Signs in, and comes back by itself whenever the connection ends. Rejects when it is refused; a door that closes
 * without a word, as one does that lets in so many a second, is asked again for a minute.
 */
export async function connect(guest: Guest, door: Door): Promise<MqttClient> {
  const { clientId, username, password, source } = guest
  const client = new mqtt.MqttClient(() => socketTo(door, source), {
    protocolVersion: door.mqtt5 ? 5 : 4,
    clientId,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    clean: true,
    keepalive: 60,
    connectTimeout: 30_000,
    reconnectPeriod: 1000,
    resubscribe: true,
  })
  let last: Error | null = null
  try {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(last ?? new Error('the broker closes the connection')), CONNECT_MS)
      const over = (): void => clearTimeout(late)
      client.once('connect', () => {
        over()
        resolve()
      })
      client.on('error', (error) => {
        last = error
        if (!isFinal(error)) return
        over()
        reject(error)
      })
    })
  } catch (error) {
    await client.endAsync(true)
    throw new Error(`${clientId} cannot connect to ${door.host}:${door.port}: ${wordsOf(error as Error)}`, {
      cause: error,
    })
  }
  client.removeAllListeners('error')
  return client
}

/** The kind of an error, by which it is counted. */
export function kindOf(error: Error): string {
  const { code } = error as { code?: unknown }
  if (typeof code === 'number') return `refused ${code}`
  return typeof code === 'string' ? code : error.message
}

function isFinal(error: Error): boolean {
  const { code } = error as { code?: unknown }
  // Of CONNACK: 3 of MQTT 3.1.1, 0x88, 0x89, 0x97 and 0x9f of MQTT 5 say "later".
  if (typeof code === 'number') return ![3, 0x88, 0x89, 0x97, 0x9f].includes(code)
  return typeof code === 'string' && (FINAL.has(code) || /CERT|TLS|SSL|SELF_SIGNED|VERIFY/.test(code))
}

function wordsOf(error: Error): string {
  const { code } = error as { code?: unknown }
  if (code === 'EMFILE' || code === 'ENFILE')
    return 'no more open files are allowed here; raise ulimit -n, or give more --processes'
  if (code === 'EADDRNOTAVAIL' || code === 'EADDRINUSE')
    return 'no local port is left for this address; give more source addresses by --sources'
  return error.message === '' ? String(code) : error.message
}
