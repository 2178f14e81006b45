import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { Position } from './journal.ts'

/**
 * The position that came next after the newest commit, beside the journal: what tells that a journal has lost its end. Written
 * after each commit and before anybody is acknowledged, without a sync of its own: it may be late after a power failure, never
 * ahead.
 */
export interface Mark {
  /** 0 when there is none, or none that can be read. */
  readonly position: Position
  set(position: Position): void
  close(): void
}

const BYTES = 12

export function openMark(file: string): Mark {
  const handle = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600)
  const bytes = Buffer.alloc(BYTES)
  const isWhole =
    readSync(handle, bytes, 0, BYTES, 0) === BYTES && crc32(bytes.subarray(0, 8)) === bytes.readUInt32LE(8)
  const position = isWhole ? Number(bytes.readBigUInt64LE(0)) : 0
  let isOpen = true
  return {
    position,
    set(next) {
      if (!isOpen) return
      bytes.writeBigUInt64LE(BigInt(next))
      bytes.writeUInt32LE(crc32(bytes.subarray(0, 8)), 8)
      try {
        writeSync(handle, bytes, 0, BYTES, 0)
      } catch {
        // It only helps to count a loss; the journal itself says whether the disk works.
      }
    },
    close() {
      isOpen = false
      closeSync(handle)
    },
  }
}
