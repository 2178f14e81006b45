import { closeSync, openSync, readSync, statSync } from 'node:fs'

/** What a write-ahead log of SQLite holds (sqlite.org/fileformat2.html#the_write_ahead_log). */
export interface WalState {
  readonly bytes: number
  /** The header and every frame of its generation hold together. Without a log: true. */
  readonly isWhole: boolean
  /** Commits that can be read. */
  readonly commits: number
  /**
   * Commits behind the first frame that cannot be read. One may be a commit that was under way when the power failed; with
   * two the first had been finished, for a commit begins only after the one before it is on the disk.
   */
  readonly commitsLost: number
  /** Of the database that it is for; null when its readable frames do not tell. */
  readonly pageBytes: number | null
  readonly applicationId: number | null
}

const HEADER = 32
const FRAME_HEADER = 24
const MAGIC = 0x377f0682
const CHUNK_FRAMES = 64
/** Of page 1, where the database's header stands. */
const APPLICATION_ID_AT = 68
const NO_WAL: WalState = { bytes: 0, isWhole: true, commits: 0, commitsLost: 0, pageBytes: null, applicationId: null }

/** Reads a write-ahead log without opening its database. A log that is missing or empty is whole. */
export function inspectWal(file: string): WalState {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (bytes === 0) return NO_WAL
  const handle = openSync(file, 'r')
  try {
    return inspect(handle, bytes)
  } finally {
    closeSync(handle)
  }
}

function inspect(handle: number, bytes: number): WalState {
  const header = Buffer.alloc(HEADER)
  readSync(handle, header, 0, HEADER, 0)
  const magic = header.readUInt32BE(0)
  const pageBytes = header.readUInt32BE(8)
  const isBig = (magic & 1) === 1
  const sum = new Uint32Array(2)
  addTo(sum, header.subarray(0, 24), isBig)
  const isHeader =
    (magic & ~1) >>> 0 === MAGIC && sum[0] === header.readUInt32BE(24) && sum[1] === header.readUInt32BE(28)
  if (!isHeader) return { ...NO_WAL, bytes, isWhole: false }

  const salts = header.subarray(16, 24)
  const frameBytes = FRAME_HEADER + pageBytes
  const chunk = Buffer.alloc(frameBytes * CHUNK_FRAMES)
  let isChained = true
  let commits = 0
  let commitsLost = 0
  let applicationId: number | null = null
  for (let at = HEADER; at < bytes; ) {
    const frames = Math.floor(readSync(handle, chunk, 0, chunk.length, at) / frameBytes)
    if (frames === 0) break
    for (let i = 0; i < frames; i++) {
      const frame = chunk.subarray(i * frameBytes, (i + 1) * frameBytes)
      const isOfThis = frame.subarray(8, 16).equals(salts)
      const isCommit = frame.readUInt32BE(4) !== 0
      if (isChained) {
        addTo(sum, frame.subarray(0, 8), isBig)
        addTo(sum, frame.subarray(FRAME_HEADER), isBig)
        isChained = isOfThis && sum[0] === frame.readUInt32BE(16) && sum[1] === frame.readUInt32BE(20)
      }
      if (isChained) {
        if (isCommit) commits++
        if (frame.readUInt32BE(0) === 1) applicationId = frame.readUInt32BE(FRAME_HEADER + APPLICATION_ID_AT)
      } else if (isOfThis && isCommit) commitsLost++
    }
    at += frames * frameBytes
  }
  return { bytes, isWhole: commitsLost === 0, commits, commitsLost, pageBytes, applicationId }
}

/** The running checksum of the log: pairs of 32-bit words, of the byte order that its magic number says. */
function addTo(sum: Uint32Array, bytes: Buffer, isBig: boolean): void {
  let s0 = sum[0]!
  let s1 = sum[1]!
  for (let i = 0; i + 8 <= bytes.length; i += 8) {
    const a = isBig ? bytes.readUInt32BE(i) : bytes.readUInt32LE(i)
    const b = isBig ? bytes.readUInt32BE(i + 4) : bytes.readUInt32LE(i + 4)
    s0 = (s0 + a + s1) >>> 0
    s1 = (s1 + b + s0) >>> 0
  }
  sum[0] = s0
  sum[1] = s1
}
