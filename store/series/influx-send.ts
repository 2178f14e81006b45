import type { InfluxTransport } from './influx-transport.ts'

/** Lines and bytes of one request, at the most. */
export const LINES_A_REQUEST = 5_000
export const BYTES_A_REQUEST = 1 << 20

const SENDERS = 4

/** A line that will never be stored, by its index, and what the server says of it. */
export interface RefusedLine {
  readonly index: number
  readonly detail: string
}

export interface SendOptions {
  readonly transport: Pick<InfluxTransport, 'send'>
  /** Whether a line is stored; asked when the answer to it alone leaves that open. */
  readonly isThere: (index: number) => Promise<boolean>
}

/**
 * Sends lines and tells those that the server refuses for good; all others are stored when it resolves. Rejects when a
 * request is to be tried again or somebody has to mend something: some lines may be stored then, and all may be sent again.
 */
export async function sendLines(lines: readonly string[], options: SendOptions): Promise<readonly RefusedLine[]> {
  const { transport, isThere } = options
  const refused: RefusedLine[] = []

  /** Halves what is refused down to the line; how many the server says that it dropped is not to be trusted. */
  async function sendSpan(from: number, to: number): Promise<void> {
    const { verdict, detail } = await transport.send(lines.slice(from, to))
    if (verdict === 'taken') return
    if (to - from === 1) {
      if (verdict === 'doubt' && (await isThere(from))) return
      refused.push({ index: from, detail })
      return
    }
    const middle = from + Math.ceil((to - from) / 2)
    await sendSpan(from, middle)
    await sendSpan(middle, to)
  }

  const spans = [...spansOf(lines)]
  let failure: Error | undefined
  // What is on its way is waited for; what is not is not begun once one has failed.
  const sendNext = async (): Promise<void> => {
    for (let span = spans.shift(); span && !failure; span = spans.shift()) {
      await sendSpan(...span).catch((error: Error) => (failure ??= error))
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, sendNext))
  if (failure) throw failure
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
