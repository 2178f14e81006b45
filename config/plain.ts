import { CityError } from '../domain/errors.ts'
import type { Settings } from './settings.ts'

/** Where plain MQTT and HTTP are listened for. Throws `config-invalid` when they would be open to others unasked. */
export function plainHostOf(settings: Settings, plain: 'loopback' | 'allowed' = 'loopback'): string {
  const { host, tls, mqttTls } = settings
  if (plain === 'allowed' || isLoopbackHost(host)) return host
  // Terminal, probes and a proxy on this machine still find them.
  if (tls || mqttTls) return '127.0.0.1'
  throw new CityError(
    'config-invalid',
    `HOST is ${host}, and without a certificate passwords and readings could be read and changed on the way: set TLS_CERT and TLS_KEY ` +
      '(npm run city -- certificates make makes some for a trial), or write `plain: allowed` into city.yaml where TLS ends in front of the city.',
  )
}

/** Whether only this machine can reach what listens there. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
