import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { checksumOf } from './checksum.ts'

/** The database, in the folder of the store. */
export const FILE = 'series.duckdb'
/** A larger file is read through only once a block of it was found damaged: a start must not wait for it. */
export const CHECKED_BYTES = 512 * 1024 * 1024

const ENDING = '.sum'

/**
 * Notes the checksum of a database file that was closed whole. DuckDB's own checksum of a block is the sum of its words,
 * whatever their order: words that change places, or change in pairs, pass it.
 */
export async function noteSum(file: string): Promise<void> {
  try {
    const { size } = statSync(file)
    if (size > CHECKED_BYTES || statSync(`${file}.wal`, { throwIfNoEntry: false })) return
    const text = `${size} ${await checksumOf(file)}`
    writeFileSync(file + ENDING, `${text} ${crc32(text)}`)
  } catch {
    // Without it the next start knows less, and no wrong thing.
    rmSync(file + ENDING, { force: true })
  }
}

/** Whether the file is as it was closed; true when nobody noted how. Forgets what was noted: the file changes from now on. */
export async function isAsClosed(file: string): Promise<boolean> {
  const noted = readNoted(file + ENDING)
  rmSync(file + ENDING, { force: true })
  if (noted === null || statSync(`${file}.wal`, { throwIfNoEntry: false })) return true
  const size = statSync(file, { throwIfNoEntry: false })?.size
  return size === noted.size && (await checksumOf(file)) === noted.sum
}

function readNoted(file: string): { readonly size: number; readonly sum: number } | null {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return null
  const [text, size, sum, own] = /^(\d+) (\d+) (\d+)$/.exec(readFileSync(file, 'utf8')) ?? []
  return text !== undefined && crc32(`${size} ${sum}`) === Number(own) ? { size: Number(size), sum: Number(sum) } : null
}
