import pino from 'pino'
import { readSettings, type Settings } from './config/settings.ts'
import { CityError } from './domain/errors.ts'
import { visibleLine } from './log-lines.ts'
import { openCity, type OpenCity } from './open-city.ts'
import { startRest } from './rest.ts'

const CONFIG_FAULT = 78
const DISK_FAILED: ReadonlySet<string> = new Set(['journal-failed', 'records-failed'])
const startedAt = performance.now()

let city: OpenCity | undefined
let isClosing = false

const settings = readOrExit()
const shape = { level: settings.logLevel, redact: ['password', '*.password', 'token', '*.token'] }
const log = pino({
  ...shape,
  ...(process.stdout.isTTY
    ? {
        hooks: { streamWrite: visibleLine },
        transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' } },
      }
    : {}),
})

process.on('SIGINT', () => void close('SIGINT'))
process.on('SIGTERM', () => void close('SIGTERM'))
// At a terminal it says that the terminal has gone.
process.on('SIGHUP', () => (process.stdout.isTTY ? void close('SIGHUP') : city?.reload()))
// Whoever reads what it writes may go before it does.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
process.on('uncaughtException', (error) => die(error))
process.on('unhandledRejection', (error) => die(error as Error))

try {
  city = await openCity(settings, log, die)
  startRest()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const { http, https, mqtt, mqtts, ws } = city.ports
  const shown = (host: string) => (host.includes(':') ? `[${host}]` : host)
  const [host, plain] = [shown(settings.host), shown(city.plainHost)]
  log.info({ ...city.ports, seconds: Number(seconds) }, 'ready')
  const address = https === null ? `http://${plain}:${http}` : `https://${host}:${https}`
  console.log(`\n  CityPulse 城市脉搏 is up${http === null ? '' : `: ${address}`}`)
  if (mqtts !== null) console.log(`  MQTT over TLS on ${host}:${mqtts}`)
  if (mqtt !== null) console.log(`  MQTT on ${plain}:${mqtt}${ws === null ? '' : `, over WebSocket on ${ws}`}`)
  if (city.firstPassword) console.log(`  Sign in as admin with ${city.firstPassword} (shown only now)`)
  console.log('  Ctrl-C ends it.\n')
} catch (error) {
  stop(error as Error)
}

function readOrExit(): Settings {
  try {
    return readSettings()
  } catch (error) {
    console.error((error as Error).message)
    process.exit(CONFIG_FAULT)
  }
}

async function close(signal: string): Promise<void> {
  if (isClosing) return
  isClosing = true
  log.info({ signal }, 'closing')
  // A room that hangs must not keep the others from being closed by the supervisor; nothing acknowledged is lost by it.
  setTimeout(() => process.exit(1), 25_000).unref()
  await city?.[Symbol.asyncDispose]()
  log.info('closed')
  log.flush()
  process.exit(0)
}

/** What a person can mend ends with one sentence and code 78, everything else with the whole error. */
function stop(error: Error): void {
  if (error instanceof CityError && error.code.startsWith('config-')) {
    console.error(error.message)
    process.exit(CONFIG_FAULT)
  }
  // The supervisor tries again until there is room.
  if (error instanceof CityError && error.code === 'disk-full') {
    console.error(error.message)
    process.exit(1)
  }
  die(error)
}

/** Fail stop: what is on disk stays true, and a supervisor starts anew. */
function die(error: Error): void {
  sayLast(error)
  // An orderly exit closes SQLite's files, and closing syncs them once more: after a sync that failed the second may say that all
  // is well although the disk has lost what the first was for.
  if (error instanceof CityError && DISK_FAILED.has(error.code)) process.kill(process.pid, 'SIGKILL')
  process.exit(1)
}

/** Lines of the log are written by another thread, which a signal ends with its work undone; the last one is written here and now. */
function sayLast(error: Error): void {
  const words = 'CityPulse cannot go on'
  if (process.stdout.isTTY) return console.error(words, error)
  // A reader that stands still must not keep a city alive that cannot go on.
  const now = pino.destination({ dest: process.stdout.fd, sync: true, retryEAGAIN: () => false })
  now.on('error', () => undefined)
  pino(shape, now).fatal({ err: error }, words)
}
