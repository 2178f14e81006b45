import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DAY_MS } from './day.ts'
import { isNoRoom } from './duck-database.ts'
import { noteMissing } from './duck-newest.ts'
import { replacedBy, UNFINISHED } from './duck-part.ts'
import { dropPart, faultOf, quarantinePart } from './duck-scrub.ts'
import { adopt } from './duck-seal.ts'
import { literal, tableOf } from './duck-sql.ts'
import { isMonth, partFile, partName, partNamed, type PartKey, readParts, type DuckState } from './duck-state.ts'
import type { StoreLoss } from './series.ts'

type OnDamage = (detail: string, loss?: StoreLoss) => void

/** Of a start, for the checksums of sealed files. */
const CHECK_MS = 2_000

/**
 * Makes folder and records agree after a crash or a damaged database: unfinished files go, a finished file without
 * record is taken up and its rows leave the live table, a recorded file that is missing or cut is reported. Of a month and
 * the days that it took the place of, one is kept: the days until the month is recorded.
 */
export async function reconcileSealed(state: DuckState, at: Date, onDamage: OnDamage): Promise<void> {
  const until = performance.now() + CHECK_MS
  for (const part of state.parts.toSorted((a, b) => b.maxTs - a.maxTs)) {
    // What there is no time for now is compared while the city runs.
    const fault = await faultOf(state.folder, performance.now() < until ? part : { ...part, crc: null })
    if (fault !== null) onDamage(...(await dropPart(state, part, fault, at)))
  }
  state.parts = await readParts(state.database.writer)
  for (const kind of state.columns.keys()) await reconcileKind(state, kind, at, onDamage)
  await noteMissing(state)
}

async function reconcileKind(state: DuckState, kind: string, at: Date, onDamage: OnDamage): Promise<void> {
  const folder = join(state.folder, 'sealed', kind)
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) if (name.endsWith(UNFINISHED)) rmSync(join(folder, name), { force: true })
  const names = new Set(readdirSync(folder))
  const keys = [...names].flatMap((name) => partNamed(kind, name) ?? [])
  const ofKind = () => state.parts.filter((part) => part.kind === kind)
  const isRecorded = (name: string) => ofKind().some((part) => partName(part) === name)
  const unrecorded = keys.filter((key) => !isRecorded(partName(key)))

  for (const key of unrecorded.filter(({ day }) => isMonth(day)))
    await trial(state, key, { at, onDamage }, async (file) => {
      const replaces = await replacedBy(state.database.writer, file)
      const isUndone = replaces.some(isRecorded) || replaces.every((name) => names.has(name))
      if (isUndone) rmSync(file)
      else await takeUp(state, key, replaces)
    })
  const replaced = new Set(ofKind().flatMap((part) => part.replaces))
  for (const key of unrecorded.filter(({ day }) => !isMonth(day))) {
    const file = partFile(state.folder, key)
    if (replaced.has(partName(key)) || isForgotten(state, key)) rmSync(file, { force: true })
    else await trial(state, key, { at, onDamage }, () => takeUp(state, key, []))
  }
  for (const name of replaced) if (names.has(name) && !isRecorded(name)) rmSync(join(folder, name), { force: true })
}

function isForgotten({ forgotten }: DuckState, { kind, day }: PartKey): boolean {
  const before = forgotten.get(kind)
  return before !== undefined && Date.parse(day) + DAY_MS <= before
}

async function takeUp(state: DuckState, key: PartKey, replaces: readonly string[]): Promise<void> {
  const source = `read_parquet(${literal(partFile(state.folder, key))})`
  await state.database.writer.run(`SELECT bit_xor(hash(COLUMNS(*))) FROM ${source}`)
  const deletion = `DELETE FROM ${tableOf(key.kind)} t USING ${source} s
     WHERE t.station = s.station AND t.ts = s.ts AND t.seq = s.seq`
  await adopt(state, key, deletion, replaces)
}

/** A file that cannot be read goes into quarantine. */
async function trial(
  state: DuckState,
  key: PartKey,
  { at, onDamage }: { readonly at: Date; readonly onDamage: OnDamage },
  task: (file: string) => Promise<void>,
): Promise<void> {
  const file = partFile(state.folder, key)
  try {
    await task(file)
  } catch (error) {
    if (isNoRoom((error as Error).message)) throw error
    onDamage(
      `${file} cannot be read (${(error as Error).message}); it was moved to ${quarantinePart(state.folder, key, at)}`,
    )
  }
}
