import { crc32 } from 'node:zlib'

/**
 * One commit's messages as bytes: for each message u16 topic length, topic (UTF-8), u32 payload length, payload.
 * Little endian. A row of the journal keeps these bytes with their CRC-32.
 */
export function packFrames(topics: readonly string[], payloads: readonly Buffer[]): Buffer {
  let bytes = 0
  for (let i = 0; i < topics.length; i++) bytes += 6 + Buffer.byteLength(topics[i]!) + payloads[i]!.length
  // Not from Node's shared pool: the memory is handed to another thread whole.
  const body = Buffer.allocUnsafeSlow(bytes)
  let at = 0
  for (let i = 0; i < topics.length; i++) {
    const topic = topics[i]!
    const payload = payloads[i]!
    const written = body.write(topic, at + 2)
    body.writeUInt16LE(written, at)
    at += 2 + written
    body.writeUInt32LE(payload.length, at)
    at += 4
    body.set(payload, at)
    at += payload.length
  }
  return body
}

/** The messages of a row from the `skip`-th on; throws a RangeError when the bytes are not whole frames. */
export function unpackFrames(body: Buffer, count: number, skip = 0): { topics: string[]; payloads: Buffer[] } {
  const topics: string[] = []
  const payloads: Buffer[] = []
  let at = 0
  for (let i = 0; i < count; i++) {
    const topicEnd = at + 2 + body.readUInt16LE(at)
    const payloadEnd = topicEnd + 4 + body.readUInt32LE(topicEnd)
    if (payloadEnd > body.length) throw new RangeError(`message ${i} of ${count} ends beyond the row`)
    if (i >= skip) {
      topics.push(body.toString('utf8', at + 2, topicEnd))
      payloads.push(body.subarray(topicEnd + 4, payloadEnd))
    }
    at = payloadEnd
  }
  if (at !== body.length) throw new RangeError(`${body.length - at} bytes follow the last message`)
  return { topics, payloads }
}

/** Over all of a row: a position or a time of receipt that changed is as bad as a byte of a message. */
export function checksum(row: {
  readonly first: number
  readonly count: number
  readonly receivedAt: number
  readonly body: Uint8Array
}): number {
  const numbers = new Float64Array([row.first, row.count, row.receivedAt])
  return crc32(row.body, crc32(new Uint8Array(numbers.buffer)))
}
