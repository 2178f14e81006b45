import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { PassThrough } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'

/** The first line of a recording. */
export interface RecordingHead {
  readonly format: 'citypulse-recording'
  /** 1 had no last line. */
  readonly version: 1 | 2
  /** When it begins, UTC ms. */
  readonly startedAt: number
  /** Ids are not those of the stations, and nobody has the key. */
  readonly isMasked: boolean
}

/** The last line: what became of all that was seen. */
export interface RecordingEnd {
  readonly recorded: number
  /** Messages that could not be masked, and single values, times or numbers of others. */
  readonly withheld: number
  readonly valuesWithheld: number
  /** Messages that the city had forgotten before they were seen. */
  readonly missed: number
}

/** Every other line: a message, `t` ms after the beginning; its payload as text, or as base64 where it is none. */
export interface RecordedMessage {
  readonly t: number
  readonly topic: string
  readonly text?: string
  readonly base64?: string
  /** Kinds of the stations in a gateway's message, by their ids here. */
  readonly kinds?: Readonly<Record<string, string>>
}

/** A recording being written, one line of JSON a message, gzipped. */
export interface RecordingWriter {
  write(message: RecordedMessage): void
  /** Resolves once the disk has taken enough of it: for who writes faster than that. Rejects when it does not. */
  room(): Promise<void>
  /** Resolves once the file is whole. */
  end(counts: RecordingEnd): Promise<void>
}

export function writeRecording(file: string, head: RecordingHead): RecordingWriter {
  const lines = new PassThrough()
  const written = pipeline(lines, createGzip(), createWriteStream(file, { flags: 'wx', mode: 0o600 }))
  written.catch(() => {})
  lines.write(`${JSON.stringify(head)}\n`)
  return {
    write: (message) => void lines.write(`${JSON.stringify(message)}\n`),
    async room() {
      if (lines.writableNeedDrain) await Promise.race([once(lines, 'drain'), written])
    },
    async end(counts) {
      lines.end(`${JSON.stringify({ end: counts })}\n`)
      await written
    },
  }
}

/** The head of a recording and its messages in order, read as they are asked for. Throws, with the file and the line, when it is none. */
export async function readRecording(
  file: string,
): Promise<{ readonly head: RecordingHead; readonly messages: AsyncIterable<RecordedMessage> }> {
  const unzipped = createReadStream(file)
    .on('error', (error) => unzipped.destroy(error))
    .pipe(createGunzip())
  const lines = createInterface({ input: unzipped, crlfDelay: Infinity })[Symbol.asyncIterator]()
  const first = await lines.next().catch((error: Error) => {
    throw new Error(`${file} cannot be read: ${error.message}`, { cause: error })
  })
  const head = headIn(first.done ? 'null' : first.value)
  if (head === null) throw new Error(`${file} is no recording of a city: it does not begin as one`)
  return { head, messages: messagesOf(lines, file) }
}

function headIn(line: string): RecordingHead | null {
  const head = parsed(line) as RecordingHead | null
  return head?.format === 'citypulse-recording' && (head.version === 1 || head.version === 2) ? head : null
}

async function* messagesOf(lines: AsyncIterator<string>, file: string): AsyncGenerator<RecordedMessage> {
  for (let n = 2; ; n++) {
    const line = await lines.next().catch((error: Error) => {
      throw new Error(`${file} is cut short or damaged from line ${n} on: ${error.message}`, { cause: error })
    })
    if (line.done) return
    const message = parsed(line.value) as (RecordedMessage & { readonly end?: RecordingEnd }) | null
    if (message?.end !== undefined) return
    if (typeof message?.topic !== 'string' || typeof message.t !== 'number')
      throw new Error(`${file}, line ${n}: expected {"t": ms, "topic", "text" or "base64"}`)
    yield message
  }
}

function parsed(line: string): object | null {
  try {
    const found: unknown = JSON.parse(line)
    return typeof found === 'object' ? found : null
  } catch {
    return null
  }
}

/** A payload as a recording keeps it. */
export function payloadIn(payload: Buffer): Pick<RecordedMessage, 'text' | 'base64'> {
  const text = payload.toString('utf8')
  return Buffer.from(text).equals(payload) ? { text } : { base64: payload.toString('base64') }
}

export function bytesOf({ text, base64 }: Pick<RecordedMessage, 'text' | 'base64'>): Buffer {
  return base64 === undefined ? Buffer.from(text ?? '') : Buffer.from(base64, 'base64')
}
