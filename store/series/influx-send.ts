import type { Doubter } from './influx-doubter.ts'
import type { InfluxTransport } from './influx-transport.ts'

/** Lines and bytes of one request, at the most. */
export const LINES_A_REQUEST = 5_000
export const BYTES_A_REQUEST = 1 << 20

const SENDERS = 4
/** Lines refused one after the other, and none taken in between: it may not be the lines. */
const SUSPICIOUS = 16
/** What one bad line in a full request may cost. */
const MOST_REQUESTS = 2 * Math.ceil(Math.log2(LINES_A_REQUEST)) + 1

/** A line that will never be stored, by its index, and what the server says of it. */
export interface RefusedLine {
  readonly index: number
  readonly detail: string
}

export interface SendOptions {
  readonly transport: Pick<InfluxTransport, 'send' | 'ask'>
  /** Which of these lines are stored; asked when the answer to them leaves that open. */
  readonly areThere: (indexes: readonly number[]) => Promise<readonly boolean[]>
  readonly doubter: Doubter
}

/**
 * Sends lines and tells those that the server refuses for good; all others are stored when it resolves. Rejects when a
 * request is to be tried again or somebody has to mend something: some lines may be stored then, and all may be sent again.
 */
export async function sendLines(lines: readonly string[], options: SendOptions): Promise<readonly RefusedLine[]> {
  const { transport, areThere, doubter } = options
  let refused: RefusedLine[] = []
  let requests = 0
  let inARow = 0
  let wasTaken = false

  /** Halves what is refused down to the line; how many the server says that it dropped is not to be trusted. */
  async function sendSpan(span: readonly number[]): Promise<void> {
    requests++
    const { verdict, detail } = await transport.send(span.map((index) => lines[index]!))
    if (verdict === 'taken') return taken(span)
    if (verdict === 'doubt') {
      const missing = await missingOf(span)
      if (missing.length < span.length) taken(span)
      if (missing.length < span.length && missing.length > 0) await sendSpan(missing)
      if (missing.length < span.length) return
    } else await doubter.refused(transport)
    if (span.length === 1) {
      refused.push({ index: span[0]!, detail })
      if (++inARow === SUSPICIOUS) await suspect(detail)
      return
    }
    const middle = Math.ceil(span.length / 2)
    await sendSpan(span.slice(0, middle))
    await sendSpan(span.slice(middle))
  }

  function taken(span: readonly number[]): void {
    inARow = 0
    wasTaken = true
    doubter.taken(lines[span.at(-1)!]!)
  }

  async function missingOf(span: readonly number[]): Promise<readonly number[]> {
    const there = await areThere(span)
    return span.filter((_, i) => !there[i])
  }

  async function suspect(detail: string): Promise<void> {
    await doubter.suspect(transport, detail)
    inARow = 0
    wasTaken = true
  }

  const spans = [...spansOf(lines)]
  let failure: Error | undefined
  // What is on its way is waited for; what is not is not begun once one has failed.
  const sendNext = async (): Promise<void> => {
    for (let span = spans.shift(); span && !failure; span = spans.shift()) {
      const [from, to] = span
      await sendSpan(Array.from({ length: to - from }, (_, i) => from + i)).catch((error: Error) => (failure ??= error))
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, sendNext))
  if (failure) throw failure
  const last = refused.at(-1)
  if (last && (inARow > 1 || !wasTaken)) await suspect(last.detail)
  const mayAsk = refused.length === 1 ? requests < MOST_REQUESTS : refused.length < SUSPICIOUS
  if (refused.length > 0 && mayAsk) {
    // The server may have been out of its mind for as long as the search took.
    const again = refused.map(({ index }) => index)
    refused = []
    await sendSpan(again)
  }
  return refused.sort((a, b) => a.index - b.index)
}

function spansOf(lines: readonly string[]): readonly (readonly [from: number, to: number])[] {
  const spans: [number, number][] = []
  let from = 0
  let bytes = 0
  for (const [index, line] of lines.entries()) {
    // Lines are ASCII but for what an id or district holds.
    const more = line.length + 1
    if (index > from && (index - from === LINES_A_REQUEST || bytes + more > BYTES_A_REQUEST)) {
      spans.push([from, index])
      from = index
      bytes = 0
    }
    bytes += more
  }
  if (from < lines.length) spans.push([from, lines.length])
  return spans
}
