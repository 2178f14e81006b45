import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Station } from '../../domain/station.ts'
import { copyOfShipped } from '../../config/testing/folder.ts'
import { ROOT } from './sources.ts'
import { until } from './until.ts'

export interface CityOptions {
  /** Configuration; a copy of the shipped one with three stations of each kind when not given. */
  readonly config?: string
  /** Data folder; a temporary one, which goes when the city is disposed of, when not given. */
  readonly data?: string
  readonly env?: Readonly<Record<string, string>>
  /** Command that the program runs under, as `strace -D`; it must leave it its process number. */
  readonly under?: readonly string[]
}

export interface Answer<T> {
  readonly status: number
  readonly body: T
}

export interface Credentials {
  readonly username: string
  readonly password: string
}

/** A real city in a process of its own, signed in as its first administrator. */
export interface RunningCity extends AsyncDisposable {
  readonly pid: number
  readonly url: string
  readonly mqttPort: number
  readonly mqttsPort: number | null
  readonly wsPort: number | null
  readonly data: string
  /** Cookie of the session. */
  readonly cookie: string
  /** A call under `/api/v1`, whatever its answer. */
  call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>>
  /** A call that must succeed. */
  api<T>(method: string, path: string, body?: unknown): Promise<T>
  register(station: NewStation): Promise<Credentials>
  /** SIGTERM. Resolves to the exit code, or the signal that it ended by, and how long it took. */
  stop(): Promise<{ readonly code: number | null; readonly signal: string | null; readonly ms: number }>
  /** `kill -9`. */
  kill(): Promise<void>
  /** What it has written so far, both streams. */
  log(): string
}

export type NewStation = Pick<Station, 'id' | 'kind'> & Partial<Station>

export const PASSWORD = 'a long enough sentence 4711'
const DISTRICT = '990101'
const START_MS = 90_000

/** Starts the city as `npm start` does, on free ports without the simulated city. Resolves when it is ready. */
export async function startCity(options: CityOptions = {}): Promise<RunningCity> {
  await using rooms = new AsyncDisposableStack()
  const data = options.data ?? rooms.use(await temporary()).folder
  const config = options.config ?? rooms.use(copyOfShipped()).folder
  const program = runProgram(
    {
      CITY_CONFIG: config,
      CITY_DATA: data,
      ADMIN_PASSWORD: PASSWORD,
      ...options.env,
    },
    options.under,
  )
  rooms.defer(() => program.kill('SIGKILL'))
  const ports = await whenReady(program, join(data, 'run.json'))
  const url = `http://127.0.0.1:${ports.http}`
  const cookie = await signIn(url)
  const held = rooms.move()

  async function call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { cookie, origin: url, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    })
    const text = await response.text()
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T }
  }

  async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await call<T>(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  return {
    pid: program.pid,
    url,
    mqttPort: ports.mqtt,
    mqttsPort: ports.mqtts,
    wsPort: ports.ws,
    data,
    cookie,
    call,
    api,
    register: (station) =>
      api<Credentials>('POST', '/stations', {
        name: station.id,
        district: DISTRICT,
        lon: 123,
        lat: 31,
        ...station,
      }),
    stop: async () => {
      const startedAt = performance.now()
      await program.kill('SIGTERM')
      return { code: program.exitCode(), signal: program.signal(), ms: performance.now() - startedAt }
    },
    kill: () => program.kill('SIGKILL'),
    log: program.log,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/** The program of the repository as a child process. */
export interface Program {
  readonly pid: number
  log(): string
  exitCode(): number | null
  /** What it ended by, when by a signal. */
  signal(): string | null
  readonly exited: Promise<unknown>
  /** Whoever reads what it writes goes away. */
  closeOutput(): void
  /** Ends it; resolves when it has ended. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** Flags and file of `npm start`. */
function startOf(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } }
  const [, ...flags] = scripts.start.split(' ')
  return [...flags.slice(0, -1), join(ROOT, flags.at(-1)!)]
}

/** Runs what `npm start` runs, with free ports, no simulation, and only these variables besides. */
export function runProgram(env: Readonly<Record<string, string>>, under: readonly string[] = []): Program {
  const line = [...under, process.execPath, ...startOf()]
  const child: ChildProcess = spawn(line[0]!, line.slice(1), {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'] ?? '',
      HTTP_PORT: '0',
      MQTT_PORT: '0',
      MQTTS_PORT: '0',
      MQTT_WS_PORT: '0',
      SIMULATE: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'close')
  let text = ''
  child.stdout?.on('data', (bytes: Buffer) => (text += bytes.toString()))
  child.stderr?.on('data', (bytes: Buffer) => (text += bytes.toString()))
  return {
    pid: child.pid!,
    log: () => text,
    exitCode: () => child.exitCode,
    signal: () => child.signalCode,
    exited,
    closeOutput() {
      child.stdout?.destroy()
      child.stderr?.destroy()
    },
    async kill(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      await exited
    },
  }
}

interface Ports {
  readonly pid: number
  readonly http: number
  readonly mqtt: number
  readonly mqtts: number | null
  readonly ws: number | null
}

async function whenReady(program: Program, runFile: string): Promise<Ports> {
  let ports: Ports | undefined
  await until(async () => {
    if (program.exitCode() !== null) throw new Error(`the city ended with ${program.exitCode()}:\n${program.log()}`)
    if (!existsSync(runFile)) return false
    ports = JSON.parse(readFileSync(runFile, 'utf8')) as Ports
    // The file of the run before is another process's.
    if (ports.pid !== program.pid) return false
    const answer = await fetch(`http://127.0.0.1:${ports.http}/health/ready`).catch(() => undefined)
    return answer?.status === 200
  }, START_MS)
  return ports!
}

async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ user: 'admin', password: PASSWORD }),
  })
  if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`)
  return response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
}

async function temporary(): Promise<AsyncDisposable & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'citypulse-city-'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}
