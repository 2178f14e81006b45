import packets from 'mqtt-packet'

/** Messages that leave in one write, and are then loaded anew. */
export interface Train {
  /** Patches time, sequence numbers from `first` on and packet ids into the bytes, which stay the train's own. */
  load(ts: number, first: number): Buffer
}

export interface Frame {
  readonly topic: string
  readonly payload: string
  readonly qos: 0 | 1
}

/** Sequence numbers have as many digits from the first to the last, so that they can be overwritten. */
export const FIRST_SEQ = 1_000_000_000

/** So many PUBLISH packets in a row. Throws when the payload has no `ts` of 13 digits or no `seq` of 10. */
export function makeTrain({ topic, payload, qos }: Frame, messages: number): Train {
  const one = packets.generate({
    cmd: 'publish',
    topic,
    payload,
    qos,
    dup: false,
    retain: false,
    ...(qos === 1 && { messageId: 1 }),
  })
  const body = one.length - Buffer.byteLength(payload)
  const tsAt = body + digitsAt(payload, /"ts":(?=\d{13}\D)/)
  const seqAt = body + digitsAt(payload, /"seq":(?=\d{10}\D)/)
  const idAt = body - 2
  const bytes = Buffer.concat(Array.from({ length: messages }, () => one))
  const time = Buffer.alloc(13)

  return {
    load(ts, first) {
      writeDigits(time, 0, 13, ts)
      for (let i = 0, at = 0; i < messages; i += 1, at += one.length) {
        const number = first + i
        time.copy(bytes, at + tsAt)
        writeDigits(bytes, at + seqAt, 10, FIRST_SEQ + number)
        if (qos === 1) bytes.writeUInt16BE((number % 65_535) + 1, at + idAt)
      }
      return bytes
    },
  }
}

/** Byte offset after the match. */
function digitsAt(payload: string, name: RegExp): number {
  const match = name.exec(payload)
  if (!match) throw new Error(`payload has no ${name.source}`)
  return Buffer.byteLength(payload.slice(0, match.index + match[0].length))
}

function writeDigits(bytes: Buffer, at: number, digits: number, number: number): void {
  let rest = number
  for (let i = at + digits - 1; i >= at; i -= 1) {
    const less = Math.floor(rest / 10)
    bytes[i] = 48 + rest - less * 10
    rest = less
  }
}
