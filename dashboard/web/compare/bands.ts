import { type Language, nameIn } from '../../../domain/label.ts'
import type { StationEntry } from '../../../domain/wire.ts'
import { bandsIn } from '../chart/bands.ts'
import type { Band } from '../chart/picture.ts'
import type { Window } from '../chart/window.ts'
import type { Desk } from '../desk.ts'
import { createStationBands, type StationBands } from '../station/station-bands.ts'
import { type KnownLine, type LineKey, MOST_COMPARED } from './lines.ts'

/** What happened at a station, named; nothing before it is known. */
export type BandsOf = (station: StationEntry) => readonly Band[]

/** Of so many alarms of a station every step is looked at: there are many stations beside it. */
const MOST_DETAILS = 6

/** What happened at the stations that are compared, each asked for once whatever the number of its lines. */
export function createCompareBands(desk: Desk, changed: () => void): BandsOf {
  const byStation = new Map<string, StationBands>()
  return (station) => {
    const known = byStation.get(station.id) ?? createStationBands(desk, changed, MOST_DETAILS)
    byStation.delete(station.id)
    byStation.set(station.id, known)
    for (const id of byStation.keys()) if (byStation.size > MOST_COMPARED) byStation.delete(id)
    return known.of(station)
  }
}

/**
 * The bands of one chart of several. What is of another value than its lines, or of one of several stations, is named above them
 * and not drawn behind them all; what lay over several stations is one band.
 */
export function bandsOfLines(
  lines: readonly KnownLine[],
  bandsOf: BandsOf,
  of: { readonly shown: Window; readonly language: Language; readonly all: readonly LineKey[] },
): readonly Band[] {
  const stations = [...new Map(lines.map(({ entry }) => [entry.id, entry])).values()]
  const isOneOfMany = new Set(of.all.map(({ station }) => station)).size > 1
  const merged = new Map<string, { readonly band: Band; readonly at: StationEntry[] }>()
  for (const entry of stations) {
    for (const band of bandsIn(bandsOf(entry), of.shown)) {
      const key = [band.kind, band.from, band.to, band.alarm, band.label].join('\n')
      const there = merged.get(key)
      if (there) there.at.push(entry)
      else merged.set(key, { band, at: [entry] })
    }
  }
  return [...merged.values()].map(({ band, at }) => {
    const isOfAll = at.length === stations.length
    const isOfLines =
      (band.value ?? null) === null || lines.some(({ entry, value }) => at.includes(entry) && value === band.value)
    const where = at.map(({ name }) => nameIn(of.language, name)).join(' + ')
    return {
      ...band,
      ...(isOneOfMany && { label: [where, band.label].filter((word) => word !== '').join(' · ') }),
      ...(!(isOfAll && isOfLines) && { isAside: true }),
    }
  })
}
