import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import type { Addresses } from './addresses.ts'

export interface PostRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface PostAnswer {
  readonly status: number
  /** At most 64 KiB of it. */
  readonly body: string
  /** So long the other side asks to be left alone. */
  readonly retryAfterMs: number | undefined
}

const MOST_BYTES = 64 * 1024

/**
 * Posts and reads the answer within `timeoutMs`, all told. Follows no redirect, and looks at the address that it connects to: a name
 * that changes its address between two looks gains nothing.
 */
export async function post(
  { url, headers, body }: PostRequest,
  options: { readonly addresses: Addresses; readonly timeoutMs: number; readonly now: () => number },
): Promise<PostAnswer> {
  const { addresses, timeoutMs, now } = options
  const target = new URL(url)
  const host = target.hostname.replace(/^\[|\]$/g, '')
  const found = await addresses.resolve(host)
  const signal = AbortSignal.timeout(timeoutMs)
  const bytes = Buffer.from(body)
  const send = target.protocol === 'https:' ? requestTls : requestPlain

  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(signal.aborted ? new Error(`no answer within ${timeoutMs / 1000} s`, { cause: error }) : error)
    const request = send(
      {
        host,
        // Those that were looked at, and no others: a name is not asked twice.
        lookup: (_host, { all }, answer) => {
          if (all) answer(null, [...found])
          else answer(null, found[0].address, found[0].family)
        },
        port: target.port === '' ? undefined : Number(target.port),
        path: `${target.pathname}${target.search}`,
        method: 'POST',
        headers: {
          host: target.host,
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'CityPulse',
          ...headers,
          'content-length': bytes.length,
        },
        signal,
        agent: false,
      },
      (response) => {
        const parts: Buffer[] = []
        let size = 0
        const end = () =>
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(parts).toString('utf8', 0, MOST_BYTES),
            retryAfterMs: retryAfterOf(response.headers['retry-after'], now()),
          })
        response.on('data', (part: Buffer) => {
          parts.push(part)
          size += part.length
          // The status is known; whoever goes on talking is not listened to.
          if (size > MOST_BYTES) {
            end()
            request.destroy()
          }
        })
        response.on('end', end)
        response.on('error', fail)
      },
    )
    request.on('error', fail)
    request.end(bytes)
  })
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3), in ms from now. */
export function retryAfterOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
