import { createReadStream } from 'node:fs'
import { crc32 } from 'node:zlib'

const CHUNK_BYTES = 1024 * 1024

/** CRC-32 of a whole file, read piece by piece. */
export async function checksumOf(file: string): Promise<number> {
  let sum = 0
  for await (const bytes of createReadStream(file, { highWaterMark: CHUNK_BYTES })) sum = crc32(bytes as Buffer, sum)
  return sum
}
