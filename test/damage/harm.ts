import { globSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One harm done to one file. */
export interface Harm {
  readonly file: string
  readonly how: 'flip' | 'sector' | 'page' | 'cut'
  readonly at: number
  readonly bit: number
}

const FILES = [
  'journal.db',
  'journal.db-wal',
  'journal.db-shm',
  'journal.mark',
  'records.db',
  'records.db-wal',
  'records.db-shm',
  'series/series.duckdb',
  'series/series.duckdb.wal',
]

/** A pseudorandom harm: the same number does the same. */
export function harmOf(folder: string, random: () => number): Harm {
  const files = [...FILES, ...globSync('series/sealed/**/*.parquet', { cwd: folder })].filter(
    (file) => (statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0) > 0,
  )
  const file = files[Math.floor(random() * files.length)]!
  const { size } = statSync(join(folder, file))
  const how = (['flip', 'flip', 'sector', 'page', 'cut'] as const)[Math.floor(random() * 5)]!
  const step = { flip: 1, sector: 512, page: 4096, cut: 512 }[how]
  return { file, how, at: Math.floor((random() * size) / step) * step, bit: Math.floor(random() * 8) }
}

export function harm(folder: string, { file, how, at, bit }: Harm): void {
  const path = join(folder, file)
  if (how === 'cut') return truncateSync(path, at)
  const bytes = readFileSync(path)
  if (how === 'flip') bytes[at]! ^= 1 << bit
  else
    for (let i = at; i < Math.min(bytes.length, at + (how === 'page' ? 4096 : 512)); i++)
      bytes[i] = (i * 151 + bit) & 0xff
  writeFileSync(path, bytes)
}

/** mulberry32 */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
