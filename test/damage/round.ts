import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { makeDamageBook } from '../../damage-book.ts'
import type { Kinds } from '../../domain/kind.ts'
import { CityError } from '../../domain/errors.ts'
import { openSqliteJournal } from '../../journal/sqlite.ts'
import { buildAlarmRecords } from '../../store/records/alarms.ts'
import { buildCursorRecords } from '../../store/records/cursors.ts'
import { openRecords } from '../../store/records/open.ts'
import { openRegistry } from '../../store/records/registry.ts'
import { makeSeal } from '../../store/records/seal.ts'
import { openDuckSeries } from '../../store/series/duck.ts'
import type { Truth } from './folder.ts'
import { harm, harmOf, type Harm, randomFrom } from './harm.ts'

/** What became of one harm. */
export interface Outcome {
  readonly seed: number
  readonly harm: Harm
  /** `unnoticed`: nothing of what was acknowledged is missing or changed. */
  readonly became: 'unnoticed' | 'reported' | 'refused'
  readonly ms: number
  readonly told: readonly string[]
  /** Promises that were broken. */
  readonly broken: readonly string[]
  readonly missing: number
}

/** Copies a folder, harms one file of the copy, opens its rooms twice and compares with what was acknowledged. */
export async function runRound(folder: string, kinds: Kinds, seed: number): Promise<Outcome> {
  const random = randomFrom(seed)
  const copy = mkdtempSync(join(tmpdir(), 'citypulse-round-'))
  try {
    cpSync(folder, copy, { recursive: true })
    const done = harmOf(copy, random)
    harm(copy, done)
    const harmed = readFileSync(join(copy, done.file))
    const truth = JSON.parse(readFileSync(`${folder}.json`, 'utf8')) as Truth
    const startedAt = performance.now()
    const first = await openRooms(copy, kinds, truth)
    const ms = performance.now() - startedAt
    const broken = brokenBy(first, truth, copy, folder, { done, harmed })
    if (first.refused === null) {
      const again = await openRooms(copy, kinds, truth)
      if (again.refused !== null) broken.push(`the second start was refused: ${again.refused}`)
      if (again.told.some((detail) => /\.db is damaged|\.duckdb is damaged/.test(detail)))
        broken.push(`damaged again: ${again.told.join('; ')}`)
    }
    const became = first.refused !== null ? 'refused' : first.told.length > 0 ? 'reported' : 'unnoticed'
    return { seed, harm: done, became, ms, told: first.told, broken, missing: first.missing }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

interface Seen {
  readonly refused: string | null
  readonly told: readonly string[]
  readonly lost: readonly { readonly from: number; readonly to: number }[]
  readonly head: number
  readonly journal: ReadonlyMap<number, string>
  readonly readings: ReadonlyMap<number, number>
  readonly stations: number
  missing: number
}

async function openRooms(data: string, kinds: Kinds, truth: Truth): Promise<Seen> {
  const told: string[] = []
  const lost: { from: number; to: number }[] = []
  const none = { told, lost, head: 0, journal: new Map(), readings: new Map(), stations: 0, missing: 0 }
  const book = makeDamageBook({ error: (found) => void told.push((found as { readonly detail: string }).detail) })
  const { onDamage } = book
  try {
    await using records = await openRecords({ file: join(data, 'records.db'), onDamage })
    const cursors = buildCursorRecords(records)
    const key = new Uint8Array(32)
    const registry = await openRegistry(records, { hashKey: key, simulationKey: key, seal: makeSeal(key), kinds })
    await buildAlarmRecords(records).open()
    const judged = await cursors.positionOf('judged')
    const stored = await cursors.positionOf('stored')
    await using series = await openDuckSeries({
      folder: join(data, 'series'),
      kinds,
      stationOf: (number) => registry.byNumber(number),
      sealEveryMs: 0,
      onDamage: book.onStoreDamage,
    })
    await using journal = await openSqliteJournal({
      file: join(data, 'journal.db'),
      atLeast: Math.max(judged, stored),
      needed: Math.min(judged, stored),
      onDamage: (detail, range) => {
        onDamage(detail, range)
        if (range) lost.push(range)
      },
    })
    // A log that was cut at the end of an entry is sound in itself; the other rooms know how far it was.
    const inStore = await series.position()
    const { isStoreOlder } = book.compare({ judged, stored, journal, inStore })
    if (isStoreOlder) await series.write({ from: inStore, to: stored, points: [], amendments: [] })
    const messages = new Map<number, string>()
    const from = Math.max(journal.oldest, 0)
    if (from < journal.head) {
      for await (const batch of journal.read('check', from)) {
        for (const [i, payload] of batch.payloads.entries()) messages.set(batch.first + i, payload.toString())
        if (batch.first + batch.topics.length >= journal.head) break
      }
    }
    const number = registry.byId(truth.station)?.number ?? truth.number
    const readings = new Map<number, number>()
    const points = await series.series({
      kind: truth.kind,
      station: number,
      value: truth.value,
      from: truth.readings[0]![0] - 1,
      to: Date.now() + 1,
      limit: 100_000,
    })
    for (const [ts, value] of points) readings.set(ts, value!)
    return { ...none, refused: null, head: journal.head, journal: messages, readings, stations: registry.size }
  } catch (error) {
    if (error instanceof CityError && error.code.startsWith('config-') && !error.message.includes('\n')) {
      return { ...none, refused: error.message }
    }
    throw error
  }
}

function brokenBy(
  seen: Seen,
  truth: Truth,
  copy: string,
  original: string,
  { done, harmed }: { done: Harm; harmed: Buffer },
): string[] {
  if (seen.refused !== null) return []
  const broken: string[] = []
  const payloads = [...seen.journal.values()].join('\n')
  for (const [ts, value] of truth.readings) {
    const found = seen.readings.get(ts)
    if (found === value) continue
    if (found !== undefined) broken.push(`the reading of ${ts} is ${found}, not ${value}`)
    if (payloads.includes(`"ts":${ts},`)) continue
    seen.missing++
  }
  const isLost = (position: number) => seen.lost.some(({ from, to }) => position >= from && position < to)
  truth.backlog.payloads.forEach((payload, i) => {
    const position = truth.backlog.from + i
    const found = seen.journal.get(position)
    if (found === payload) return
    if (found !== undefined) broken.push(`position ${position} is not what was written there`)
    seen.missing++
    if (!isLost(position)) broken.push(`position ${position} is missing and not reported`)
  })
  if (seen.head < truth.backlog.from + truth.backlog.payloads.length) broken.push(`the next position is ${seen.head}`)
  if (seen.missing > 0 && seen.told.length === 0) broken.push(`${seen.missing} missing without a word`)
  if (seen.missing > 0 && /^records|mark$|-shm$/.test(done.file))
    broken.push(`${seen.missing} missing by a harm to ${done.file}`)

  // What was put aside is what was harmed, whole; what was sound stays.
  const aside = globSync('{quarantine,series/quarantine}/*', { cwd: copy })
  for (const file of aside) {
    const bytes = readFileSync(join(copy, file))
    const isHarmed = bytes.equals(harmed)
    const goesAlong = file.endsWith('wal') || done.file.endsWith('wal')
    if (!isHarmed && !goesAlong) broken.push(`${basename(file)} was put aside, which is not what was harmed`)
  }
  for (const file of ['journal.db', 'records.db', 'series/series.duckdb']) {
    if (existsSync(join(original, file)) && !existsSync(join(copy, file))) broken.push(`${file} is gone`)
  }
  return broken
}
