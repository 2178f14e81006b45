import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { quarantine } from '../../disk/quarantine.ts'
import { checksumOf } from './checksum.ts'
import { forgetNewest } from './duck-newest.ts'
import { literal } from './duck-sql.ts'
import { DAY_MS } from './day.ts'
import type { StoreLoss } from './series.ts'
import { type DuckState, type Part, partFile, type PartKey, readParts } from './duck-state.ts'

/** What is wrong with a sealed file; null: nothing. */
export async function faultOf(folder: string, part: Part): Promise<string | null> {
  const file = partFile(folder, part)
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) return 'is missing'
  if (!found.isFile()) return 'is no file'
  if (found.size !== part.bytes) return `has ${found.size} bytes, not ${part.bytes}`
  if (part.crc === null) return null
  return (await checksumOf(file)) === part.crc ? null : 'does not have the checksum that it was sealed with'
}

/** Takes a sealed file out of the records and puts it aside; says what is missing now. Must not overlap with writes. */
export async function dropPart(
  state: DuckState,
  part: Part,
  fault: string,
  at: Date,
): Promise<readonly [detail: string, loss: StoreLoss]> {
  const file = partFile(state.folder, part)
  await state.database.writer.run(
    `DELETE FROM "sealed" WHERE kind = ${literal(part.kind)} AND day = ${literal(part.day)} AND part = ${part.part}`,
  )
  await forgetNewest(state.database.writer, part.kind)
  state.parts = await readParts(state.database.writer)
  const isThere = statSync(file, { throwIfNoEntry: false }) !== undefined
  const kept = isThere ? `; it was moved to ${quarantinePart(state.folder, part, at)}` : ''
  const fromAt = Math.floor(part.minTs / DAY_MS) * DAY_MS
  const toAt = (Math.floor(part.maxTs / DAY_MS) + 1) * DAY_MS
  const detail = `${file} ${fault}: ${part.rows} rows of ${part.kind} of ${part.day} are missing${kept}`
  return [detail, { fromAt, toAt, rows: part.rows }]
}

/** `quarantine/air-2026-11-23-<time>.parquet` of the store's folder. */
export function quarantinePart(folder: string, part: PartKey, at: Date): string {
  const file = partFile(folder, part)
  return quarantine(file, { at, in: folder, as: `${part.kind}-${basename(file)}` })
}

export interface ScrubOptions {
  readonly state: DuckState
  /** Runs between writes. */
  readonly between: <T>(task: () => Promise<T>) => Promise<T>
  readonly now: () => Date
  readonly onDamage: (detail: string, loss?: StoreLoss) => void
  readonly everyMs?: number
}

/** Compares one sealed file after the other with its checksum, newest first, for ever. Returns what stops it. */
export function startScrub({ state, between, now, onDamage, everyMs = 1_000 }: ScrubOptions): () => void {
  const looked = new Set<string>()
  let isLooking = false
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    void look()
      .catch(() => {
        // The database is going away or is opened anew.
      })
      .finally(() => (isLooking = false))
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)

  async function look(): Promise<void> {
    const parts = state.parts.toSorted((a, b) => b.maxTs - a.maxTs)
    const part = parts.find((one) => !looked.has(partFile('', one)))
    if (!part) return looked.clear()
    looked.add(partFile('', part))
    const fault = await faultOf(state.folder, part)
    // Forgotten meanwhile: its file goes with it.
    if (fault === null || !state.parts.some((one) => partFile('', one) === partFile('', part))) return
    onDamage(...(await between(() => dropPart(state, part, fault, now()))))
  }
}
