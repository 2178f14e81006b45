import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { answerTo, keyOf, parseLine, type StoredPoint } from './fake-query.ts'

/** What the server does with one request. */
export interface Reply {
  /** 204 when not given. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | object
  /** Waits so long before it answers, or for this promise. */
  readonly after?: number | Promise<unknown>
  /** Closes the connection instead of answering. */
  readonly reset?: boolean
  /** Which lines are kept; all of a success and none of anything else when not given. */
  readonly keeps?: (line: string) => boolean
}

export type Replier = Reply | ((lines: readonly string[]) => Reply)

/** A request that came. */
export interface Seen {
  readonly at: number
  readonly path: string
  readonly authorization: string
  readonly lines: readonly string[]
}

/** An InfluxDB that does as it is told, and keeps book of it. */
export interface FakeInflux extends AsyncDisposable {
  readonly url: string
  /** Answers to the next writes, one each. */
  script(...replies: readonly Replier[]): void
  /** To writes beyond the script. */
  otherwise: Replier
  /** To everything but writes, in place of the true answer. */
  aside: Reply | null
  version: string
  readonly writes: readonly Seen[]
  readonly queries: readonly string[]
  /** What it kept, by measurement, tags and time. */
  readonly points: ReadonlyMap<string, StoredPoint>
  /** How often a point came that was there already. */
  readonly again: number
  /** The most writes that were open at once. */
  readonly mostOpen: number
  /** Refuses connections until `open`. */
  close(): Promise<void>
  open(): Promise<void>
}

export async function startFakeInflux(): Promise<FakeInflux> {
  const replies: Replier[] = []
  const writes: Seen[] = []
  const queries: string[] = []
  const points = new Map<string, StoredPoint>()
  let again = 0
  let open = 0
  let mostOpen = 0
  let port = 0

  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (request.url === '/ping' || request.url!.startsWith('/query')) return read(request, response, body)
      return write(request, response, body)
    })
  })

  async function read(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    if (fake.aside) return give(response, fake.aside)
    if (request.url === '/ping') return void response.writeHead(204, { 'x-influxdb-version': fake.version }).end()
    const q = new URLSearchParams(body).get('q') ?? ''
    queries.push(q)
    return give(response, { status: 200, body: answerTo(q, points.values()) })
  }

  async function write(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    const lines = body.split('\n')
    writes.push({
      at: performance.now(),
      path: request.url!,
      authorization: request.headers.authorization ?? '',
      lines,
    })
    open++
    mostOpen = Math.max(mostOpen, open)
    response.on('close', () => open--)
    const next = replies.shift() ?? fake.otherwise
    const reply = typeof next === 'function' ? next(lines) : next
    const { keeps = () => (reply.status ?? 204) < 300 } = reply
    for (const line of lines.filter(keeps)) {
      const point = parseLine(line)
      const known = points.get(keyOf(point))
      if (known) again++
      points.set(keyOf(point), { ...point, fields: { ...known?.fields, ...point.fields } })
    }
    await give(response, reply)
  }

  async function give(response: ServerResponse, { status = 204, headers = {}, body, after, reset }: Reply) {
    if (after !== undefined) {
      await (typeof after === 'number' ? new Promise((resolve) => setTimeout(resolve, after).unref()) : after)
    }
    if (reset) return void response.destroy()
    const text = typeof body === 'object' ? JSON.stringify(body) : body
    response.writeHead(status, { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers })
    response.end(text)
  }

  const fake: FakeInflux = {
    get url() {
      return `http://127.0.0.1:${port}`
    },
    script: (...more) => void replies.push(...more),
    otherwise: {},
    aside: null,
    version: 'v2.7.1',
    writes,
    queries,
    points,
    get again() {
      return again
    },
    get mostOpen() {
      return mostOpen
    },
    async open() {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      port = (server.address() as AddressInfo).port
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
    async [Symbol.asyncDispose]() {
      if (server.listening) await fake.close()
    },
  }
  await fake.open()
  return fake
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const bytes = Buffer.concat(pieces)
  return String(request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes)
}

/** As 1.x and 2.x answer a write with lines of a wrong type: all others are kept, and none is named. */
export function partialWrite(isBad: (line: string) => boolean, status: 400 | 422 = 400): Replier {
  return (lines) => {
    if (!lines.some(isBad)) return {}
    const message =
      'partial write: field type conflict: input field "x" is type float, already exists as type string dropped=0'
    const body = status === 400 ? { error: message } : { code: 'unprocessable entity', message }
    return { status, body, keeps: (line) => !isBad(line) }
  }
}

/** As 3.x answers. */
export function partialWrite3(isBad: (line: string) => boolean, status: 400 | 201 = 400): Replier {
  return (lines) => {
    const data = lines.flatMap((line, n) =>
      isBad(line)
        ? [{ error_message: 'invalid column type for column x', line_number: n + 1, original_line: line.slice(0, 20) }]
        : [],
    )
    if (data.length === 0) return {}
    return { status, body: { error: 'partial write of line protocol occurred', data }, keeps: (line) => !isBad(line) }
  }
}
