import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { HttpError, InfluxDB, type WriteApi } from '@influxdata/influxdb-client'
import { CityError } from '../../domain/errors.ts'

export interface InfluxServer {
  readonly url: string
  readonly token: string
  readonly org: string
  readonly bucket: string
  readonly timeoutMs: number
  readonly clock: () => number
}

export type Major = 1 | 2 | 3
/** One table of an InfluxQL answer. */
export interface Table {
  readonly tags?: Readonly<Record<string, string>>
  readonly columns: readonly string[]
  readonly values: readonly (readonly (string | number | boolean | null)[])[]
}

/** Requests to one server. Every failure is a `CityError`, or of `send` also the server's own `HttpError`. */
export interface InfluxTransport {
  /** Generation of the server; asks it once it can be reached, and makes the database on 1.x. */
  connect(): Promise<Major>
  /** One request. Rejects with the server's `HttpError` where the lines may be at fault (400, 413, 422). */
  send(lines: readonly string[]): Promise<void>
  /** InfluxQL statements; the tables of each. Times are milliseconds. */
  ask(statements: readonly string[]): Promise<readonly (readonly Table[])[]>
  /** Deletes through the interface of 2.x, which has none in InfluxQL. */
  deleteBefore(measurement: string, before: number): Promise<void>
  close(): void
}

/** The official client as a bare transport: its own buffer and retries would drop lines. */
export function openTransport(server: InfluxServer): InfluxTransport {
  const agent = new (server.url.startsWith('https:') ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 8 })
  const options = { url: server.url, timeout: server.timeoutMs, transportOptions: { agent } }
  // "user:password" is how 1.x signs in; before 1.8 it does not know the client's header.
  const client = server.token.includes(':')
    ? new InfluxDB({ ...options, headers: { authorization: `Basic ${Buffer.from(server.token).toString('base64')}` } })
    : new InfluxDB(server.token === '' ? options : { ...options, token: server.token })
  const { transport } = client
  const database = encodeURIComponent(server.bucket)
  let connected: Promise<{ readonly major: Major; readonly writer: WriteApi }> | undefined

  const ask = async (statements: readonly string[]) => {
    const path = `/query?db=${database}&epoch=ms`
    const body = `q=${encodeURIComponent(statements.join(';\n'))}`
    const answer = (await transport.request(path, body, { method: 'POST', headers: FORM })) as QueryAnswer
    return (answer.results ?? []).map((result) => {
      if (result.error !== undefined) throw new CityError('store-refused', `InfluxDB: ${result.error}`)
      return result.series ?? []
    })
  }

  const open = async () => {
    const version = await versionOf(client)
    const writer = client.getWriteApi(server.org, server.bucket, 'ns', WRITE_OPTIONS)
    if (isBefore(version, 1, 8)) writer.path = `/write?db=${database}&precision=ns`
    if (version.major === 1) await ask([`CREATE DATABASE ${identifier(server.bucket)}`])
    return { major: version.major, writer }
  }
  const connection = async () => {
    const opening = (connected ??= open())
    try {
      return await opening
    } catch (error) {
      if (connected === opening) connected = undefined
      throw error
    }
  }
  const post = async (lines: readonly string[]) => {
    const { writer } = await connection()
    writer.writeRecords([...lines])
    await writer.flush()
  }
  const guarded = async <T>(task: () => Promise<T>): Promise<T> => {
    try {
      return await task()
    } catch (error) {
      throw cityError(error, server.clock)
    }
  }

  return {
    connect: () => guarded(async () => (await connection()).major),
    send: async (lines) => {
      try {
        await post(lines).catch(async (error: unknown) => {
          const missing = error instanceof HttpError && error.statusCode === 404
          if (!missing || (await connection()).major !== 1) throw error
          // Somebody dropped the database: it is made again, once.
          connected = undefined
          await post(lines)
        })
      } catch (error) {
        if (error instanceof HttpError && AT_FAULT.has(error.statusCode)) throw error
        throw cityError(error, server.clock)
      }
    },
    ask: (statements) =>
      guarded(async () => {
        await connection()
        return ask(statements)
      }),
    deleteBefore: (measurement, before) =>
      guarded(async () => {
        const query = `org=${encodeURIComponent(server.org)}&bucket=${database}`
        const body = {
          start: '1677-09-22T00:00:00Z',
          stop: new Date(before).toISOString(),
          predicate: `_measurement=${JSON.stringify(measurement)}`,
        }
        await transport.request(`/api/v2/delete?${query}`, body, { method: 'POST' })
      }),
    close: () => {
      agent.destroy()
    },
  }
}

interface QueryAnswer {
  readonly results?: readonly { readonly error?: string; readonly series?: readonly Table[] }[]
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }

/** Lines of one request. */
export const LINES_A_REQUEST = 5000

const WRITE_OPTIONS = {
  maxRetries: 0,
  flushInterval: 0,
  // Above the largest batch in lines and bytes: a full buffer sends itself and swallows what becomes of it.
  batchSize: LINES_A_REQUEST + 1,
  maxBatchBytes: 1 << 30,
  // Its answer becomes the flush's, so the client neither logs nor keeps the lines.
  writeFailed: async (reason: Error) => {
    throw reason
  },
}

/** Statuses that may be due to a single line. */
const AT_FAULT: ReadonlySet<number> = new Set([400, 413, 422])

function versionOf(client: InfluxDB): Promise<{ major: Major; minor: number }> {
  return new Promise((resolve, reject) => {
    let version = ''
    client.transport.send(
      '/ping',
      '',
      { method: 'GET' },
      {
        responseStarted: (headers) => {
          version = String(headers['x-influxdb-version'] ?? '')
        },
        next: () => {},
        error: reject,
        complete: () => {
          const match = /^v?([123])\.(\d+)/.exec(version)
          resolve(match ? { major: Number(match[1]) as Major, minor: Number(match[2]) } : { major: 2, minor: 0 })
        },
      },
    )
  })
}

function isBefore(version: { readonly major: number; readonly minor: number }, major: number, minor: number): boolean {
  return version.major < major || (version.major === major && version.minor < minor)
}

/** An identifier of InfluxQL. */
export function identifier(name: string): string {
  return `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

/** A string of InfluxQL. */
export function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
}

/** What went wrong in the catalogue's words: a server that is away, busy or broken is worth another try. */
export function cityError(error: unknown, clock: () => number): CityError {
  if (error instanceof CityError) return error
  const message = error instanceof Error ? error.message || error.name : String(error)
  if (!(error instanceof HttpError)) return new CityError('store-unreachable', `InfluxDB: ${message}`, { cause: error })
  const { statusCode } = error
  const isBusy = statusCode === 408 || statusCode === 429 || statusCode >= 500
  const seconds = retryAfterSeconds(error.headers?.['retry-after'], clock)
  const after = seconds === undefined ? '' : `; it asks to wait ${seconds} s`
  return new CityError(isBusy ? 'store-unreachable' : 'store-refused', `InfluxDB ${statusCode}: ${message}${after}`, {
    cause: error,
  })
}

/** Retry-After: seconds or a date (RFC 9110, 10.2.3). The client's own reading of it is in milliseconds. */
function retryAfterSeconds(header: string | string[] | undefined, clock: () => number): number | undefined {
  const value = Array.isArray(header) ? header[0] : header
  if (value === undefined) return undefined
  if (/^\d+$/.test(value)) return Number(value)
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - clock()) / 1000))
}
