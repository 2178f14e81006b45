import type { Duplex } from 'node:stream'
import type { Refusal } from './refusals.ts'

export interface GuardOptions {
  /** Largest packet until `open`, bytes. */
  readonly firstBytes: number
  /** Told before the connection is ended. */
  readonly refused: (reason: Refusal, error?: Error) => void
}

/** A connection that the parser may have. */
export interface Guard {
  readonly stream: Duplex
  /** The client is signed in: from now on its packets are bounded by the parser alone. */
  open(): void
}

const CONNECT = 0x10
const KNOWN_LEVELS = [3, 4, 5]
/** CONNACK with return code 1 (MQTT 3.1.1, 3.1.2-2): unacceptable protocol level. */
const UNKNOWN_LEVEL = Buffer.from([0x20, 2, 0, 1])

/**
 * Stands between a connection and the MQTT parser. Until the client is signed in it lets through one CONNECT first and
 * only small packets, judged by their fixed headers, so that nothing is buffered for a stranger. And it keeps what the
 * parser throws to the one connection: a read gives bytes only while `readable` is told, where it is caught.
 */
export function guard(stream: Duplex, { firstBytes, refused }: GuardOptions): Guard {
  const read = stream.read.bind(stream)
  const emit = stream.emit.bind(stream)
  let frames: Frames | null = watchFrames(firstBytes)
  let isTelling = false
  let isAsked = false

  function tell(): boolean {
    isAsked = false
    const wasTelling = isTelling
    isTelling = true
    try {
      return emit('readable')
    } catch (error) {
      end('parser-failed', error as Error)
      return true
    } finally {
      isTelling = wasTelling
    }
  }

  function end(reason: Refusal, error?: Error): null {
    refused(reason, error)
    if (reason === 'protocol-level') stream.end(UNKNOWN_LEVEL, () => stream.destroy())
    else stream.destroy()
    return null
  }

  stream.emit = (event: string | symbol, ...all: unknown[]): boolean =>
    event === 'readable' ? tell() : emit(event as 'data', ...all)

  stream.read = (size?: number | null): Buffer | null => {
    if (size === 0) return read(0) as null
    if (!isTelling && stream.readableLength > 0) {
      if (!isAsked) process.nextTick(tell)
      isAsked = true
      return null
    }
    // Node gives one chunk a read, and Aedes reads once for each `readable`: of a packet spread over several chunks (as
    // MQTT.js sends over WebSocket) the rest would lie there for ever. So a read takes everything that is there.
    const bytes = read(size ?? (stream.readableLength || undefined)) as Buffer | null
    const wrong = bytes === null || frames === null ? null : frames.take(bytes)
    return wrong === null ? bytes : end(wrong)
  }

  return {
    stream,
    open() {
      frames = null
    },
  }
}

interface Frames {
  /** Null, or what is wrong with the packets so far. */
  take(bytes: Buffer): Refusal | null
}

function watchFrames(mostBytes: number): Frames {
  let isFirst = true
  /** Bytes of the length field read so far; -1: not in a header. */
  let lengthBytes = -1
  let length = 0
  let left = 0

  return {
    take(bytes) {
      if (isFirst && isOfUnknownLevel(bytes)) return 'protocol-level'
      let at = 0
      while (at < bytes.length) {
        if (left > 0) {
          const passed = Math.min(left, bytes.length - at)
          left -= passed
          at += passed
          continue
        }
        const byte = bytes[at++]!
        if (lengthBytes < 0) {
          if (isFirst && byte !== CONNECT) return 'not-connect'
          isFirst = false
          lengthBytes = 0
          length = 0
          continue
        }
        length += (byte & 0x7f) * 128 ** lengthBytes
        lengthBytes++
        if (1 + lengthBytes + length > mostBytes) return 'packet-size'
        if (byte < 0x80) {
          left = length
          lengthBytes = -1
        } else if (lengthBytes === 4) return 'protocol'
      }
      return null
    },
  }
}

/** `10 <length> 00 04 'MQTT' <level>`, as far as it came in one piece. */
function isOfUnknownLevel(bytes: Buffer): boolean {
  if (bytes[0] !== CONNECT) return false
  const name = bytes.indexOf('\0\u0004MQTT', 2, 'latin1')
  const level = bytes[name + 6]
  return name >= 2 && name <= 5 && level !== undefined && !KNOWN_LEVELS.includes(level & 0x7f)
}
