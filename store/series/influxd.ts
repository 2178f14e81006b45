import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, openSync, closeSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A real InfluxDB 1.x for tests, with a folder of its own. */
export interface Influxd extends AsyncDisposable {
  readonly url: string
  /** Of the running server. */
  readonly pid: number
  readonly folder: string
  /** Ends the server and leaves its data; `signal` SIGKILL is a crash. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
  /** Starts it again on the same port and data; stops it first if it runs. */
  restart(): Promise<void>
}

const BINARY = '/usr/bin/influxd'

/** Whether tests against influxd are to run: with CI=true they run, and fail, also without it. */
export const HAS_INFLUXD = existsSync(BINARY) || process.env['CI'] === 'true'

/** What a test wants otherwise than usual. */
export interface InfluxdOptions {
  readonly maxBodyBytes?: number
  /** Nobody comes in without a user. */
  readonly auth?: boolean
}

/** Starts influxd on free ports of 127.0.0.1; disposing ends it and removes its folder. */
export async function startInfluxd(options: InfluxdOptions = {}): Promise<Influxd> {
  const folder = mkdtempSync(join(tmpdir(), 'influxd-'))
  const [http, rpc] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${http}`
  writeFileSync(join(folder, 'influxdb.conf'), configuration(folder, { http, rpc, ...options }))
  for (const name of ['meta', 'data', 'wal']) mkdirSync(join(folder, name))

  let server: ChildProcess | undefined
  const stop: Influxd['stop'] = async (signal = 'SIGTERM') => {
    const ending = server
    server = undefined
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const exited = once(ending, 'exit')
    ending.kill(signal)
    await exited
  }
  const start = async () => {
    const log = openSync(join(folder, 'log'), 'a')
    server = spawn(BINARY, ['-config', join(folder, 'influxdb.conf')], { stdio: ['ignore', log, log] })
    closeSync(log)
    server.on('error', () => {})
    await answers(url, server, join(folder, 'log'))
  }
  const restart = async () => {
    await stop()
    await start()
  }
  const dispose = async () => {
    await stop('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await start()
  } catch (error) {
    await dispose()
    throw error
  }
  return {
    url,
    folder,
    stop,
    restart,
    get pid() {
      return server?.pid ?? -1
    },
    [Symbol.asyncDispose]: dispose,
  }
}

async function answers(url: string, server: ChildProcess, log: string): Promise<void> {
  const deadline = performance.now() + 20_000
  while (performance.now() < deadline && server.pid !== undefined && server.exitCode === null) {
    const response = await fetch(`${url}/ping`).catch(() => undefined)
    if (response?.status === 204) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`influxd did not start: ${readFileSync(log, 'utf8').slice(-2000)}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function configuration(
  folder: string,
  { http, rpc, maxBodyBytes = 0, auth = false }: InfluxdOptions & { http: number; rpc: number },
): string {
  return `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  enabled = true
  bind-address = "127.0.0.1:${http}"
  log-enabled = false
  max-body-size = ${maxBodyBytes}
  auth-enabled = ${auth}
[ifql]
  enabled = false
`
}
