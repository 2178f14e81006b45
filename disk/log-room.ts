import { statfsSync } from 'node:fs'

const LEAST = 256 * 1024
const SHARE = 16

/** Bytes that the log of a database may have before it is brought into the database: at most so many, on a small disk its share. */
export function logBytesOn(folder: string, most: number): number {
  try {
    const { blocks, bsize } = statfsSync(folder)
    return shareOf(blocks * bsize, most)
  } catch {
    return most
  }
}

/** Of a disk of so many bytes. */
export function shareOf(diskBytes: number, most: number): number {
  return Math.min(most, Math.max(LEAST, Math.floor(diskBytes / SHARE)))
}
