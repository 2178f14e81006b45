import type { Duplex } from 'node:stream'
import type { Refusal } from './refusals.ts'

export interface GuardOptions {
  /** Largest CONNECT, bytes. */
  readonly firstBytes: number
  /** Told before the connection is ended. */
  readonly refused: (reason: Refusal, error?: Error) => void
}

/** A connection that the parser may have. */
export interface Guard {
  readonly stream: Duplex
  /** The client is signed in: its packets go through, bounded by the parser alone. */
  open(): void
}

const CONNECT = 0x10
const KNOWN_LEVELS = [3, 4, 5]
/** CONNACK with return code 1 (MQTT 3.1.1, 3.1.2-2): unacceptable protocol level. */
const UNKNOWN_LEVEL = Buffer.from([0x20, 2, 0, 1])

/**
 * Stands between a connection and the MQTT parser. Of a stranger it lets one small CONNECT through, judged by its fixed
 * header before it is buffered; what follows waits until the client is signed in. And what the parser throws ends that
 * one connection: bytes are given only while `readable` is told, where it is caught.
 */
export function guard(stream: Duplex, { firstBytes, refused }: GuardOptions): Guard {
  const read = stream.read.bind(stream)
  const emit = stream.emit.bind(stream)
  let first: FirstPacket | null = watchFirst(firstBytes)
  /** CONNECT has gone through; what came behind it waits. */
  let isWaiting = false
  let isTelling = false
  let isAsked = false

  function tell(): boolean {
    isAsked = false
    const wasTelling = isTelling
    isTelling = true
    try {
      return emit('readable')
    } catch (error) {
      refuse('parser-failed', error as Error)
      return true
    } finally {
      isTelling = wasTelling
    }
  }

  function tellSoon(): void {
    if (!isAsked) process.nextTick(tell)
    isAsked = true
  }

  function refuse(reason: Refusal, error?: Error): null {
    refused(reason, error)
    if (reason === 'protocol-level') stream.end(UNKNOWN_LEVEL, () => stream.destroy())
    else stream.destroy()
    return null
  }

  stream.emit = (event: string | symbol, ...all: unknown[]): boolean =>
    event === 'readable' ? tell() : emit(event as 'data', ...all)

  stream.read = (size?: number | null): Buffer | null => {
    if (size === 0) return read(0) as null
    if (isWaiting) return null
    if (!isTelling && stream.readableLength > 0) {
      tellSoon()
      return null
    }
    // Node gives one chunk a read, and Aedes reads once for each `readable`: of a packet spread over several chunks (as
    // MQTT.js sends over WebSocket) the rest would lie there for ever. So a read takes everything that is there.
    const bytes = read(size ?? (stream.readableLength || undefined)) as Buffer | null
    if (bytes === null || first === null) return bytes
    const end = first.take(bytes)
    if (end === null) return bytes
    if (typeof end === 'string') return refuse(end)
    isWaiting = true
    if (end < bytes.length) stream.unshift(bytes.subarray(end))
    return bytes.subarray(0, end)
  }

  return {
    stream,
    open() {
      first = null
      isWaiting = false
      if (stream.readableLength > 0) tellSoon()
    },
  }
}

interface FirstPacket {
  /** How many of these bytes belong to it when it ends in them; null when it goes on; or what is wrong with it. */
  take(bytes: Buffer): number | null | Refusal
}

function watchFirst(mostBytes: number): FirstPacket {
  /** Bytes of the fixed header read so far: one, and one to four of the length. */
  let headerBytes = 0
  let length = 0
  let isHeader = true
  let bodyBytes = 0

  return {
    take(bytes) {
      if (headerBytes === 0 && bytes[0] !== CONNECT) return 'not-connect'
      if (headerBytes === 0 && isOfUnknownLevel(bytes)) return 'protocol-level'
      let at = 0
      while (isHeader && at < bytes.length) {
        const byte = bytes[at++]!
        if (headerBytes > 0) length += (byte & 0x7f) * 128 ** (headerBytes - 1)
        headerBytes++
        if (headerBytes + length > mostBytes) return 'packet-size'
        if (headerBytes === 1 || byte >= 0x80) continue
        isHeader = false
      }
      if (isHeader) return headerBytes > 4 ? 'protocol' : null
      bodyBytes += bytes.length - at
      return bodyBytes < length ? null : bytes.length - (bodyBytes - length)
    },
  }
}

/** `10 <length> 00 04 'MQTT' <level>`, as far as it came in one piece. */
function isOfUnknownLevel(bytes: Buffer): boolean {
  if (bytes[0] !== CONNECT) return false
  // It begins behind one to four bytes of length; all that a stranger has sent is not searched for it.
  const name = bytes.subarray(0, 11).indexOf('\0\u0004MQTT', 2, 'latin1')
  const level = bytes[name + 6]
  return name >= 2 && level !== undefined && !KNOWN_LEVELS.includes(level & 0x7f)
}
