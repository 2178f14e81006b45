import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { type Headers, HttpError, InfluxDB, type SendOptions } from '@influxdata/influxdb-client'
import { CityError } from '../../domain/errors.ts'
import { type Answer, type Verdict, verdictOf } from './influx-answer.ts'
import { makeLane } from './influx-lane.ts'
import { type Version, versionIn, writePath } from './influx-version.ts'

export interface InfluxServer {
  readonly url: string
  readonly token: string
  readonly org: string
  readonly bucket: string
  readonly timeoutMs: number
  readonly clock: () => number
  /** The database was there and is gone; it has been made again, empty. */
  readonly onRemade?: () => void
}

/** One table of an InfluxQL answer. */
export interface Table {
  readonly tags?: Readonly<Record<string, string>>
  readonly columns: readonly string[]
  readonly values: readonly (readonly (string | number | boolean | null)[])[]
}

/** What became of written lines, where it is not for the caller to wait or to mend something. */
export type Sent = Extract<Verdict, { readonly verdict: 'taken' | 'doubt' | 'halve' }>

/** Requests to one server. Every failure is a `CityError`. */
export interface InfluxTransport {
  /** Asks for the server's version once it can be reached, and makes the database on 1.x. */
  connect(): Promise<Version>
  /** One request, at most four of them at a time. Rejects where it is to be tried again or somebody has to mend something. */
  send(lines: readonly string[]): Promise<Sent>
  /** InfluxQL statements; the tables of each. Times are milliseconds. */
  ask(statements: readonly string[], patienceMs?: number): Promise<readonly (readonly Table[])[]>
  /** Deletes through the interface of 2.x, which has none in InfluxQL. */
  deleteBefore(measurement: string, before: number): Promise<void>
  close(): void
}

const REQUESTS_IN_FLIGHT = 4
const GZIP_FROM_BYTES = 1_000

/**
 * The official client as a bare transport. Its write API is left aside: it takes 201 for a success, swallows the error of
 * a buffer that fills, and leaves a request that timed out open.
 */
