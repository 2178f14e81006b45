import { BlockList, isIP } from 'node:net'
import { resolve } from 'node:path'
import { CityError } from '../domain/errors.ts'
import type { TlsFiles } from './certificate.ts'

export const ROLES = ['broker', 'ingest', 'dashboard'] as const
export type Role = (typeof ROLES)[number]

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** How this process is to run. Ports: 0 stands for any free one. */
export interface Settings {
  /** Absolute. */
  readonly configFolder: string
  /** Absolute. */
  readonly dataFolder: string
  readonly host: string
  readonly httpPort: number
  readonly mqttPort: number
  readonly mqttsPort: number
  readonly mqttWsPort: number
  readonly httpsPort: number
  readonly mqttWssPort: number
  /** Given: HTTPS is open. */
  readonly tls?: TlsFiles
  /** Given: MQTT is open over TLS, and over WebSocket with TLS. */
  readonly mqttTls?: TlsFiles
  readonly adminPassword?: string
  /** Of this city at the sign-in service, when it is a confidential client there. */
  readonly oidcSecret?: string
  /** Absolute path of the file with the key that the city's secrets are sealed with; in the data folder when not given. */
  readonly keyFile?: string
  /** Addresses and networks (`10.0.0.0/8`) of the proxies in front, whose word on who asks and how is taken. */
  readonly trustedProxies: readonly string[]
  readonly simulate: boolean
  /** Given: readings go to InfluxDB. */
  readonly influx?: { readonly url: string; readonly token: string; readonly org: string; readonly bucket: string }
  readonly roles: ReadonlySet<Role>
  readonly logLevel: LogLevel
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the environment variables. Throws `config-invalid` with every fault at once, one a line. */
export function readSettings(env: Environment = process.env): Settings {
  const faults: string[] = []
  // An empty variable is one that is not set, as in `PORT= npm start`.
  const given = (name: string) => env[name]?.trim() || undefined
  const text = (name: string, otherwise: string) => given(name) ?? otherwise
  const refuse = (name: string, expected: string) =>
    faults.push(`${name} is ${shown(name, given(name))}, expected ${expected}`)
  const port = (name: string, otherwise: number) => {
    const value = Number(given(name) ?? otherwise)
    if (/^\d+$/.test(given(name) ?? '0') && value <= 65_535) return value
    refuse(name, 'a port from 0 to 65535, 0 for any free one')
    return otherwise
  }
  const choice = <T extends string>(name: string, choices: readonly T[], otherwise: T): T => {
    const value = text(name, otherwise)
    const found = choices.find((one) => one === value)
    if (found === undefined) refuse(name, `one of ${choices.join(', ')}`)
    return found ?? otherwise
  }

  const adminPassword = env['ADMIN_PASSWORD'] || undefined
  const { tls, mqttTls } = tlsOf(given, refuse)
  const oidcSecret = given('OIDC_CLIENT_SECRET')
  const influx = influxOf(given, refuse)
  const keyFile = given('CITY_KEY_FILE')
  const settings: Settings = {
    configFolder: resolve(text('CITY_CONFIG', 'config')),
    dataFolder: resolve(text('CITY_DATA', 'data')),
    host: text('HOST', '127.0.0.1'),
    httpPort: port('HTTP_PORT', 8080),
    mqttPort: port('MQTT_PORT', 1883),
    mqttsPort: port('MQTTS_PORT', 8883),
    mqttWsPort: port('MQTT_WS_PORT', 8083),
    httpsPort: port('HTTPS_PORT', 8443),
    mqttWssPort: port('MQTT_WSS_PORT', 8084),
    ...(tls ? { tls } : {}),
    ...(mqttTls ? { mqttTls } : {}),
    ...(adminPassword === undefined ? {} : { adminPassword }),
    ...(oidcSecret === undefined ? {} : { oidcSecret }),
    ...(keyFile === undefined ? {} : { keyFile: resolve(keyFile) }),
    trustedProxies: proxiesOf(text('TRUSTED_PROXIES', ''), refuse),
    simulate: choice('SIMULATE', ['0', '1'], '1') === '1',
    ...(influx ? { influx } : {}),
    roles: rolesOf(text('ROLES', ROLES.join(',')), refuse),
    logLevel: choice('LOG_LEVEL', LOG_LEVELS, 'info'),
  }
  if (faults.length > 0) throw new CityError('config-invalid', faults.join('\n'))
  return settings
}

type Given = (name: string) => string | undefined
type Refuse = (name: string, expected: string) => void

/** `TLS_*` is for every door; MQTT may have a certificate of its own. */
function tlsOf(given: Given, refuse: Refuse): Pick<Settings, 'tls' | 'mqttTls'> {
  const all = pairOf('TLS_CERT', 'TLS_KEY', [given('TLS_CERT'), given('TLS_KEY')], refuse)
  const own = pairOf('MQTTS_CERT', 'MQTTS_KEY', [given('MQTTS_CERT'), given('MQTTS_KEY')], refuse)
  const [ca, crl] = [given('TLS_CLIENT_CA'), given('TLS_CLIENT_CRL')]
  if (crl !== undefined && ca === undefined) refuse('TLS_CLIENT_CA', 'the authority that TLS_CLIENT_CRL is of')
  const mqtt = own ?? all
  if (ca !== undefined && !mqtt) refuse('TLS_CERT', 'a certificate of the city, since TLS_CLIENT_CA is set')
  const clients = {
    ...(ca === undefined ? {} : { clientCaFile: resolve(ca) }),
    ...(crl === undefined ? {} : { clientCrlFile: resolve(crl) }),
  }
  return { ...(all ? { tls: all } : {}), ...(mqtt ? { mqttTls: { ...mqtt, ...clients } } : {}) }
}

function pairOf(
  certName: string,
  keyName: string,
  [certFile, keyFile]: readonly [string | undefined, string | undefined],
  refuse: Refuse,
): TlsFiles | undefined {
  if (certFile !== undefined && keyFile !== undefined) return { certFile: resolve(certFile), keyFile: resolve(keyFile) }
  if (certFile !== undefined) refuse(keyName, `the key of ${certName}`)
  if (keyFile !== undefined) refuse(certName, `the certificate of ${keyName}`)
  return undefined
}

/** InfluxDB 1 without authentication needs neither token nor organisation. */
function influxOf(given: Given, refuse: Refuse): Settings['influx'] {
  const url = given('INFLUX_URL')
  if (url === undefined) {
    for (const name of ['INFLUX_TOKEN', 'INFLUX_ORG', 'INFLUX_BUCKET'])
      if (given(name) !== undefined) refuse('INFLUX_URL', `an address, since ${name} is set`)
    return undefined
  }
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) refuse('INFLUX_URL', 'an http or https address')
  return {
    url,
    token: given('INFLUX_TOKEN') ?? '',
    org: given('INFLUX_ORG') ?? '',
    bucket: given('INFLUX_BUCKET') ?? 'citypulse',
  }
}

function rolesOf(text: string, refuse: Refuse): ReadonlySet<Role> {
  const words = text.split(',').map((word) => word.trim())
  const roles = ROLES.filter((role) => words.includes(role))
  if (words.some((word) => !ROLES.includes(word as Role)) || roles.length === 0)
    refuse('ROLES', `some of ${ROLES.join(', ')}, with commas between`)
  return new Set(roles)
}

function proxiesOf(text: string, refuse: Refuse): readonly string[] {
  const networks = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
  if (!networks.every(isNetwork))
    refuse('TRUSTED_PROXIES', 'addresses or networks such as 127.0.0.1, 10.1.0.0/16, with commas between')
  return networks
}

function isNetwork(text: string): boolean {
  const [, address = '', prefix = '0'] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const version = isIP(address)
  if (version === 0) return false
  try {
    new BlockList().addSubnet(address, Number(prefix), version === 6 ? 'ipv6' : 'ipv4')
    return true
  } catch {
    return false
  }
}

/** Secrets never reach a log. */
function shown(name: string, value: string | undefined): string {
  if (value === undefined) return 'not set'
  return /PASSWORD|TOKEN|KEY/.test(name) ? 'not fit' : JSON.stringify(value)
}
