/** What a server made of a request: its answer, or why there was none. */
export type Answer =
  | {
      readonly status: number
      readonly headers: Readonly<Record<string, string | string[] | undefined>>
      readonly body: string
    }
  | { readonly failure: string }

/**
 * What an answer to written lines means. `taken`: all are stored. `doubt`: some are, which is for us to find out. `halve`: at
 * least one may be at fault. `retry`: nobody's fault, `waitMs` where the server asks for it. `hold`: somebody has to mend
 * something, `remedy`, and no line may be given up for it.
 */
export type Verdict =
  | { readonly verdict: 'taken' | 'doubt' | 'halve'; readonly detail: string }
  | { readonly verdict: 'retry'; readonly detail: string; readonly waitMs: number | undefined }
  | { readonly verdict: 'hold'; readonly detail: string; readonly remedy: string }

/** A server that asks for more is asked again all the same. */
export const LONGEST_WAIT_MS = 300_000

/** The decision table: every answer of every version. `now` is UTC ms. */
export function verdictOf(answer: Answer, now: number): Verdict {
  if ('failure' in answer) return { verdict: 'retry', detail: answer.failure, waitMs: undefined }
  const { status, body } = answer
  const detail = `${status} ${sentenceIn(body)}`.trim()
  if (status >= 200 && status < 300) {
    // 2.x and 3.x tell of lines that they left out in the body of a success.
    return { verdict: status === 204 || body.trim() === '' ? 'taken' : 'doubt', detail }
  }
  if (status === 400 || status === 422 || status === 413) return { verdict: 'halve', detail }
  if (status === 408 || status === 429 || status >= 500) {
    return { verdict: 'retry', detail, waitMs: retryAfterMs(answer.headers['retry-after'], now) }
  }
  return { verdict: 'hold', detail, remedy: REMEDIES[status] ?? 'see whether INFLUX_URL leads to InfluxDB itself' }
}

const REMEDIES: Readonly<Record<number, string>> = {
  401: 'see to INFLUX_TOKEN: the server does not know it',
  403: 'give INFLUX_TOKEN the right to read and write INFLUX_BUCKET',
  404: 'make the bucket or database that INFLUX_BUCKET names, and see to INFLUX_ORG',
}

/** Retry-After (RFC 9110, 10.2.3), seconds or a date; undefined when there is none that can be read. */
export function retryAfterMs(header: string | string[] | undefined, now: number): number | undefined {
  const value = (Array.isArray(header) ? header[0] : header)?.trim()
  if (!value) return undefined
  // Date.parse takes nearly anything for a date; those of HTTP begin with the day of the week.
  const ms = /^\d+(\.\d+)?$/.test(value)
    ? Number(value) * 1000
    : /^[A-Z][a-z]{2}/.test(value)
      ? Date.parse(value) - now
      : NaN
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), LONGEST_WAIT_MS)
}

const LONGEST_SENTENCE = 300

/** What a server says in words: 1.x and 3.x in `error`, 2.x in `message`, 3.x for each line in `data`. */
export function sentenceIn(body: string): string {
  let said: unknown = body
  try {
    const json = JSON.parse(body) as { error?: unknown; message?: unknown; data?: unknown } | null
    const of = json ?? {}
    const lines = Array.isArray(of.data) ? of.data : [of.data]
    const line = (lines[0] as { error_message?: unknown } | undefined)?.error_message
    said = [of.error, of.message, line].filter((part) => typeof part === 'string' && part !== '').join(': ') || body
  } catch {
    // It is not JSON: what it says is what it is.
  }
  return String(said).replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_SENTENCE)
}