export function openTransport(server: InfluxServer): InfluxTransport {
  const agent = new (server.url.startsWith('https:') ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 8 })
  const options = { url: server.url, transportOptions: { agent } }
  // "user:password" is how 1.x signs in; before 1.8 it does not know the client's header.
  const client = server.token.includes(':')
    ? new InfluxDB({ ...options, headers: { authorization: `Basic ${Buffer.from(server.token).toString('base64')}` } })
    : new InfluxDB(server.token === '' ? options : { ...options, token: server.token })
  const database = encodeURIComponent(server.bucket)
  const lane = makeLane(REQUESTS_IN_FLIGHT)
  let connected: Promise<Version> | undefined
  let wasThere = false

  const request = (path: string, body: string, more: Partial<SendOptions> = {}, patienceMs = server.timeoutMs) =>
    new Promise<Answer>((resolve) => {
      let status = 0
      let headers: Headers = {}
      const pieces: Uint8Array[] = []
      // The client's own time-out neither ends the request nor counts from its start; AbortSignal.timeout would hold the
      // lines of a request that is long over.
      const timeout = new AbortController()
      const { signal } = timeout
      const timer = setTimeout(() => timeout.abort(), patienceMs)
      const end = (answer: Answer) => {
        clearTimeout(timer)
        resolve(answer)
      }
      const options = { method: 'POST', signal, ...more }
      client.transport.send(path, body, options, {
        responseStarted(of, code) {
          status = code ?? 0
          headers = of
        },
        next: (piece: Uint8Array) => void pieces.push(piece),
        complete: () => end({ status, headers, body: Buffer.concat(pieces).toString() }),
        error(error) {
          if (error instanceof HttpError) {
            return end({ status: error.statusCode, headers: error.headers ?? headers, body: error.body ?? '' })
          }
          // It may be another server that answers next time.
          connected = undefined
          end({ failure: signal.aborted ? `no answer within ${patienceMs} ms` : wordsOf(error) })
        },
      })
    })

  const whole = async (...asked: Parameters<typeof request>): Promise<Extract<Answer, { status: number }>> => {
    const answer = await request(...asked)
    const verdict = verdictOf(answer, server.clock())
    if ('status' in answer && (verdict.verdict === 'taken' || verdict.verdict === 'doubt')) return answer
    throw errorOf(verdict)
  }

  const query = async (statements: readonly string[], patienceMs?: number): Promise<QueryAnswer> => {
    const body = `q=${encodeURIComponent(statements.join(';\n'))}`
    return jsonOf((await whole(`/query?db=${database}&epoch=ms`, body, { headers: FORM }, patienceMs)).body)
  }

  const makeDatabase = async () => {
    const { results = [] } = await query([`CREATE DATABASE ${identifier(server.bucket)}`])
    if (results[0]?.error !== undefined) throw new CityError('store-refused', `InfluxDB: ${results[0].error}`)
  }

  const remake = async () => {
    await makeDatabase()
    if (wasThere) server.onRemade?.()
  }

  const open = async () => {
    const answer = await whole('/ping', '', { method: 'GET' })
    const version = versionIn(answer.headers, answer.body)
    if (version.major === 1) {
      // Who may not make databases may be allowed to write to one that is there.
      await makeDatabase().catch((error: CityError) => {
        if (error.retry) throw error
      })
    }
    return version
  }

  const connect = async () => {
    const opening = (connected ??= open())
    try {
      return await opening
    } catch (error) {
      if (connected === opening) connected = undefined
      throw error
    }
  }

  const post = async (lines: readonly string[]) => {
    const path = writePath(await connect(), server)
    const answer = await request(path, lines.join('\n'), LINES)
    if ('status' in answer && answer.status === 204) wasThere = true
    return { answer, verdict: verdictOf(answer, server.clock()) }
  }

  return {
    connect,
    send: (lines) =>
      lane.run(async () => {
        let { answer, verdict } = await post(lines)
        if ('status' in answer && answer.status === 404 && (await connect()).major === 1) {
          await remake()
          ;({ answer, verdict } = await post(lines))
        }
        if (verdict.verdict === 'retry' || verdict.verdict === 'hold') throw errorOf(verdict)
        return verdict
      }),
    ask: async (statements, patienceMs) => {
      const { major } = await connect()
      let answer = await query(statements, patienceMs)
      if (major === 1 && (answer.results ?? []).some(({ error }) => error?.startsWith('database not found'))) {
        await remake()
        answer = await query(statements, patienceMs)
      }
      return (answer.results ?? []).map((result) => {
        if (result.error !== undefined) throw new CityError('store-refused', `InfluxDB: ${result.error}`)
        return result.series ?? []
      })
    },
    deleteBefore: async (measurement, before) => {
      const body = {
        start: '1677-09-22T00:00:00Z',
        stop: new Date(before).toISOString(),
        predicate: `_measurement=${JSON.stringify(measurement)}`,
      }
      const path = `/api/v2/delete?org=${encodeURIComponent(server.org)}&bucket=${database}`
      await whole(path, JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
    },
    close: () => {
      agent.destroy()
    },
  }
}

interface QueryAnswer {
  readonly results?: readonly { readonly error?: string; readonly series?: readonly Table[] }[]
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
const LINES = { headers: { 'content-type': 'text/plain; charset=utf-8' }, gzipThreshold: GZIP_FROM_BYTES }

function jsonOf(body: string): QueryAnswer {
  try {
    return JSON.parse(body) as QueryAnswer
  } catch (error) {
    throw new CityError('store-unreachable', 'InfluxDB: the answer to a query is not JSON', { cause: error })
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code || error.name : String(error)
}

/** In the catalogue's words: a server that is away, busy or broken is worth another try. */
function errorOf(verdict: Verdict): CityError {
  const detail = `InfluxDB: ${verdict.detail}`
  if (verdict.verdict === 'retry') {
    const { waitMs } = verdict
    return new CityError('store-unreachable', detail, waitMs === undefined ? {} : { waitMs })
  }
  return new CityError('store-refused', verdict.verdict === 'hold' ? `${detail}; ${verdict.remedy}` : detail)
}

/** An identifier of InfluxQL. */
export function identifier(name: string): string {
  return `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

/** A string of InfluxQL. */
export function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
}
