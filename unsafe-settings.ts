import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { auditOf } from './config/audit.ts'
import type { CityConfig } from './config/schema.ts'
import type { Settings } from './config/settings.ts'
import { isLoopback, isWeakPassword, UNSAFE, type Unsafe, type UnsafeSetting } from './domain/unsafe.ts'
import { keyFileOf } from './store/records/key-file.ts'

/** How this city is set up unsafely, the gravest first. Looks at files, and so is asked anew each time. */
export function unsafeSettings(
  settings: Settings,
  { city }: Pick<CityConfig, 'city'>,
  of: { readonly isFirstStart: boolean; readonly uid?: number | undefined } = { isFirstStart: false },
): readonly UnsafeSetting[] {
  const { host, dataFolder, adminPassword, influx } = settings
  const keyFile = keyFileOf(dataFolder, settings.keyFile)
  const audit = auditOf(city, dataFolder)
  const isOpen = !isLoopback(host)
  const isPlainOpen = isOpen && city.plain === 'allowed'
  const wide = settings.trustedProxies.filter(isWide)
  const found: [Unsafe, boolean, string][] = [
    ['http-plain', isPlainOpen && settings.roles.has('dashboard'), host],
    ['mqtt-plain', isPlainOpen && settings.roles.has('broker'), host],
    ['proxies-wide', wide.length > 0, wide.join(', ')],
    ['admin-password-weak', adminPassword !== undefined && isWeakPassword(adminPassword), 'ADMIN_PASSWORD'],
    ['admin-password-in-environment', adminPassword !== undefined && !of.isFirstStart, 'ADMIN_PASSWORD'],
    ['key-readable', isForOthers(keyFile), keyFile],
    ['data-readable', isForOthers(dataFolder), dataFolder],
    ['simulated-in-the-open', isOpen && settings.simulate, 'SIMULATE'],
    ['influx-plain', influx !== undefined && isPlainAway(influx.url), influx ? new URL(influx.url).host : ''],
    ['runs-as-root', of.uid === 0, 'uid 0'],
    ['audit-alone', audit.anchors.length === 0 && audit.syslog === null, 'audit.anchors'],
    ['key-beside-data', dirname(keyFile) === dataFolder, keyFile],
  ]
  return found.filter(([, holds]) => holds).map(([id, , detail]) => ({ id, detail }))
}

/** What is so in every new city, and harms nobody until it is on a network. */
const ORDINARY: ReadonlySet<Unsafe> = new Set(['audit-alone', 'key-beside-data'])

/** One line of the log for each. */
export function warnOfUnsafe(
  found: readonly UnsafeSetting[],
  { host }: Pick<Settings, 'host'>,
  log: { warn(detail: object, text: string): void; info(detail: object, text: string): void },
): void {
  for (const { id, detail } of found) {
    const level = ORDINARY.has(id) && isLoopback(host) ? 'info' : 'warn'
    log[level]({ unsafe: id, detail }, `${UNSAFE[id].label.en}: ${UNSAFE[id].remedy.en}`)
  }
}

/** More than a small network of proxies has. */
function isWide(network: string): boolean {
  const [address = '', prefix] = network.split('/')
  return prefix !== undefined && Number(prefix) < (address.includes(':') ? 112 : 24)
}

function isForOthers(path: string): boolean {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0
  return (mode & 0o077) !== 0
}

function isPlainAway(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' && !isLoopback(hostname)
}
